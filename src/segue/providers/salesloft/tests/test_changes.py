"""What has changed after a moment, read page by page while more changes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.tests.book_asks import ACCOUNT, PERSON
from segue.providers.salesloft.tests.lists import Account, listed, page, walk
from segue.providers.salesloft.tests.test_enrolment_read import MEMBERSHIP
from segue.providers.salesloft.tests.test_read import CADENCE, STEP
from segue.providers.salesloft.tests.test_upkeep_steps_and_templates import PERSONAL
from segue.spi.errors import PlanRefused
from segue.spi.operation import ListRecords
from segue.spi.plan import Request

LISTS: Mapping[str, Mapping[str, Any]] = {
    "account.list": ACCOUNT,
    "contact.list": PERSON,
    "sequence.list": CADENCE,
    "template.list": PERSONAL,
    "state.list": MEMBERSHIP,
}
START = datetime(2026, 1, 1, tzinfo=UTC)
LONG_AGO = START - timedelta(days=1)
LATER = START + timedelta(days=30)

every_list = pytest.mark.parametrize("operation", LISTS)


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _rows(operation: str, count: int) -> list[dict[str, Any]]:
    """Make rows, one a second, whose ids run against their times."""
    return [
        {
            **LISTS[operation],
            "id": count - n,
            **dict.fromkeys(("created_at", "added_at"), _at(START)),
            "updated_at": _at(START + timedelta(seconds=n)),
        }
        for n in range(count)
    ]


def _account(rows: list[dict[str, Any]], asked: list[Request] | None = None) -> Account:
    steps = {"data": [STEP], "metadata": {"paging": {"total_count": 1}}}

    def answer(request: Request) -> Any:
        if request.path[-1] == "steps":
            return steps
        if asked is not None:
            asked.append(request)
        return listed(rows, request.query)

    return answer


def _ids(pages: list[Any]) -> list[int]:
    return [raw["id"] for found in pages for _, raw in found.records]


def test_every_list_that_tells_changes_is_here() -> None:
    """Otherwise a new list could pass over what changes while it is read."""
    able = PROVIDER.capabilities
    told = {row for row in able.table if row.endswith(".modified_after") and able[row].usable}
    assert told == {f"{operation}.modified_after" for operation in LISTS}


@pytest.mark.parametrize("operation", ["user.list", "mailbox.list"])
def test_users_are_not_listed_by_change(operation: str) -> None:
    """Otherwise Salesloft would ignore the filter, and every user look changed."""
    ask = ListRecords(page_size=10, modified_after=LONG_AGO)
    with pytest.raises(PlanRefused, match="users"):
        PROVIDER.queries[operation].reads(ask, {})


@every_list
def test_changes_come_by_their_time(operation: str) -> None:
    """Otherwise a caller who goes on from the last change seen would have missed earlier ones."""
    asked: list[Request] = []
    ask = {"page_size": 4, "modified_after": START + timedelta(seconds=2, microseconds=4)}
    pages = walk(operation, ask, _account(_rows(operation, 15), asked))
    assert _ids(pages) == list(range(12, 0, -1))
    assert pages[0].total_count == 12
    assert {(one.query["sort_by"], one.query["sort_direction"]) for one in asked} == {
        ("updated_at", "asc")
    }
    assert asked[0].query["updated_at[gt]"] == "2026-01-01T00:00:02.000004+00:00"


@every_list
def test_what_appears_behind_the_reader_comes_later(operation: str) -> None:
    """Otherwise a change during a walk would be missed by this walk and the next."""
    rows = _rows(operation, 20)
    ask: dict[str, Any] = {"page_size": 8, "modified_after": START + timedelta(seconds=4)}
    first = page(operation, ListRecords(**ask), _account(rows))
    rows[0]["updated_at"] = _at(LATER)
    second = page(operation, ListRecords(**ask, cursor=first.next), _account(rows))
    assert _ids([first, second]) == [*range(15, 0, -1), 20]


@every_list
def test_walk_by_changes_stays_on_cheap_pages(operation: str) -> None:
    """Otherwise following a large team's changes would cost more the longer it lasts."""
    asked: list[Request] = []
    ask = {"page_size": 5, "modified_after": LONG_AGO}
    pages = walk(operation, ask, _account(_rows(operation, 60), asked))
    assert {request.query["page"] for request in asked} == {1}
    assert len(asked) == len(pages)
    assert all(found.previous is None and found.total_count is None for found in pages[1:])


@every_list
@pytest.mark.parametrize("size", [6, 1000])
def test_many_changes_of_one_moment_are_all_met_once(operation: str, size: int) -> None:
    """Otherwise what was changed in bulk would be given again on each page, or never end."""
    rows = _rows(operation, 260)
    for row in rows[5:]:
        row["updated_at"] = _at(LATER)
    ask = {"page_size": size, "modified_after": LONG_AGO}
    assert sorted(_ids(walk(operation, ask, _account(rows)))) == list(range(1, 261))


@every_list
@given(
    count=st.integers(1, 40),
    size=st.integers(1, 12),
    moves=st.lists(st.lists(st.integers(0, 39), max_size=4), max_size=12),
)
def test_nothing_is_lost_whatever_changes(
    operation: str, count: int, size: int, moves: list[list[int]]
) -> None:
    """Otherwise a caller who resumes from the highest time seen would never see a record."""
    rows, met, cursor, now = _rows(operation, count), set(), None, LATER
    while True:
        ask = ListRecords(page_size=size, modified_after=LONG_AGO, cursor=cursor)
        found = page(operation, ask, _account(rows))
        assert not found.warnings
        met |= {(raw["id"], raw["updated_at"]) for _, raw in found.records}
        if (cursor := found.next) is None:
            break
        for which in moves.pop() if moves else ():
            now += timedelta(seconds=1)
            # Another record takes its place: an answer that is out holds what was then.
            rows[which % count] = {**rows[which % count], "updated_at": _at(now)}
    assert {(row["id"], row["updated_at"]) for row in rows} <= met
