"""Enrolling: what is read before, and what is sent."""

import json
from pathlib import Path
from typing import Any

import pytest

from segue.model.state import Outcome, StateCreate
from segue.model.warning import WarningType
from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.enrolment.enrol import CHUNK, MOST_LOOKS
from segue.providers.salesloft.tests.asks import NOW, UUID
from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.spi.operation import Enrol
from segue.spi.plan import Call, Plan
from segue.testing.golden import check

GOLDEN = Path(__file__).parent / "golden"
CADENCES = {
    "data": [
        {"id": 9, "draft": False, "current_state": "active"},
        {"id": 8, "draft": True, "current_state": "draft"},
        {"id": 7, "draft": False, "current_state": "archived"},
    ]
}
USERS = {"data": [{"id": 49067, "guid": UUID.upper()}]}
GONE = "2026-08-01T08:00:00.102458-04:00"


def member(contact: int, *, on: bool = True, id: int = 555, **more: Any) -> dict[str, Any]:
    """Give a membership of cadence 9."""
    ids = {"id": id, "person": {"id": contact}, "cadence": {"id": 9}}
    return {**ids, "currently_on_cadence": on, "added_at": GONE, **more}


def asked(*states: dict[str, Any]) -> Enrol:
    """Ask to enrol contacts, in sequence 9 unless said otherwise."""
    made = tuple(StateCreate(**{"sequence_id": "9", **state}) for state in states)
    return Enrol(states=made, write_id="wr_1", now=NOW)


def planned(*states: dict[str, Any], members: Any = ()) -> Plan:
    """Plan an enrolment into an account where `members` are in already."""
    ask = asked(*states)
    write = PROVIDER.writes["state.batch_create"]
    answers: dict[str, Any] = {}
    for read in write.reads(ask, {}):
        kind = read.name.split()[0]
        held = {"cadences": CADENCES, "users": USERS, "members": {"data": list(members)}}
        answers[read.name] = held[kind]
    return write.plan(ask, answers)


CASES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "one": ([{"contact_id": "11"}], []),
    "user": ([{"contact_id": "11", "user_id": "49067"}], []),
    "user_guid": ([{"contact_id": "11", "user_id": UUID}], []),
    "already": ([{"contact_id": "11"}, {"contact_id": "12"}], [member(11)]),
    "again": ([{"contact_id": "11"}], [member(11, on=False)]),
    "twice": ([{"contact_id": "11"}, {"contact_id": "12"}, {"contact_id": "11"}], []),
    "twice_other_user": (
        [{"contact_id": "11", "user_id": "1"}, {"contact_id": "11", "user_id": "2"}],
        [],
    ),
    "draft": ([{"contact_id": "11", "sequence_id": "8"}], []),
    "two_sequences": (
        [{"contact_id": "11"}, {"contact_id": "11", "sequence_id": "7"}],
        [],
    ),
    "no_such_sequence": ([{"contact_id": "11"}, {"contact_id": "11", "sequence_id": "6"}], []),
    "no_such_user": ([{"contact_id": "11", "user_id": UUID.replace("0", "1")}], []),
    "mailbox": ([{"contact_id": "11", "mailbox_id": "1"}], []),
    "allow": ([{"contact_id": "11", "allow": ["bounced"]}], []),
}


@pytest.mark.parametrize("case", CASES)
def test_plan(case: str) -> None:
    """Otherwise Salesloft would be sent something that nobody has looked at."""
    states, members = CASES[case]
    check(GOLDEN / f"state.{case}.json", lambda: planned(*states, members=members))


def test_one_and_many_are_one_write() -> None:
    """Otherwise a single contact could be enrolled under other rules than a list."""
    assert PROVIDER.writes["state.create"] is PROVIDER.writes["state.batch_create"]


def test_plan_survives_the_journal() -> None:
    """Otherwise a write that stopped halfway could not go on."""
    plan = planned({"contact_id": "11"}, {"contact_id": "12"}, members=[member(12)])
    assert read_plan(json.loads(json.dumps(show_plan(plan)))) == plan


def test_who_is_in_already_keeps_the_membership() -> None:
    """Otherwise an enrolment that stands would be refused, or answered without its id."""
    plan = planned({"contact_id": "12"}, {"contact_id": "11"}, members=[member(11)])
    (told,) = plan.told
    assert (told.place, told.outcome, told.state_id) == (1, Outcome.ALREADY_ENROLLED, "555")
    assert [call.tells for call in plan.calls if isinstance(call, Call)] == [
        {"places": [0], "active": True}
    ]


def test_others_memberships_are_not_taken_for_ours() -> None:
    """Otherwise a filter that Salesloft ignores would answer with a stranger's membership."""
    others = [member(99), {**member(11), "cadence": {"id": 3}}, {"id": 1, "person": None}]
    assert len(planned({"contact_id": "11"}, members=others).calls) == 1


def test_reads_are_in_chunks() -> None:
    """Otherwise a long list would be read contact by contact."""
    names = PROVIDER.writes["state.create"].reads(
        asked(*({"contact_id": str(n)} for n in range(1, 1001))), {}
    )
    assert len(names) == 1 + 1000 // CHUNK
    assert len(names[1].request.query["person_id[]"]) == CHUNK
    (_, single) = PROVIDER.writes["state.create"].reads(asked({"contact_id": "5"}), {})
    assert single.request.query == {"cadence_id": "9", "person_id": "5", "per_page": 100}


def test_reads_are_few_whatever_is_asked() -> None:
    """Otherwise a list over many sequences would be refused for its many reads."""
    users = [UUID[:-4] + f"{n:04x}" for n in range(1000)]
    states = (
        {"contact_id": "5", "sequence_id": str(n + 1), "user_id": users[n]} for n in range(1000)
    )
    reads = PROVIDER.writes["state.create"].reads(asked(*states), {})
    assert sum(1 for read in reads if read.name.startswith("members")) == MOST_LOOKS
    assert len(reads) <= 150


def test_sleeping_sequences_are_warned_of_once() -> None:
    """Otherwise people would be enrolled in a draft and nobody would know why nothing is sent."""
    plan = planned(
        {"contact_id": "11", "sequence_id": "8"},
        {"contact_id": "12", "sequence_id": "8"},
        {"contact_id": "11"},
    )
    (warning,) = plan.warnings
    assert (warning.problem_type, warning.pointer) == (
        WarningType.NOT_ACTIVATED,
        "/0/sequence_id",
    )


@pytest.mark.parametrize("case", ["mailbox", "allow"])
def test_what_the_table_refuses_is_refused(case: str) -> None:
    """Otherwise a use past the service's check would lose what it asks for."""
    with pytest.raises(PlanRefused) as refused:
        planned(*CASES[case][0])
    assert refused.value.capability is not None
