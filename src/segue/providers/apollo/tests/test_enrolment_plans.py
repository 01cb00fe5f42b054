"""Plans for enrolling, and for what is done to one contact in a sequence, word for word."""

from pathlib import Path

import pytest

from segue.model.state import StateCreate
from segue.providers.apollo import PROVIDER
from segue.providers.apollo.enrolment import presence
from segue.providers.apollo.tests.enrolled import (
    MAILBOX,
    NOW,
    OTHER,
    SEQUENCE,
    USER,
    acted,
    asked,
    contact,
    enrolled,
    entry,
    page,
    person,
)
from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.spi.operation import Enrol
from segue.spi.plan import Call, Plan
from segue.testing import golden

GOLDEN = Path(__file__).parent / "golden" / "enrolment"
LONG = page(*(contact(n, entry()) for n in range(100, 200)), total=120)
ALLOWED = ["active_elsewhere", "no_email", "unverified_email"]

CASES = {
    "one": ([asked(1)], None),
    "one.in.long": ([asked(1)], LONG),
    "already": ([asked(1), asked(2)], page(contact(1, entry(status="finished")))),
    "elsewhere": ([asked(1)], page(contact(1, entry(OTHER)))),
    "two": ([asked(1), asked(2)], None),
    "two.in.long": ([asked(1), asked(2)], LONG),
    "twice": ([asked(1), asked(2), asked(1)], None),
    "twice.otherwise": ([asked(1), asked(1, allow=["no_email"]), asked(2)], None),
    "user": ([asked(1, user_id=USER), asked(2)], None),
    "allowed": ([asked(1, allow=ALLOWED), asked(2, allow=ALLOWED[::-1])], None),
    "allowed.none": ([asked(1, allow=[])], None),
    "sequences": ([asked(1), asked(2, OTHER), asked(3)], None),
    "bounced": ([asked(1, allow=["no_email", "bounced"])], None),
    "no.mailbox": ([asked(1), asked(2, mailbox_id=None)], None),
    "capitals": ([asked(1, contact_id=person(11).upper()), asked(11)], None),
}


@pytest.mark.parametrize("case", CASES)
def test_each_enrolment(case):
    """Contacts would be enrolled elsewhere, twice, or past a block that nobody lifted."""
    records, held = CASES[case]
    golden.check(GOLDEN / f"{case}.json", lambda: enrolled(*records, held=held))


def sizes(plan: Plan) -> list[int]:
    """Say how many contacts each call enrols."""
    calls = [call for call in plan.calls if isinstance(call, Call)]
    return [len(call.request.body["contact_ids"]) for call in calls]


def test_many_go_in_chunks():
    """A list would cost a call for each contact, or be too large for one."""
    plan = enrolled(*(asked(n) for n in range(120)))
    assert sizes(plan) == [50, 50, 20]
    assert plan.at_once == 1, "calls side by side may be answered 500 and be applied"


def test_few_go_one_by_one_into_a_long_sequence():
    """One that is in already would be told as being in another sequence, and not looked up."""
    assert sizes(enrolled(*(asked(n) for n in range(25)), held=LONG)) == [1] * 25
    assert sizes(enrolled(*(asked(n) for n in range(26)), held=page(total=4000))) == [26]


def test_a_plan_survives_the_journal():
    """A write that was interrupted would go on with another plan."""
    plan = enrolled(asked(1), asked(1), asked(2, OTHER), held=LONG)
    assert show_plan(read_plan(show_plan(plan))) == show_plan(plan)


ONE = contact(1, entry(OTHER, "active"), entry(status="active"))
ACTS = {
    "pause": ("pause", ONE),
    "pause.paused": ("pause", contact(1, entry(status="paused"))),
    "pause.off": ("pause", contact(1, entry(status="paused", inactive_reason="Sequence inactive"))),
    "pause.finished": ("pause", contact(1, entry(status="finished"))),
    "resume": ("resume", contact(1, entry(status="paused", inactive_reason="manually paused"))),
    "resume.off": (
        "resume",
        contact(1, entry(status="paused", inactive_reason="Sequence inactive")),
    ),
    "resume.failed": ("resume", contact(1, entry(status="failed"))),
    "finish": ("finish", ONE),
    "finish.finished": ("finish", contact(1, entry(status="finished"))),
    "remove": ("remove", ONE),
    "remove.elsewhere": ("remove", contact(1, entry(OTHER))),
}


@pytest.mark.parametrize("case", ACTS)
def test_each_act(case):
    """Another sequence would be left, or a contact that is through would begin again."""
    verb, found = ACTS[case]
    golden.check(GOLDEN / "acts" / f"{case}.json", lambda: acted(verb, found))


@pytest.mark.parametrize("verb", ["pause", "resume", "finish", "remove"])
def test_what_is_not_in_is_not_there(verb):
    """A contact would be told to have left a sequence that it never was in."""
    with pytest.raises(PlanRefused) as refused:
        acted(verb, contact(1))
    assert refused.value.status == 404


def test_a_mailbox_is_needed():
    """Apollo would refuse the whole call for one contact's missing mailbox."""
    ask = Enrol(
        states=(StateCreate.model_validate(asked(1, mailbox_id=None)),), write_id="wr_1", now=NOW
    )
    assert PROVIDER.writes["state.create"].reads(ask, {}) == ()
    with pytest.raises(PlanRefused) as refused:
        enrolled(asked(1), asked(2, mailbox_id=None))
    assert refused.value.pointer == "/1/mailbox_id"
    assert MAILBOX not in refused.value.detail


def test_the_reading_of_long_sequences_is_bounded():
    """Planning one list would use up the hour's calls."""
    people = [person(n) for n in range(40)]
    sequences = {f"{n:024x}": people for n in range(120)}
    first = presence.reads(sequences, {})
    assert len(first) == presence.MOST_SEQUENCES
    answers = {read.name: page(contact(1, entry()), total=1500) for read in first}
    assert len(presence.reads(sequences, answers)) == 100 + 3 * 14
    answers = {f"in.{SEQUENCE}.1": page(total=3001)}
    assert len(presence.reads({SEQUENCE: people}, answers)) == 1
    answers = {f"in.{SEQUENCE}.1": page(total=3000)}
    assert len(presence.reads({SEQUENCE: people}, answers)) == 30
    assert len(presence.reads({SEQUENCE: people[:25]}, answers)) == 1


def test_rows_that_repeat_do_not_count_twice():
    """A contact that no page showed would be taken for one that is not in."""
    first = page(*(contact(n, entry()) for n in range(100)), total=150)
    second = page(*(contact(n, entry()) for n in range(60, 110)), total=150)
    answers = {f"in.{SEQUENCE}.1": first, f"in.{SEQUENCE}.2": second}
    known = presence.presence(SEQUENCE, answers)
    assert (len(known.inside), known.whole) == (110, False)
