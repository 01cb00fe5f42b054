"""Planning enrolments, and acts on them."""

import json
from pathlib import Path
from typing import Any

import pytest

from segue.model.state import Outcome
from segue.providers.outreach import PROVIDER
from segue.spi.codec import read_plan, show_plan
from segue.spi.enrolment import Told
from segue.spi.errors import PlanRefused
from segue.spi.operation import Enrol
from segue.testing import golden

from .account import Account, sequence, warned
from .enrolled import acting, asked, enrolling, state

GOLDEN = Path(__file__).parent / "golden" / "enrolment"
ON = sequence(enabled=True)

PLANS: dict[str, tuple[Account, tuple[dict[str, Any], ...]]] = {
    "one": (Account(ON), ({},)),
    "many": (Account(ON, sequence(10, enabled=True)), ({}, {"sequence_id": "10"})),
    "running": (Account(ON, state(7, 5), state(8, 6)), ({}, {"contact_id": "4"})),
    "finished": (Account(ON, state(7, 5, "finished")), ({},)),
    "off": (Account(sequence()), ({}, {"contact_id": "6"})),
    "twice": (Account(ON), ({}, {"contact_id": "6"}, {})),
    "twice.mailboxes": (Account(ON), ({}, {"mailbox_id": "32"})),
    "no.mailbox": (Account(ON), ({}, {"contact_id": "6", "mailbox_id": None})),
    "user": (Account(ON), ({"user_id": "11"},)),
    "allow": (Account(ON), ({"allow": ["active_elsewhere"]},)),
    "unseen.sequence": (Account(), ({},)),
}
ACTS = {
    "pause": (state(7, 5), "pause"),
    "pause.paused": (state(7, 5, "paused"), "pause"),
    "resume": (state(7, 5, "paused"), "resume"),
    "resume.active": (state(7, 5), "resume"),
    "finish": (state(7, 5), "finish"),
    "finish.finished": (state(7, 5, "finished"), "finish"),
    "remove": (state(7, 5), "remove"),
}


@pytest.mark.parametrize("case", PLANS)
def test_plan_of_an_enrolment(case: str) -> None:
    """A contact would be enrolled twice, from another mailbox, or in silence not at all."""
    account, entries = PLANS[case]
    golden.check(GOLDEN / f"{case}.json", lambda: enrolling(account, *entries))


@pytest.mark.parametrize("case", ACTS)
def test_plan_of_an_act(case: str) -> None:
    """An enrolment would be acted on that is not meant, or acted on again."""
    held, verb = ACTS[case]
    golden.check(GOLDEN / f"{case}.json", lambda: acting(Account(held), verb))


@pytest.mark.parametrize("case", ["one", "running", "twice"])
def test_a_plan_survives_the_journal(case: str) -> None:
    """A resumed enrolment would send something else than was planned."""
    account, entries = PLANS[case]
    plan = enrolling(account, *entries)
    stored = json.loads(json.dumps(show_plan(plan)))
    assert show_plan(read_plan(stored)) == stored


@pytest.mark.parametrize(
    ("word", "is_in"),
    [
        *((word, True) for word in ("active", "paused", "failed", "bounced", "pending")),
        *((word, True) for word in ("disabled", "unheard of", None)),
        *((word, False) for word in ("finished", "opted_out")),
    ],
)
def test_who_is_in_is_not_enrolled_again(word: str | None, *, is_in: bool) -> None:
    """A person would get every e-mail twice, or could not be enrolled anew (C21)."""
    plan = enrolling(Account(ON, state(7, 5, word)), {})
    already = Told(place=0, outcome=Outcome.ALREADY_ENROLLED, state_id="7")
    assert plan.told == ((already,) if is_in else ())
    assert len(plan.calls) == (0 if is_in else 1)


def test_of_several_states_the_running_one_is_named() -> None:
    """The id of an enrolment that is over would be given for the one that runs (C21)."""
    account = Account(ON, state(9, 5, "finished"), state(8, 5, "paused"), state(6, 5, "finished"))
    assert [told.state_id for told in enrolling(account, {}).told] == ["8"]


def test_another_contact_or_sequence_of_the_same_reading_is_another() -> None:
    """A filter of several ids shows every crossing of them, not only the pairs asked for."""
    account = Account(ON, sequence(10, enabled=True), state(7, 5, sequence=10))
    plan = enrolling(account, {}, {"contact_id": "6", "sequence_id": "10"})
    assert (plan.told, len(plan.calls)) == ((), 2)


def _reads(ask: Enrol) -> list[dict[str, Any]]:
    found = PROVIDER.writes["state.create"].reads(ask, {})
    return [dict(read.request.query) for read in found]


def test_a_thousand_contacts_are_forty_readings_at_most() -> None:
    """A long list would run into the rate limit before anything is enrolled."""
    same = _reads(asked(*({"contact_id": str(n)} for n in range(1, 1001))))
    assert len(same) == 21
    assert same[0]["filter[prospect][id]"].split(",") == [str(n) for n in range(1, 51)]
    assert {query.get("filter[sequence][id]") for query in same} == {"9", None}
    apart = _reads(asked(*({"sequence_id": str(n)} for n in range(1, 1001))))
    assert len(apart) == 40
    assert apart[-1]["filter[id]"].split(",") == [str(n) for n in range(951, 1001)]


def test_a_sequence_that_is_off_is_warned_of_once() -> None:
    """A caller would wait for e-mails that nothing sends, or read one sentence a thousand times."""
    plan = enrolling(Account(sequence()), {}, {"contact_id": "6"})
    assert warned(plan) == [("NOT_ACTIVATED", "/0/sequence_id")]
    already = enrolling(Account(sequence(), state(7, 5)), {})
    assert warned(already) == []


@pytest.mark.parametrize("block", ["active_elsewhere", "no_email", "unverified_email", "bounced"])
def test_no_block_can_be_set_aside(block: str) -> None:
    """A caller would believe that a contact is let in whom Outreach keeps out."""
    with pytest.raises(PlanRefused) as refused:
        enrolling(Account(ON), {}, {"allow": [block]})
    assert (refused.value.pointer, refused.value.capability) == (
        "/1/allow/0",
        f"state.allow.{block}",
    )


def test_states_on_several_pages_are_all_read() -> None:
    """Who is in already would be enrolled again where the first page does not show it."""
    ask = asked({})
    link = "https://api.outreach.io/api/v2/sequenceStates?page%5Bafter%5D=t1"
    first = {"data": [state(6, 5, "finished")], "links": {"next": link}}
    answers: dict[str, Any] = {"states_1": first, "sequences_1": {"data": []}}
    operation = PROVIDER.writes["state.create"]
    (more,) = operation.reads(ask, answers)
    assert (more.name, more.request.query["page[after]"]) == ("states_1.2", "t1")
    answers[more.name] = {"data": [state(7, 5)]}
    assert [told.state_id for told in operation.plan(ask, answers).told] == ["7"]
