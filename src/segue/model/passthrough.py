"""What a caller writes of a request that it makes itself."""

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, JsonValue, WithJsonSchema
from pydantic_core import PydanticCustomError

from segue.model.wire import Written

LONGEST_PATH: Final = 8_000
LONGEST_VALUE: Final = 8_000
MOST_HEADERS: Final = 100
MOST_QUERIES: Final = 1_000

SCALAR: Final = {"type": ["string", "number", "boolean"]}


def _listed(value: Any) -> Any:
    """Refuse what a query cannot spell."""
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, str | int | float | bool):
            raise PydanticCustomError("query", "must be a text, a number, a boolean, or a list")
    return value


def _structured(value: Any) -> Any:
    if isinstance(value, str | dict | list) or value is None:
        return value
    raise PydanticCustomError("body", "must be a text, an object or a list")


Queried = Annotated[
    JsonValue,
    AfterValidator(_listed),
    WithJsonSchema({"anyOf": [SCALAR, {"type": "array", "items": SCALAR}]}),
]
Body = Annotated[
    JsonValue,
    AfterValidator(_structured),
    WithJsonSchema({"type": ["string", "object", "array", "null"]}),
]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", max_length=255)]
HeaderValue = Annotated[str, Field(pattern=r"^[\t\x20-\x7e]*$", max_length=LONGEST_VALUE)]


class Passthrough(Written):
    """A request to the provider, which Segue signs and otherwise leaves as it is."""

    path: Annotated[str, Field(min_length=1, max_length=LONGEST_PATH)]
    """Below the provider's host, from its API's root on: `/api/v2/...` at Outreach, `/v2/...` at
    Salesloft, `/api/v1/...` or `/v1/...` at Apollo. May end with a query. `/` alone, with GET,
    only keeps the token fresh."""
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    headers: Annotated[dict[HeaderName, HeaderValue], Field(max_length=MOST_HEADERS)] | None = None
    """Those that say who asks, where, or how long a body is, are left out."""
    query: Annotated[dict[str, Queried], Field(max_length=MOST_QUERIES)] | None = None
    """A list repeats its key."""
    body: Body = None
    """A text is sent as it is, anything else as JSON."""
