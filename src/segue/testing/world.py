"""One provider's simulator with Segue in front of it: where the contract suite lives."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

from segue.config import Settings
from segue.engine.transport import Answer, Destination, HttpTransport
from segue.service import sequences, steps
from segue.service.connections import connect
from segue.service.context import Services
from segue.service.session import Session
from segue.service.writes import Outcome, WriteRequest
from segue.simulation.app import serve
from segue.simulation.host import Host
from segue.spi.plan import Request
from segue.spi.provider import Provider
from segue.store import applications, customers, keys
from segue.store import database as databases
from segue.testing.clock import MovableClock
from segue.testing.simulated import Simulated
from segue.vault import Vault

API_KEY = "segue_contract-suite-0123456789abcdef"
CUSTOMER = "customer-1"


@dataclass(slots=True)
class Recorded:
    """A transport that keeps what it was asked to send."""

    inner: HttpTransport
    sent: list[Request] = field(default_factory=list)

    async def send(self, destination: Destination, request: Request) -> Answer:
        self.sent.append(request)
        return await self.inner.send(destination, request)


@dataclass(slots=True, kw_only=True)
class World:
    """A customer of one provider, whose account is simulated."""

    services: Services
    session: Session
    simulated: Simulated
    clock: MovableClock
    transport: Recorded

    @property
    def provider(self) -> Provider:
        return self.session.provider

    async def create_step(
        self, sequence_id: str, record: Mapping[str, Any], **options: Any
    ) -> Outcome:
        """Add a step as a caller would."""
        path = f"/engagement/v2/sequences/{sequence_id}/sequence_steps"
        request = _request("POST", path, record, options)
        return await steps.create(self.services, self.session, sequence_id, request)

    async def update_step(
        self, sequence_id: str, step_id: str, record: Mapping[str, Any], **options: Any
    ) -> Outcome:
        """Change a step as a caller would."""
        path = f"/engagement/v2/sequences/{sequence_id}/sequence_steps/{step_id}"
        request = _request("PATCH", path, record, options)
        return await steps.update(self.services, self.session, sequence_id, step_id, request)

    async def create_sequence(self, record: Mapping[str, Any], **options: Any) -> Outcome:
        """Make a sequence as a caller would."""
        request = _request("POST", "/engagement/v2/sequences", record, options)
        return await sequences.create(self.services, self.session, request)

    async def get_sequence(self, sequence_id: str) -> dict[str, Any]:
        """Read a sequence as a caller would."""
        return await sequences.get(self.services, self.session, sequence_id)

    def restarted(self) -> "World":
        """Give the same world with another process's name and no memory of its own."""
        services = replace(self.services, process=f"{self.services.process}+", queues={})
        return replace(self, services=services)


def _request(
    method: str, path: str, record: Mapping[str, Any], options: Mapping[str, Any]
) -> WriteRequest:
    strict, dry_run = options.get("strict", False), options.get("dry_run", False)
    query = {"strict": "true"} if strict else {}
    return WriteRequest(
        method=method,
        path=path,
        query=query,
        body=json.dumps({"record": record}).encode(),
        key=options.get("key"),
        dry_run=dry_run,
        strict=strict,
    )


@asynccontextmanager
async def world(provider: Provider, database_url: str) -> AsyncIterator[World]:
    """Open a world on a migrated, empty database, with a fresh simulator on a loopback port."""
    vendor = provider.simulator()
    clock = MovableClock()
    vault = Vault(b"\x07" * 32)
    transport = HttpTransport(timeout=10)
    recorded = Recorded(transport)
    database = await databases.connect(database_url)
    with Host(serve(vendor)) as host:
        async with aiohttp.ClientSession() as http:
            simulated = Simulated(host.url, http)
            clock.followers.append(simulated.advance)
            services = Services(
                database=database,
                vault=vault,
                clock=clock,
                transport=recorded,
                providers={provider.name: provider},
                api_urls={provider.name: host.url + _root(provider)},
                settings=Settings(wait_seconds=1, database_url=database_url),
            )
            session = await _session(services, provider, vendor.token())
            try:
                yield World(
                    services=services,
                    session=session,
                    simulated=simulated,
                    clock=clock,
                    transport=recorded,
                )
            finally:
                await transport.close()
                await database.close()


def _root(provider: Provider) -> str:
    host, _, path = provider.api_url.partition("//")[2].partition("/")
    return f"/{path}".rstrip("/") if host else ""


async def _session(
    services: Services, provider: Provider, credential: Mapping[str, str]
) -> Session:
    now, database = services.clock.now(), services.database
    application = (await applications.create(database, "contract suite", now)).id
    await keys.issue(database, application, "contract", now, secret=API_KEY)
    await customers.put(database, application, CUSTOMER, name="A customer", email=None, at=now)
    connection_id = await connect(services, application, CUSTOMER, provider.name, credential)
    return Session(
        application_id=application,
        application_name="contract suite",
        customer_id=CUSTOMER,
        connection_id=connection_id,
        provider=provider,
        destination=Destination(
            connection_id=connection_id,
            provider=provider,
            api_url=services.api_urls[provider.name],
            credential=credential,
        ),
    )
