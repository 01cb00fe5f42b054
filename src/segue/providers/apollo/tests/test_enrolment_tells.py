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


NEW = entry(added_at="2026-09-01T12:00:01.000+00:00")
BARE = {"email": None}


def looked_up(*bodies: Any, held: Any = None, **more: Any) -> Any:
    """Tell what a look-up of a lost answer shows, or None where it shows nothing.

    `bodies` are the contacts 1, 2, ... as they are read; None is one that is not there.
    """
    shown = [None if body is None else {"contact": body} for body in bodies]
    numbers = range(1, len(shown) + 1)
    (call,) = enrolled(*(asked(number, **more) for number in numbers), held=held).calls
    find = PROVIDER.finders[call.lookup.find]
    found = find(call.lookup.asked, shown if call.lookup.more else shown[0])
    if not found:
        return None
    (match,) = found
    return telling.tell(call.tells, 200, match.answer)


def said(told: Any) -> list[Any]:
    """Give the outcome of each, or its reason where it has one."""
    return [each.reason or each.outcome for each in told]


def test_a_look_up_reads_each_contact():
    """One contact's record would be judged as another's."""
    (call,) = enrolled(*(asked(number) for number in (3, 1, 2))).calls
    requests = (call.lookup.request, *call.lookup.more)
    assert [each.path for each in requests] == [
        ("contacts", contact_id) for contact_id in call.request.body["contact_ids"]
    ]
    assert call.lookup.asked["contacts"] == call.request.body["contact_ids"]
    assert call.lookup.may_be_absent


def test_a_lost_answer_of_one_that_was_added():
    """An enrolment that took effect would be sent again, or told as unknown."""
    (told,) = looked_up(contact(1, entry(OTHER), NEW))
    assert (told.outcome, told.state_id) == (Outcome.ENROLLED, f"{person(1)}:{SEQUENCE}")


def test_a_lost_answer_of_one_that_was_there_before():
    """An enrolment of last week would be told as made now."""
    (told,) = looked_up(contact(1, entry()), held=LONG)
    assert told.outcome is Outcome.ALREADY_ENROLLED


@pytest.mark.parametrize(
    ("added", "outcome"),
    [
        ("2026-09-01T11:59:55.000+00:00", Outcome.ENROLLED),
        ("2026-09-01T11:59:54.000+00:00", Outcome.ALREADY_ENROLLED),
        (None, Outcome.ENROLLED),
    ],
)
def test_apollos_clock_may_stand_behind(added, outcome):
    """What a lost call did would be told as somebody else's doing."""
    assert said(looked_up(contact(1, entry(added_at=added)))) == [outcome]


def test_a_lost_answer_of_one_that_apollo_does_not_take():
    """A contact that Apollo does not take would stay unknown for ever."""
    assert said(looked_up(contact(1, entry(OTHER)))) == [Reason.ACTIVE_ELSEWHERE]
    finished = contact(1, entry(OTHER, "finished"))
    assert said(looked_up(finished)) == [Reason.FINISHED_ELSEWHERE]
    assert said(looked_up(contact(1, **BARE))) == [Reason.NO_EMAIL]
    assert said(looked_up(None)) == [Reason.NOT_FOUND]


def test_a_lost_answer_of_one_that_is_nowhere_is_waited_for():
    """A call that is on its way yet would be told as failed."""
    assert looked_up(contact(1)) is None


def test_a_lifted_block_does_not_skip():
    """A contact that may be active elsewhere would be told as skipped for it."""
    assert looked_up(contact(1, entry(OTHER)), allow=["active_elsewhere"]) is None
    assert looked_up(contact(1, **BARE), allow=["no_email"]) is None
    finished = contact(1, entry(OTHER), entry("66000000000000000000aa03", "finished"))
    told = looked_up(finished, allow=["active_elsewhere"])
    assert said(told) == [Reason.FINISHED_ELSEWHERE]


def test_a_lost_answer_of_many_is_told_one_by_one():
    """What a lost call did to some would be told of none, or of all."""
    told = looked_up(
        contact(1, NEW),
        contact(2, entry()),
        None,
        contact(4, entry(OTHER)),
        contact(5, **BARE),
        contact(6),
    )
    assert said(told) == [
        Outcome.ENROLLED,
        Outcome.ALREADY_ENROLLED,
        Reason.NOT_FOUND,
        Reason.ACTIVE_ELSEWHERE,
        Reason.NO_EMAIL,
        Reason.OTHER,
    ]
    assert [each.place for each in told] == list(range(6))
    assert told[1].state_id == f"{person(2)}:{SEQUENCE}"
    assert (told[5].outcome, told[5].words) == (Outcome.FAILED, telling.NOT_THERE)


def test_a_lost_answer_of_many_that_shows_nobody_is_waited_for():
    """A call that is on its way yet would be told as failed, or never be sent again."""
    assert looked_up(contact(1), contact(2)) is None
    assert looked_up(contact(1), None, contact(3, entry(OTHER))) is None


def test_who_was_in_before_does_not_say_that_the_call_took_effect():
    """Those who are not in yet would be told as failed while the call is on its way."""
    assert looked_up(contact(1, entry()), contact(2)) is None
    told = looked_up(contact(1, entry()), contact(2, **BARE))
    assert said(told) == [Outcome.ALREADY_ENROLLED, Reason.NO_EMAIL]


@pytest.mark.parametrize("statuses", [None, "none"])
def test_a_contact_that_does_not_show_its_sequences_is_not_seen_out(statuses):
    """A contact that is in would be sent again, or told as failed."""
    with pytest.raises(TypeError):
        looked_up(contact(1, contact_campaign_statuses=statuses), contact(2, NEW))
    with pytest.raises(KeyError):
        looked_up({"id": person(1)})


def test_what_is_told_is_told_again():
    """A repeat of the write would tell another outcome than the first answer."""
    for body in (answer(1), answer(skipped={person(1): HERE}), {"error": "no"}):
        assert tell(body, 1, 2) == tell(body, 1, 2)
