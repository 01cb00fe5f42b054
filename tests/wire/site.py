"""One provider's simulator with the real application in front of it, asked as a client asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx2

from segue import registry
from segue.http.app import create_app
from segue.testing.clock import MovableClock
from segue.testing.simulated import Simulated
from segue.testing.world import API_KEY, CUSTOMER, world
from tests.http.claims import claims_of

ROOT = "/engagement/v2"
DAY = 86_400
EMAIL = {"type": "auto_email", "template": {"subject": "Hello", "body": "<p>Good day</p>"}}
CALL = {"type": "call", "interval_seconds": DAY, "task_note": "Ring twice"}
TASK = {"type": "task", "interval_seconds": DAY, "task_note": "Look them up"}
REPLY = {**EMAIL, "interval_seconds": DAY, "is_reply": True}


@dataclass(slots=True)
class Site:
    """What the tests of a provider share; each makes its own records."""

    provider: str
    client: httpx2.AsyncClient
    simulated: Simulated
    clock: MovableClock
    numbers: Any = field(default_factory=lambda: count(1))
    known: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> httpx2.Response:
        """Make a request as a client of the old wire does."""
        json = {} if body is None else {"json": body}
        return await self.client.request(method, f"{ROOT}{path}", params=query, **json)

    async def got(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """Make a request of a test's premise, which succeeds."""
        response = await self.ask(method, path, body, **query)
        assert response.is_success, f"{method} {path}: {response.text}"
        return response.json()

    async def made(self, path: str, record: Any) -> str:
        """Make a record; gives its id."""
        return str((await self.got("POST", path, {"record": record}))["record"]["id"])

    async def account(self) -> str:
        """Make an account."""
        return await self.made("/accounts", self.new_account())

    def new_account(self) -> dict[str, Any]:
        """Give an account that resembles no other."""
        number = next(self.numbers)
        return {"name": f"Lantern {number}", "domain": f"lantern{number}.example"}

    async def contact(self) -> str:
        """Make a contact."""
        return await self.made("/contacts", self.new_contact())

    def new_contact(self) -> dict[str, Any]:
        """Give a contact that resembles no other."""
        number = next(self.numbers)
        address = {"email_address": f"l{number}@lantern.example", "email_address_type": "primary"}
        phone = {"phone_number": f"+1555010{number:04}", "phone_number_type": "mobile"}
        return {
            "first_name": "Ottilie",
            "last_name": f"Lantern {number}",
            "email_addresses": [address],
            "phone_numbers": [phone],
        }

    async def sequence(self) -> str:
        """Make a sequence with steps."""
        steps = [EMAIL, REPLY, CALL, TASK]
        return await self.made("/sequences", {"name": "Wire", "type": "team", "steps": steps})

    async def empty(self) -> str:
        """Make a sequence without steps."""
        return await self.made("/sequences", {"name": "Wire, empty", "type": "team"})

    async def step(self) -> str:
        """Make a step; gives its path."""
        sequence = await self.empty()
        step = await self.made(f"/sequences/{sequence}/sequence_steps", EMAIL)
        return f"/sequences/{sequence}/sequence_steps/{step}"

    async def first(self, path: str, **such: Any) -> str:
        """Give the id of the first listed record that reads as `such`."""
        key = f"{path} {such}"
        if key not in self.known:
            records = (await self.got("GET", path, page_size="100"))["records"]
            fitting = (it for it in records if all(it[k] == v for k, v in such.items()))
            self.known[key] = next(fitting)["id"]
        return self.known[key]

    async def enrolment(self, contact: str | None = None) -> dict[str, str]:
        """Give the record that enrols a contact, as every old client sent it."""
        return {
            "contact_id": contact or await self.contact(),
            "sequence_id": await self.first("/sequences", is_enabled=True),
            "mailbox_id": await self.first("/mailboxes", is_disabled=False),
            "user_id": await self.first("/users", is_deleted=False),
        }

    async def state(self) -> str:
        """Enrol a new contact; gives the state's path."""
        return "/sequence_states/" + await self.made("/sequence_states", await self.enrolment())

    async def template(self) -> str:
        """Put a template into the provider's account."""
        made = await self.simulated.seed({"templates": [{"subject": "Seeded"}]})
        return str(made["templates"][0])


@asynccontextmanager
async def opened(provider: str, database_url: str) -> AsyncIterator[Site]:
    """Start a provider's simulator and the application; each answer is held to the document."""
    headers = {"x-api-key": API_KEY, "x-customer-id": CUSTOMER, "x-provider-name": provider}
    async with world(registry.load(provider), database_url) as found:
        app = create_app(found.services)
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url="http://segue.test",
            headers=headers,
            event_hooks={"response": [claims_of(app, found.services).hold]},
        ) as client:
            yield Site(provider, client, found.simulated, found.clock)
