"""Where what is known of Salesloft differs from its OpenAPI file."""

from collections.abc import Mapping
from typing import Any

from segue.spi.plan import Request

from .deviation import Deviation

ID: Mapping[str, Any] = {"type": "integer", "minimum": 1}

CLEARED = (
    "first_name",
    "last_name",
    "title",
    "city",
    "state",
    "country",
    "email_address",
    "personal_email_address",
    "secondary_email_address",
    "phone",
    "home_phone",
    "mobile_phone",
)
"""What a change takes from a person; nothing else may be null."""

DEVIATIONS = (
    Deviation(
        provider="salesloft",
        what="paths are sent without the ending that the file gives them",
        source="S4: the vendor's Postman collection, 2026; S6: recorded traffic",
        routes=".*",
        ending=".json",
        example=Request(method="GET", path=("v2", "cadences", "7")),
    ),
    Deviation(
        provider="salesloft",
        what="bodies are sent as JSON, not as a form",
        source="S4: the vendor recommends it; S2: in production, 2023; S8: seen live, 2026",
        routes="(?:POST|PUT) .*",
        media_type="application/json",
        example=Request(method="PUT", path=("v2", "people", "7"), body={"title": "CTO"}),
    ),
    Deviation(
        provider="salesloft",
        what="an account's custom fields are an object; the file says: a list of objects",
        source="S6: recorded in 2026; the file has an object for people's (S1)",
        routes=r"(?:POST|PUT) /v2/accounts(?:/\{id\})?\.json",
        body={"/custom_fields": {"type": "object"}},
        example=Request(
            method="POST",
            path=("v2", "accounts"),
            body={"name": "Acme", "domain": "acme.example", "custom_fields": {"Segment": "Mid"}},
        ),
    ),
    Deviation(
        provider="salesloft",
        what="a null clears, where a form could not have one: an account's owner",
        source="S6: an account without one reads as null; that null clears is inferred",
        routes=r"PUT /v2/accounts/\{id\}\.json",
        body={"/owner_id": {"type": ["integer", "null"]}},
        example=Request(
            method="PUT",
            path=("v2", "accounts", "7"),
            body={"name": "Acme", "domain": "acme.example", "owner_id": None},
        ),
    ),
    Deviation(
        provider="salesloft",
        what="a null clears, where a form could not have one: what a person has",
        source="S6: what a person lacks reads as null; that null clears is inferred",
        routes=r"PUT /v2/people/\{id\}\.json",
        body={
            **{f"/{name}": {"type": ["integer", "null"]} for name in ("owner_id", "account_id")},
            **{f"/{name}": {"type": ["string", "null"]} for name in CLEARED},
        },
        example=Request(method="PUT", path=("v2", "people", "7"), body={"city": None}),
    ),
    Deviation(
        provider="salesloft",
        what="the parameters of an enrolment are sent as a JSON body",
        source="S2, S7, S8, S12, S13, S14: six clients send them so, 2023 to 2026",
        routes=r"POST /v2/cadence_memberships\.json",
        body={
            "": {
                "type": "object",
                "properties": dict.fromkeys(("person_id", "cadence_id", "user_id"), ID),
                "required": ["person_id", "cadence_id"],
                "additionalProperties": False,
            }
        },
        example=Request(
            method="POST",
            path=("v2", "cadence_memberships"),
            body={"person_id": 7, "cadence_id": 8, "user_id": 9},
        ),
    ),
    Deviation(
        provider="salesloft",
        what="memberships are filtered by several people at once",
        source="S7: seen to work, 2026",
        routes=r"GET /v2/cadence_memberships\.json",
        query={"person_id[]": r"[1-9]\d*"},
        example=Request(
            method="GET", path=("v2", "cadence_memberships"), query={"person_id[]": ["7", "8"]}
        ),
    ),
)
