"""What became of an enrolment: told from answers, and found where an answer was lost."""

from typing import Any

import pytest

from segue.kit.clock import parse_iso
from segue.model.state import Outcome, Reason
from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.enrolment.finders import FINDERS
from segue.providers.salesloft.enrolment.telling import tell
from segue.providers.salesloft.pages import stamp
from segue.providers.salesloft.tests.asks import NOW
from segue.providers.salesloft.tests.test_enrolment_create import GONE, member
from segue.spi.enrolment import Told
from segue.spi.errors import PlanRefused, classify
from segue.spi.operation import Act
from segue.spi.plan import Plan

LATER = "2026-09-01T08:00:00.102458-04:00"
ASKED = {"contact_id": "11", "sequence_id": "9", "before": None}
IN_PROGRESS = {"errors": {"cadence_id": ["is already in progress for this person"]}}

SKIPPED, FAILED, ALREADY = Outcome.SKIPPED, Outcome.FAILED, Outcome.ALREADY_ENROLLED
ANSWERS: list[tuple[int, Any, Outcome, Reason | None]] = [
    (422, IN_PROGRESS, ALREADY, None),
    (409, {"error": "Conflict"}, ALREADY, None),
    (422, {"errors": {"person_id": ["has contact restrictions"]}}, SKIPPED, Reason.OPTED_OUT),
    (
        422,
        {"errors": {"cadence_id": ["is not owned by the provided user and is not a team cadence"]}},
        SKIPPED,
        Reason.NO_PERMISSION,
    ),
    (422, {"errors": {"person_id": ["could not be found: not found"]}}, SKIPPED, Reason.NOT_FOUND),
    (422, {"errors": {"person": "must exist"}}, SKIPPED, Reason.NOT_FOUND),
    (422, {"errors": {"user_id": ["must exist"]}}, SKIPPED, Reason.INVALID),
    (422, {"errors": {"person_id": ["is odd"]}}, SKIPPED, Reason.INVALID),
    (422, {"errors": ["odd"]}, SKIPPED, Reason.INVALID),
    (422, None, SKIPPED, Reason.INVALID),
    (400, {"error": "malformed"}, SKIPPED, Reason.INVALID),
    (404, {"error": "Not Found"}, SKIPPED, Reason.NOT_FOUND),
    (404, "<html><h1>Not Found</h1></html>", FAILED, Reason.REJECTED),
    (403, {"error": "Forbidden"}, FAILED, Reason.REJECTED),
    (401, {"error": "no token"}, FAILED, Reason.REJECTED),
    (429, {"error": "slow down"}, FAILED, Reason.RATE_LIMITED),
]


@pytest.mark.parametrize(("status", "body", "outcome", "reason"), ANSWERS)
def test_refusals_are_told(status: int, body: Any, outcome: Outcome, reason: Reason | None) -> None:
    """Otherwise a caller would not learn why a contact is not in the sequence."""
    (told,) = tell({"places": [3]}, status, body)
    assert (told.place, told.outcome, told.reason, told.state_id) == (3, outcome, reason, None)
    assert told.words


def test_cadence_that_is_not_active_keeps_people_out() -> None:
    """Otherwise a draft that takes nobody would look like a fault of the request."""
    said = {"errors": {"cadence_id": ["takes nobody now"]}}
    (told,) = tell({"places": [0], "active": False}, 422, said)
    assert (told.outcome, told.reason) == (SKIPPED, Reason.SEQUENCE_RULES)
    (told,) = tell({"places": [0], "active": True}, 422, said)
    assert told.reason is Reason.INVALID


def test_words_are_salesloft_own() -> None:
    """Otherwise a reason that we cannot name would be lost."""
    (told,) = tell({"places": [0]}, 422, IN_PROGRESS)
    assert told.words == "cadence_id: is already in progress for this person"
    (silent,) = tell({"places": [0]}, 422, {})
    assert silent.words == "Salesloft answered 422."


def test_every_place_of_a_call_is_told() -> None:
    """Otherwise a contact that is listed twice would be answered once, or be counted twice."""
    first, again = tell({"places": [0, 4]}, 200, {"data": {"id": 555}})
    assert first == Told(place=0, outcome=Outcome.ENROLLED, state_id="555")
    assert again == Told(place=4, outcome=Outcome.ALREADY_ENROLLED, state_id="555")


