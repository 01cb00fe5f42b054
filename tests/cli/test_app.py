"""The composition root."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from segue.app import listen, open_services
from segue.config import Settings
from segue.service import customers, keys
from segue.service.applications import named
from segue.service.connections import connect
from segue.service.session import demand, open_session
from segue.store import leases
from segue.store.errors import Unusable
from segue.testing.clock import MovableClock

KEY = SecretStr("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=")


@pytest.fixture
def settings(tmp_path) -> Settings:
    """Settings of a SQLite file that is not there yet."""
    return Settings(database_url=f"sqlite:///{tmp_path}/segue.db")


async def furnish(services) -> str:
    _, secret = await keys.create(services, "app", "key")
    owner = await named(services, "app")
    await customers.create(services, owner, "acme", name="Acme")
    await connect(services, owner, "acme", "apollo", {"api_key": "k"})
    return secret


async def session_of(services, secret):
    return await open_session(
        services,
        api_key=secret,
        customer_id="acme",
        provider_name="apollo",
        allow=lambda caller: demand(caller, "read"),
    )


async def test_what_was_stored_is_there_after_a_restart(settings):
    """A restart would lose the schema, the key, or what was sealed with it."""
    async with open_services(settings) as services:
        secret = await furnish(services)
    async with open_services(settings) as services:
        session = await session_of(services, secret)
        assert session.destination.credential == {"api_key": "k"}


async def test_a_provider_is_where_the_settings_say(settings):
    """A regional host or a simulator could not be set."""
    url = "https://apollo.example/api"
    moved = settings.model_copy(update={"urls": {"apollo_api": url}})
    async with open_services(moved) as services:
        session = await session_of(services, await furnish(services))
        assert session.destination.api_url == url
        assert services.api_urls == {"apollo": url}


async def test_a_second_server_on_the_file_is_refused(settings):
    """Two servers would write to one SQLite file, each believing that it is alone."""
    async with open_services(settings, serving=True):
        with pytest.raises(Unusable, match="Another server"):
            async with open_services(settings, serving=True):
                pytest.fail("the second server was let in")
        async with open_services(settings) as services:
            await keys.create(services, "app", "key")


async def test_leases_of_a_dead_server_end_when_the_next_one_starts(settings):
    """After a crash a sequence could not be written to until the lease had run out."""
    clock = MovableClock()
    wanted = {"holder": "pr_dead", "write_id": "wr_1", "now": clock.now(), "ttl": timedelta(days=1)}
    async with open_services(settings) as services:
        await leases.acquire(services.database, "r", **wanted)
    async with open_services(settings, serving=True) as services:
        held = await leases.acquire(services.database, "r", **wanted)
        assert isinstance(held, leases.Held)
        assert held.expires_at < clock.now()


@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["postgres"])
async def test_a_postgresql_without_the_schema_is_refused(engine, empty_url):  # noqa: ARG001 -- chosen by it
    """Servers of two versions would change one database's schema under each other."""
    settings = Settings(database_url=empty_url, encryption_key=KEY)
    with pytest.raises(Unusable, match="segue migrate"):
        async with open_services(settings):
            pytest.fail("the database was opened")


@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["postgres"])
async def test_two_servers_share_a_postgresql(engine, database_url):  # noqa: ARG001 -- chosen by it
    """More than one process could not serve, or each would have customers of its own."""
    settings = Settings(database_url=database_url, encryption_key=KEY)
    async with (
        open_services(settings, serving=True) as one,
        open_services(settings, serving=True) as other,
    ):
        session = await session_of(other, await furnish(one))
        assert session.destination.credential == {"api_key": "k"}


def test_a_port_that_is_taken_is_told():
    """The operator would read a traceback."""
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Unusable, match=f"port {port} cannot be served"):
            listen("127.0.0.1", port)
