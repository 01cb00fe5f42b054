"""Laying custom fields over the body of an account or a contact."""

import re
from collections.abc import Mapping
from typing import Any

from segue.model.warning import PlanWarning
from segue.providers.apollo.book.values import record
from segue.providers.apollo.notices import Spot, customized
from segue.spi.errors import PlanRefused

TYPED = "typed_custom_fields"
FIELD_ID = re.compile(r"[0-9a-fA-F]{24}")
"""A field of the team's own is named by its bare id in a body; ``contact.<id>``, as the list of
fields spells it, is ignored without a word [CREA][VCR]."""

DOCUMENTED: Mapping[str, frozenset[str]] = {
    "account": frozenset(
        {"account_stage_id", "domain", "name", "owner_id", "phone", "raw_address", TYPED}
    ),
    "contact": frozenset(
        {
            "account_id",
            "contact_stage_id",
            "corporate_phone",
            "direct_phone",
            "email",
            "first_name",
            "home_phone",
            "label_names",
            "last_name",
            "mobile_phone",
            "organization_name",
            "other_phone",
            "present_raw_address",
            "title",
            TYPED,
            "website_url",
        }
    ),
}
"""Keys of the calls that make and change one [OAS]."""


def laid_over(
    noun: str,
    typed: Mapping[str, Any],
    custom: Mapping[str, Any] | None,
    held: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], tuple[PlanWarning, ...]]:
    """Merge custom fields: ids of fields under `typed_custom_fields`, all other keys at the top.

    The fields that are `held` go with them: nobody has said whether a change that names some of
    them leaves the others alone.
    """
    ids = {key: value for key, value in (custom or {}).items() if FIELD_ID.fullmatch(key)}
    top = {key: value for key, value in (custom or {}).items() if key not in ids}
    if writes_fields(custom):
        given = top.get(TYPED, {})
        if not isinstance(given, Mapping):
            detail = f"{TYPED} must map ids of fields to values."
            raise PlanRefused(detail, pointer=f"/custom_fields/{TYPED}")
        top[TYPED] = {**(held or {}), **ids, **given}
    return customized(typed, top, spot=Spot(rows=f"{noun}."), documented=DOCUMENTED[noun])


def writes_fields(custom: Mapping[str, Any] | None) -> bool:
    """Tell whether custom fields name fields of the team's own."""
    return any(key == TYPED or FIELD_ID.fullmatch(key) for key in custom or ())


def written_fields(custom: Mapping[str, Any] | None) -> list[str]:
    """Name the fields of the team's own that get a value."""
    given = {**(custom or {}), **record(custom, TYPED)}
    return [key for key, value in given.items() if FIELD_ID.fullmatch(key) and value]
