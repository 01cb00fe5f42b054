"""What becomes of each contact, as Apollo's answers tell it."""

from typing import Any

import pytest

from segue.model.state import Outcome, Reason
from segue.providers.apollo import PROVIDER
from segue.providers.apollo.enrolment import telling
from segue.providers.apollo.tests.enrolled import (
    OTHER,
    SEQUENCE,
    asked,
    contact,
    enrolled,
    entry,
    page,
    person,
)
from segue.spi.errors import PlanRefused

HERE = "contacts_already_exists_in_current_campaign"
ELSEWHERE = "contacts_active_in_other_campaigns"
LONG = page(total=4000)


def tell(body: Any, *numbers: int, status: int = 200, held: Any = None) -> Any:
    """Tell what an answer says of contacts that one call was about."""
    (call,) = enrolled(*(asked(number) for number in numbers), held=held).calls
    return telling.tell(call.tells, status, body)


def answer(*added: int, skipped: Any = None, **more: Any) -> dict[str, Any]:
    """Make an answer to an add."""
    rows = [contact(number, entry(status="paused")) for number in added]
    return {"contacts": rows, "skipped_contact_ids": {} if skipped is None else skipped, **more}


def test_the_provider_tells_with_this():
    """Another provider's words would be read for Apollo's."""
    assert PROVIDER.tell_enrolments is telling.tell


def test_those_who_were_added_are_enrolled():
    """An enrolment would be told as failed, or under another's id."""
    first, second = tell(answer(2, 1), 1, 2)
    assert (first.place, first.outcome, first.reason) == (0, Outcome.ENROLLED, None)
    assert second.state_id == f"{person(2)}:{SEQUENCE}"


SKIPS = {
    "contact_not_found": Reason.NOT_FOUND,
    ELSEWHERE: Reason.ACTIVE_ELSEWHERE,
    "contacts_finished_in_other_campaigns": Reason.FINISHED_ELSEWHERE,
    "contacts_without_email": Reason.NO_EMAIL,
    "contacts_unverified_email": Reason.UNVERIFIED_EMAIL,
    "contacts_with_unverified_user_managed_email": Reason.UNVERIFIED_EMAIL,
    "contacts_with_job_change": Reason.JOB_CHANGE,
    "contacts_in_same_company": Reason.SAME_COMPANY,
    "contacts_without_ownership_permission": Reason.NO_PERMISSION,
    "contacts_in_pending_state": Reason.PENDING_ELSEWHERE,
    "contacts_on_the_moon": Reason.OTHER,
}


@pytest.mark.parametrize("word", SKIPS)
def test_each_reason(word):
    """A caller would not learn why a contact was not taken."""
    first, second = tell(answer(1, skipped={person(2): word}), 1, 2)
    assert first.outcome is Outcome.ENROLLED, "one that is skipped leaves the others alone"
    assert (second.outcome, second.reason) == (Outcome.SKIPPED, SKIPS[word])
    assert second.words == word


def test_every_reason_has_a_test():
    """A reason could be mapped wrongly without anybody noticing."""
    assert SKIPS.keys() >= telling.REASONS.keys()


def test_reasons_may_come_as_a_list():
    """An answer in the other shape would be told as nobody's."""
    listed = [{"contact_id": person(1), "reason": "contacts_without_email"}, person(2)]
    first, second = tell(answer(skipped=listed), 1, 2)
    assert (first.reason, second.reason) == (Reason.NO_EMAIL, Reason.OTHER)
    assert second.words is None
    third, fourth = tell(answer(1, 2, skipped=[]), 1, 2)
    assert {third.outcome, fourth.outcome} == {Outcome.ENROLLED}


def test_there_already_after_a_lost_answer_is_ours():
    """What an add did whose answer was lost would be told as somebody else's doing."""
    (told, _) = tell(answer(2, skipped={person(1): HERE}), 1, 2)
    assert (told.outcome, told.state_id) == (Outcome.ENROLLED, f"{person(1)}:{SEQUENCE}")


def test_there_already_where_nobody_looked_is_not_ours():
    """An enrolment of last year would be told as made now."""
    (told,) = tell(answer(skipped={person(1): HERE}), 1, held=LONG)
    assert (told.outcome, told.state_id) == (
        Outcome.ALREADY_ENROLLED,
        f"{person(1)}:{SEQUENCE}",
    )


def test_active_elsewhere_of_one_contact_is_looked_up():
    """A contact in this very sequence would be told as being in another one [VCR]."""
    assert tell(answer(skipped={person(1): ELSEWHERE}), 1) == ()


def test_active_elsewhere_in_a_sequence_that_nobody_saw_is_not_claimed():
    """A contact in this very sequence would be told as being in another one [VCR]."""
    told = tell(answer(skipped={person(1): ELSEWHERE}), *range(30), held=LONG)[1]
    assert (told.outcome, told.reason) == (Outcome.SKIPPED, Reason.OTHER)
    assert told.words == f"{ELSEWHERE}: in another sequence, or in this one already"


def test_a_contact_that_is_not_mentioned():
    """Silence would be told as success."""
    told = tell(answer(1), 1, 2)[1]
    assert (told.outcome, told.reason) == (Outcome.FAILED, Reason.OTHER)
    assert tell(answer(), 1) == (), "one contact alone can be looked up"


@pytest.mark.parametrize(
    "body", [None, [], "OK", {}, {"entity_progress_job": {"id": "1"}}, {"emailer_campaign": {}}]
)
def test_an_answer_that_says_nothing_tells_nothing(body):
    """An answer of another shape would be told as a failure of everyone."""
    assert tell(body, 1, 2) == ()


