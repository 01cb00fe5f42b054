"""`segue demo` and `segue dev`, as whoever tries Segue runs them."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from segue.cli.demo_run import PLACES

SEGUE = Path(sys.executable).with_name("segue")
ROW = re.compile(r"^  ((?:create|add|enrol) .+?)  +(\S+)  ", re.MULTILINE)

CELL = re.compile(r"\S+(?: \S+)*")


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> str:
    """What the demo prints."""
    folder = tmp_path_factory.mktemp("demo")
    said = subprocess.run(
        [SEGUE, "demo"], cwd=folder, check=False, capture_output=True, text=True, timeout=60
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert said.stderr == ""
    assert not list(folder.iterdir())
    return said.stdout


def test_the_table_names_an_id_for_everything_that_was_made(shown):
    """The first thing that anyone runs would not show what it did."""
    ids = [found for _, found in ROW.findall(shown)]
    assert len(ids) == len(set(ids)) == 19
    assert all(re.fullmatch(r"\d+|[0-9a-f]{24}:?", found) for found in ids)
    assert shown.endswith(
        "20 requests, 18 steps, each found in its simulator, and no other step.\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        "an automatic e-mail with its content",
        "a reply in its thread",
        "a call, 2 days later",
        "a task, 1 day later",
        "a manual e-mail from template",
        "a LinkedIn message",
    ],
)
def test_every_type_is_added_at_both_that_take_single_steps(words, shown):
    """A type that the demo leaves out would seem not to work."""
    assert shown.count(f"  add {words}") == 2


def test_it_ends_by_enrolling_a_contact_and_telling_whether_it_would_be_sent_to(shown):
    """Whoever tries Segue would not see that people can be put into what was made."""
    assert shown.count("  enrol ") == 3
    assert shown.count(" ready to send:\n") == 3
    for check in ("enabled", "steps", "content", "approved", "schedule", "mailbox"):
        answered = rf"^      {check}: (?:yes|no|not shown)\. "
        assert len(re.findall(answered, shown, re.MULTILINE)) == 3
    assert shown.count("To do: ") >= 3


def test_the_second_add_at_salesloft_is_refused_and_nothing_is_sent(shown):
    """The demo would hide what Salesloft cannot do."""
    last = shown[shown.index("  add another to the same") : shown.rindex("  enrol ")]
    assert "409 CONFLICT_ERROR" in last
    assert "POST /v2" not in last


def test_warnings_are_shown(shown):
    """What was not done as asked would be silent in the demo."""
    assert "warning /type: Outreach does not document LinkedIn steps" in shown


def test_the_readme_shows_what_the_demo_prints(shown):
    """The first thing that a reader sees would not be true."""
    text = (Path(__file__).parents[2] / "README.md").read_text()
    (block,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    printed = set(CELL.findall(shown))
    assert set(CELL.findall(block)) - printed == {"[...]"}


def test_dev_stays_up_and_its_last_line_is_for_scripts(tmp_path):
    """A script could not use what `segue dev` has started."""
    child = subprocess.Popen(
        [SEGUE, "dev"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        line = next(line for line in child.stdout if line.startswith("{"))
        told = json.loads(line)
        assert list(told) == ["url", "api_key", "customer_id", "providers"]
        for name in PLACES:
            site = told["providers"][name]
            assert list(site) == ["simulator_url", "token"]
            headers = {
                "x-api-key": told["api_key"],
                "x-customer-id": told["customer_id"],
                "x-provider-name": name,
            }
            answer = httpx2.get(f"{told['url']}/engagement/v2/sequences", headers=headers)
            assert answer.json()["records"]
        child.send_signal(signal.SIGTERM)
        rest, errors = child.communicate(timeout=30)
        assert (rest, errors, child.returncode) == ("", "", 0)
    finally:
        child.kill()
        child.communicate()
