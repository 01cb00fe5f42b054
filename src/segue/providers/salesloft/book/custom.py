"""Where a caller's custom fields go."""

from collections.abc import Mapping
from typing import Any

from segue.kit.pointer import escape
from segue.spi.errors import PlanRefused

NEST = "custom_fields"

ACCOUNT_KEYS = frozenset(
    {
        *("name", "domain", "conversational_name", "description", "phone", "website"),
        *("linkedin_url", "twitter_handle", "street", "city", "state", "postal_code", "country"),
        *("locale", "industry", "company_type", "founded", "revenue_range", "size"),
        *("do_not_contact", "tags", "owner_id", "company_stage_id", "account_tier_id"),
        *("crm_id", "crm_id_type", "archived"),
    }
)
"""What a request may set of an account itself [S1] [S4]; any other key is the team's own."""

PERSON_KEYS = frozenset(
    {
        *("email_address", "secondary_email_address", "personal_email_address", "first_name"),
        *("last_name", "title", "phone", "phone_extension", "mobile_phone", "home_phone"),
        *("linkedin_url", "city", "state", "country", "work_city", "work_state", "work_country"),
        *("personal_website", "twitter_handle", "locale", "person_company_name"),
        *("person_company_website", "person_company_industry", "job_seniority"),
        *("do_not_contact", "eu_resident", "contact_restrictions", "tags", "account_id"),
        *("owner_id", "import_id", "person_stage_id", "crm_id", "crm_id_type", "autotag_date"),
    }
)
"""What a request may set of a person itself [S1] [S4]; any other key is the team's own."""


def nests(custom: Mapping[str, Any] | None, own: frozenset[str]) -> bool:
    """Tell whether some of the custom fields are fields that the team has defined."""
    return any(key not in own for key in custom or ())


def placed(
    custom: Mapping[str, Any] | None, own: frozenset[str], held: Any = None
) -> dict[str, Any]:
    """Put `own` keys at the top and every other under ``custom_fields``, values untouched.

    It is not documented whether a change leaves custom fields alone that it does not name, so
    those that are `held` are sent again.
    """
    given = custom or {}
    top = {key: value for key, value in given.items() if key in own}
    if not nests(given, own):
        return top
    return {**top, NEST: {**resent(given, own, held), **_named(given, own)}}


def resent(custom: Mapping[str, Any] | None, own: frozenset[str], held: Any) -> dict[str, Any]:
    """Give the fields of the team that a change sends again as they were read."""
    if not nests(custom, own) or not isinstance(held, Mapping):
        return {}
    named = _named(custom or {}, own)
    return {key: value for key, value in held.items() if key not in named}


def _named(given: Mapping[str, Any], own: frozenset[str]) -> dict[str, Any]:
    named = {key: value for key, value in given.items() if key not in own and key != NEST}
    return {**_nested(given, named), **named}


def _nested(given: Mapping[str, Any], named: Mapping[str, Any]) -> Mapping[str, Any]:
    nested = given.get(NEST, {})
    if not isinstance(nested, Mapping):
        raise PlanRefused(
            "custom_fields must be an object here: Salesloft keeps a team's own fields by name.",
            pointer=f"/{NEST}/{NEST}",
            reason="invalid_custom_field",
        )
    if twice := sorted(nested.keys() & named.keys()):
        raise PlanRefused(
            f"{twice[0]!r} is given twice: by itself, and inside custom_fields.",
            pointer=f"/{NEST}/{escape(twice[0])}",
            reason="invalid_custom_field",
        )
    return nested
