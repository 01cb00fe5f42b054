"""`/v2/account_stages` and `/v2/account_tiers`: read-only lists of the team."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.book_rows import AccountLabel
from segue.providers.salesloft.simulator.filters import Filter, among, between, whole
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import Refused, not_found, single, stamp
from segue.simulation.vendor import Answer


def render_label(_: Request, label: AccountLabel) -> Mapping[str, Any]:
    """Write an account stage or tier (V S1)."""
    return {
        "id": label.id,
        "name": label.name,
        "order": label.order,
        "created_at": stamp(label.created_at),
        "updated_at": stamp(label.updated_at),
    }


SORTS = {
    "created_at": lambda label: label.created_at,
    "updated_at": lambda label: label.updated_at,
    "order": lambda label: label.order,
}
IDS: Filter[AccountLabel] = among(lambda label: label.id, whole)
STAGES: Listing[AccountLabel] = Listing(
    render=render_label,
    sorts=SORTS,
    filters={"ids": IDS, "updated_at": between(lambda label: label.updated_at)},
)
TIERS: Listing[AccountLabel] = Listing(
    render=render_label,
    sorts=SORTS,
    filters={"ids": IDS, "name": among(lambda label: label.name)},
)


def list_stages(request: Request) -> Answer:
    """Answer `GET /v2/account_stages`."""
    return list_rows(request, request.account.book.account_stages.values(), STAGES)


def show_stage(request: Request) -> Answer:
    """Answer `GET /v2/account_stages/{id}`."""
    return _shown(request, request.account.book.account_stages)


def list_tiers(request: Request) -> Answer:
    """Answer `GET /v2/account_tiers`."""
    return list_rows(request, request.account.book.account_tiers.values(), TIERS)


def show_tier(request: Request) -> Answer:
    """Answer `GET /v2/account_tiers/{id}`."""
    return _shown(request, request.account.book.account_tiers)


def _shown(request: Request, labels: Mapping[int, AccountLabel]) -> Answer:
    label = labels.get(request.number)
    if label is None:
        raise Refused(not_found())
    return single(render_label(request, label))
