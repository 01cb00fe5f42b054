"""Listing sequences, page by page."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.providers.apollo import PROVIDER
from segue.providers.apollo.pages import CEILING
from segue.providers.apollo.tests.account import mixed
from segue.spi.errors import PlanRefused
from segue.spi.operation import ListRecords

QUERY = PROVIDER.queries["sequence.list"]


class Sequences:
    """A list of sequences as Apollo's search shows it."""

    def __init__(self, count: int, *, counted: bool = True) -> None:
        row = {**mixed()["emailer_campaign"], "label_ids": ["L1"]}
        self.rows = [{**row, "id": f"{n:024x}"} for n in range(count)]
        self.counted = counted

    def answer(self, request: Any) -> Any:
        """Answer the search as Apollo does."""
        if request.path == ("labels",):
            return [{"id": "L1", "name": "Outbound"}]
        first = (request.body["page"] - 1) * request.body["per_page"]
        rows = self.rows[first : first + request.body["per_page"]]
        paging = {"total_entries": str(len(self.rows)), "page": str(request.body["page"])}
        return {"emailer_campaigns": rows, **({"pagination": paging} if self.counted else {})}

    def page(self, cursor: Any = None, size: int = 10) -> Any:
        """Read a page as the engine does."""
        ask = ListRecords(page_size=size, cursor=cursor)
        answers: dict[str, Any] = {}
        for _ in range(9):
            for read in QUERY.reads(ask, answers):
                if read.name not in answers:
                    answers[read.name] = self.answer(read.request)
        return QUERY.read(ask, answers)


def test_a_walk_sees_every_sequence_once():
    """A walk through the sequences would skip some, repeat some, or never end."""
    listed = Sequences(23)
    first = listed.page()
    assert (first.total_count, first.previous, len(first.records)) == (23, None, 10)
    second = listed.page(first.next)
    third = listed.page(second.next)
    assert third.next is None
    ids = [found.id for page in (first, second, third) for found, _ in page.records]
    assert ids == [row["id"] for row in listed.rows]
    assert third.records[0][0].tags == ["Outbound"]
    assert third.records[0][0].steps is None


def test_a_sequence_that_goes_takes_no_other_along():
    """An archived sequence would hide the one that moved into its place."""
    listed = Sequences(15)
    first = listed.page()
    del listed.rows[3]
    second = listed.page(first.next)
    assert [found.id for found, _ in second.records] == [f"{n:024x}" for n in range(10, 15)]
    assert second.warnings == ()


def test_a_list_without_a_count_ends():
    """A walk would never end where Apollo leaves its count out."""
    listed = Sequences(12, counted=False)
    first = listed.page()
    assert first.total_count is None
    second = listed.page(first.next)
    assert (len(second.records), second.next) == (2, None)


def test_a_page_is_never_larger_than_apollos():
    """Apollo would refuse the page, or give fewer rows than the walk counts with."""
    (wanted,) = QUERY.reads(ListRecords(page_size=1000), {})
    assert wanted.request.body == {"page": 1, "per_page": 100}


def test_the_ceiling_is_said():
    """A walk would end at 50,000 sequences as if there were no more."""
    ask = ListRecords(page_size=100, cursor={"seen": CEILING - 100, "size": 100, "last": "x"})
    (read,) = QUERY.reads(ask, {})
    assert read.request.body["page"] * read.request.body["per_page"] <= CEILING
    ask = ListRecords(page_size=100, cursor={"seen": CEILING, "size": 100, "last": "x"})
    with pytest.raises(PlanRefused) as refused:
        QUERY.reads(ask, {})
    assert (refused.value.status, refused.value.reason) == (409, "display_ceiling")
    row = Sequences(1).rows[0]
    paging = {"total_entries": CEILING + 1}
    answers: Any = {"page": {"emailer_campaigns": [row], "pagination": paging}, "labels": None}
    page = QUERY.read(ListRecords(page_size=10), answers)
    assert [warning.title for warning in page.warnings] == [
        "The list is longer than the provider shows"
    ]


@pytest.mark.parametrize("answer", [[], {}, {"emailer_campaigns": [None, {"id": None}]}])
def test_an_odd_page_is_empty(answer):
    """One odd row would hide every other one of its page."""
    assert QUERY.read(ListRecords(page_size=10), {"page": answer}).records == ()


def test_a_filter_that_apollo_lacks_is_refused():
    """A sync would take every page for the changed ones."""
    ask = ListRecords(page_size=10, modified_after=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(PlanRefused) as refused:
        QUERY.reads(ask, {})
    assert (refused.value.status, refused.value.reason) == (400, "unsupported")
    assert refused.value.capability == "sequence.list.modified_after"
