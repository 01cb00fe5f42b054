"""Pages: 1-based, at most 100 rows, and nothing beyond the 50,000th row."""

from collections.abc import Sequence
from typing import TypeVar

from segue.providers.apollo.simulator import refusals
from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.refusals import unprocessable
from segue.providers.apollo.simulator.request import Request

_Of = TypeVar("_Of")

_DEFAULT = 25
_LONGEST = 100
_CEILING = 50_000


def paginated(
    request: Request, rows: Sequence[_Of], *, as_text: bool = False, repeats: bool = False
) -> tuple[Sequence[_Of], Row]:
    """Return one page of `rows` and the `pagination` beside it.

    Users are counted in strings [OAS]. Page 0 is page 1 [VAL]. With
    `repeats` every later page begins with the last row of the one before it, as seen on the search
    for people (2026-07) [CREA].
    """
    page = max(1, _number(request.params.get("page"), 1))
    length = max(1, _number(request.params.get("per_page"), _DEFAULT))
    if length > _LONGEST and request.switch("per_page_over_100", "refused"):
        raise unprocessable(refusals.PAGE_TOO_LONG)
    length = min(length, _LONGEST)
    start = (page - 1) * length
    pagination = {
        "page": str(page) if as_text else page,
        "per_page": str(length) if as_text else length,
        "total_entries": len(rows),
        "total_pages": -(-len(rows) // length),
    }
    first = start - 1 if repeats and start else start
    return rows[first : min(start + length, _CEILING)], pagination


def _number(value: object, default: int) -> int:
    try:
        return int(str(value))
    except ValueError:
        return default
