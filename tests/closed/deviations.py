"""Where what is known of a vendor differs from its own file: every such place, with its source.

Nothing else may differ. The keys in `source` are those of the provider's README.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from segue.spi.plan import Request

from .schema import Schema, allow

MOST = 15
OID = "66000000000000000000aa01"
ID_LIST = r"[1-9]\d*(?:,[1-9]\d*)*"


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """One thing that the vendor's file does not have and its API takes."""

    provider: str
    what: str
    source: str
    routes: str
    """The routes it is about: what matches, whole, a text such as ``GET /labels``."""
    body: Mapping[str, Schema] = field(default_factory=dict)
    """Place in a body -> what is allowed there."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Query parameter -> what its value matches, whole."""
    media_type: str = ""
    """What a body is written in; "" for what the vendor's file says."""
    ending: str = ""
    """What every path in the vendor's file ends in, and ours does not."""
    example: Request
    """A request that nothing but this allows."""


PAGING = {
    "page[size]": "[1-9][0-9]{0,2}|1000",
    "page[after]": ".+",
    "page[before]": ".+",
    "count": "true|false",
}


def _search(**body: object) -> Request:
    return Request(method="POST", path=("emailer_campaigns", "search"), body=body)


def _put(**step: object) -> Request:
    body = {"active": False, "emailer_steps": [{"position": 1, "type": "call", **step}]}
    return Request(method="PUT", path=("sequences", OID), body=body)


DEVIATIONS = (
    Deviation(
        provider="outreach",
        what="a step type that the description of stepType does not list",
        source="SG: sent by Supaglue in production, 2023",
        routes=r"(?:POST|PATCH) /sequenceSteps(?:/\{id\})?",
        body={
            "/data/attributes/stepType": {
                "enum": ["auto_email", "manual_email", "call", "task", "linkedin_send_message"]
            }
        },
        example=Request(
            method="POST",
            path=("sequenceSteps",),
            body={
                "data": {
                    "type": "sequenceStep",
                    "attributes": {"stepType": "linkedin_send_message"},
                }
            },
        ),
    ),
    Deviation(
        provider="outreach",
        what="collections are paged and counted, and name no parameter for it",
        source="AE-conv: the vendor's page on conventions",
        routes=r"GET /[a-zA-Z]+",
        query=PAGING,
        example=Request(method="GET", path=("sequences",), query={"page[size]": "1000"}),
    ),
    Deviation(
        provider="outreach",
        what="collections are filtered by id, which no attribute is",
        source="AE-conv: the vendor's own example is filter[id]=1,2,3",
        routes=r"GET /[a-zA-Z]+",
        query={"filter[id]": ID_LIST},
        example=Request(method="GET", path=("templates",), query={"filter[id]": "1,2"}),
    ),
    Deviation(
        provider="outreach",
        what="links are filtered by their step's id; the file says: by any filterable attribute",
        source="SG and SC: asked so in production, 2023 and 2026",
        routes="GET /sequenceTemplates",
        query={"filter[sequenceStep][id]": ID_LIST},
        example=Request(
            method="GET", path=("sequenceTemplates",), query={"filter[sequenceStep][id]": "1,2"}
        ),
    ),
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
        what="imports are sent as JSON, not as a form",
        source="S2: Supaglue in production, 2023; S8: seen live, 2026",
        routes="POST /v2/cadence_imports.json",
        media_type="application/json",
        example=Request(
            method="POST",
            path=("v2", "cadence_imports"),
            body={"cadence_content": {"cadence_id": 7, "step_groups": []}},
        ),
    ),
    Deviation(
        provider="apollo",
        what="the search's parameters are sent as a JSON body, numbers as numbers",
        source="VCR: recorded 2026-07",
        routes="POST /emailer_campaigns/search",
        body={
            "": {
                "type": "object",
                "properties": {
                    "q_name": {"type": "string"},
                    "page": {"type": "integer", "minimum": 1},
                    "per_page": {"type": "integer", "minimum": 1, "maximum": 100},
                },
                "additionalProperties": False,
            }
        },
        example=_search(page=1, per_page=100),
    ),
    Deviation(
        provider="apollo",
        what="archive takes an empty object",
        source="VCR: recorded 2026-07",
        routes=r"POST /emailer_campaigns/\{id\}/archive",
        body={"": {"type": "object", "additionalProperties": False}},
        example=Request(method="POST", path=("emailer_campaigns", OID, "archive"), body={}),
    ),
    Deviation(
        provider="apollo",
        what="the steps of an update take what those of a creation take",
        source="VCR: a creation's steps were sent again, 2026-07; CREA: seen 2026-09",
        routes=r"PUT /sequences/\{id\}",
        body={
            "/emailer_steps/*/note": {"type": "string"},
            "/emailer_steps/*/priority": {"enum": ["high", "medium", "low"]},
            "/emailer_steps/*/exact_datetime": {"type": "string", "format": "date-time"},
            "/emailer_steps/*/max_emails_per_day": {"type": "integer"},
        },
        example=_put(note="Ring twice"),
    ),
    Deviation(
        provider="apollo",
        what="the touches of an update say how they thread and whether they are signed",
        source="VCR: sent and took effect, 2026-07",
        routes=r"PUT /sequences/\{id\}",
        body={
            "/emailer_steps/*/emailer_touches/*/type": {"enum": ["new_thread", "reply_to_thread"]},
            "/emailer_steps/*/emailer_touches/*/include_signature": {"type": "boolean"},
        },
        example=_put(emailer_touches=[{"type": "new_thread"}]),
    ),
    Deviation(
        provider="apollo",
        what="the templates of an update are named by their ids",
        source="CREA: a template whose id was left out was deleted, 2026-09",
        routes=r"PUT /sequences/\{id\}",
        body={"/emailer_steps/*/emailer_touches/*/emailer_template/id": {"type": "string"}},
        example=_put(emailer_touches=[{"emailer_template": {"id": OID}}]),
    ),
)


def known(provider: str, route: str, *, without: str | None = None) -> tuple[Deviation, ...]:
    """Give the deviations that a route has, but for the one called `without`."""
    return tuple(
        each
        for each in DEVIATIONS
        if each.provider == provider and re.fullmatch(each.routes, route) and each.what != without
    )


def body_of(schema: Schema | None, deviations: tuple[Deviation, ...]) -> Schema | None:
    """Put what deviates into a route's schema."""
    allowed = [(place, more) for each in deviations for place, more in each.body.items()]
    if not allowed:
        return schema
    found = dict(schema or {})
    for place, more in allowed:
        allow(found, place, more)
    return found


def query_of(deviations: tuple[Deviation, ...]) -> dict[str, str]:
    """Give the query parameters that deviate."""
    return {name: shape for each in deviations for name, shape in each.query.items()}


def media_types_of(deviations: tuple[Deviation, ...], declared: Iterable[str]) -> frozenset[str]:
    """Give the media types that a route takes."""
    return frozenset(declared) | {each.media_type for each in deviations if each.media_type}
