"""Reading sequence states, and what is claimed of them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.providers.outreach import PROVIDER
from segue.providers.outreach.enrolment import read
from segue.providers.outreach.enrolment.capabilities import ROWS
from segue.providers.outreach.enrolment.operations import QUERIES, WRITES
from segue.spi.capability import OPERATIONS, demanded
from segue.spi.operation import Get, ListRecords

from .account import Account, record
from .enrolled import state

# Every field of the vendor's two API descriptions of August 2026 [OAS26, HS26].
KEYS = """
activeAt bounceCount callCompletedAt clickCount createdAt deliverCount errorReason failureCount
negativeReplyCount neutralReplyCount openCount optOutCount pauseReason positiveReplyCount repliedAt
replyCount scheduleCount state stateChangedAt updatedAt
account activeStepMailings activeStepTasks batchItemCreator calls creator mailbox mailings
opportunity prospect sequence sequenceStateRecipients sequenceStep tasks user
"""


def _unaccounted(keys: list[str]) -> set[str]:
    return set(keys) - read.MAPPED - set(read.IGNORED)


def test_every_key_of_a_state_is_accounted_for() -> None:
    """A field of the vendor's would be lost without anyone having decided so."""
    assert _unaccounted(KEYS.split()) == set()
    assert read.MAPPED.isdisjoint(read.IGNORED)
    assert _unaccounted([*KEYS.split(), "newlyMade"]) == {"newlyMade"}


def test_the_rows_are_those_of_states() -> None:
    """A claim would be missing, or stand in two places."""
    assert set(ROWS) == {name for name in demanded() if name.startswith("state.")}
    usable = {name for name in OPERATIONS if name in ROWS and ROWS[name].usable}
    assert WRITES.keys() | QUERIES.keys() == usable


def test_a_state_is_read() -> None:
    """A caller could not follow an enrolment, or would take who made it for whose it is."""
    held = state(7, 5)
    held["attributes"]["updatedAt"] = "2026-08-02T09:00:00.000Z"
    assert read.state(held).model_dump(exclude={"raw_data"}) == {
        "id": "7",
        "state": "active",
        "status": "active",
        "contact_id": "5",
        "sequence_id": "9",
        "mailbox_id": "31",
        "user_id": "11",
        "created_at": "2026-08-01T09:00:00.000Z",
        "updated_at": "2026-08-02T09:00:00.000Z",
        "is_deleted": False,
        "last_modified_at": "2026-08-02T09:00:00.000Z",
    }


@pytest.mark.parametrize(
    ("word", "status"),
    [
        *((word, word) for word in ("pending", "active", "paused", "failed", "finished")),
        ("bounced", "failed"),
        ("disabled", "paused"),
        ("opted_out", "finished"),
        ("unheard of", None),
        (None, None),
    ],
)
def test_the_vendors_words_become_ours(word: str | None, status: str | None) -> None:
    """A caller would have to know each vendor's words."""
    found = read.state(state(7, 5, word))
    assert (found.state, found.status) == (word, status)


@pytest.mark.parametrize("odd", [3, [], {}, "soon", True, None])
def test_an_odd_value_reads_as_none(odd: Any) -> None:
    """One odd state would make a whole page unreadable."""
    held = record("sequenceState", 7, {"state": odd, "createdAt": odd, "updatedAt": odd})
    held["relationships"] = {"prospect": odd, "sequence": {"data": odd}, "user": {}}
    found = read.state(held)
    assert (found.contact_id, found.sequence_id, found.user_id) == (None, None, None)
    assert (found.created_at, found.last_modified_at, found.status) == (None, None, None)
    assert read.state({"id": 7, "attributes": odd}).id == "7"


PAGE = "https://api.outreach.io/api/v2/sequenceStates?page%5Bafter%5D=eyJ"


def _page(operation: str, **given: Any) -> tuple[dict[str, Any], Any]:
    ask = ListRecords(**{"page_size": 2, **given})
    (wanted,) = PROVIDER.queries[operation].reads(ask, {})
    answer = {"data": [state(7, 5)], "meta": {"count": 3}, "links": {"next": PAGE}}
    assert PROVIDER.queries[operation].reads(ask, {"page": answer}) == ()
    return dict(wanted.request.query), PROVIDER.queries[operation].read(ask, {"page": answer})


def test_states_are_listed_oldest_first() -> None:
    """What is enrolled while a caller pages would be missed."""
    query, page = _page("state.list")
    assert query == {"sort": "createdAt", "page[size]": "2", "count": "true"}
    assert [found.id for found, _ in page.records] == ["7"]
    assert (page.next, page.previous, page.total_count) == ({"after": "eyJ"}, None, 3)


def test_changes_are_listed_by_the_time_of_change() -> None:
    """A caller would miss what changes while it pages."""
    query, page = _page("state.list", modified_after=datetime(2026, 8, 1, tzinfo=UTC))
    assert query["filter[updatedAt]"] == "2026-08-01T00:00:00.000Z..inf"
    assert page.next == {"after": "eyJ", "since": "2026-08-01T00:00:00.000Z"}
    late, _ = _page("state.list", modified_after=datetime.max.replace(tzinfo=UTC))
    assert late["filter[updatedAt]"].startswith("9999-12-31T23:59:59.000Z")


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ({"contact_id": "5"}, {"filter[prospect][id]": "5"}),
        ({"sequence_id": "9"}, {"filter[sequence][id]": "9"}),
        (
            {"contact_id": "5", "sequence_id": "9"},
            {"filter[prospect][id]": "5", "filter[sequence][id]": "9"},
        ),
        ({"contact_id": "5", "sequence_id": None}, {"filter[prospect][id]": "5"}),
    ],
)
def test_a_search_asks_for_what_is_equal(asked: dict[str, Any], sent: dict[str, str]) -> None:
    """A caller would get other contacts' enrolments, or every one there is."""
    query, page = _page("state.search", filter=asked, cursor={"after": "t1"})
    assert {key: value for key, value in query.items() if key.startswith("filter")} == sent
    assert query["page[after]"] == "t1"
    assert page.next == {"after": "eyJ"}


def test_one_state_is_read_with_the_vendors_own_record() -> None:
    """A caller could not see what the wire leaves out."""
    query, ask, held = PROVIDER.queries["state.get"], Get(id="7"), state(7, 5)
    found, raw = query.read(ask, Account(held).answers(query, ask))
    assert (found.id, raw) == ("7", held)