@pytest.mark.parametrize(("status", "clean"), [(409, True), (422, True), (404, True), (500, None)])
def test_refusals_are_clean(status: int, clean: bool | None) -> None:  # noqa: FBT001 -- a table
    """Otherwise a duplicate would be an unknown outcome, or a failure a refusal."""
    path = "/v2/cadence_memberships"
    rule = classify(PROVIDER.error_rules, method="POST", path=path, status=status, body="")
    assert (rule and rule.clean) == clean


def test_conflict_is_clean_for_memberships_only() -> None:
    """Otherwise an unexplained answer to an import would count as a refusal."""
    path = "/v2/cadence_imports"
    assert classify(PROVIDER.error_rules, method="POST", path=path, status=409, body="") is None


def _matches(*rows: dict[str, Any], **asked: Any) -> list[str]:
    found = FINDERS["membership"](ASKED | asked, {"data": list(rows)})
    return [match.id for match in found]


def test_lost_enrolment_is_found() -> None:
    """Otherwise a contact would be enrolled again, or said to be in by an old membership."""
    (match,) = FINDERS["membership"](ASKED, {"data": [member(11, added_at=LATER)]})
    assert (match.id, match.made_at) == ("555", parse_iso(LATER))
    (told,) = tell({"places": [0]}, 200, match.answer)
    assert (told.outcome, told.state_id) == (Outcome.ENROLLED, "555")


def test_others_are_not_found() -> None:
    """Otherwise another contact's membership would be answered as this one's."""
    other = {**member(11), "cadence": {"id": 3}}
    assert _matches(member(12), other, {"id": 4}) == []


def test_what_was_there_before_is_not_found() -> None:
    """Otherwise a membership that had ended would be taken for the new one."""
    before = stamp(GONE)
    assert _matches(member(11, on=False), before=before) == []
    assert _matches(member(11, on=False, added_at=None)) == []
    assert _matches(member(11, on=False, added_at="?")) == []
    assert _matches(member(11), before=before) == ["555"]


def test_contact_who_has_finished_since_is_found() -> None:
    """Otherwise a contact who was through in a moment would be enrolled, and written to, twice."""
    assert _matches(member(11, on=False, added_at=LATER), before=stamp(GONE)) == ["555"]


def test_one_membership_is_found_where_users_have_one_each() -> None:
    """Otherwise two records of one contact would leave the outcome unknown for ever."""
    old, new = member(11, on=False), member(11, id=556, added_at=LATER)
    assert _matches(old, new) == _matches(new, old) == ["556"]
    assert _matches(member(11), {**new, "currently_on_cadence": False}) == ["555"]


def _removing(**row: Any) -> Plan:
    write, ask = PROVIDER.writes["state.remove"], Act(id="555", write_id="wr_1", now=NOW)
    (read,) = write.reads(ask, {})
    assert read.request.path == ("v2", "cadence_memberships", "555")
    return write.plan(ask, {"membership": {"data": {**member(11), **row}}})


def test_removing() -> None:
    """Otherwise a contact would stay in the sequence, or another be taken out."""
    (call,) = _removing().calls
    assert (call.request.method, call.request.path, call.request.body) == (  # type: ignore[union-attr]
        "DELETE",
        ("v2", "cadence_memberships", "555"),
        None,
    )
    assert len(_removing(currently_on_cadence=None).calls) == 1


def test_who_is_out_is_left_alone() -> None:
    """Otherwise the outcome would rest on what a second DELETE answers, which nobody knows."""
    plan = _removing(currently_on_cadence=False)
    assert (plan.calls, plan.result, plan.warnings) == ((), None, ())


def test_lost_removal_is_found() -> None:
    """Otherwise a removal that took effect would stay unknown."""
    out = member(11, on=False)
    assert [one.id for one in FINDERS["left"]({"id": "555"}, {"data": [out]})] == ["555"]
    assert FINDERS["left"]({"id": "555"}, {"data": [member(11)]}) == ()
    assert FINDERS["left"]({"id": "5"}, {"data": [out]}) == ()


@pytest.mark.parametrize("name", FINDERS)
def test_answer_without_a_list_is_no_proof(name: str) -> None:
    """Otherwise an unreadable answer would count as "nothing is there"."""
    with pytest.raises(PlanRefused):
        FINDERS[name]({**ASKED, "id": "1"}, {"error": "x"})
