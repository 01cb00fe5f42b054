"""Who is in a sequence already, read in few calls before anybody is enrolled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from segue.model.state import StateCreate
from segue.providers.apollo.enrolment import routes, states
from segue.providers.apollo.pages import total_entries
from segue.providers.apollo.paths import LARGEST_PAGE
from segue.spi.operation import Answers, Read

MOST_SEQUENCES = 100
"""Sequences whose first page is read; of others nothing is known before."""
MOST_PAGES = 30
"""Of one sequence. A team has 200 calls a minute and 400 an hour for this search [OAS]."""
MOST_READS = 150
FEW = 25
"""So many contacts get a call each, where that is less than reading the whole sequence."""


@dataclass(frozen=True, slots=True)
class Presence:
    """What is known of who is in a sequence."""

    inside: frozenset[str]
    whole: bool
    """No other contact is in it."""


def wanted(asked: Iterable[StateCreate]) -> dict[str, list[str]]:
    """List the contacts to enrol by sequence, each once, as Apollo spells ids."""
    found: dict[str, list[str]] = {}
    for state in asked:
        contacts = found.setdefault(state.sequence_id.lower(), [])
        if state.contact_id.lower() not in contacts:
            contacts.append(state.contact_id.lower())
    return found


def reads(asked: Mapping[str, list[str]], answers: Answers) -> tuple[Read, ...]:
    """Name the first page of each sequence, and the others of one that is worth reading whole."""
    first = list(asked)[:MOST_SEQUENCES]
    named = [_read(sequence_id, 1) for sequence_id in first]
    for sequence_id in first:
        known = presence(sequence_id, answers)
        missing = sum(1 for contact_id in asked[sequence_id] if contact_id not in known.inside)
        pages = _pages(answers.get(_name(sequence_id, 1)))
        within = 1 < pages <= MOST_PAGES and len(named) + pages - 1 <= MOST_READS
        if (missing > FEW and within) or _name(sequence_id, 2) in answers:
            named += [_read(sequence_id, page) for page in range(2, pages + 1)]
    return tuple(named)


def presence(sequence_id: str, answers: Answers) -> Presence:
    """Say who is in a sequence, as far as its pages were read."""
    pages = [
        answers[name]
        for page in range(1, MOST_PAGES + 1)
        if (name := _name(sequence_id, page)) in answers
    ]
    rows = [row for page in pages for row in states.rows(page)]
    inside = frozenset(str(row["id"]) for row in rows if states.entry(row, sequence_id) is not None)
    # Rows have been seen to repeat across pages [CREA].
    seen = len({str(row["id"]) for row in rows})
    return Presence(inside, bool(pages) and _whole(pages[0], seen, len(pages)))


def _whole(page: object, rows: int, pages: int) -> bool:
    """Tell whether so many rows, from so many pages, are all that the list has."""
    total = total_entries(page)
    return rows < pages * LARGEST_PAGE if total is None else total <= rows


def _pages(answer: object) -> int:
    total = total_entries(answer)
    return 0 if total is None else -(-total // LARGEST_PAGE)


def _name(sequence_id: str, page: int) -> str:
    return f"in.{sequence_id}.{page}"


def _read(sequence_id: str, page: int) -> Read:
    return Read(name=_name(sequence_id, page), request=routes.within(sequence_id, page=page))
