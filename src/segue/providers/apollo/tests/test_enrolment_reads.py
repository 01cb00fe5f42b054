"""Reading sequence states, one and many, and the rows of the table."""

from typing import Any

import pytest

from segue.providers.apollo import PROVIDER
from segue.providers.apollo.enrolment import capabilities, operations, states
from segue.providers.apollo.tests.enrolled import (
    MAILBOX,
    OTHER,
    SEQUENCE,
    USER,
    acted,
    contact,
    entry,
    got,
    page,
    person,
    searched,
)
from segue.spi.capability import OPERATIONS, Support, demanded
from segue.spi.errors import PlanRefused, classify
from segue.spi.operation import ListRecords


def test_a_state_reads_whole():
    """A caller would see another contact's or another mailbox's state."""
    found, raw = got(contact(1, entry(OTHER, "failed"), entry(status="paused")))
    assert found.model_dump(exclude={"raw_data"}) == {
        "id": f"{person(1)}:{SEQUENCE}",
        "state": "paused",
        "status": "paused",
        "contact_id": person(1),
        "sequence_id": SEQUENCE,
        "mailbox_id": MAILBOX,
        "user_id": USER,
        "created_at": "2026-08-30T10:30:17.376Z",
        "updated_at": None,
        "is_deleted": False,
        "last_modified_at": None,
    }
    assert raw["id"] == "66000000000000000000ee01"


def test_a_state_that_is_not_there():
    """Another sequence's state would be read for this one."""
    with pytest.raises(PlanRefused) as refused:
        got(contact(1, entry(OTHER)))
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("active", "active"),
        ("paused", "paused"),
        ("finished", "finished"),
        ("failed", "failed"),
        ("tomorrows_word", None),
        (None, None),
    ],
)
def test_each_status(word, status):
    """A word that Apollo adds would break a page, or be read as another."""
    found, _ = got(contact(1, entry(status=word)))
    assert (found.state, found.status) == (word, status)


def test_odd_values_do_not_break_a_page():
    """One odd contact would hide every other one of its page."""
    odd = entry(added_at="yesterday", added_by_user_id={}, send_email_from_email_account_id=[])
    found, _ = got(contact(1, odd))
    assert (found.created_at, found.user_id, found.mailbox_id) == (None, None, None)
    rows: list[Any] = [None, {"id": None}, contact(2), contact(3, entry())]
    broken = {**contact(4), "contact_campaign_statuses": [None, "x", {}]}
    silent = {**contact(5), "contact_campaign_statuses": None}
    answer = {**page(), "contacts": [*rows, broken, silent]}
    assert [state.contact_id for state, _ in searched(answer, sequence_id=SEQUENCE).records] == [
        person(3)
    ]


def test_the_states_of_a_contact_come_in_pages():
    """A contact in many sequences would show the first few only."""
    many = contact(1, *(entry(f"{n:024x}") for n in (3, 1, 2)))
    answer = {"contact": many}
    first = searched(answer, size=2, contact_id=person(1))
    assert [state.sequence_id for state, _ in first.records] == [f"{1:024x}", f"{2:024x}"]
    assert first.total_count == 3
    last = searched(answer, first.next, size=2, contact_id=person(1))
    assert [state.sequence_id for state, _ in last.records] == [f"{3:024x}"]
    assert last.next is None


def test_both_filters_hold():
    """A search by contact and sequence would find the contact's other states."""
    answer = {"contact": contact(1, entry(OTHER), entry())}
    found = searched(answer, contact_id=person(1), sequence_id=OTHER)
    assert [state.id for state, _ in found.records] == [f"{person(1)}:{OTHER}"]
    assert not searched(
        {"contact": contact(1, entry())}, contact_id=person(1), sequence_id=OTHER
    ).records


def test_the_states_of_a_sequence_walk_by_number():
    """A sequence's contacts would be lost between pages when others leave it."""
    rows = [contact(n, entry()) for n in range(1, 11)]
    first = searched(page(*rows, total=11), sequence_id=SEQUENCE)
    assert (len(first.records), first.total_count) == (10, 11)
    assert first.next["last"] == person(10)
    assert first.next["key"] == rows[-1]["created_at"]
    ask = ListRecords(page_size=10, cursor=first.next, filter={"sequence_id": SEQUENCE})
    (read,) = PROVIDER.queries["state.search"].reads(ask, {})
    assert read.request.body["emailer_campaign_ids"] == [SEQUENCE]
    assert read.request.body["sort_ascending"] is True


