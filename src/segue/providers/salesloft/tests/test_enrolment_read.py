"""Sequence states as they are read."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.model.state import StateCreate
from segue.providers.salesloft import PROVIDER, pages
from segue.providers.salesloft.enrolment import capabilities, memberships
from segue.providers.salesloft.enrolment.operations import QUERIES, WRITES
from segue.providers.salesloft.tests.lists import Account, listed, page, walk
from segue.spi.capability import demanded
from segue.spi.operation import Get, ListRecords

HREF = "https://api.salesloft.com/v2"
MEMBERSHIP: dict[str, Any] = {
    "id": 555,
    "added_at": "2024-06-01T06:12:41.102458-04:00",
    "created_at": "2024-05-01T06:12:41.102458-04:00",
    "updated_at": "2024-06-02T06:12:41.102458-04:00",
    "person_deleted": False,
    "currently_on_cadence": True,
    "current_state": "staged",
    "cadence": {"id": 1839742, "_href": f"{HREF}/cadences/1839742"},
    "step": {"id": 9001, "_href": f"{HREF}/steps/9001"},
    "person": {"id": 164510523, "_href": f"{HREF}/people/164510523"},
    "user": {"id": 49067, "_href": f"{HREF}/users/49067"},
    "latest_action": None,
    "counts": {"views": 0, "clicks": 0, "replies": 0, "calls": 0, "sent_emails": 0, "bounces": 0},
}


def _undecided(record: Mapping[str, Any]) -> set[str]:
    return record.keys() - memberships.MAPPED - memberships.IGNORED.keys()


def test_every_field_is_mapped_or_left_out_with_a_reason() -> None:
    """Otherwise a field that Salesloft gives would be lost without anybody having decided so."""
    assert _undecided(MEMBERSHIP) == set()
    assert not memberships.MAPPED & memberships.IGNORED.keys()
    assert all(memberships.IGNORED.values())


def test_unknown_field_is_noticed() -> None:
    """Otherwise the test above would pass whatever Salesloft adds."""
    assert _undecided({**MEMBERSHIP, "mood": 1}) == {"mood"}


def test_rows_are_the_ones_of_this_folder() -> None:
    """Otherwise a row would be missing, or stand in two places."""
    owned = {row for row in demanded() if row.startswith("state.")}
    assert capabilities.ROWS.keys() == owned
    usable = {row for row in {*WRITES, *QUERIES} if capabilities.ROWS[row].usable}
    assert usable == WRITES.keys() | QUERIES.keys()
    assert all(f"state.{name}" in owned for name in StateCreate.model_fields if name != "allow")


def test_membership_is_read() -> None:
    """Otherwise callers would see wrong contacts, times or states."""
    query = PROVIDER.queries["state.get"]
    (read,) = query.reads(Get(id="555"), {})
    assert read.request.path == ("v2", "cadence_memberships", "555")
    found, raw = query.read(Get(id="555"), {"membership": {"data": MEMBERSHIP}})
    assert raw == MEMBERSHIP
    assert found.model_dump(exclude={"raw_data"}) == {
        "id": "555",
        "state": "staged",
        "status": "pending",
        "contact_id": "164510523",
        "sequence_id": "1839742",
        "mailbox_id": None,
        "user_id": "49067",
        "created_at": "2024-05-01T10:12:41.102Z",
        "updated_at": "2024-06-02T10:12:41.102Z",
        "is_deleted": False,
        "last_modified_at": "2024-06-02T10:12:41.102Z",
    }


@pytest.mark.parametrize("odd", [None, "x", 7, [], {}])
def test_odd_values_are_none(odd: Any) -> None:
    """Otherwise one strange record would break its whole page."""
    found = memberships.state({"id": 1, **dict.fromkeys(MEMBERSHIP.keys() - {"id"}, odd)})
    assert (found.contact_id, found.user_id, found.created_at, found.status) == (None,) * 4
    assert found.is_deleted is False
    assert memberships.state({"id": 1}).last_modified_at is None


@pytest.mark.parametrize(
    ("word", "on", "status"),
    [
        ("processing", True, "pending"),
        ("staged", True, "pending"),
        ("active", True, "active"),
        ("scheduled", True, "active"),
        ("completed", False, "finished"),
        ("removed", False, "removed"),
        ("removed_no_action", False, "removed"),
        ("reassigned", True, "active"),
        ("reassigned", False, "removed"),
        ("archived", False, None),
        ("something new", True, None),
    ],
)
def test_status(word: str, on: Any, status: str | None) -> None:
    """Otherwise the same state would mean different things at different providers."""
    row = {**MEMBERSHIP, "current_state": word, "currently_on_cadence": on}
    found = memberships.state(row)
    assert (found.state, found.status) == (word, status)


def test_state_of_a_deleted_person_is_deleted() -> None:
    """Otherwise the state of a person who is gone would look alive."""
    assert memberships.state({**MEMBERSHIP, "person_deleted": True}).is_deleted


def _rows(count: int) -> list[dict[str, Any]]:
    times = [f"2026-01-01T00:{n // 60:02}:{n % 60:02}.000000+00:00" for n in range(count)]
    return [
        {**MEMBERSHIP, "id": n + 1, "added_at": time, "updated_at": time}
        for n, time in enumerate(times)
    ]


def _account(rows: list[dict[str, Any]]) -> Account:
    return lambda request: listed(rows, request.query)


def _ids(pages: list[Any]) -> list[int]:
    return [raw["id"] for found in pages for _, raw in found.records]


def test_first_page_is_by_adding() -> None:
    """Otherwise records that change during a walk would be missed."""
    ask = ListRecords(page_size=1000)
    (read,) = PROVIDER.queries["state.list"].reads(ask, {})
    assert read.request.path == ("v2", "cadence_memberships")
    assert read.request.query == {
        "per_page": 100,
        "page": 1,
        "sort_by": "added_at",
        "sort_direction": "asc",
        "include_paging_counts": "true",
    }


def test_search_is_narrowed() -> None:
    """Otherwise a search would read the whole team's memberships."""
    asked = {"contact_id": "164510523", "sequence_id": "1839742"}
    (read,) = PROVIDER.queries["state.search"].reads(ListRecords(page_size=5, filter=asked), {})
    assert read.request.query["person_id"] == "164510523"
    assert read.request.query["cadence_id"] == "1839742"


