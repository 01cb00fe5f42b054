"""`POST /accounts/search`: a search of names, never of domains [OAS]."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.refusals import Refused, unprocessable
from segue.providers.apollo.simulator.request import Request, listed
from segue.providers.apollo.simulator.resources.account_rows import UPDATED, found_row
from segue.providers.apollo.simulator.resources.keywords import matches
from segue.providers.apollo.simulator.resources.searching import (
    check_plan,
    crumb,
    found_answer,
    in_order,
    visible,
)
from segue.simulation import Answer

Staff = Mapping[str, Sequence[Frozen]]
"""Contacts by account."""

_BAD_SORT = Answer(422, {"error": "Invalid sort criteria", "skip_alert_dialog": True})
_BAD_STAGE = "Your search parameters are entered incorrectly. Did you try to edit the URL directly?"


def search(request: Request) -> Answer:
    """List accounts; `contact_emailer_campaign_ids` is passed over [AUD]."""
    check_plan(request)
    params, book = request.params, request.account.book
    sort = str(params.get("sort_by_field") or "")
    if sort and sort not in _SORTS:
        raise Refused(_BAD_SORT)
    if listed(params, "account_stage_ids") - book.account_stages.keys():
        raise unprocessable(_BAD_STAGE)
    rows = [
        it
        for it in book.accounts.values()
        if _fits(request, it) and visible(request, it["created_at"])
    ]
    staff = book.staff()
    key = partial(_SORTS[sort], staff) if sort else None

    def show(row: Frozen) -> dict[str, Any]:
        return found_row(book, request.switches, staff.get(row["id"], ()), row)

    return found_answer(request, "accounts", in_order(request, rows, key), show, _crumbs(request))


def _fits(request: Request, row: Frozen) -> bool:
    params = request.params
    stages, labels = listed(params, "account_stage_ids"), listed(params, "account_label_ids")
    return (
        (not stages or row["account_stage_id"] in stages)
        and (not labels or not labels.isdisjoint(row["label_ids"]))
        and matches(params.get("q_organization_name"), [row["name"]])
    )


def _crumbs(request: Request) -> list[dict[str, Any]]:
    account, params = request.account, request.params
    name = params.get("q_organization_name")
    crumbs = [crumb("Company Name", "q_organization_name", name, name)] if name else []
    for label, key, rows in (
        ("Account Stage", "account_stage_ids", account.book.account_stages),
        ("Lists", "account_label_ids", account.labels),
    ):
        wanted = sorted(listed(params, key))
        crumbs += [crumb(label, key, it, rows[it]["name"] if it in rows else it) for it in wanted]
    return crumbs


def _last_activity(staff: Staff, row: Frozen) -> object:
    days = (it["last_activity_date"] for it in staff.get(row["id"], ()))
    return max((it for it in days if it), default=None)


_SORTS: Mapping[str, Callable[[Staff, Frozen], object]] = {
    "account_last_activity_date": _last_activity,
    "account_created_at": lambda _, row: row["created_at"],
    "account_updated_at": lambda _, row: row[UPDATED],
}
