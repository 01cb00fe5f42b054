"""A fourth provider: its own folder, and one line that names it."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from .installed import HERE, PYTHON, ROOT, SEGUE, contract, environment, install, run

CADENZA = HERE / "cadenza"
FILES = ("__init__.py", "auth.py", "capabilities.py", "read.py", "simulator", "write.py")
TRUTH = "test_a_row_tells_the_truth"
REACHES = "test_a_usable_field_reaches_the_provider"
OPERATION = "test_an_operation_tells_the_truth"
ENROLS = "test_what_enrols_tells_the_truth"
MANIFEST = "test_the_manifest_does_what_the_table_says"
LIES = {
    "native_but_warns": f"{TRUTH}[native_but_warns-step.interval_seconds]",
    "native_but_refused": f"{TRUTH}[native_but_refused-step.date]",
    "native_but_left_out": f"{REACHES}[native_but_left_out-step.name]",
    "lossy_but_silent": f"{TRUTH}[lossy_but_silent-step.name]",
    "absent_but_done": f"{TRUTH}[absent_but_done-step.name]",
    "dropped_but_done": f"{TRUTH}[dropped_but_done-step.name]",
    "pending_but_done": f"{TRUTH}[pending_but_done-step.name]",
    "title_but_dropped": "test_a_field_tells_the_truth[title_but_dropped-contact.job_title]",
    "name_but_cleared": "test_null_clears_or_is_refused[name_but_cleared-account.name@null]",
    "found_but_refused": "test_a_filter_tells_the_truth[found_but_refused-contact.search.emails]",
    "allowed_but_refused": f"{ENROLS}[allowed_but_refused-state.allow.no_email]",
    "listed_but_absent": f"{MANIFEST}[listed_but_absent]",
    "absent_but_listed": f"{MANIFEST}[absent_but_listed]",
    "row_missing": "test_the_wire_has_a_row_for_everything[row_missing]",
    "unexplained": "test_every_claim_says_why_and_whence[unexplained]",
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Cadenza in it, as pip puts it there."""
    target = tmp_path_factory.mktemp("fourth") / "site"
    install(CADENZA, target)
    return target


@pytest.fixture(scope="module")
def liars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the liars in it, as a distribution of one module."""
    target = tmp_path_factory.mktemp("liars")
    source = (HERE / "liars" / "segue_liars.py").read_text("utf-8")
    (target / "segue_liars.py").write_text(source, "utf-8")
    metadata = target / "segue_liars-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: segue-liars\nVersion: 1\n")
    lines = (f"{name} = segue_liars:{name.upper()}" for name in (*LIES, "blank"))
    (metadata / "entry_points.txt").write_text("\n".join(("[segue.providers]", *lines)))
    return target


@pytest.fixture(scope="module")
def whole(
    installed: Path, liars: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Mapping[str, str]]:
    """What came of the whole contract, by provider; one run, since starting one takes seconds."""
    names = ("cadenza", "blank")
    env = environment(installed, liars, SEGUE_CONTRACT=" ".join(names))
    outcomes = contract(env, tmp_path_factory.mktemp("whole") / "report.xml")
    return {
        name: {test: outcome for test, outcome in outcomes.items() if f"[{name}" in test}
        for name in names
    }


def test_one_line_links_it(installed: Path) -> None:
    """A provider would have to be named in more than one place."""
    (metadata,) = installed.glob("*.dist-info")
    lines = (metadata / "entry_points.txt").read_text("utf-8").split("\n")
    assert [line for line in lines if line] == [
        "[segue.providers]",
        "cadenza = segue_cadenza:PROVIDER",
    ]
    named = subprocess.run(
        ["git", "grep", "-il", "cadenza", "--", "src", "tools", "tests/contract"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert named.stdout == ""


def test_its_folder_has_the_files_of_the_others() -> None:
    """Somebody who has read one provider would not find their way in the next."""
    folder = CADENZA / "segue_cadenza"
    assert {it.name for it in folder.iterdir() if it.name != "__pycache__"} == set(FILES)
    for name in ("outreach", "salesloft", "apollo"):
        real = {it.name for it in (ROOT / "src/segue/providers" / name).iterdir()}
        assert set(FILES) - {"write.py"} <= real, name


def test_it_passes_the_whole_contract(whole: Mapping[str, Mapping[str, str]]) -> None:
    """The contract would hold for the three providers it was written beside, and no other."""
    outcomes = whole["cadenza"]
    assert set(outcomes.values()) <= {"passed", "skipped"}, _failed(outcomes)
    assert sum(outcome == "passed" for outcome in outcomes.values()) > 80
    assert outcomes[f"{TRUTH}[cadenza-step.date]"] == "passed"


def test_it_is_shown_like_the_others(installed: Path, tmp_path: Path) -> None:
    """The command line and the API would know only the providers of this repository."""
    env = environment(installed)
    listed = run((SEGUE, "providers", "list"), env)
    assert listed.returncode == 0, listed.stderr
    assert "Cadenza" in listed.stdout
    shown = run((SEGUE, "providers", "show", "cadenza"), env)
    assert "step.is_reply: pending, used: refuse" in shown.stdout
    asked = run((PYTHON, HERE / "showing.py", tmp_path / "segue.db"), env)
    assert asked.returncode == 0, asked.stderr
    found = json.loads(asked.stdout)
    names = [record["name"] for record in found["listed"]["records"]]
    assert names == ["apollo", "cadenza", "outreach", "salesloft"]
    rows = {row["name"]: row["support"] for row in found["table"]["capabilities"]}
    assert (rows["step.name"], rows["step.date"]) == ("native", "absent")
    assert "cadenza" in found["api"]["components"]["parameters"]["ProviderName"]["schema"]["enum"]


def test_every_lie_fails_the_contract(installed: Path, liars: Path, tmp_path: Path) -> None:
    """A table could claim what is not so, and callers and documents would repeat it."""
    env = environment(installed, liars, SEGUE_CONTRACT=" ".join(LIES))
    honest = [f"{TRUTH}[{name}-step.task_note]" for name in LIES]
    outcomes = contract(env, tmp_path / "report.xml", *LIES.values(), *honest)
    assert {name: outcomes[test] for name, test in LIES.items()} == dict.fromkeys(LIES, "failure")
    assert {outcomes[test] for test in honest} == {"passed"}, _failed(outcomes)


def test_a_provider_that_does_nothing_yet_passes(whole: Mapping[str, Mapping[str, str]]) -> None:
    """A new adapter could not be begun with a table that says truly that nothing is done."""
    outcomes = whole["blank"]
    assert set(outcomes.values()) <= {"passed", "skipped"}, _failed(outcomes)
    assert outcomes[f"{OPERATION}[blank-step.create]"] == "passed"


def _failed(outcomes: Mapping[str, str]) -> list[str]:
    return [name for name, outcome in outcomes.items() if outcome not in ("passed", "skipped")]
