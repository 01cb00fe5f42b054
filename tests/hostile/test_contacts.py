"""Whom the process contacts while a provider's answers try to lead it elsewhere: nobody else."""

import io
import socket
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from segue import registry
from segue.engine.transport import Destination, HttpTransport, NotSent, RawRequest
from segue.spi.plan import Request
from tests.oauth.conftest import Stage, log

from .contacted import contacted
from .test_words import client_of, opened
from .words import EVIL

__all__ = ["log"]

PROVIDERS = registry.names()
PATHS = {
    "outreach": "/api/v2/sequences",
    "salesloft": "/v2/cadences",
    "apollo": "/api/v1/users/search",
}
LINKS = (
    f"http://{EVIL}/api/v2/sequences?page%5Bafter%5D=x&page=2",
    f"//{EVIL}/x?page=2",
    f"https://api.outreach.io@{EVIL}/?page%5Bafter%5D=x",
    f"\\\\{EVIL}\\x?page[after]=y",
    f"?page%5Bafter%5D=http://{EVIL}/../../oauth/token",
    f"?page%5Bafter%5D=a%09Host:%20{EVIL}",
    "../../oauth/token?page=2",
    "http://[::1]:1/?page[after]=%00",
    "file:///etc/passwd?page[after]=z",
    "\uff0f\uff0fhostile.invalid?page[after]=1",
    7,
    {"href": f"http://{EVIL}/"},
)


@pytest.fixture
def engine() -> str:
    """What is contacted does not depend on the database."""
    return "sqlite"


@pytest.fixture(params=PROVIDERS)
async def stage(request, database_url, log: io.StringIO) -> AsyncIterator[Stage]:
    """An application, a customer, and a simulated provider."""
    async with opened(registry.load(request.param), database_url, log) as made:
        yield made


def _host(stage: Stage) -> str:
    return urlsplit(stage.services.api_urls[stage.provider.name]).netloc


def misled(value: Any, link: Any) -> Any:
    """Give a provider's answer with a link in every place that could be followed."""
    if isinstance(value, Mapping):
        made = {name: misled(inner, link) for name, inner in value.items()}
        for name in ("links", "paging", "pagination"):
            if isinstance(made.get(name), Mapping):
                made[name] |= {"next": link, "prev": link, "next_page": link, "self": link}
        return made
    if isinstance(value, list):
        return [misled(inner, link) for inner in value]
    return link if isinstance(value, str) and "://" in value else value


async def _page(stage: Stage) -> Any:
    destination = stage.world.session.destination
    url = f"{urlsplit(destination.api_url)._replace(path='').geturl()}{PATHS[stage.provider.name]}"
    answer = await stage.services.transport.raw(destination, RawRequest(method="GET", url=url))
    assert answer.ok
    page = dict(answer.body)
    page.setdefault("links", {})
    return page


async def test_no_link_of_a_provider_is_followed(stage: Stage):
    """A provider, or whoever writes into its records, could have the token sent to any host."""
    followed = 0
    async with await client_of(stage) as client:
        with contacted() as hosts:
            page = await _page(stage)
            for link in LINKS:
                await stage.world.simulated.fault("answer", status=200, body=misled(page, link))
                listing = "users" if stage.provider.name == "apollo" else "sequences"
                answer = await client.get(f"/engagement/v2/{listing}?page_size=1")
                assert answer.status_code in (200, 502), answer.text
                if answer.status_code != 200:
                    continue
                if cursor := answer.json()["pagination"]["next"]:
                    query = {"page_size": "1", "cursor": cursor}
                    again = await client.get(f"/engagement/v2/{listing}", params=query)
                    assert again.status_code < 503
                    followed += 1
    assert hosts == {_host(stage)}
    assert followed or stage.provider.name == "apollo"
    for asked in await stage.world.simulated.requests():
        assert str(asked["path"]).startswith(PATHS[stage.provider.name].rpartition("/v")[0])
        assert "oauth" not in str(asked["path"])


@pytest.mark.parametrize("status", [201, 301, 302, 303, 307, 308])
async def test_no_redirect_of_a_provider_is_followed(stage: Stage, status: int):
    """The credential would go wherever a header says."""
    step = {"record": {"name": "A", "type": "private"}}
    body = {"path": PATHS[stage.provider.name], "method": "GET"}
    async with await client_of(stage) as client:
        with contacted() as hosts:
            for location in (f"http://{EVIL}/x", f"//{EVIL}/x", "http://169.254.169.254/", "/y"):
                await stage.world.simulated.fault(
                    "answer", status=status, body={}, headers={"Location": location}, times=None
                )
                for answer in (
                    await client.get("/engagement/v2/users"),
                    await client.post("/engagement/v2/sequences", json=step),
                    await client.post("/actions/v2/passthrough", json=body),
                ):
                    assert "location" not in answer.headers
                await stage.world.simulated.ask("DELETE", "faults")
    assert hosts == {_host(stage)}


async def test_no_redirect_of_a_token_endpoint_is_followed(database_url: str, log: io.StringIO):
    """The client's secret would go wherever a header says."""
    async with opened(registry.load("salesloft"), database_url, log) as stage:
        browser = stage.browser()
        begun = await browser.connect()
        back = await browser.consent(begun.headers["location"])
        where = {"Location": f"http://{EVIL}/oauth/token"}
        await stage.world.simulated.fault("answer", status=307, body={}, headers=where)
        with contacted() as hosts:
            answer = await browser.back(back)
        assert answer.headers["location"].startswith("https://app.example/connected?")
        assert hosts == {_host(stage)}


async def test_every_id_stays_one_part_of_its_path():
    """An id could lead a call to another of the provider's endpoints, or out of its API."""
    provider = registry.load("outreach")
    destination = Destination(
        connection_id="cn_1",
        provider=provider,
        api_url="http://127.0.0.1:1/api/v2",
        credential={"access_token": "t"},
    )
    transport = HttpTransport(timeout=2)
    with contacted() as hosts:
        for part in (
            "../../oauth/token",
            "%2e%2e",
            "a/b",
            "@evil",
            f"//{EVIL}",
            "?x",
            "#y",
            "a\\b",
        ):
            with pytest.raises(NotSent):
                await transport.send(destination, Request(method="GET", path=("x", part)))
    await transport.close()
    assert hosts == {"127.0.0.1:1"}


def test_the_recorder_hears_every_way_to_a_host():
    """A contact that it does not hear would prove nothing."""
    with contacted() as hosts:
        for where in (("127.0.0.1", 1), ("127.0.0.2", 1)):
            with socket.socket() as found, pytest.raises(OSError, match="refused"):
                found.connect(where)
        with pytest.raises(OSError, match=r"\[Errno"):
            socket.getaddrinfo(EVIL, 80)
        with pytest.raises(httpx2.ConnectError):
            httpx2.get("http://127.0.0.3:1/")
    assert hosts == {"127.0.0.1:1", "127.0.0.2:1", f"{EVIL}:80", "127.0.0.3:1"}
    with contacted() as others:
        pass
    assert others == set()
