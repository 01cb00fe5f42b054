"""What every body of the wire has in common."""

import re
from types import NoneType
from typing import Annotated, Any, Final

from pydantic import AfterValidator, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from segue.kit.clock import parse_iso
from segue.model.described import Described

LONGEST_INTERVAL = 157_680_000
"""Five years, in seconds."""

DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class Written(Described):
    """A body that a caller writes.

    Values are never converted (``"1"`` is not a number). camelCase spellings of known fields work
    as they did on the old wire. Unknown keys are kept aside, so that the answer can warn of them.
    """

    model_config = ConfigDict(
        strict=True,
        extra="allow",
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
    )


def _is_date(text: str) -> str:
    whole = f"{text}T00:00:00+00:00" if DAY_ONLY.match(text) else text
    if "T" not in whole.upper() or parse_iso(whole.upper()) is None:
        raise PydanticCustomError(
            "date", "must be a day (YYYY-MM-DD) or an RFC 3339 time with a zone"
        )
    return text


def _whole(seconds: float) -> float:
    return int(seconds) if seconds.is_integer() else seconds


Seconds = Annotated[
    float, Field(ge=0, le=LONGEST_INTERVAL, allow_inf_nan=False), AfterValidator(_whole)
]
Place = Annotated[int, Field(ge=1, le=10_000)]
Date = Annotated[str, AfterValidator(_is_date), Field(max_length=40)]
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Line = Annotated[str, Field(max_length=255)]
Note = Annotated[str, Field(max_length=65_535)]
Html = Annotated[str, Field(max_length=1_000_000)]
Address = Annotated[str, Field(min_length=3, max_length=320)]
CustomFields = Annotated[dict[str, JsonValue], Field(max_length=200)]


Key = tuple[str | int, ...]
"""The way to a key, from the record."""

BARE: Final = frozenset({str, int, float, bool, NoneType, dict})
"""What holds nothing that is written as a body is. A long list is mostly of these."""


def unknown_keys(written: Any) -> list[Key]:
    """List the places of keys that the wire does not know, anywhere in a written body."""
    return [place for place, known in _extra_keys(written, ()) if not known]


def extra_keys(written: Any) -> tuple[list[Key], list[Key]]:
    """List `unknown_keys`, and the places of fields that are given in both spellings."""
    found = _extra_keys(written, ())
    return [place for place, known in found if not known], [
        place for place, known in found if known
    ]


def _extra_keys(written: Any, at: Key) -> list[tuple[Key, bool]]:
    if isinstance(written, list):
        inner: Any = enumerate(written)
        here: list[tuple[Key, bool]] = []
    elif isinstance(written, Written):
        inner = written.__dict__.items()
        extra = written.model_extra
        fields = type(written).model_fields if extra else {}
        here = [((*at, key), key in fields) for key in extra or ()]
    else:
        return []
    for name, value in inner:
        if type(value) not in BARE:
            here += _extra_keys(value, (*at, name))
    return here