def test_a_filter_that_is_ignored_shows():
    """Every contact of the team would be told as being in the sequence."""
    rows = [contact(1, entry(OTHER)), contact(2, entry()), contact(3)]
    found = searched(page(*rows), sequence_id=SEQUENCE)
    assert [state.contact_id for state, _ in found.records] == [person(2)]
    assert found.total_count is None


def test_a_search_without_a_filter_is_refused():
    """Everything would be listed for a filter that was left empty."""
    with pytest.raises(PlanRefused) as refused:
        searched({})
    assert (refused.value.status, refused.value.capability) == (400, "state.list")


def test_the_end_of_what_apollo_shows_is_said():
    """A walk would end at 50,000 contacts as if there were no more."""
    found = searched(page(contact(1, entry()), total=50_001), sequence_id=SEQUENCE)
    assert [warning.title for warning in found.warnings] == [
        "The list is longer than the provider shows"
    ]


def test_every_field_is_accounted_for():
    """A field of Apollo's would be lost without anybody having decided so."""
    known = states.MAPPED | states.IGNORED.keys()
    assert entry().keys() - known == set()
    assert {*entry(), "tomorrows_field"} - known == {"tomorrows_field"}
    assert not states.MAPPED & states.IGNORED.keys()


def test_exactly_the_rows_of_this_folder():
    """A claim would be missing, or made twice."""
    owned = {row for row in demanded() if row.startswith("state.")}
    assert set(capabilities.ROWS) == owned
    usable = {row for row in OPERATIONS if row in owned and capabilities.ROWS[row].usable}
    assert set(operations.WRITES) | set(operations.QUERIES) == usable
    for name, row in capabilities.ROWS.items():
        assert row.source, name
        assert row.note or row.support is Support.NATIVE, name


def settled(verb: str, now: Any, answer: Any = None) -> Any:
    """Look whether a state is as it was asked to become."""
    plan = acted(verb, contact(1, entry(status="paused" if verb == "resume" else "active")))
    lookup = plan.calls[-1].lookup
    asked = {**lookup.asked, "answer": {"contacts": []} if answer is None else answer}
    return PROVIDER.finders[lookup.find](asked, {"contact": now})


@pytest.mark.parametrize(
    ("verb", "status"), [("pause", "paused"), ("resume", "active"), ("finish", "finished")]
)
def test_a_change_counts_once_it_shows(verb, status):
    """A change that Apollo accepts and does not make would be told as done."""
    assert settled(verb, contact(1, entry(status=status)))[0].warnings == ()
    assert settled(verb, contact(1, entry(status="failed"))) == ()
    assert settled(verb, contact(1)) == ()


def test_a_removal_counts_once_it_shows():
    """A contact that still gets e-mails would be told as removed."""
    assert settled("remove", contact(1))
    assert settled("remove", contact(1, entry(), emailer_campaign_ids=[]))
    assert not settled("remove", contact(1, entry()))
    assert not settled("remove", contact(1, entry(), emailer_campaign_ids=[SEQUENCE]))


def test_a_job_in_the_background_is_told():
    """A contact that is removed in a minute would be told as removed now."""
    job = {"entity_progress_job": {"id": "1", "progress": 0}}
    (match,) = settled("finish", contact(1, entry()), job)
    assert [warning.title for warning in match.warnings] == ["Apollo does it in the background"]
    (match,) = settled("finish", contact(1, entry(status="finished")), job)
    assert match.warnings == ()


SCOPE = '{"error":"x is not accessible with this api_key","error_code":"API_INACCESSIBLE"}'
CHANGE = f"/emailer_campaigns/{SEQUENCE}/change_contact_statuses"
LEAVE = "/emailer_campaigns/remove_or_stop_contact_ids"


@pytest.mark.parametrize(
    ("path", "status", "body", "reason"),
    [
        (CHANGE, 403, SCOPE, "master_key_required"),
        (CHANGE, 404, "Not Found", "private_route_missing"),
        (CHANGE, 404, '{"error":"Record not found."}', None),
        (LEAVE, 403, SCOPE, "missing_scope"),
    ],
)
def test_each_refusal(path, status, body, reason):
    """A caller would look for a missing scope where only a master key helps."""
    rule = classify(PROVIDER.error_rules, method="POST", path=path, status=status, body=body)
    assert rule is not None
    assert (rule.clean, rule.reason) == (True, reason)
