"""Two applications with two customers each, all of them with everything there is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from segue import registry
from segue.config import Settings
from segue.engine.granting import Granting
from segue.engine.seal import seal
from segue.engine.transport import Answer, Destination, RawRequest
from segue.kit.ids import new_id
from segue.model.scope import SCOPES
from segue.model.tenant import MagicLinkCreate, ProviderConfig
from segue.service import keys, magic_links, return_urls
from segue.service.connections import connect
from segue.service.context import Services
from segue.service.provider_settings import provider_id, put
from segue.spi.oauth import Encoding
from segue.spi.plan import Request
from segue.store import applications, audit, customers, jobs, journal
from segue.store.audit import AuditEntry, audit_id
from segue.store.jobs import Job, Slice
from segue.store.journal import Entry
from segue.store.runner import Database
from segue.testing.clock import MovableClock
from segue.vault import Vault

SHARED = "shared"
"""The id of a customer that both applications have."""
BACK = "http://localhost/back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One customer, and what only it has."""

    application: str
    """The application's name."""
    id: str
    connections: Mapping[str, str]
    """Provider -> the id of its connection."""
    values: Mapping[str, str]
    """Parameter of a path -> an id of this customer's own."""
    marks: tuple[str, ...]
    """Texts that stand nowhere but in what is this customer's: ids, names, secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """One application."""

    name: str
    id: str
    api_key: str
    customers: tuple[Customer, ...]
    values: Mapping[str, str]
    marks: tuple[str, ...]
    """Texts that stand nowhere but in what is this application's and no customer's."""


@dataclass
class Wire:
    """Every provider at once: it notes who is asked for, and says that nothing is there."""

    asked: list[Destination] = field(default_factory=list)

    async def send(self, destination: Destination, _request: Request) -> Answer:
        self.asked.append(destination)
        body = {"errors": [{"title": "Not found"}]}
        return Answer(status=404, body=body, text=json.dumps(body), headers={})

    async def raw(self, destination: Destination, _request: RawRequest) -> Answer:
        self.asked.append(destination)
        return Answer(status=404, body=None, text="nothing", headers={})

    async def post(self, _url: str, _fields: Mapping[str, str], _encoding: Encoding) -> Answer:
        return Answer(status=400, body={}, text="{}", headers={})


def services_on(database: Database, wire: Wire, url: str) -> Services:
    """Put a process together whose providers are all on one wire."""
    clock = MovableClock()
    return Services(
        database=database,
        vault=Vault(b"\x07" * 32),
        clock=clock,
        transport=wire,
        providers={name: registry.load(name) for name in registry.names()},
        api_urls={},
        settings=Settings(
            database_url=url, key_requests_per_second=0, stranger_requests_per_minute=0
        ),
        granting=Granting(poster=wire, clock=clock),
    )


async def settle(services: Services, name: str) -> Tenant:
    """Make an application with two customers, one of which has an id that others have too."""
    database, now = services.database, services.clock.now()
    owner = (await applications.create(database, name, now)).id
    key = await keys.issue(services, owner, f"key of {name}", SCOPES)
    other = await keys.issue(services, owner, f"other key of {name}")
    secret = f"client-secret-of-{name}-0123456789"
    for provider in services.providers.values():
        if provider.oauth is not None:
            await put(services, owner, provider, _client(name, secret))
    await return_urls.put(services, owner, [BACK, f"https://{name}.example/back"])
    return Tenant(
        name=name,
        id=owner,
        api_key=key["key"],
        customers=(
            await _customer(services, owner, name, SHARED),
            await _customer(services, owner, name, f"only-{name}"),
        ),
        values={
            "provider_id": provider_id(owner, "outreach"),
            "key_id": other["id"],
        },
        marks=(
            owner,
            key["key"],
            key["id"],
            other["key"],
            other["id"],
            f"key of {name}",
            secret,
            f"client-of-{name}",
            f"https://{name}.example",
            *(provider_id(owner, each) for each in services.providers),
        ),
    )


def _client(name: str, secret: str) -> ProviderConfig:
    client = {"oauth_client_id": f"client-of-{name}", "oauth_client_secret": secret}
    return ProviderConfig.model_validate({"oauth": {"oauth_scopes": [], "credentials": client}})


async def _customer(services: Services, owner: str, name: str, id: str) -> Customer:
    database, now = services.database, services.clock.now()
    mark = f"{name}-{id}-marked"
    await customers.put(database, owner, id, name=f"{mark}-name", email=f"{mark}@x.example", at=now)
    secrets: list[str] = []
    made: dict[str, str] = {}
    for provider in services.providers.values():
        credential = {
            each.name: f"{mark}-{provider.name}-{each.name}-0123456789"
            for each in provider.credential
        }
        secrets += credential.values()
        made[provider.name] = await connect(services, owner, id, provider.name, credential)
    link = await magic_links.create(
        services,
        owner,
        MagicLinkCreate(
            customer_id=id, provider_name="outreach", return_url=BACK, expiration_secs=3600
        ),
    )
    write_id = await _write(services, owner, id, made["outreach"], mark)
    job_id = await _job(services, owner, id, made["outreach"], mark)
    at = services.clock.now() - timedelta(minutes=5)
    noted = AuditEntry(
        id=audit_id(at),
        application_id=owner,
        at=at,
        who="key",
        what="createSequenceStep",
        status=201,
        customer_id=id,
        provider="outreach",
        connection_id=made["outreach"],
        write_id=write_id,
    )
    await audit.add(database, noted)
    return Customer(
        application=owner,
        id=id,
        connections=made,
        values={
            "customer_id": id,
            "connection_id": made["outreach"],
            "magic_link_id": link["id"],
            "write_id": write_id,
            "job_id": job_id,
        },
        marks=(mark, *secrets, *made.values(), link["id"], write_id, job_id, noted.id),
    )


async def _job(services: Services, owner: str, id: str, connection_id: str, mark: str) -> str:
    made = new_id("job")
    job = Job(
        id=made,
        application_id=owner,
        customer_id=id,
        provider="outreach",
        connection_id=connection_id,
        key=f"{mark}-job",
        digest="d",
        type="enrol",
        total=1,
        created_at=services.clock.now(),
    )
    records = [{"contact_id": f"{mark}-contact", "sequence_id": "7", "mailbox_id": "1"}]
    sealed = seal(services.vault, records, write_id=made, part="0/records")
    one = Slice(job_id=made, position=0, first=0, size=1, records=sealed)
    async with services.database.transaction() as tx:
        await jobs.insert_job(tx, job, [one])
    return made


async def _write(services: Services, owner: str, id: str, connection_id: str, mark: str) -> str:
    now = services.clock.now()
    entry = Entry(
        id=new_id("wr"),
        application_id=owner,
        customer_id=id,
        provider="outreach",
        connection_id=connection_id,
        key=f"{mark}-key",
        digest="d",
        operation="step.create",
        resource=f"{connection_id}/sequence/7",
        target="7",
        created_at=now,
        updated_at=now,
    )
    await journal.insert(services.database, entry)
    return entry.id
