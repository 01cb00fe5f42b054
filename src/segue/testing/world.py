"""One provider's simulator with Segue in front of it: where the contract suite lives."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from segue.config import Settings
from segue.engine.granting import Granting
from segue.engine.outbound import outbound
from segue.engine.transport import Answer, Destination, HttpTransport, RawRequest
from segue.kit.ids import new_id
from segue.service import accounts, acts, contacts, reading, records, sequences, states, steps
from segue.service.connections import connect
from segue.service.context import Services
from segue.service.counting import Counting
from segue.service.session import Session, destination_of
from segue.service.writes import Outcome, WriteRequest
from segue.simulation.app import serve
from segue.simulation.host import Host
from segue.simulation.minted import MARK
from segue.spi.plan import Request
from segue.spi.provider import Provider
from segue.store import applications, connections, customers, keys, provider_apps
from segue.store import database as databases
from segue.store.provider_apps import ProviderApp
from segue.testing.clock import MovableClock
from segue.testing.simulated import Simulated, served_at
from segue.vault import Vault

API_KEY = f"segue_{MARK}-contract-suite-0123456789abcdef"
CUSTOMER = "customer-1"
CLIENT_ID = "contract-client"
CLIENT_SECRET = f"contract-client-secret-{MARK}-0123456789"
NOUNS = {"account": accounts.ACCOUNT, "contact": contacts.CONTACT}


@dataclass(slots=True)
class Recorded:
    """A transport that keeps what it was asked to send."""

    inner: HttpTransport
    sent: list[Request] = field(default_factory=list)

    async def send(self, destination: Destination, request: Request) -> Answer:
        self.sent.append(request)
        return await self.inner.send(destination, request)

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        return await self.inner.raw(destination, request)


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
        return await self.get("sequence", sequence_id)

    async def get(self, noun: str, id: str, **more: Any) -> dict[str, Any]:
        """Read one record as a caller would."""
        return await reading.get(self.services, self.session, noun, id, **more)

    async def page(self, operation: str, **given: str) -> dict[str, Any]:
        """Read one page of a list as a caller would."""
        raw = given.pop("include_raw_data", "false") == "true"
        return await reading.list_page(
            self.services, self.session, operation, given, include_raw_data=raw
        )

    async def search(self, noun: str, filter: Mapping[str, Any], **given: str) -> dict[str, Any]:
        """Read one page of a search as a caller would."""
        body = json.dumps({"filter": filter}).encode()
        wanted = {"account": accounts, "contact": contacts, "state": states}[noun].search
        page: dict[str, Any] = await wanted(
            self.services, self.session, given, body, raw_data=False
        )
        return page

    async def steps_page(self, sequence_id: str, **given: str) -> dict[str, Any]:
        """Read one page of a sequence's steps as a caller would."""
        return await steps.list_page(
            self.services, self.session, sequence_id, given, include_raw_data=False
        )

    async def create(self, noun: str, record: Mapping[str, Any], **options: Any) -> Outcome:
        """Make an account or a contact as a caller would."""
        request = _request("POST", f"/engagement/v2/{noun}s", record, options)
        return await records.create(self.services, self.session, NOUNS[noun], request)

    async def update(
        self, noun: str, id: str, record: Mapping[str, Any], **options: Any
    ) -> Outcome:
        """Change an account or a contact as a caller would."""
        request = _request("PATCH", f"/engagement/v2/{noun}s/{id}", record, options)
        return await records.update(self.services, self.session, NOUNS[noun], id, request)

    async def upsert(
        self, noun: str, record: Mapping[str, Any], on: Mapping[str, Any], **options: Any
    ) -> Outcome:
        """Change an account or a contact, or make it, as a caller would."""
        body = {"record": record, "upsert_on": on}
        request = _asking("POST", f"/engagement/v2/{noun}s/_upsert", body, options)
        return await records.upsert(self.services, self.session, NOUNS[noun], request)

    async def enrol(self, record: Mapping[str, Any], **options: Any) -> Outcome:
        """Enrol a contact as a caller would."""
        request = _request("POST", "/engagement/v2/sequence_states", record, options)
        return await states.create(self.services, self.session, request)

    async def enrol_all(self, wanted: Sequence[Mapping[str, Any]], **options: Any) -> Outcome:
        """Enrol many contacts as a caller would."""
        body = {"records": list(wanted)}
        request = _asking("POST", "/engagement/v2/sequence_states/_batch", body, options)
        return await states.create_batch(self.services, self.session, request)

    async def act(
        self, operation: str, id: str, *, sequence_id: str | None = None, **options: Any
    ) -> Outcome:
        """Do what needs nothing but an id, such as ``state.pause``, as a caller would."""
        if operation.startswith("sequence."):
            sequence_id = id
        wanted = acts.Wanted(operation=operation, id=id, sequence_id=sequence_id)
        request = replace(_asking("POST", f"/{operation}/{id}", {}, options), body=b"")
        return await acts.act(self.services, self.session, wanted, request)

    def restarted(self) -> "World":
        """Give the same world with another process's name and no memory of its own."""
        services = replace(self.services, process=f"{self.services.process}+", queues={})
        return replace(self, services=services)


