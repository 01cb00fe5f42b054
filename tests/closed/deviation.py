"""One place where what is known of a vendor differs from its own file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from segue.spi.plan import Request

from .schema import Schema

OID = "66000000000000000000aa01"
ID_LIST = r"[1-9]\d*(?:,[1-9]\d*)*"


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """One thing that the vendor's file does not have and its API takes."""

    provider: str
    what: str
    source: str
    """By the keys of the provider's README."""
    routes: str
    """The routes it is about: what matches, whole, a text such as ``GET /labels``."""
    new: str = ""
    """A route that the vendor's file does not have; it takes neither a query nor a body."""
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
