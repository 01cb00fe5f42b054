"""Lists and searches."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from segue.providers.salesloft import pages
from segue.providers.salesloft.answers import records
from segue.providers.salesloft.book.values import Record
from segue.spi.numbered import Row, Walk
from segue.spi.operation import Answers, ListRecords, Page, Query
from segue.spi.plan import identity

Keep = Callable[[Record, Mapping[str, Any]], bool]


def searching(walk: Walk, shown: pages.Shown, keep: Keep) -> Query[ListRecords, Page]:
    """Answer a search: of what Salesloft finds, only what is equal.

    The total is told where it is all on one page.
    """

    def read(ask: ListRecords, answers: Answers) -> Page:
        page = pages.page(walk, ask, answers, shown)
        kept = tuple(found for found in page.records if keep(found[1], ask.filter))
        alone = page.next is None and page.previous is None
        return replace(page, records=kept, total_count=len(kept) if alone else None)

    return Query(reads=lambda ask, answers: pages.reads(walk, ask, answers), read=read)


def users() -> Walk:
    """Describe the list of users, by number: they cannot be sorted by a time [S1]."""
    # Without visible_only=false deactivated users are left out [S1].
    walk = pages.walk("users", by="id", narrow=lambda _ask: {"visible_only": "false"})
    return replace(walk, rows=_by_number)


def _by_number(answer: Any) -> list[Row]:
    return [
        {"id": str(user["id"]), "key": str(user["id"]).zfill(20), "row": user}
        for user in records(answer)
        if identity(user.get("id")) is not None
    ]
