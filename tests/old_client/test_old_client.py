"""A program of the old service's time, against `segue dev`."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SEGUE = Path(sys.executable).with_name("segue")
PROGRAM = Path(__file__).with_name("program.py")
LONGEST = 60
"""Seconds."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Where `segue dev` serves, as its last line says."""
    with subprocess.Popen(
        [SEGUE, "dev", "--port", "0"],
        cwd=tmp_path_factory.mktemp("dev"),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith("{"))
            yield json.loads(line)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(LONGEST)


@pytest.fixture(scope="module", params=["outreach", "salesloft", "apollo"])
def told(place: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the program prints: its only change is the base URL."""
    place_of = (place["url"], place["api_key"], place["customer_id"], request.param)
    said = subprocess.run(
        [sys.executable, PROGRAM, *place_of],
        check=False,
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )
    assert said.returncode == 0, said.stderr
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def test_what_it_makes_it_finds(told: dict[str, Any]) -> None:
    """A client that moved over could not see what it has made."""
    made, found = told["made"], told["found"]
    assert found["contacts"] == [made["contact"]]
    assert found["accounts"] == [made["account"]]
    assert found["sequence_states"] == [made["state"]]


def test_it_lists_everything_once(told: dict[str, Any]) -> None:
    """A client that syncs would lose records, or count some twice."""
    for name, ids in told["listed"].items():
        assert len(ids) == len(set(ids)), name
    assert told["made"]["account"] in told["listed"]["accounts"]
    assert told["made"]["contact"] in told["listed"]["contacts"]
    assert told["made"]["sequence"] in told["listed"]["sequences"]
    assert len(told["listed"]["contacts"]) > 200


def test_its_sequence_reads_back_as_it_was_written(told: dict[str, Any]) -> None:
    """A copy of a sequence would have another schedule, or other threads."""
    steps = told["read"]["steps"]
    assert [step["type"] for step in steps[:4]] == ["auto_email", "manual_email", "call", "task"]
    assert [step["interval_seconds"] for step in steps[:4]] == [0, 86_400, 86_400, 86_400]
    assert [step.get("is_reply", False) for step in steps[:2]] == [False, True]
    assert len({step["id"] for step in steps}) == len(steps)
    assert told["step"]["id"] != told["step"]["sequence"], "the step's own id"
    assert "raw_data" in told["read"]


def test_a_second_enrolment_gives_the_first_ones_id(told: dict[str, Any]) -> None:
    """A batch that names somebody twice would fail, or enrol them twice."""
    new, again = told["batch"]
    assert again == told["made"]["state"]
    assert new not in (None, again)


def test_its_changes_stand(told: dict[str, Any]) -> None:
    """An update would be answered with success and change nothing."""
    assert told["changed"] == {
        "account": "Quay Street East",
        "contact": "Harbour pilot",
        "upserted": told["made"]["account"],
    }