def test_an_error_inside_a_200_is_one():
    """A refusal that is dressed as success would be looked up for ever."""
    told = tell({"error": "Not now."}, 1, 2)
    assert {(each.outcome, each.reason, each.words) for each in told} == {
        (Outcome.FAILED, Reason.OTHER, "Not now.")
    }


def test_a_contact_that_is_asked_for_twice_is_enrolled_once():
    """One contact would be counted as two enrolments."""
    first, second, third = tell(answer(1, skipped={person(2): "contact_not_found"}), 1, 2, 1)
    assert [first.place, second.place, third.place] == [0, 1, 2]
    assert (first.outcome, third.outcome) == (Outcome.ENROLLED, Outcome.ALREADY_ENROLLED)
    assert third.state_id == first.state_id
    assert {each.outcome for each in tell(answer(skipped={person(1): "x"}), 1, 1)} == {
        Outcome.SKIPPED
    }


REFUSALS = [
    (422, {"error": "These mailboxes are no longer active. rep@mail.example"}, Reason.INVALID),
    (422, {"error": "Required parameter 'contact_ids' missing"}, Reason.INVALID),
    (
        422,
        {"error": "Aggregate accounts are not supported for this sequence. These are: 1"},
        Reason.SEQUENCE_RULES,
    ),
    (404, {"error": "Record not found."}, Reason.NOT_FOUND),
    (403, "Forbidden", Reason.REJECTED),
    (401, "Invalid API key.", Reason.REJECTED),
]


@pytest.mark.parametrize(("status", "body", "reason"), REFUSALS)
def test_each_refusal_of_the_whole_call(status, body, reason):
    """A caller would not learn that the call itself was wrong, and not the contacts."""
    told = tell(body, 1, 2, status=status)
    assert [each.place for each in told] == [0, 1]
    assert {(each.outcome, each.reason) for each in told} == {(Outcome.FAILED, reason)}
    assert told[0].words == PROVIDER.words(body)


def looked_up(numbers: tuple[int, ...], body: Any, held: Any = None) -> Any:
    """Tell what a look-up of a lost answer shows, or None where it shows nothing."""
    (call,) = enrolled(*(asked(number) for number in numbers), held=held).calls
    found = PROVIDER.finders[call.lookup.find](call.lookup.asked, body)
    if not found:
        return None
    (match,) = found
    return telling.tell(call.tells, 200, match.answer)


def test_a_lost_answer_of_one_that_was_added():
    """An enrolment that took effect would be sent again, or told as unknown."""
    new = entry(added_at="2026-09-01T12:00:01.000+00:00")
    (told,) = looked_up((1,), {"contact": contact(1, entry(OTHER), new)})
    assert (told.outcome, told.state_id) == (Outcome.ENROLLED, f"{person(1)}:{SEQUENCE}")


def test_a_lost_answer_of_one_that_was_there_before():
    """An enrolment of last week would be told as made now."""
    (told,) = looked_up((1,), {"contact": contact(1, entry())}, LONG)
    assert told.outcome is Outcome.ALREADY_ENROLLED


def test_a_lost_answer_of_one_that_is_elsewhere():
    """A contact that Apollo does not take would stay unknown for ever."""
    (told,) = looked_up((1,), {"contact": contact(1, entry(OTHER))})
    assert (told.outcome, told.reason) == (Outcome.SKIPPED, Reason.ACTIVE_ELSEWHERE)
    (told,) = looked_up((1,), {"contact": contact(1, entry(OTHER, "finished"))})
    assert (told.outcome, told.reason) == (Outcome.SKIPPED, Reason.FINISHED_ELSEWHERE)


def test_a_lost_answer_of_one_that_is_nowhere_is_waited_for():
    """A call that is on its way yet would be told as failed."""
    assert looked_up((1,), {"contact": contact(1)}) is None


def test_a_lifted_block_does_not_skip():
    """A contact that may be active elsewhere would be told as skipped for it."""
    (call,) = enrolled(asked(1, allow=["active_elsewhere"])).calls
    find = PROVIDER.finders[call.lookup.find]
    assert find(call.lookup.asked, {"contact": contact(1, entry(OTHER))}) == ()
    finished = contact(1, entry(OTHER), entry("66000000000000000000aa03", "finished"))
    (match,) = find(call.lookup.asked, {"contact": finished})
    assert "contacts_finished_in_other_campaigns" in match.answer["skipped_contact_ids"].values()


def test_a_lost_answer_of_many_is_told_one_by_one():
    """What a lost call did to some would be told of none, or of all."""
    new = entry(added_at="2026-09-01T12:00:01.000+00:00")
    first, second = looked_up((1, 2), page(contact(2, new), contact(7, new)))
    assert (first.outcome, first.reason) == (Outcome.FAILED, Reason.OTHER)
    assert second.outcome is Outcome.ENROLLED
    first, second = looked_up((1, 2), page(contact(2, new), total=101))
    assert (first.outcome, first.reason) == (Outcome.UNKNOWN, Reason.ANSWER_LOST)
    assert second.outcome is Outcome.ENROLLED
    assert {told.outcome for told in looked_up((1, 2), page(contact(1, new), contact(2, new)))} == {
        Outcome.ENROLLED
    }


def test_a_lost_answer_of_many_is_sent_again_only_where_all_is_seen():
    """Words of a repeated call would tell those whom the first one enrolled as skipped."""
    assert looked_up((1, 2), page(contact(7, entry()), contact(1, entry(OTHER)))) is None
    with pytest.raises(PlanRefused):
        looked_up((1, 2), page(contact(7, entry()), total=101))


def test_what_is_told_is_told_again():
    """A repeat of the write would tell another outcome than the first answer."""
    for body in (answer(1), answer(skipped={person(1): HERE}), {"error": "no"}):
        assert tell(body, 1, 2) == tell(body, 1, 2)
