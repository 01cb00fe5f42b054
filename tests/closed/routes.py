"""One route of a vendor: what may be asked of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator

from segue.engine.transport import pairs_of
from segue.spi.plan import Output, Request

from .schema import Schema, validator, wrong

ID = "{id}"
ANY = ".+"
PARAMETER = re.compile(r"\{\w+\}")
JSON = frozenset({"application/json"})

Rule = Callable[[Request], Iterator[str]]


@dataclass(frozen=True, kw_only=True)
class Route:
    """What may be asked of one route: nothing that is not named here."""

    id: str = ANY
    """What an id in the path matches, whole."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Parameter -> what its value matches, whole."""
    body: Schema | None = None
    """None: it takes no body."""
    media_types: frozenset[str] = JSON
    """What a body may be written in."""
    rule: Rule | None = None
    """What no schema can say."""

    @cached_property
    def judge(self) -> Draft202012Validator | None:
        """What judges its bodies."""
        return None if self.body is None else validator(self.body)


def spelled(request: Request) -> str:
    """Spell a request's method and path for a message."""
    parts = (f"{{{part.call}}}" if isinstance(part, Output) else str(part) for part in request.path)
    return f"{request.method} /{'/'.join(parts)}"


def names(path: str) -> tuple[str, ...]:
    """Split a path of a vendor's file; every parameter becomes ``{id}``."""
    parts = path.split("/")[1:] if path != "/" else ()
    return tuple(PARAMETER.sub(ID, part) for part in parts)


def fits(path: tuple[str, ...], request: Request) -> bool:
    """Tell whether a request is for that path. A placeholder stands only where an id does."""
    return len(path) == len(request.path) and all(
        part == ID or (not isinstance(asked, Output) and part == str(asked))
        for part, asked in zip(path, request.path, strict=True)
    )


def ids(path: tuple[str, ...], request: Request) -> list[str]:
    """Give the ids in a request's path that are known by now."""
    found = zip(path, request.path, strict=True)
    return [str(asked) for part, asked in found if part == ID and not isinstance(asked, Output)]


def faults(route: Route, path: tuple[str, ...], request: Request, media_type: str) -> Iterator[str]:
    """Say what of a request the route does not allow."""
    yield from (f"{own!r} is no id" for own in ids(path, request) if not _whole(route.id, own))
    yield from _query(route, request.query)
    if route.judge is None:
        yield from () if request.body is None else ("it takes no body",)
    elif request.body is None:
        yield "it needs a body"
    else:
        yield from () if media_type in route.media_types else (f"its body is no {media_type}",)
        yield from wrong(route.judge, request.body)
    if route.rule is not None:
        yield from route.rule(request)


def _query(route: Route, query: Mapping[str, Any]) -> Iterator[str]:
    for name, value in query.items():
        if name not in route.query:
            yield f"it has no query parameter {name!r}"
        elif not isinstance(value, Output):
            for _, text in pairs_of({name: value}):
                if not _whole(route.query[name], text):
                    yield f"query {name}={text!r} does not match {route.query[name]}"


def _whole(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value) is not None
