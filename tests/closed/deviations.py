"""Where what is known of a vendor differs from its own file: every such place, with its source.

Nothing else may differ.
"""

import re
from collections.abc import Iterable

from . import deviations_apollo, deviations_outreach, deviations_salesloft
from .deviation import Deviation
from .schema import Schema, allow

MOST = 30
"""The objects are many; for each vendor still few enough to be read at once."""

DEVIATIONS: tuple[Deviation, ...] = (
    *deviations_outreach.DEVIATIONS,
    *deviations_salesloft.DEVIATIONS,
    *deviations_apollo.DEVIATIONS,
)


def known(provider: str, route: str, *, without: str | None = None) -> tuple[Deviation, ...]:
    """Give the deviations that a route has, but for the one called `without`."""
    return tuple(
        each
        for each in DEVIATIONS
        if each.provider == provider and re.fullmatch(each.routes, route) and each.what != without
    )


def new_paths(provider: str, method: str, *, without: str | None = None) -> tuple[str, ...]:
    """Give the paths that the vendor's file does not have for a method."""
    news = [each.new for each in DEVIATIONS if each.provider == provider and each.what != without]
    return tuple(path for verb, _, path in (new.partition(" ") for new in news) if verb == method)


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
