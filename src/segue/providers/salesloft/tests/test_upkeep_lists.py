"""Lists of sequences and of templates, page by page."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.tests.lists import Account, listed, page, walk
from segue.providers.salesloft.tests.test_read import CADENCE, STEP
from segue.spi.errors import PlanRefused
from segue.spi.operation import ListRecords

AFTER = datetime(2026, 1, 1, tzinfo=UTC)
ORDERED = {"sort_by": "created_at", "sort_direction": "asc", "include_paging_counts": "true"}
CHANGED = {**ORDERED, "sort_by": "updated_at"}


def _rows(count: int) -> list[dict[str, Any]]:
    return [
        {**CADENCE, "id": n, "created_at": f"2026-01-01T00:{n:02}:00.000000+00:00"}
        for n in range(1, count + 1)
    ]


def _account(rows: list[dict[str, Any]], steps: int = 4) -> Account:
    counts = {"data": [STEP], "metadata": {"paging": {"total_count": steps}}}
    return lambda request: counts if request.path[-1] == "steps" else listed(rows, request.query)


def _ids(pages: list[Any]) -> list[int]:
    return [raw["id"] for found in pages for _, raw in found.records]


def test_cadences_are_asked_for_by_creation() -> None:
    """Otherwise cadences that change during a walk would be missed, or the page be too dear."""
    (first,) = PROVIDER.queries["sequence.list"].reads(ListRecords(page_size=1000), {})
    assert first.request.query == {"per_page": 25, "page": 1, **ORDERED}


def test_steps_are_counted_one_by_one() -> None:
    """Otherwise every step of the team would be downloaded for each page."""
    found = page("sequence.list", ListRecords(page_size=10), _account([CADENCE]))
    ((record, raw),) = found.records
    assert (record.num_steps, record.steps, raw) == (4, None, CADENCE)
    answers = {"page": listed([CADENCE], {**ORDERED, "per_page": 10, "page": 1})}
    _, count = PROVIDER.queries["sequence.list"].reads(ListRecords(page_size=10), answers)
    assert count.request.query == {
        "cadence_id": "1839742",
        "per_page": 1,
        "include_paging_counts": "true",
    }


def test_steps_are_counted_of_what_is_shown_only() -> None:
    """Otherwise a small page would cost as much as the window that it is cut from."""
    rows, ask = _rows(30), ListRecords(page_size=3)
    first = page("sequence.list", ask, _account(rows))
    made: list[Any] = []

    def account(request: Any) -> Any:
        made.append(request)
        return _account(rows)(request)

    second = page("sequence.list", ListRecords(page_size=3, cursor=first.next), account)
    assert _ids([first, second]) == [1, 2, 3, 4, 5, 6]
    assert len(made) == 1 + 3
    assert made[0].query["per_page"] <= 25


@pytest.mark.parametrize("size", [1, 7, 25, 1000])
def test_walk_meets_every_cadence_once(size: int) -> None:
    """Otherwise a list read page by page would miss cadences or give one twice."""
    rows = _rows(55)
    pages = walk("sequence.list", {"page_size": size}, _account(rows))
    assert _ids(pages) == list(range(1, 56))
    assert {found.total_count for found in pages} == {55}
    assert max(len(found.records) for found in pages) <= 25


def test_cadence_that_goes_hides_none() -> None:
    """Otherwise a deletion before the reader would push a cadence out of sight."""
    rows = _rows(30)
    first = page("sequence.list", ListRecords(page_size=10), _account(rows))
    del rows[2], rows[8]
    ask = ListRecords(page_size=10, cursor=first.next)
    second = page("sequence.list", ask, _account(rows))
    assert _ids([second]) == list(range(11, 21))
    assert second.previous is not None


def test_list_without_paging_block_is_walked_to_its_end() -> None:
    """Otherwise a list whose paging block is left out would end after its first page."""
    rows = _rows(5)

    def account(request: Any) -> Any:
        answer = _account(rows)(request)
        return answer if request.path[-1] == "steps" else {"data": answer["data"]}

    pages = walk("sequence.list", {"page_size": 2}, account)
    assert _ids(pages) == [1, 2, 3, 4, 5]
    assert pages[0].total_count is None


def test_uncounted_steps_are_an_error() -> None:
    """Otherwise a cadence would be said to have as many steps as its first page shows."""
    account = _account([CADENCE])
    with pytest.raises(PlanRefused):
        page(
            "sequence.list",
            ListRecords(page_size=10),
            lambda it: {"data": [STEP]} if it.path[-1] == "steps" else account(it),
        )


def test_all_personal_templates_are_asked_for() -> None:
    """Otherwise archived templates, or those of steps, would be left out by a default."""
    ask = ListRecords(page_size=1000, modified_after=AFTER)
    (first,) = PROVIDER.queries["template.list"].reads(ask, {})
    assert first.request.path == ("v2", "email_templates")
    assert first.request.query == {
        "per_page": 100,
        "page": 1,
        **CHANGED,
        "include_cadence_templates": "true",
        "include_archived_templates": "true",
        "updated_at[gt]": "2026-01-01T00:00:00.000000+00:00",
    }


def test_walk_meets_every_template_once() -> None:
    """Otherwise templates would be missing from a list."""
    pages = walk("template.list", {"page_size": 7}, _account(_rows(30)))
    assert _ids(pages) == list(range(1, 31))
