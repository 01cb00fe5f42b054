"""Finding contacts by their addresses, some addresses at a time.

Apollo's keyword search is fuzzy, so each address is searched for and compared here [SG]. It has a
filter `contact_emails[]` that clients use, which is in no document [OUTB]; nothing rests on it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from segue.providers.apollo.book import keywords, read, routes, slices
from segue.providers.apollo.book.contacts import shown
from segue.providers.apollo.book.values import same, unique
from segue.spi.errors import PlanRefused
from segue.spi.numbered import Row
from segue.spi.operation import Answers, ListRecords, Page, Query, Read

MOST_EMAILS = 10
"""Addresses searched for one page of contacts."""
MOST_MORE = 30
"""Pages after the first ones that are read for one page of contacts, but for its first address."""


def holds(row: Row, email: str) -> bool:
    """Tell whether a contact has an address, as its first one or as another."""
    return any(same(held.email_address, email) for held in read.emails(row))


def reads_for(prefix: str, email: str, answers: Answers) -> tuple[Read, ...]:
    """Name the readings that find the contacts of one address."""

    def request(page: int) -> Any:
        return routes.search("contact", page=page, keywords=email)

    return keywords.reads(prefix, request, answers)


def found_for(prefix: str, email: str, answers: Answers) -> list[Row]:
    """Give the contacts that have exactly that address, in whatever case."""
    return [row for row in keywords.found(prefix, "contacts", answers) if holds(row, email)]


def _asked(ask: ListRecords) -> list[str]:
    emails: dict[str, str] = {}
    for email in ask.filter.get("emails") or ():
        if email.strip():
            emails.setdefault(email.strip().casefold(), email.strip())
    if not emails:
        raise PlanRefused("Give at least one address to search for.", pointer="/emails")
    return list(emails.values())


def _begin(ask: ListRecords) -> int:
    return int((ask.cursor or {}).get("from", 0))


def _chunk(ask: ListRecords) -> dict[str, str]:
    begin = _begin(ask)
    count = min(MOST_EMAILS, ask.page_size)
    return {
        f"email {begin + i}": email for i, email in enumerate(_asked(ask)[begin : begin + count])
    }


def _reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    chunk = _chunk(ask)
    first = [reads_for(prefix, email, {})[0] for prefix, email in chunk.items()]
    known = sum(1 for each in first if each.name in answers)
    if known < len(first):
        return tuple(first[: known + keywords.AT_ONCE])
    more = [
        each
        for prefix, email in _served(chunk, answers).items()
        for each in _rest(prefix, email, answers)
    ]
    done = sum(1 for each in more if each.name in answers)
    return (*first, *more[: done + keywords.AT_ONCE])


def _rest(prefix: str, email: str, answers: Answers) -> Sequence[Read]:
    """Name every page after the first; none where they are too many."""
    count = keywords.page_count(answers[keywords.name(prefix, 1)])
    return [
        Read(
            name=keywords.name(prefix, page),
            request=routes.search("contact", page=page, keywords=email),
        )
        for page in range(2, count + 1)
        if count <= keywords.MOST_PAGES
    ]


def _served(chunk: Mapping[str, str], answers: Answers) -> dict[str, str]:
    """Give the first addresses whose pages are not too many together, and at least one."""
    served: dict[str, str] = {}
    more = 0
    for prefix, email in chunk.items():
        more += keywords.page_count(answers[keywords.name(prefix, 1)]) - 1
        if served and more > MOST_MORE:
            break
        served[prefix] = email
    return served


def _read(ask: ListRecords, answers: Answers) -> Page:
    emails, served = _asked(ask), _served(_chunk(ask), answers)
    cursor = ask.cursor or {}
    given_before: list[str] = cursor.get("seen", [])
    found = unique(
        row for prefix, email in served.items() for row in found_for(prefix, email, answers)
    )
    fresh = [row for row in found if row["id"] not in given_before]
    inner = slices.page(ListRecords(page_size=ask.page_size, cursor=cursor), fresh, shown)
    several = [
        row["id"] for _, row in inner.records if sum(holds(row, email) for email in emails) > 1
    ]
    end = _begin(ask) + len(served)
    whole = _begin(ask) == 0 and end == len(emails)
    return Page(
        records=inner.records,
        next=_next(ask, inner.next, end if end < len(emails) else None, several),
        total_count=inner.total_count if whole and not given_before else None,
    )


def _next(ask: ListRecords, inner: Any, end: int | None, several: list[str]) -> Any:
    """Point behind the last contact of these addresses, or at the addresses after them.

    What was given and has several of the addresses is kept in mind, to be given once.
    """
    seen = [*(ask.cursor or {}).get("seen", []), *several]
    if inner is not None:
        return {"from": _begin(ask), **inner, "seen": seen}
    return None if end is None else {"from": end, "seen": seen}


SEARCH = Query(reads=_reads, read=_read)
