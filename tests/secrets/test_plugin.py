"""The search of the whole run: what is planted must be found, wherever it is."""

import os
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from segue.simulation import minted
from tests import postgres

from .exempt import EXEMPT
from .inside.sitecustomize import VARIABLE
from .plugin import LEAKS, USED, Canaries
from .search import kinds, spelled

ROOT = Path(__file__).parents[2]
PLANTED = "tests/secrets/planted_leaks.py"
CREDENTIAL = "a simulator's credential"
FOUND = {
    "an_answers_body": f"{CREDENTIAL}: answer GET /planted /said/*",
    "an_answers_header": f"{CREDENTIAL}: answer GET /planted x-said",
    "a_line_of_ours": f"{CREDENTIAL}: log",
    "a_line_of_a_library": f"{CREDENTIAL}: log",
    "a_captured_line": f"{CREDENTIAL}: captured log of planted",
    "what_is_printed": f"{CREDENTIAL}: captured stdout",
    "what_was_printed_and_read": f"{CREDENTIAL}: printed",
    "a_command": f"{CREDENTIAL}: output of segue planted",
    "a_problem": f"{CREDENTIAL}: result get",
    "a_file": f"{CREDENTIAL}: file planted.db",
    "a_column": "a sealed value: table t",
    "an_api_key": "an API key: captured stdout",
    "a_browsers_value": "a browser's value: captured stdout",
    "a_span": f"{CREDENTIAL}: span",
    "nothing": None,
    "a_childs_standard_error": f"{CREDENTIAL}: output of python",
    "a_childs_answer": f"{CREDENTIAL}: answer GET /planted of python body",
}


@pytest.fixture(scope="module")
def run(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: str
) -> tuple[str, dict[str, str | None]]:
    """What a run of the planted tests prints, and what each of them failed with."""
    report = tmp_path_factory.mktemp("planted") / "report.xml"
    plugins = ("-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", "-q", *plugins, f"--junitxml={report}", PLANTED]
    kept = {name: value for name, value in os.environ.items() if name != VARIABLE}
    env = {**kept, postgres.VARIABLE: postgres_server}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    return done.stdout, dict(_outcomes(report))


def _outcomes(report: Path) -> Iterator[tuple[str, str | None]]:
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 -- pytest wrote it
        told = [part.text or "" for part in case if part.tag in {"error", "failure"}]
        yield case.attrib["name"].removeprefix("test_"), "".join(told) or None


@pytest.mark.postgres
@pytest.mark.parametrize("name", FOUND)
def test_a_leak_fails_its_test_and_no_other(name: str, run: Any):
    """A secret could be shown there in every release, and no test would tell."""
    failed, expected = run[1][name], FOUND[name]
    if expected is None:
        assert failed is None
    else:
        assert failed.splitlines()[:1] == ["secrets were seen:"]
        assert [line.rstrip() for line in failed.splitlines()[1:]] == [expected]


@pytest.mark.postgres
def test_every_planted_leak_is_expected(run: Any):
    """A plant that nobody looks at proves nothing."""
    assert set(run[1]) == set(FOUND)


@pytest.mark.postgres
def test_what_a_module_leaves_fails_the_run(run: Any):
    """Only what single tests leave behind would be looked at."""
    told = f"a secret was seen at the run's end: {CREDENTIAL}: file late.txt"
    assert told in run[0].splitlines()


@pytest.mark.postgres
def test_the_report_holds_no_secret(run: Any):
    """The search itself would print what it has found."""
    assert kinds(run[0].encode(), dict.fromkeys(spelled(minted.MARK.encode()), CREDENTIAL)) == set()


@pytest.mark.parametrize("before", range(3))
@pytest.mark.parametrize("value", ["0123456789ab", "ÿÿ>>??~~ÿÿ>>"])
def test_base64_is_seen_through(before: int, value: str):
    """A secret within a longer text would be seen in two of three places at most."""
    text = b"x" * before + value.encode() + b"rest"
    for encode in (b64encode, urlsafe_b64encode):
        assert any(way in encode(text) for way in spelled(value.encode()))


def canaries(**changed: Any) -> Canaries:
    """Begin a run that tests nothing."""
    option = {"dist": "load", **changed}
    source = pytest.Config.ArgsSource.TESTPATHS
    config: Any = SimpleNamespace(args_source=source, getoption=option.get)
    return Canaries(config)


def test_an_exemption_that_is_never_used_fails_a_whole_run():
    """A place that shows nothing any more would stay open for the next leak."""
    whole, part = canaries(), canaries(keyword="one")
    assert len(whole.complaints()) == len(EXEMPT)
    assert part.complaints() == []
    for worker in (EXEMPT[::2], EXEMPT[1::2]):
        used = [EXEMPT.index(one) for one in worker]
        whole.pytest_testnodedown(SimpleNamespace(workeroutput={LEAKS: [], USED: used}))
    assert whole.complaints() == []


def test_what_a_worker_saw_at_its_end_fails_the_run():
    """With several workers the files that modules share would not be looked at."""
    lead = canaries(keyword="one")
    lead.pytest_testnodedown(SimpleNamespace(workeroutput={LEAKS: ["it"], USED: []}))
    session: Any = SimpleNamespace(exitstatus=pytest.ExitCode.OK)
    lead.pytest_sessionfinish(session)
    assert session.exitstatus == pytest.ExitCode.TESTS_FAILED
