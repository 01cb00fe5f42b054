"""Hostile words in every place of every operation: taken as words, or refused, and nothing else.

`SEGUE_FUZZ_EXAMPLES` sets how many of the words each place gets.
"""

import io
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from segue import registry
from segue.http.app import create_app
from segue.service import keys
from segue.store.tables import metadata
from segue.testing.world import API_KEY, CUSTOMER
from tests.oauth.conftest import Stage, log, staged
from tests.tenants.requests import operations

from .contacted import contacted
from .words import EVIL, NAMES, WORDS, Asked, escaped, requests

__all__ = ["log"]

opened = asynccontextmanager(staged)

EACH = min(len(NAMES), int(os.environ.get("SEGUE_FUZZ_EXAMPLES", "1")))
FIRST = {"apollo": 0, "outreach": 6, "salesloft": 12}
"""Where the words begin: over three providers each place gets three of them."""
KEPT = [word for name, word in WORDS.items() if name not in ("very long", "half a character")]


@pytest.fixture
def engine() -> str:
    """One engine where a test does not ask for both."""
    return "sqlite"


@pytest.fixture(params=FIRST)
async def stage(request, database_url, log: io.StringIO) -> AsyncIterator[Stage]:
    """An application, a customer, and a simulated provider."""
    async with opened(registry.load(request.param), database_url, log) as made:
        yield made


async def client_of(stage: Stage) -> httpx2.AsyncClient:
    """Open a client whose key may do everything."""
    scopes: Any = ("read", "write", "manage", "export_credentials")
    made = await keys.issue(
        stage.services, stage.application, "all", scopes, giver=frozenset(scopes)
    )
    names = {"x-customer-id": CUSTOMER, "x-provider-name": stage.provider.name}
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(create_app(stage.services)),
        base_url="http://segue.test",
        headers={"x-api-key": made["key"], **names},
    )


def _simulator(stage: Stage) -> str:
    return stage.services.api_urls[stage.provider.name].split("//")[1].split("/")[0]


async def _ask(client: httpx2.AsyncClient, asked: Asked) -> httpx2.Response:
    headers: dict[Any, Any] = {"content-type": "application/json", **asked.headers}
    url = asked.path + "".join(f"?{name}={escaped(word)}" for name, word in asked.query.items())
    return await client.request(asked.method, url, headers=headers, content=asked.content)


async def test_every_place_of_every_operation(stage: Stage):
    """A word would be run, split a header or a line, break the server, or lead it elsewhere."""
    ids = {"name": stage.provider.name, "provider_name": stage.provider.name}
    tried: set[str] = set()
    async with await client_of(stage) as client:
        with contacted() as hosts:
            for asked in requests(ids, FIRST[stage.provider.name], EACH):
                response = await _ask(client, asked)
                if response.status_code == 504:
                    # A simulator closes what has idled for five seconds, and a passthrough is
                    # sent once.
                    response = await _ask(client, asked)
                said = f"{asked.operation} {asked.place} {asked.word}: {response.text[:300]}"
                assert response.status_code < 500, said
                assert response.headers["content-type"] == "application/json" or (
                    response.status_code == 204
                ), said
                assert "x-injected" not in response.headers, said
                assert EVIL not in response.headers.get("location", ""), said
                tried.add(asked.operation)
        assert (await client.get("/mgmt/v2/customers")).status_code == 200

    assert tried == {operation.id for operation in operations()}
    assert hosts == {_simulator(stage)}
    lines = [json.loads(line) for line in stage.log.getvalue().splitlines()]
    assert {line["event"] for line in lines}.isdisjoint({"forged", "unhandled exception"})
    assert len(metadata.tables) > 10


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_what_is_kept_comes_back_to_the_letter(database_url: str, log: io.StringIO):
    """A quote would end a statement, or a name be cut, decoded or escaped on its way."""
    async with (
        opened(registry.load("apollo"), database_url, log) as stage,
        await client_of(stage) as client,
    ):
        kept = {}
        for i, word in enumerate(KEPT):
            for id, name in ((f"c{i}", word), (word, "plain")):  # noqa: A001 -- a customer's
                body = {"customer_id": id, "name": name, "email": "a@b.example"}
                response = await client.put("/mgmt/v2/customers", json=body)
                assert response.status_code in (200, 201, 400), response.text
                if response.status_code < 300:
                    kept[id] = name
        assert len(kept) > len(KEPT)
        for id, name in kept.items():  # noqa: A001 -- a customer's
            found = await client.get(f"/mgmt/v2/customers/{escaped(id)}")
            assert (found.status_code, found.json()["name"]) == (200, name), id
            assert found.json()["customer_id"] == id
        listed = (await client.get("/mgmt/v2/customers")).json()
        assert {it["customer_id"]: it["name"] for it in listed}.items() >= kept.items()
        for word in KEPT:
            audit = await client.get("/segue/v1/audit", params={"customer_id": word})
            assert audit.status_code in (200, 400)
            for entry in audit.json().get("records", ()):
                assert entry["customer_id"] == word


async def test_what_is_written_comes_back_to_the_letter(database_url: str, log: io.StringIO):
    """A word would reach the provider as another, or be run on the way there."""
    async with (
        opened(registry.load("outreach"), database_url, log) as stage,
        await client_of(stage) as client,
    ):
        for name, word in WORDS.items():
            if name in ("very long", "half a character"):
                continue
            record = {"name": word, "type": "team"}
            made = await client.post("/engagement/v2/sequences", json={"record": record})
            assert made.status_code == 201, made.text
            path = f"/engagement/v2/sequences/{made.json()['record']['id']}"
            assert (await client.get(path)).json()["name"] == word, name


async def test_a_page_shows_words_as_words(database_url: str, log: io.StringIO):
    """A customer's browser would run what somebody has put into a link's names."""
    async with opened(registry.load("outreach"), database_url, log) as stage:
        browser = stage.browser()
        for word in KEPT:
            for path in (
                f"/links/{quote(word, safe='')}",
                f"/oauth/connect?{_query(stage, 'customerId', word)}",
                f"/oauth/connect?{_query(stage, 'providerName', word)}",
                f"/oauth/connect?{_query(stage, 'applicationId', word)}",
                f"/oauth/connect?{_query(stage, 'returnUrl', word)}",
                f"/oauth/callback?state={quote(word, safe='')}&error={quote(word, safe='')}",
            ):
                page = await browser.ask("GET", path)
                assert page.status_code in (400, 404), path
                if "html" in page.headers["content-type"]:
                    assert "<script" not in page.text
                    assert "<img" not in page.text
                assert "x-injected" not in page.headers
                assert "location" not in page.headers
        link = await stage.link()
        page = await browser.ask("GET", link, params={"error": WORDS["a script"]})
        assert page.status_code == 200
        assert "<script" not in page.text
        assert API_KEY not in page.text


def _query(stage: Stage, name: str, word: str) -> str:
    asked = stage.query(**{name: word})
    return "&".join(f"{key}={quote(value, safe='')}" for key, value in asked.items())
