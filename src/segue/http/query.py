"""Query parameters: which there are, and whether a request's are among them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from segue.model.problem import VALIDATION, Fault

MOST_FIELDS = 100
LOST_PLUS = re.compile(r"(?i)(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) (?=\d{2}:\d{2}\Z)")
"""A zone's ``+`` that was not escaped, and so arrives as a space."""

BOOLEANS = ("true", "false")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One query parameter of the wire."""

    name: str
    description: str
    schema: Mapping[str, Any]
    example: Any = None
    deprecated: bool = False
    required: bool = False
    repairs: bool = False
    """Give a time zone its ``+`` back."""

    @property
    def boolean(self) -> bool:
        """Tell whether only ``true`` and ``false`` are values."""
        return bool(self.schema["type"] == "boolean")


_NO = {"type": "boolean", "default": False}

DRY_RUN = Parameter(
    name="dry_run",
    description="Answer 200 with the calls that would be made, and write nothing. Reads that the"
    " plan needs are really made.",
    schema=_NO,
)
STRICT = Parameter(
    name="strict",
    description="Refuse the write where it would be answered with a warning of loss:"
    " FIELD_NOT_SUPPORTED, FIELD_UNKNOWN, VALUE_ADJUSTED or FEATURE_EMULATED.",
    schema=_NO,
)
RAW = Parameter(
    name="include_raw_data",
    description="Add `raw_data`, the provider's own record.",
    schema=_NO,
)
READ_FROM_CACHE = Parameter(
    name="read_from_cache",
    description="Every list is read from the provider: `true` is refused with"
    " `meta.reason: unsupported`.",
    schema=_NO,
    deprecated=True,
)
MODIFIED_AFTER = Parameter(
    name="modified_after",
    description="Only what was modified after this time: RFC 3339 with a zone.",
    schema={"type": "string", "format": "date-time"},
    example="2024-01-01T00:00:00Z",
    repairs=True,
)
PAGE_SIZE = Parameter(
    name="page_size",
    description="Most records of a page, 1 to 1000; 10 by default.",
    schema={"type": "string", "pattern": "^[0-9]+$", "default": "10"},
    example="50",
)
CURSOR = Parameter(
    name="cursor",
    description="`pagination.next` or `pagination.previous` of another page. It holds for the same"
    " customer, provider and filters only.",
    schema={"type": "string", "minLength": 1},
)
UPSERT = Parameter(
    name="upsert",
    description="Where the customer has a connection to this provider, replace its credential.",
    schema=_NO,
)
VERIFY = Parameter(
    name="verify",
    description="`false`: store the credential without trying it at the provider.",
    schema={"type": "boolean", "default": True},
)
PROBE = Parameter(
    name="probe",
    description="`true`: ask the provider now, by one cheap call, rather than answer with what its"
    " last answer said.",
    schema=_NO,
)
PROVIDER = Parameter(
    name="provider_name",
    description="The provider of the customer's connection.",
    schema={"type": "string", "minLength": 1},
    example="outreach",
    required=True,
)

SINCE = Parameter(
    name="since",
    description="Only what happened at this time or later: RFC 3339 with a zone.",
    schema={"type": "string", "format": "date-time"},
    example="2026-01-01T00:00:00Z",
    repairs=True,
)
UNTIL = replace(
    SINCE, name="until", description="Only what happened before this time: RFC 3339 with a zone."
)
OF = tuple(
    Parameter(
        name=name,
        description=f"Only what {text}.",
        schema={"type": "string", "minLength": 1},
        example=example,
    )
    for name, text, example in (
        ("customer_id", "was done for this customer", "customer-1"),
        ("provider_name", "was done at this provider", "outreach"),
        ("connection_id", "was done with this connection", "cn_9d10b7c8e9f0a1b2c3d4e5f60718293a"),
        ("key_id", "was done with this API key", "key_7f0e1d2c3b4a59687766554433221100"),
        ("what", "has this name", "createSequenceStep"),
    )
)

STATE = Parameter(
    name="state",
    description="Only writes in this state.",
    schema={"type": "string", "enum": ["open", "done", "refused", "unknown"]},
    example="unknown",
)

NONE: tuple[Parameter, ...] = ()
WRITE = (DRY_RUN, STRICT)
ONE = (RAW,)
PAGES = (RAW, PAGE_SIZE, CURSOR)
SEARCH = (RAW, READ_FROM_CACHE, PAGE_SIZE, CURSOR)
CONNECT = (UPSERT, VERIFY)
WRITES = (STATE, PAGE_SIZE, CURSOR)
AUDIT = (*OF, SINCE, UNTIL, PAGE_SIZE, CURSOR)
LIST = (RAW, READ_FROM_CACHE, MODIFIED_AFTER, PAGE_SIZE, CURSOR)


def read(
    query_string: bytes, known: Sequence[Parameter]
) -> tuple[Mapping[str, str], tuple[Fault, ...]]:
    """Give a request's parameters, and one fault for each parameter that is wrong."""
    if not query_string:
        return {}, _lacking({}, known)
    try:
        pairs = parse_qsl(
            query_string.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return {}, (_fault("", f"A query has at most {MOST_FIELDS} parameters."),)
    parameters = {parameter.name: parameter for parameter in known}
    found: dict[str, str] = {}
    faults: dict[str, Fault] = {}
    for name, value in pairs:
        parameter = parameters.get(name)
        if parameter is None:
            faults[name] = _fault(name, f"There is no query parameter {name!r} here.")
        elif name in found:
            faults[name] = _fault(name, f"The query parameter {name!r} stands more than once.")
        elif wrong := _wrong(parameter, value):
            faults[name] = _fault(name, wrong)
        found[name] = LOST_PLUS.sub(r"\1+", value) if parameter and parameter.repairs else value
    return found, (*faults.values(), *_lacking(found, known))


def _lacking(found: Mapping[str, str], known: Sequence[Parameter]) -> tuple[Fault, ...]:
    lacking = [each.name for each in known if each.required and each.name not in found]
    return tuple(_fault(name, f"The query parameter {name!r} is needed.") for name in lacking)


def _wrong(parameter: Parameter, value: str) -> str | None:
    if parameter.boolean and value not in BOOLEANS:
        return f"The query parameter {parameter.name!r} must be true or false."
    if not value:
        return f"The query parameter {parameter.name!r} must not be empty."
    if "\x00" in value:
        return f"The query parameter {parameter.name!r} has a zero character."
    return None


def _fault(name: str, detail: str) -> Fault:
    at = name.replace("~", "~0").replace("/", "~1")
    return Fault(
        detail=detail, pointer=f"/query/{at}" if name else "/query", problem_type=VALIDATION
    )


def yes(found: Mapping[str, str], parameter: Parameter) -> bool:
    """Tell whether a parameter is ``true``, where it is absent by its default."""
    given = found.get(parameter.name)
    return bool(parameter.schema.get("default")) if given is None else given == "true"
