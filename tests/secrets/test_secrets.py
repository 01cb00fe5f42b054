"""No secret leaves: not in an answer, a log line, an error, nor in clear in the database."""

import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx2
import pytest

from segue import registry
from segue.http import logs
from segue.http.app import create_app
from segue.store import customers
from segue.testing.world import API_KEY, CUSTOMER, World, world

from .canaries import leaked, planted, stored
from .story import Story

PROVIDERS = ("apollo", "outreach", "salesloft")
POSTGRES = [pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture
def engine() -> str:
    """Answers and logs are the same over both engines: one is enough for them."""
    return "sqlite"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Every line of the process, at the most talkative level."""
    lines = io.StringIO()
    logs.configure("debug", lines)
    return lines


@dataclass(frozen=True)
class Scene:
    """One customer of one provider, and a caller."""

    world: World
    client: httpx2.AsyncClient
    secrets: tuple[str, ...]
    log: io.StringIO


@pytest.fixture(params=PROVIDERS)
async def scene(
    request: pytest.FixtureRequest, log: io.StringIO, database_url: str
) -> AsyncIterator[Scene]:
    """A customer of a simulated provider, whose credential and key are the canaries."""
    names = {"x-api-key": API_KEY, "x-customer-id": CUSTOMER, "x-provider-name": request.param}
    async with world(registry.load(request.param), database_url) as found:
        transport = httpx2.ASGITransport(create_app(found.services), raise_app_exceptions=False)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://segue.test", headers=names
        ) as client:
            yield Scene(found, client, planted(found), log)


async def test_no_secret_is_seen_anywhere(
    scene: Scene, database_url: str, capfd: pytest.CaptureFixture[str]
):
    """Whoever reads an answer, a log or a stolen file could act as the customer."""
    story = Story(scene.world, scene.client)
    await story.work()
    await story.suffer()

    told = "\n".join(story.told)
    assert {"201 ", "401 ", "422 ", "429 ", "504 "} <= {one[:4] for one in story.told}
    assert leaked(told, scene.secrets) == []
    assert leaked(scene.log.getvalue(), scene.secrets) == []
    assert leaked("".join(capfd.readouterr()), scene.secrets) == []
    assert leaked(await stored(database_url), scene.secrets) == []


@pytest.mark.parametrize("engine", POSTGRES)
async def test_no_secret_is_stored_in_clear(scene: Scene, database_url: str):
    """Whoever reads a copy of the database could act as every customer."""
    story = Story(scene.world, scene.client)
    await story.work()

    assert leaked(await stored(database_url), scene.secrets) == []


async def test_what_is_printed_of_a_session_holds_no_secret(scene: Scene):
    """A traceback that shows values would show the credential."""
    session = scene.world.session
    shown = f"{session!r} {session.destination!r} {scene.world.services!r}"
    assert leaked(shown, scene.secrets) == []


@pytest.mark.parametrize("engine", ["sqlite", *POSTGRES])
async def test_a_secret_in_the_database_would_be_found(scene: Scene, database_url: str):
    """The search itself might see nothing."""
    found = scene.world
    database, now = found.services.database, found.clock.now()
    for backwards in (secret[::-1] for secret in scene.secrets):
        await customers.put(
            database, found.session.application_id, "c", name=backwards, email=None, at=now
        )
        assert leaked(await stored(database_url), [backwards])
