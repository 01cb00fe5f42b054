"""Which route a request takes."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from segue.http.routing import NotRouted, Route, Routes


async def nothing(_request: Request) -> Response:
    return Response()


def routes(*spelled: str) -> Routes:
    found = (one.split(" ") for one in spelled)
    return Routes(Route(method=method, path=path, endpoint=nothing) for method, path in found)


API = routes(
    "GET /things",
    "POST /things",
    "GET /things/{id}",
    "POST /things/_search",
    "POST /things/{thing_id}/_stop",
    "GET /things/{id}/parts/{part_id}",
    "GET /things/{id}/parts/first",
    "GET /plain/{id}",
)


@pytest.mark.parametrize(
    ("asked", "path", "values"),
    [
        ("GET /things", "/things", {}),
        ("GET /things/7", "/things/{id}", {"id": "7"}),
        ("POST /things/_search", "/things/_search", {}),
        ("POST /things/7/_stop", "/things/{thing_id}/_stop", {"thing_id": "7"}),
        ("GET /things/7/parts/a:b", "/things/{id}/parts/{part_id}", {"id": "7", "part_id": "a:b"}),
        ("GET /things/7/parts/first", "/things/{id}/parts/first", {"id": "7"}),
        ("GET /plain/_x", "/plain/{id}", {"id": "_x"}),
    ],
)
def test_a_path_finds_its_route(asked: str, path: str, values: dict[str, str]):
    """A request would be answered by another operation, or with another's ids."""
    route, found = API.find(*asked.split(" "))

    assert (route.path, found) == (path, values)


@pytest.mark.parametrize(
    ("asked", "methods"),
    [
        ("GET /", ()),
        ("GET /other", ()),
        ("GET /things/", ()),
        ("GET /things//parts/1", ()),
        ("GET /things/7/parts", ()),
        ("GET /things/7/parts/1/2", ()),
        ("GET /things/_serach", ()),
        ("GET /things/_search", ("POST",)),
        ("DELETE /things", ("GET", "POST")),
        ("HEAD /things/7", ("GET",)),
    ],
)
def test_what_no_route_takes_is_told(asked: str, methods: tuple[str, ...]):
    """A misspelled verb would be looked up as an id; 405 would not name what is allowed."""
    with pytest.raises(NotRouted) as raised:
        API.find(*asked.split(" "))

    assert raised.value.methods == methods


def test_no_operation_hides_another():
    """Of two routes to one path one would never be asked, and nobody would notice."""
    with pytest.raises(ValueError, match="twice"):
        routes("GET /things/{id}", "GET /things/{thing_id}")
