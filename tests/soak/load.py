"""What a soak asks: a round of everything, again and again, each answer held to what it must be."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

ROOT = "/engagement/v2"
EMAILS = 40
"""People who are upserted again and again."""
STEPS = 8
"""Steps of a sequence before another takes its place."""
STEP = {"type": "call", "interval_seconds": 86_400, "task_note": "Ring twice"}
MAIL = {
    "type": "auto_email",
    "interval_seconds": 86_400,
    "template": {"subject": "Hello", "body": "<p>Good day</p>"},
}


class Unexpected(Exception):
    """An answer that is none of those that were to be expected."""


class Asking(Protocol):
    """Sends a request of a customer of a provider; gives the status, JSON or None, and headers."""

    async def __call__(
        self, provider: str, method: str, path: str, body: Any, headers: Mapping[str, str]
    ) -> tuple[int, Any, Mapping[str, str]]: ...


@dataclass(slots=True)
class Premises:
    """What is asked about at one provider."""

    on: str
    """A sequence that is switched on."""
    mailbox: str
    sequence: str = ""
    steps: int = STEPS
    contacts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Load:
    """One provider's load."""

    provider: str
    asking: Asking
    rng: random.Random
    counted: Counter[str]
    premises: Premises | None = None
    numbers: Any = field(default_factory=lambda: count(1))

    async def ask(
        self,
        method: str,
        path: str,
        *expected: int,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Send a request; `Unexpected` where it is not answered with a status that is expected."""
        status, told, _ = await self.asking(
            self.provider, method, f"{ROOT}{path}", body, headers or {}
        )
        self.counted[f"{method} {status}"] += 1
        if status not in expected:
            raise Unexpected(f"{self.provider} {method} {path}: {status} {told}")
        return told

    async def begin(self) -> None:
        """Find what is there."""
        found = (await self.ask("GET", "/sequences?page_size=100", 200))["records"]
        on = next(it["id"] for it in found if it["is_enabled"] and it["num_steps"])
        boxes = (await self.ask("GET", "/mailboxes", 200))["records"]
        mailbox = next(it["id"] for it in boxes if not it["is_disabled"] and not it["is_deleted"])
        self.premises = Premises(on, mailbox)
        for _ in range(3):
            await self.upsert()

    @property
    def held(self) -> Premises:
        """What was found."""
        assert self.premises is not None
        return self.premises

    async def once(self) -> None:
        """Do one thing, chosen at random."""
        (chosen,) = self.rng.choices(list(MIX), weights=list(MIX.values()))
        await chosen(self)

    async def sequence(self) -> None:
        name = f"Soak {next(self.numbers)}"
        # Salesloft takes one import for each sequence: it is made whole, or filled by one step.
        steps = [MAIL, STEP] if self.rng.random() < 0.5 else []
        record = {"name": name, "type": "team", **({"steps": steps} if steps else {})}
        made = await self.ask("POST", "/sequences", 201, body={"record": record})
        if not steps:
            self.held.sequence, self.held.steps = made["record"]["id"], 0

    async def step(self) -> None:
        most = 1 if self.provider == "salesloft" else STEPS
        if not self.held.sequence or self.held.steps >= most:
            record = {"name": f"Soak {next(self.numbers)}", "type": "team"}
            made = await self.ask("POST", "/sequences", 201, body={"record": record})
            self.held.sequence, self.held.steps = made["record"]["id"], 0
        sequence = self.held.sequence
        self.held.steps += 1
        path, key = f"/sequences/{sequence}/sequence_steps", f"soak-{self.rng.random()}"
        once, again = [
            await self.ask(
                "POST", path, 201, body={"record": STEP}, headers={"idempotency-key": key}
            )
            for _ in range(2)
        ]
        assert once == again, "a repeat is answered otherwise"

    async def upsert(self) -> None:
        email = f"person{self.rng.randrange(EMAILS)}@soak.example"
        record = {
            "first_name": "Ada",
            "last_name": f"Soak {next(self.numbers)}",
            "email_addresses": [{"email_address": email, "email_address_type": "primary"}],
        }
        if self.provider == "outreach":
            record["email_addresses"] = [{"email_address": email, "email_address_type": "work"}]
        body = {"record": record, "upsert_on": {"email": email}}
        made = await self.ask("POST", "/contacts/_upsert", 201, body=body)
        contacts = self.held.contacts
        if made["record"]["id"] not in contacts:
            contacts.append(made["record"]["id"])

    async def listing(self) -> None:
        path = self.rng.choice(("/contacts", "/sequences", "/users", "/mailboxes"))
        found = await self.ask("GET", f"{path}?page_size=10", 200)
        if (cursor := found["pagination"]["next"]) is not None:
            await self.ask("GET", f"{path}?page_size=10&cursor={cursor}", 200)

    async def reading(self) -> None:
        await self.ask("GET", f"/sequences/{self.held.on}", 200)
        await self.ask("GET", f"/contacts/{self.rng.choice(self.held.contacts)}", 200)

    async def enrol(self) -> None:
        record = {
            "contact_id": self.rng.choice(self.held.contacts),
            "sequence_id": self.held.on,
            "mailbox_id": self.held.mailbox,
        }
        await self.ask("POST", "/sequence_states", 201, body={"record": record})

    async def dry(self) -> None:
        record = {"name": "Never made", "type": "team", "steps": [MAIL]}
        await self.ask("POST", "/sequences?dry_run=true", 200, body={"record": record})

    async def refused(self) -> None:
        await self.ask("POST", "/sequences", 400, body={"record": {"name": 7}})
        await self.ask("GET", "/sequences?pagesize=3", 400)
        await self.ask("GET", "/nothing/here", 404)
        await self.ask("GET", "/sequences", 401, headers={"x-api-key": "segue_wrong"})
        await self.ask("POST", "/contacts", 400, body={"record": None})
        await self.ask("POST", f"/contacts/{'9' * 400}", 404, 405, body={})


MIX: Mapping[Callable[[Load], Awaitable[None]], int] = {
    Load.sequence: 3,
    Load.step: 4,
    Load.upsert: 5,
    Load.listing: 6,
    Load.reading: 8,
    Load.enrol: 4,
    Load.dry: 3,
    Load.refused: 2,
}
