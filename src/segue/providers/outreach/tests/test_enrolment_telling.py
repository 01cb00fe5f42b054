"""What is told of each contact, and what became of a call whose answer was lost."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.model.state import Outcome, Reason
from segue.providers.outreach import PROVIDER
from segue.spi.enrolment import Told
from segue.spi.errors import classify
from segue.spi.plan import Call, Match, Plan

from .account import Account, sequence
from .enrolled import acting, enrolling, state

TELL = PROVIDER.tell_enrolments
TELLS: dict[str, Any] = {"places": [3], "over": []}


def _error(detail: str, code: str | None = None, at: str = "/data") -> dict[str, Any]:
    """Shape a refusal as it was seen in 2026 [SC]."""
    coded = {"code": code, "context": {}} if code else {}
    given = {"id": "validationError", "source": {"pointer": at}, "title": "Validation Error"}
    return {"errors": [{**given, "detail": detail, **coded}]}


def _tell(status: int, body: Any, **tells: Any) -> Told:
    assert TELL is not None
    (told,) = TELL({**TELLS, **tells}, status, body)
    return told


BEEN_IN = _error("Prospect has already been in this sequence.", "has already been in this sequence")
EXCLUSIVE = "active in another exclusive sequence"


@pytest.mark.parametrize(
    ("status", "body", "outcome", "reason"),
    [
        (422, BEEN_IN, "already_enrolled", None),
        (422, _error("Prospect has already been in this sequence."), "already_enrolled", None),
        (422, _error(f"Prospect {EXCLUSIVE}.", EXCLUSIVE), "skipped", "active_elsewhere"),
        (422, _error("Words.", "active in another sequence"), "skipped", "active_elsewhere"),
        (422, _error("Prospect active in another sequence."), "skipped", "active_elsewhere"),
        (422, _error("Words.", "opted_out_of_email"), "skipped", "opted_out"),
        (422, _error("Prospect opted out of email."), "skipped", "opted_out"),
        (422, _error("Words.", "was touched too recently"), "skipped", "sequence_rules"),
        (422, _error("User is locked (mailbox 31)"), "failed", "no_permission"),
        (422, _error("User not the owner (mailbox 31)"), "failed", "no_permission"),
        (422, _error("Sequence is locked."), "failed", "sequence_rules"),
        (422, _error("Mailbox can't be blank."), "failed", "invalid"),
        (422, _error("Unheard of."), "skipped", "other"),
        (422, _error("Blank.", at="/data/relationships/prospect"), "skipped", "not_found"),
        (422, _error("Mailbox?", at="/data/relationships/mailbox"), "failed", "not_found"),
        (422, None, "skipped", "other"),
        (422, {"errors": ["odd"]}, "skipped", "other"),
        (404, _error("Could not find 'prospect' with ID '5'."), "skipped", "not_found"),
        (404, _error("Could not find 'mailbox' with ID '5'."), "failed", "not_found"),
        (400, _error("'x' is not a valid attribute."), "failed", "invalid"),
        (403, _error("You are not authorized."), "failed", "rejected"),
        (415, {"errors": [{"details": "Expected"}]}, "failed", "rejected"),
        (429, "Retry later\n", "failed", "rate_limited"),
        (418, "", "failed", "other"),
    ],
)
def test_a_refusal_says_why(status: int, body: Any, outcome: str, reason: str | None) -> None:
    """A seller would not learn why a contact is not in the sequence, nor what to do."""
    told = _tell(status, body)
    assert (told.place, told.state_id) == (3, None)
    assert (told.outcome, told.reason) == (Outcome(outcome), Reason(reason) if reason else None)


def test_the_vendors_words_are_kept() -> None:
    """A reason of ours would stand alone where the vendor has said more."""
    assert _tell(422, BEEN_IN).words == "Prospect has already been in this sequence."
    assert _tell(422, None).words is None


def test_who_has_been_through_is_kept_out_by_the_ruleset() -> None:
    """A contact whose enrolment is over would be told to be in the sequence (C21)."""
    told = _tell(422, BEEN_IN, over=["7"])
    assert (told.outcome, told.reason) == (Outcome.SKIPPED, Reason.SEQUENCE_RULES)


def test_the_second_of_several_errors_is_read() -> None:
    """The reason would be lost where the vendor names something unheard of first (C20)."""
    both = {"errors": [_error("Unheard of.")["errors"][0], BEEN_IN["errors"][0]]}
    assert _tell(422, both).outcome is Outcome.ALREADY_ENROLLED


def test_an_accepted_enrolment_gives_its_id() -> None:
    """A caller could not follow the enrolment."""
    body = {"data": state(70, 5, "pending")}
    assert _tell(201, body) == Told(place=3, outcome=Outcome.ENROLLED, state_id="70")
    assert _tell(200, body) == _tell(201, body)


def test_a_contact_listed_twice_is_enrolled_once() -> None:
    """The second entry would stay without an outcome."""
    assert TELL is not None
    told = TELL({"places": [1, 4], "over": []}, 201, {"data": {"id": 70}})
    assert [(one.place, one.outcome, one.state_id) for one in told] == [
        (1, Outcome.ENROLLED, "70"),
        (4, Outcome.ALREADY_ENROLLED, "70"),
    ]
    refused = TELL({"places": [1, 4], "over": []}, 422, _error("Prospect opted out of email."))
    assert {(one.place, one.reason) for one in refused} == {
        (1, Reason.OPTED_OUT),
        (4, Reason.OPTED_OUT),
    }


def test_an_acceptance_without_an_id_is_a_lost_answer() -> None:
    """A state nobody can name would be told as enrolled."""
    with pytest.raises(ValueError, match="no id"):
        _tell(201, {"data": {}})


def _find(plan: Plan, answer: Any) -> list[Match]:
    (call,) = plan.calls
    assert isinstance(call, Call)
    assert call.lookup is not None
    return list(PROVIDER.finders[call.lookup.find](call.lookup.asked, answer))


PLAN = enrolling(Account(sequence(enabled=True), state(7, 5, "finished")), {})


def test_a_new_state_of_the_pair_stands_for_the_lost_answer() -> None:
    """A contact would be enrolled again whose first answer was lost."""
    found = state(70, 5, "bounced")
    other = [state(7, 5, "finished"), state(71, 6), state(72, 5, sequence=10)]
    match = Match(id="70", answer={"data": found}, made_at=datetime(2026, 8, 1, 9, tzinfo=UTC))
    assert _find(PLAN, {"data": [found, *other]}) == [match]
    assert _tell(200, match.answer).state_id == "70"


@pytest.mark.parametrize(
    ("verb", "before", "word", "done"),
    [
        ("pause", "active", "paused", True),
        ("pause", "active", "active", False),
        ("resume", "paused", "active", True),
        ("resume", "paused", "pending", True),
        ("resume", "paused", "finished", False),
        ("finish", "active", "finished", True),
        ("finish", "active", None, False),
    ],
)
def test_a_lost_act_is_known_by_the_state(
    verb: str, before: str, word: str | None, *, done: bool
) -> None:
    """An act would be sent again that is done, and its refusal told to the caller."""
    plan = acting(Account(state(7, 5, before)), verb)
    assert bool(_find(plan, {"data": state(7, 5, word)})) is done
    assert _find(plan, {"data": state(8, 5, word)}) == []


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        ({"data": []}, True),
        ({"data": [state(8, 5)]}, True),
        ({"data": [state(7, 5)]}, False),
        ({"errors": []}, False),
    ],
)
def test_a_state_is_gone_when_it_is_no_longer_listed(answer: Any, *, gone: bool) -> None:
    """A deletion whose answer was lost would be sent again and told as a 404."""
    assert bool(_find(acting(Account(state(7, 5)), "remove"), answer)) is gone


def test_an_act_from_the_wrong_state_is_a_refusal_with_a_reason() -> None:
    """A caller could not tell a wrong state from a wrong request."""
    path = "/sequenceStates/7/actions/resume"
    rule = classify(PROVIDER.error_rules, method="POST", path=path, status=422, body="")
    assert rule is not None
    assert (rule.clean, rule.reason) == (True, "wrong_state")
