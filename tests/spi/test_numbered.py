"""Walking numbered pages while rows come and go."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.spi.errors import PlanRefused
from segue.spi.numbered import Walk, page, query, reads, window
from segue.spi.operation import ListRecords, Page, Read
from segue.spi.plan import Request

LARGEST = 12
"""Small, so that a short list has many pages."""

Row = Mapping[str, Any]
Change = tuple[str, int]
"""``insert``, ``delete`` or ``touch``, and a number that says where."""


def _changes(*kinds: str) -> st.SearchStrategy[list[list[Change]]]:
    one = st.tuples(st.sampled_from(kinds), st.integers(0, 200))
    return st.lists(st.lists(one, max_size=4), max_size=12)


CHANGES = _changes("insert", "delete")


class Vendor:
    """A list whose rows come last and go anywhere; many are made in the same moment."""

    def __init__(self, size: int, *, sorts: bool, ceiling: int | None = None) -> None:
        self.made = 0
        self.rows: list[Row] = []
        for _ in range(size):
            self.insert()
        self.walk = Walk(
            largest=LARGEST,
            request=lambda _ask, number, size: Request(
                method="GET", path=("rows",), query={"page": number, "per_page": size}
            ),
            rows=lambda answer: answer["rows"],
            total=lambda answer: answer["total"],
            ceiling=ceiling,
            **({"key": lambda row: row["at"]} if sorts else {}),
        )
        self.asked = 0
        self.touched: set[int] = set()
        self.given: list[Row] = []

    def insert(self) -> None:
        self.made += 1
        self.rows.append({"id": self.made, "at": f"{self.made // 3:05}"})

    def touch(self, place: int) -> None:
        """Change a row: it moves to the end, to a moment after every row there."""
        self.made += 3
        row = self.rows.pop(place)
        self.rows.append({"id": row["id"], "at": f"{self.made // 3:05}"})
        self.touched.add(row["id"])

    def change(self, change: Change) -> None:
        what, where = change
        if what == "insert":
            self.insert()
        elif what == "touch" and self.rows:
            self.touch(where % len(self.rows))
        elif self.rows:
            del self.rows[where % len(self.rows)]

    def answer(self, read: Read) -> dict[str, Any]:
        self.asked += 1
        number, size = read.request.query["page"], read.request.query["per_page"]
        assert 1 <= size <= LARGEST
        first = (number - 1) * size
        return {"rows": self.rows[first : first + size], "total": len(self.rows)}

    def read(self, ask: ListRecords) -> Page:
        answers: dict[str, Any] = {}
        while wanted := [r for r in reads(self.walk, ask, answers) if r.name not in answers]:
            for one in wanted:
                answers[one.name] = self.answer(one)
        found = page(self.walk, ask, answers, lambda row: (row["id"], row))
        self.given += [row for _, row in found.records]
        return found


def walked(vendor: Vendor, size: int, changes: list[list[Change]]) -> tuple[list[int], bool]:
    """Walk a list, with changes after each page; gives the rows, and whether it was announced."""
    found: list[int] = []
    announced, cursor, rest = False, None, iter(changes)
    for _ in range(400):
        one = vendor.read(ListRecords(page_size=size, cursor=cursor))
        assert len(one.records) <= size
        found += [record for record, _ in one.records]
        announced = announced or bool(one.warnings)
        cursor = one.next
        if cursor is None:
            return found, announced
        for change in next(rest, ()):
            vendor.change(change)
    raise AssertionError("never ends")


@given(st.integers(0, 60), st.integers(1, 30), st.booleans())
@settings(derandomize=True, max_examples=200)
def test_a_list_that_stays_comes_exactly_once(size: int, page_size: int, sorts: Any) -> None:
    """A sync would miss records or count some twice."""
    vendor = Vendor(size, sorts=sorts)
    assert walked(vendor, page_size, [])[0] == [row["id"] for row in vendor.rows]


@given(st.integers(0, 60), st.integers(1, 30), CHANGES)
@settings(derandomize=True, max_examples=400)
def test_in_a_sorted_list_nothing_that_stays_is_lost_or_repeated(
    size: int, page_size: int, changes: list[list[Change]]
) -> None:
    """A deletion would move a row past the reader, who would never see it."""
    vendor = Vendor(size, sorts=True)
    before = {row["id"] for row in vendor.rows}
    found, _ = walked(vendor, page_size, changes)
    stayed = before & {row["id"] for row in vendor.rows}
    assert stayed <= set(found)
    assert len(found) == len(set(found))


@given(st.integers(0, 60), st.integers(1, 30), _changes("insert", "delete", "touch"))
@settings(derandomize=True, max_examples=400)
def test_rows_that_move_hide_none_and_come_again(
    size: int, page_size: int, changes: list[list[Change]]
) -> None:
    """In a list by last change, a row that moves to the end would take others out of sight."""
    vendor = Vendor(size, sorts=True)
    before = {row["id"] for row in vendor.rows}
    found, announced = walked(vendor, page_size, changes)
    untouched = (before - vendor.touched) & {row["id"] for row in vendor.rows}
    assert untouched <= set(found)
    assert all(found.count(one) == 1 for one in untouched)
    assert all(row in vendor.given for row in vendor.rows)
    assert not announced


def test_the_last_row_given_is_not_the_place_once_it_has_moved() -> None:
    """Every row between its old place and its new one would be skipped."""
    vendor = Vendor(7, sorts=True)
    first = vendor.read(ListRecords(page_size=4))
    vendor.touch(3)
    second = vendor.read(ListRecords(page_size=4, cursor=first.next))
    assert [record for record, _ in second.records] == [5, 6, 7, 4]


@given(st.integers(0, 60), st.integers(1, 30), CHANGES)
@settings(derandomize=True, max_examples=400)
def test_in_a_list_that_cannot_be_sorted_a_loss_is_announced(
    size: int, page_size: int, changes: list[list[Change]]
) -> None:
    """A caller would take a list with a hole for the whole."""
    vendor = Vendor(size, sorts=False)
    before = {row["id"] for row in vendor.rows}
    found, announced = walked(vendor, page_size, changes)
    stayed = before & {row["id"] for row in vendor.rows}
    assert stayed <= set(found) or announced


def test_rows_that_come_first_lose_nothing() -> None:
    """Where the newest come first, a page would seem empty and the rest be lost."""
    vendor = Vendor(30, sorts=False)
    found: list[int] = []
    cursor, new = None, 1000
    for _ in range(200):
        one = vendor.read(ListRecords(page_size=5, cursor=cursor))
        found += [record for record, _ in one.records]
        if (cursor := one.next) is None:
            break
        new += 1
        vendor.rows.insert(0, {"id": new, "at": ""})
    assert set(range(1, 31)) <= set(found)


@given(st.integers(0, 5000), st.integers(1, 100))
@settings(derandomize=True, max_examples=200)
def test_every_page_but_the_first_holds_the_last_row_seen(seen: int, wanted: int) -> None:
    """A page that begins after it could not show that rows have moved."""
    chosen = window(seen, wanted, 100)
    assert chosen is not None
    assert chosen.first < max(seen, 1) < chosen.first + chosen.size + 1
    assert chosen.first + chosen.size > seen


def test_a_ceiling_is_announced_and_then_refused() -> None:
    """A list that the vendor cuts off would look complete."""
    vendor = Vendor(60, sorts=True, ceiling=24)
    first = vendor.read(ListRecords(page_size=12))
    assert "first 24" in first.warnings[0].detail
    found, last = len(first.records), first
    while found < 24:
        last = vendor.read(ListRecords(page_size=12, cursor=last.next))
        found += len(last.records)
    with pytest.raises(PlanRefused, match="first 24") as refused:
        vendor.read(ListRecords(page_size=12, cursor=last.next))
    assert refused.value.reason == "display_ceiling"
    assert found == 24


def test_a_page_costs_one_request() -> None:
    """Every walk would cost twice its share of the team's budget."""
    vendor = Vendor(60, sorts=True)
    walked(vendor, 5, [])
    assert vendor.asked == 60 / 5


def test_the_page_before_is_named() -> None:
    """A caller could not go back."""
    vendor = Vendor(30, sorts=True)
    asking = query(vendor.walk, lambda row: (row["id"], row))
    first = ListRecords(page_size=5)
    (wanted,) = asking.reads(first, {})
    second = ListRecords(
        page_size=5, cursor=asking.read(first, {"page": vendor.answer(wanted)}).next
    )
    back = vendor.read(second).previous
    again = vendor.read(ListRecords(page_size=5, cursor=back))
    assert [record for record, _ in again.records] == [1, 2, 3, 4, 5]