def _request(
    method: str, path: str, record: Mapping[str, Any], options: Mapping[str, Any]
) -> WriteRequest:
    return _asking(method, path, {"record": record}, options)


def _asking(
    method: str, path: str, body: Mapping[str, Any], options: Mapping[str, Any]
) -> WriteRequest:
    strict, dry_run = options.get("strict", False), options.get("dry_run", False)
    query = {"strict": "true"} if strict else {}
    return WriteRequest(
        method=method,
        path=path,
        query=query,
        body=json.dumps(body).encode(),
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
    process = new_id("pr")
    database = await databases.connect(database_url)
    with Host(serve(vendor)) as host:
        async with aiohttp.ClientSession() as http:
            simulated = Simulated(host.url, http)
            clock.followers.append(simulated.advance)
            granting = Granting(
                poster=transport,
                clock=clock,
                auth_urls={provider.name: host.url + urlsplit(provider.auth_url).path},
            )
            settings = Settings(
                wait_seconds=1,
                database_url=database_url,
                key_requests_per_second=0,
                stranger_requests_per_minute=0,
            )
            watch = Counting()
            refresher = outbound(
                recorded, granting, database, vault, process=process, settings=settings, watch=watch
            )
            services = Services(
                database=database,
                vault=vault,
                clock=clock,
                transport=refresher,
                granting=granting,
                tokens=refresher.tokens,
                process=process,
                watch=watch,
                providers={provider.name: provider},
                api_urls={provider.name: served_at(host.url, provider.api_url)},
                settings=settings,
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
                await refresher.close()
                await transport.close()
                await database.close()


async def _session(
    services: Services, provider: Provider, credential: Mapping[str, str]
) -> Session:
    now, database = services.clock.now(), services.database
    application = (await applications.create(database, "contract suite", now)).id
    await keys.issue(database, application, "contract", now, secret=API_KEY)
    await customers.put(database, application, CUSTOMER, name="A customer", email=None, at=now)
    connection_id = await connect(services, application, CUSTOMER, provider.name, credential)
    if provider.oauth is not None:
        await provider_apps.put(database, app_of(services, application, provider))
    connection = await connections.by_id(database, connection_id)
    assert connection is not None
    return Session(
        application_id=application,
        application_name="contract suite",
        customer_id=CUSTOMER,
        connection_id=connection_id,
        provider=provider,
        destination=destination_of(services, provider, connection),
    )


def app_of(services: Services, application_id: str, provider: Provider) -> ProviderApp:
    """Make an OAuth client of an application at a provider."""
    now, id = services.clock.now(), new_id("pa")  # noqa: A001 -- the client's
    secret = services.vault.seal(CLIENT_SECRET.encode(), bound_to=id)
    return ProviderApp(id, application_id, provider.name, CLIENT_ID, secret, (), now, now)