def test_search_gives_only_what_is_equal() -> None:
    """Otherwise a filter that Salesloft ignores would give other people's states."""
    other = {**MEMBERSHIP, "id": 556, "person": {"id": 7}}
    account = _account([MEMBERSHIP, other])
    asked = {"contact_id": "164510523"}
    found = page("state.search", ListRecords(page_size=5, filter=asked), account)
    assert (_ids([found]), found.total_count) == ([555], None)
    found = page("state.search", ListRecords(page_size=5), account)
    assert (len(found.records), found.total_count) == (2, 2)


@pytest.mark.parametrize("size", [1, 3, 10, 100])
@pytest.mark.parametrize("since", [None, datetime(2025, 1, 1, tzinfo=UTC)])
def test_walk_meets_every_state_once(size: int, since: datetime | None) -> None:
    """Otherwise states would be missing from a list, or come twice."""
    rows = _rows(25)
    pages = walk("state.list", {"page_size": size, "modified_after": since}, _account(rows))
    assert _ids(pages) == [row["id"] for row in rows]
    assert pages[0].total_count == 25


@pytest.mark.parametrize("which", [0, 3, 9])
@pytest.mark.parametrize("since", [None, datetime(2025, 1, 1, tzinfo=UTC)])
def test_state_that_moves_hides_none(which: int, since: datetime | None) -> None:
    """Otherwise a person who is added again during a walk would push another out of sight."""
    rows = _rows(30)
    first = page("state.list", ListRecords(page_size=10, modified_after=since), _account(rows))
    moved = "2026-02-01T00:00:00.000000+00:00"
    rows[which] |= {"added_at": moved, "updated_at": moved}
    rest, cursor = [], first.next
    while cursor is not None:
        ask = ListRecords(page_size=10, modified_after=since, cursor=cursor)
        rest.append(page("state.list", ask, _account(rows)))
        cursor = rest[-1].next
    assert _ids([first, *rest]) == [*range(1, 31), which + 1]
    assert not any(found.warnings for found in rest)


def test_times_compare_across_summer() -> None:
    """Otherwise the change of the clocks would hide or repeat records."""
    winter, summer = "2026-03-08T01:59:00.000000-05:00", "2026-03-08T03:00:00.000000-04:00"
    stamps = [pages.stamp(at) for at in (None, winter, summer)]
    assert stamps == sorted(stamps, key=str)
    assert pages.stamp("?") is None


def test_deep_pages_are_announced() -> None:
    """Otherwise a caller would spend the team's requests without knowing it."""
    paging = {"total_count": 50_000}
    cursor = {"seen": 10_400, "size": 100}
    account = lambda _request: {"data": [MEMBERSHIP], "metadata": {"paging": paging}}  # noqa: E731
    found = page("state.list", ListRecords(page_size=100, cursor=cursor), account)
    (warning,) = found.warnings
    assert "cost 3 of the 600" in warning.detail


@pytest.mark.parametrize(
    ("number", "cost"),
    [(1, 1), (100, 1), (101, 3), (150, 3), (151, 8), (250, 8), (251, 10), (500, 10), (501, 30)],
)
def test_prices(number: int, cost: int) -> None:
    """Otherwise the announced cost would be wrong [S3]."""
    assert pages.price(number) == cost


@given(
    count=st.integers(1, 40),
    size=st.integers(1, 12),
    moves=st.lists(st.lists(st.integers(0, 39), max_size=4), max_size=12),
)
def test_nothing_is_lost_whatever_moves(count: int, size: int, moves: list[list[int]]) -> None:
    """Otherwise a list of a team at work would miss records without a word."""
    rows = _rows(count)
    met: set[int] = set()
    cursor, minute, warned = None, 0, False
    while True:
        ask = ListRecords(page_size=size, cursor=cursor)
        found = page("state.list", ask, _account(rows))
        met |= set(_ids([found]))
        warned = warned or bool(found.warnings)
        cursor = found.next
        if cursor is None:
            break
        for which in moves.pop() if moves else ():
            minute += 1
            moved = f"2026-02-01T00:{minute:02}:00.000000+00:00"
            rows[which % count] |= {"added_at": moved, "updated_at": moved}
    assert warned or met == set(range(1, count + 1))
