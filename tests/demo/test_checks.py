"""What the demo makes of an answer that is not true."""

import pytest

from segue.cli.demo_report import lines
from segue.cli.demo_run import PLACES, Done, faults
from segue.cli.demo_script import Ask
from segue.cli.sandbox import Site
from segue.registry import load

PLACE = PLACES["outreach"]
EMPTY = {"sequences": [{"id": 1}], "sequenceSteps": []}
ONE = {"sequences": [{"id": 1}], "sequenceSteps": [{"id": 7}]}
TWO = {"sequences": [{"id": 1}], "sequenceSteps": [{"id": 7}, {"id": 8}]}
ADD = Ask("add a call", {"type": "call"}, to="made")
AGAIN = Ask("add another", {"type": "call"}, to="made", refused=True)
CALLS = [{"method": "POST", "path": "/api/v2/sequenceSteps", "status": 201}] * 2


def done(ask, status, step_id):
    answer = {"record": {"id": step_id}} if step_id else {"errors": []}
    return Done(ask=ask, status=status, answer=answer, calls=CALLS)


@pytest.mark.parametrize(
    ("ask", "status", "step_id", "before", "after", "said"),
    [
        (ADD, 201, "7", EMPTY, ONE, []),
        (ADD, 500, None, EMPTY, ONE, ["the answer was 500, not 201"]),
        (ADD, 201, "9", EMPTY, ONE, ["the simulator has no sequenceSteps 9"]),
        (ADD, 201, "7", ONE, TWO, ["sequenceSteps 7 stood there before"]),
        (ADD, 201, "7", EMPTY, TWO, ["2 steps were made, not 1"]),
        (AGAIN, 409, None, ONE, ONE, []),
        (AGAIN, 409, None, ONE, TWO, ["1 steps were made, not 0"]),
        (AGAIN, 201, "8", ONE, TWO, ["the answer was 201, not 409"]),
    ],
)
def test_an_answer_that_the_simulator_does_not_bear_out_is_a_fault(
    ask, status, step_id, before, after, said
):
    """The demo would print an id that names nothing, and call that a success."""
    assert faults(done(ask, status, step_id), PLACE, before, after) == said


def test_a_fault_is_shown_and_equal_calls_are_counted():
    """The table would hide what is wrong, or bury it under repeated polls."""
    wrong = done(ADD, 201, "9")
    wrong.faults = ["the simulator has no sequenceSteps 9"]
    site = Site(load("outreach"), "http://127.0.0.1:1", {"access_token": "t"})
    shown = "\n".join(lines(site, [wrong]))
    assert "WRONG: the simulator has no sequenceSteps 9" in shown
    assert "POST /sequenceSteps 201 (2 times)" in shown
