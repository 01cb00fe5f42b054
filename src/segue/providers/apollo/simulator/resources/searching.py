"""What the searches for contacts and for accounts share."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.paging import paginated
from segue.providers.apollo.simulator.refusals import Refused
from segue.providers.apollo.simulator.request import Request, true
from segue.providers.apollo.simulator.stamps import moment
from segue.simulation import Answer

PAID_ONLY = Answer(
    403, {"message": "This endpoint is only available to Apollo users on paid plans."}
)
_LAG = timedelta(seconds=2)


def check_plan(request: Request) -> None:
    """Refuse a search on a plan that has none [OAS]."""
    if request.switch("record_search", "paid_only"):
        raise Refused(PAID_ONLY)


def visible(request: Request, created_at: str) -> bool:
    """Tell whether a row has reached the search index."""
    if request.switch("search_lag", "none"):
        return True
    made = moment(created_at)
    return made is None or request.now >= made + _LAG


def in_order(
    request: Request, rows: Iterable[Frozen], key: Callable[[Frozen], object] | None
) -> list[Frozen]:
    """Sort rows, newest first unless `sort_ascending`; rows without the value come last."""
    ordered = list(rows)
    if key is None:
        return ordered[::-1]
    backwards = not true(request.params.get("sort_ascending"))
    known = [it for it in ordered if key(it) is not None]
    known.sort(key=lambda it: str(key(it)), reverse=backwards)
    return [*known, *(it for it in ordered if key(it) is None)]


def crumb(label: str, key: str, value: object, name: object) -> dict[str, Any]:
    """Make the echo of a filter that was understood."""
    return {"label": label, "signal_field_name": key, "value": value, "display_name": name}


def found_answer(
    request: Request,
    plural: str,
    rows: Sequence[Frozen],
    show: Callable[[Frozen], dict[str, Any]],
    crumbs: list[dict[str, Any]],
) -> Answer:
    """Make the answer of a search."""
    page, pagination = paginated(request, rows, repeats=request.switch("repeated_rows", "one"))
    return Answer(
        200,
        {
            plural: [show(it) for it in page],
            "breadcrumbs": crumbs,
            "partial_results_only": False,
            "has_join": False,
            "disable_eu_prospecting": False,
            "partial_results_limit": 10_000,
            "pagination": pagination,
            "num_fetch_result": None,
        },
    )
