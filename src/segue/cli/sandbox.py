"""Every provider's simulator with a server in front of them, on free loopback ports."""

import base64
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from segue import registry
from segue.app import listen, open_services, running
from segue.config import KEY_BYTES, Settings
from segue.model.tenant import ProviderConfig
from segue.service import customers, keys, provider_settings
from segue.service.applications import named
from segue.service.connections import connect
from segue.service.context import Services
from segue.service.working import working
from segue.simulation.app import serve
from segue.simulation.host import LOOPBACK, Host
from segue.spi.provider import Provider
from segue.testing.simulated import served_at

if TYPE_CHECKING:
    import asyncio

APPLICATION: Final = "sandbox"
CUSTOMER: Final = "customer-1"
PLAIN: Final = "plain_redirect_uri"
"""A switch of simulators whose vendor sends browsers back over https only; the sandbox has none."""


@dataclass(frozen=True, slots=True)
class Site:
    """One provider's simulator."""

    provider: Provider
    url: str
    credential: Mapping[str, str]
    client: Mapping[str, str] = field(default_factory=dict)
    """An OAuth client that the simulator knows; empty where it has none."""

    @property
    def api_url(self) -> str:
        """Where the simulator serves what the provider serves at its `api_url`."""
        return served_at(self.url, self.provider.api_url)

    @property
    def auth_url(self) -> str:
        """Where the simulator serves what the provider serves at its `auth_url`."""
        return served_at(self.url, self.provider.auth_url)

    @property
    def token(self) -> str:
        """The value that authenticates: the first of the credential."""
        return self.credential[self.provider.credential[0].name]


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A server with one customer, connected to every simulator."""

    url: str
    api_key: str
    customer_id: str
    sites: Mapping[str, Site]
    server: "asyncio.Task[None]"
    """Ends when a signal has told the server to stop."""

    def headers(self, provider: str) -> dict[str, str]:
        """Give the headers of a request for the customer's connection to `provider`."""
        return {
            "x-api-key": self.api_key,
            "x-customer-id": self.customer_id,
            "x-provider-name": provider,
        }


@asynccontextmanager
async def open_sandbox(port: int = 0) -> AsyncIterator[Sandbox]:
    """Start everything on a new, empty database, and throw all of it away at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="segue-") as folder,
        ExitStack() as hosts,
        listen(LOOPBACK, port) as listening,
    ):
        sites = {name: _site(registry.load(name), hosts) for name in registry.names()}
        settings = Settings(
            database_url=f"sqlite:///{Path(folder) / 'segue.db'}",
            encryption_key=SecretStr(base64.b64encode(os.urandom(KEY_BYTES)).decode()),
            key_requests_per_second=0,
            stranger_requests_per_minute=0,
            public_url=f"http://{LOOPBACK}:{listening.getsockname()[1]}",
            urls={
                **{f"{name}_api": site.api_url for name, site in sites.items()},
                **{f"{name}_auth": site.auth_url for name, site in sites.items()},
            },
        )
        async with open_services(settings, serving=True) as services:
            api_key = await _furnish(services, sites)
            async with working(services), running(services, listening) as (server, url):
                yield Sandbox(url, api_key, CUSTOMER, sites, server)


def _site(provider: Provider, hosts: ExitStack) -> Site:
    vendor = provider.simulator()
    if PLAIN in vendor.SWITCHES:
        vendor.switches[PLAIN] = "accepted"
    client = vendor.seed({"oauth_app": {}})["oauth_app"] if provider.oauth else {}
    host = hosts.enter_context(Host(serve(vendor)))
    return Site(provider, host.url, dict(vendor.token()), client)


async def _furnish(services: Services, sites: Mapping[str, Site]) -> str:
    _, api_key = await keys.create(services, APPLICATION, "sandbox")
    owner = await named(services, APPLICATION)
    await customers.create(services, owner, CUSTOMER, name="A customer")
    for name, site in sites.items():
        await connect(services, owner, CUSTOMER, name, site.credential)
        if site.client:
            await provider_settings.put(services, owner, site.provider, _config(site.client))
    return api_key


def _config(client: Mapping[str, str]) -> ProviderConfig:
    credentials = {f"oauth_{name}": value for name, value in client.items()}
    return ProviderConfig.model_validate(
        {"oauth": {"oauth_scopes": [], "credentials": credentials}}
    )
