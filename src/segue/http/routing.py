"""Which route a request takes: a tree of the words of their paths, so that none is tried in vain.

Where a word and any value may stand in one place, the word is meant. Beside a verb, such as
``_search``, nothing that begins as verbs do is taken for a value: no provider's id does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from segue.http.operation import Endpoint

VERB: Final = "_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method of one path, in which ``{name}`` stands for any value that is not empty."""

    method: str
    path: str
    endpoint: Endpoint
    operation_id: str | None = None
    """None of what the API's document does not show."""


@dataclass(slots=True)
class _Node:
    words: dict[str, "_Node"] = field(default_factory=dict)
    value: "_Node | None" = None
    verbs: bool = False
    """Whether a verb is among the words."""
    routes: dict[str, tuple[Route, tuple[str, ...]]] = field(default_factory=dict)
    """By method, with the names of the path's values."""


class NotRouted(Exception):
    """Nothing answers the path, or nothing answers this method of it."""

    def __init__(self, methods: tuple[str, ...]) -> None:
        super().__init__(methods)
        self.methods = methods
        """Those that the path has; none where there is no such path."""


class Routes:
    """Every route of an application."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.all = tuple(routes)
        self._root = _Node()
        for route in self.all:
            self._add(route)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """Give a request's route and the values of its path; raises `NotRouted`."""
        node: _Node | None = self._root
        values: list[str] = []
        for part in path[1:].split("/"):
            assert node is not None  # noqa: S101 -- the loop ends where there is none
            below = node.words.get(part)
            if below is None and part and not (node.verbs and part.startswith(VERB)):
                below = node.value
                values.append(part)
            node = below
            if node is None:
                break
        if node is None or not node.routes:
            raise NotRouted(())
        found = node.routes.get(method)
        if found is None:
            raise NotRouted(tuple(sorted(node.routes)))
        return found[0], dict(zip(found[1], values, strict=True))

    def _add(self, route: Route) -> None:
        node, names = self._root, []
        for part in route.path[1:].split("/"):
            if part.startswith("{"):
                names.append(part[1:-1])
                node.value = node.value or _Node()
                node = node.value
            else:
                node.verbs = node.verbs or part.startswith(VERB)
                node = node.words.setdefault(part, _Node())
        if route.method in node.routes:
            raise ValueError(f"{route.method} {route.path} is routed twice")
        node.routes[route.method] = route, tuple(names)
