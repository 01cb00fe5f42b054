"""Connecting by magic links alone, where an operator wants it so."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from segue import registry

from .conftest import RETURN_URL, Stage, staged


@pytest.fixture
async def closed(database_url: str, log: io.StringIO) -> AsyncIterator[Stage]:
    """A stage where only links connect."""
    async for stage in staged(registry.load("outreach"), database_url, log):
        services = stage.world.services
        settings = services.settings.but(connect="links-only")
        stage.world.services = replace(services, settings=settings)
        yield stage


async def test_without_a_link_nobody_connects(closed: Stage):
    """Whoever knows two ids could put an account of their own behind a customer's connection."""
    browser = closed.browser()
    page = await browser.connect()
    assert page.status_code == 403
    assert "Ask the product that you came from for a link." in page.text
    assert "set-cookie" not in page.headers
    told = await browser.ask(
        "GET", "/oauth/connect", params=closed.query(), headers={"accept": "application/json"}
    )
    assert told.json()["errors"][0]["meta"]["reason"] == "links_only"
    assert await closed.connection() is None


async def test_a_link_still_connects(closed: Stage):
    """No customer could connect at all."""
    path, browser = await closed.link(), closed.browser()
    assert (await browser.ask("GET", path)).status_code == 200
    begun = await browser.ask("GET", f"{path}/start")
    done = await browser.back(await browser.consent(begun.headers["location"]))
    assert done.headers["location"] == RETURN_URL
    assert await closed.connection() is not None
