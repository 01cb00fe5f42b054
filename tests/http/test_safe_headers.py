"""What every answer says to browsers: no guessing, no framing, no script but our own, no copy."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx2
import pytest

from segue.http.app import ROUTES, create_app
from segue.http.pages import STYLE_HASH
from segue.http.routes.reference import POLICY
from segue.service.context import Services
from segue.store.errors import Unavailable
from segue.testing.world import API_KEY, World

from .test_edge import Broken

HTML = "text/html,application/xhtml+xml"
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
}
SCRIPT = ("GET", "/docs/rapidoc-min.js")
LINK = "/links/{link_id}"


@pytest.fixture
async def secure(services: Services) -> Services:
    """Services that browsers find by https."""
    settings = services.settings.but(public_url="https://segue.example")
    return replace(services, settings=settings)


@pytest.fixture
async def anyone(secure: Services) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody without a key."""
    transport = httpx2.ASGITransport(create_app(secure), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="https://segue.example") as found:
        yield found


def routes() -> Iterator[tuple[str, str]]:
    """Give every method and path that is served, with something in each place."""
    for route in ROUTES.all:
        yield route.method, re.sub(r"\{\w+\}", "x", route.path)


def _hold(response: httpx2.Response, *, kept: bool = False) -> None:
    headers = response.headers
    said = f"{response.request.method} {response.request.url} {response.status_code}"
    for name, value in EVERYWHERE.items():
        assert headers.get_list(name) == [value], said
    assert headers["cache-control"] == ("public, max-age=86400" if kept else "no-store"), said
    (policy,) = headers.get_list("content-security-policy")
    rules = dict(re.findall(r"([a-z-]+) ([^;]+)", policy))
    assert rules["default-src"] == "'none'", said
    assert rules["frame-ancestors"] == "'none'", said
    scripts = rules.get("script-src", "'none'")
    assert scripts == ("'self'" if policy == POLICY else "'none'"), said
    for rule in ("script-src", "style-src", "connect-src", "default-src"):
        assert "'unsafe-inline'" not in rules.get(rule, "")
        assert "*" not in rules.get(rule, "")
    assert "access-control-allow-origin" not in headers, said
    if headers["content-type"].startswith("text/html"):
        assert rules["base-uri"] == "'none'", said
        assert "form-action" in rules, said
        assert STYLE_HASH in policy or policy == POLICY


@pytest.mark.parametrize("accept", [HTML, "application/json"], ids=["html", "json"])
async def test_every_route_answers_with_safe_headers(anyone: httpx2.AsyncClient, accept: str):
    """A page of ours could be framed, sniffed, or made to run what somebody put into it."""
    asked = list(routes())
    assert len(asked) > 60
    for method, path in asked:
        for key in ("", API_KEY):
            headers = {"accept": accept, "x-api-key": key}
            response = await anyone.request(method, path, headers=headers)
            assert response.status_code < 500
            _hold(response, kept=(method, path) == SCRIPT)


@pytest.mark.parametrize("accept", [HTML, "*/*"], ids=["html", "json"])
async def test_whatever_goes_wrong_has_them_too(
    secure: Services, anyone: httpx2.AsyncClient, accept: str
):
    """The page that an attacker provokes would be the one without protection."""
    for method, path, headers, content in (
        ("GET", "/nowhere/<script>", {}, b""),
        ("DELETE", "/docs", {}, b""),
        ("OPTIONS", "/mgmt/v2/customers", {"origin": "https://evil.example"}, b""),
        ("PUT", "/mgmt/v2/customers", {"x-api-key": API_KEY}, b"{}"),
        ("PUT", "/mgmt/v2/customers", {"content-type": "application/json"}, b"{" * 6_000_000),
        ("GET", "/links/%3Cscript%3E", {}, b""),
        ("POST", "/links/x", {"content-type": "text/plain"}, b"x"),
        ("GET", "/oauth/callback?state=%0d%0ax&error=%3Cscript%3E", {}, b""),
    ):
        asked = {"accept": accept, **headers}
        response = await anyone.request(method, path, headers=asked, content=content)
        assert 400 <= response.status_code < 500
        _hold(response)
    for error, status in ((ValueError("x"), 500), (Unavailable("gone"), 503)):
        broken = replace(secure, database=Broken(error))
        transport = httpx2.ASGITransport(create_app(broken), raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="https://segue.example") as it:
            for path in ("/mgmt/v2/customers", "/links/x", "/oauth/callback?state=x"):
                response = await it.get(path, headers={"accept": accept, "x-api-key": API_KEY})
                assert response.status_code == status
                _hold(response)


async def test_a_browser_is_held_to_https_only_where_there_is_https(client: httpx2.AsyncClient):
    """Whoever tries Segue out could not open this machine's other pages any more."""
    assert "strict-transport-security" not in (await client.get("/health")).headers
    assert "strict-transport-security" not in (await client.get("/docs")).headers


async def test_what_a_provider_answers_is_never_a_page_of_ours(outreach: World):
    """A provider's page, or a script in it, would run under our name."""
    page = "<html><script>alert(1)</script></html>"
    await outreach.simulated.fault(
        "answer", status=200, body=page, headers={"Content-Type": "text/html"}
    )
    headers = {
        "x-api-key": API_KEY,
        "x-customer-id": outreach.session.customer_id,
        "x-provider-name": "outreach",
        "accept": HTML,
    }
    transport = httpx2.ASGITransport(create_app(outreach.services))
    async with httpx2.AsyncClient(transport=transport, base_url="http://segue.test") as client:
        body = {"path": "/api/v2/x", "method": "GET"}
        response = await client.post("/actions/v2/passthrough", json=body, headers=headers)
    assert response.json()["body"] == page
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"
