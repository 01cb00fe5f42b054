"""Walking collections. A page names the next by a link that holds a token."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from segue.kit import pointer
from segue.providers.outreach.documents import Record, records
from segue.spi.operation import Answers, Read
from segue.spi.plan import Request


def token(answer: Any, direction: str, parameter: str) -> str | None:
    """Take the token out of `links.next` or `links.prev`, which is a whole URL or null [AB, TAP].

    Only the token is kept: following a URL that an answer names could carry the credential to
    another host.
    """
    link = pointer.get(answer, f"/links/{direction}")
    if not isinstance(link, str):
        return None
    return next(iter(parse_qs(urlsplit(link).query).get(parameter, [])), None)


def _names(name: str, answers: Answers) -> list[tuple[str, str | None]]:
    """Name the pages known of so far, each with the token that asks for it."""
    found: list[tuple[str, str | None]] = [(name, None)]
    while after := token(answers.get(found[-1][0]), "next", "page[after]"):
        found.append((f"{name}.{len(found) + 1}", after))
    return found


def walk(name: str, request: Request, answers: Answers) -> tuple[Read, ...]:
    """Name the reads of a whole collection, as far as the answers so far lead."""
    return tuple(
        Read(
            name=page,
            request=request
            if after is None
            else replace(request, query={**request.query, "page[after]": after}),
        )
        for page, after in _names(name, answers)
    )


def complete(name: str, answers: Answers) -> bool:
    """Tell whether every page has been read."""
    return all(page in answers for page, _ in _names(name, answers))


def collected(name: str, answers: Answers) -> list[Record]:
    """Put the records of all pages together."""
    return [record for page, _ in _names(name, answers) for record in records(answers.get(page))]


def missing(reads: tuple[Read, ...], answers: Answers) -> tuple[Read, ...]:
    """Leave out what has been read already."""
    return tuple(read for read in reads if read.name not in answers)
