"""What writing to an account does, whichever call it comes by."""

from collections.abc import Mapping
from typing import Any

from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.refusals import bad_id
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.resources.account_rows import UPDATED
from segue.providers.apollo.simulator.resources.custom_values import written
from segue.providers.apollo.simulator.resources.phones import sanitized
from segue.providers.apollo.simulator.stamps import zulu

SINGLE = frozenset(
    {
        "name",
        "domain",
        "owner_id",
        "account_stage_id",
        "phone",
        "raw_address",
        "typed_custom_fields",
    }
)
"""What the single calls take [OAS]."""
BULK_CREATE = frozenset({*SINGLE, "linkedin_url", "salesforce_id", "hubspot_id"})
"""What a row of bulk_create takes [OAS], of what is kept here."""
BULK_UPDATE = frozenset({"name", "owner_id", "account_stage_id", "typed_custom_fields"})
"""What a row of bulk_update takes [OAS]."""


def sent_of(body: Mapping[str, Any], fields: frozenset[str]) -> dict[str, Any]:
    """Return what a call takes of a body."""
    return {key: value for key, value in body.items() if key in fields}


def check_account(request: Request, sent: Mapping[str, Any]) -> None:
    """Refuse the ids of users and stages that are not there."""
    known = (
        ("owner_id", request.account.users),
        ("account_stage_id", request.account.book.account_stages),
    )
    for key, rows in known:
        if sent.get(key) and str(sent[key]) not in rows:
            raise bad_id(sent[key])


def written_account(request: Request, row: Frozen, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return an account with what was sent; an empty value clears. Nothing is stored here."""
    new = {**row, **{key: value or None for key, value in sent.items()}}
    if "phone" in sent:
        new["sanitized_phone"] = sanitized(sent["phone"])
    if "typed_custom_fields" in sent:
        merged = request.switch("custom_fields_update", "merged")
        before, values = row["typed_custom_fields"], sent["typed_custom_fields"]
        book = request.account.book
        new["typed_custom_fields"] = written(book, "account", before, values, merged=merged)
    new[UPDATED] = zulu(request.now)
    return new
