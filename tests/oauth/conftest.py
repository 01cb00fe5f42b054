"""A customer's browser between Segue, a simulated vendor, and the application's own pages."""

import io
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
import pytest

from segue import registry
from segue.http import logs
from segue.http.app import create_app
from segue.kit.ids import new_id
from segue.service.context import Services
from segue.spi.provider import Provider
from segue.store import applications, audit, connections, customers, magic_links
from segue.store.connections import Connection
from segue.store.magic_links import MagicLink
from segue.testing.consenting import ticket_in
from segue.testing.world import CLIENT_ID, CLIENT_SECRET, World, world

CUSTOMER = "customer-2"
RETURN_URL = "https://app.example/connected?tab=1"
PUBLIC_URL = "https://segue.example"
WITH_OAUTH = ("outreach", "salesloft")


@dataclass
class Stage:
    """One application with a customer who is not connected, a vendor, and everybody's browsers."""

    world: World
    public_url: str
    log: io.StringIO
    seen: list[str] = field(default_factory=list)
    """Everything that the server answered."""

    @property
    def services(self) -> Services:
        """The process's parts, found at the stage's public URL."""
        settings = self.world.services.settings.but(public_url=self.public_url)
        return replace(self.world.services, settings=settings)

    @property
    def provider(self) -> Provider:
        """The vendor."""
        return self.world.provider

    @property
    def application(self) -> str:
        """The application's id."""
        return self.world.session.application_id

    def browser(self) -> "Browser":
        """Open another browser."""
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(create_app(self.services), raise_app_exceptions=False),
            base_url=self.public_url,
            headers={"accept": "text/html,application/xhtml+xml;q=0.9"},
        )
        return Browser(self, client)

    def query(self, **changed: str | None) -> dict[str, str]:
        """Give what an application's page sends a browser with."""
        asked = {
            "applicationId": self.application,
            "customerId": CUSTOMER,
            "providerName": self.provider.name,
            "returnUrl": RETURN_URL,
            **changed,
        }
        return {name: value for name, value in asked.items() if value is not None}

    async def link(self, **changed: Any) -> str:
        """Make a magic link; gives its path."""
        now = self.services.clock.now()
        link = MagicLink(
            **{
                "id": new_id("ml"),
                "application_id": self.application,
                "customer_id": CUSTOMER,
                "provider": self.provider.name,
                "return_url": RETURN_URL,
                "created_at": now,
                "expires_at": now + timedelta(hours=1),
                **changed,
            }
        )
        await magic_links.create(self.services.database, link)
        return f"/links/{link.id}"

    async def link_state(self, path: str) -> str:
        """Tell whether a link is used."""
        found = await magic_links.by_id(self.services.database, path.rpartition("/")[2])
        assert found is not None
        return found.state

    async def connection(self) -> Connection | None:
        """Find the customer's connection."""
        place = (self.application, CUSTOMER, self.provider.name)
        return await connections.get(self.services.database, *place)

    async def credential(self) -> dict[str, str]:
        """Open the customer's credential."""
        found = await self.connection()
        assert found is not None
        return dict(self.services.credentials.hold(found, self.services.vault))

    async def audited(self) -> list[str]:
        """List what browsers did, the newest first."""
        entries = await audit.listing(self.services.database, self.application)
        return [entry.what for entry in entries if entry.who == "browser"]


@dataclass
class Browser:
    """One browser: it follows nothing by itself."""

    stage: Stage
    client: httpx2.AsyncClient

    async def ask(self, method: str, url: str, **options: Any) -> httpx2.Response:
        """Send one request to Segue."""
        response = await self.client.request(method, url, **options)
        self.stage.seen += [str(response.headers.multi_items()), response.text]
        return response

    async def connect(self, **changed: str | None) -> httpx2.Response:
        """Open the address on the application's page."""
        return await self.ask("GET", "/oauth/connect", params=self.stage.query(**changed))

    async def consent(self, location: str, decision: str = "allow") -> str:
        """Answer the vendor's page; gives where the vendor sends the browser."""
        async with httpx2.AsyncClient() as vendor:
            page = await vendor.get(location)
            form = {"ticket": ticket_in(page.text), "decision": decision}
            url = urlsplit(location)
            answer = await vendor.post(f"{url.scheme}://{url.netloc}/oauth/authorize", data=form)
        assert answer.status_code == 302
        return str(answer.headers["location"])

    async def back(self, location: str) -> httpx2.Response:
        """Follow the vendor's redirect."""
        assert location.startswith(f"{self.stage.public_url}/oauth/callback?")
        return await self.ask("GET", location)

    async def whole(self, decision: str = "allow", **changed: str | None) -> httpx2.Response:
        """Connect from the application's page until Segue sends the browser on."""
        begun = await self.connect(**changed)
        assert begun.status_code == 302, begun.text
        return await self.back(await self.consent(begun.headers["location"], decision))


def told(response: httpx2.Response) -> Mapping[str, str]:
    """Read the query of where a response sends a browser."""
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def callback(**said: str) -> str:
    """Spell a redirect that no vendor has sent."""
    return f"/oauth/callback?{urlencode(said)}"


@pytest.fixture
def engine() -> str:
    """One engine is enough where a test does not ask for both."""
    return "sqlite"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Every line of the process, at the most talkative level, but those of the tests' browsers."""
    lines = io.StringIO()
    ours = [logging.getLogger(name) for name in ("httpx2", "httpcore2")]
    for browser in ours:
        browser.setLevel(logging.CRITICAL)
    logs.configure("debug", lines)
    yield lines
    for browser in ours:
        browser.setLevel(logging.NOTSET)


async def staged(provider: Provider, url: str, log: io.StringIO) -> AsyncIterator[Stage]:
    """Set a stage up."""
    async with world(provider, url) as found:
        database, now = found.services.database, found.services.clock.now()
        owner = found.session.application_id
        await customers.put(database, owner, CUSTOMER, name="Another", email=None, at=now)
        await applications.set_return_urls(database, owner, [RETURN_URL, "https://app.example/in/"])
        if provider.oauth is not None:
            app = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
            uris = [f"{PUBLIC_URL}/oauth/callback"]
            await found.simulated.seed({"oauth_app": {**app, "redirect_uris": uris}})
        yield Stage(found, PUBLIC_URL, log)


@pytest.fixture(params=WITH_OAUTH)
async def stage(
    request: pytest.FixtureRequest, database_url: str, log: io.StringIO
) -> AsyncIterator[Stage]:
    """A stage at each vendor that has OAuth."""
    async for made in staged(registry.load(request.param), database_url, log):
        yield made


@pytest.fixture(params=("apollo", "salesloft"))
async def either(
    request: pytest.FixtureRequest, database_url: str, log: io.StringIO
) -> AsyncIterator[Stage]:
    """A stage at a vendor of each kind."""
    async for made in staged(registry.load(request.param), database_url, log):
        yield made


@pytest.fixture
async def salesloft(database_url: str, log: io.StringIO) -> AsyncIterator[Stage]:
    """A stage at a vendor that has OAuth, where one is enough."""
    async for made in staged(registry.load("salesloft"), database_url, log):
        yield made


@pytest.fixture
async def outreach(database_url: str, log: io.StringIO) -> AsyncIterator[Stage]:
    """A stage at the vendor that gives one token a minute."""
    async for made in staged(registry.load("outreach"), database_url, log):
        yield made


@pytest.fixture
async def apollo(database_url: str, log: io.StringIO) -> AsyncIterator[Stage]:
    """A stage at a vendor whose customers connect by a key."""
    async for made in staged(registry.load("apollo"), database_url, log):
        yield made
