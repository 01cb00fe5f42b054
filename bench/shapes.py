"""What is measured: requests of a caller, and what each makes Segue ask the provider.

The provider's part is not written by hand. Each request is made once against the simulator, and
what went back and forth is kept, so that every contender makes the very calls that Segue makes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from segue import registry
from segue.engine.transport import (
    Answer,
    Destination,
    HttpTransport,
    RawRequest,
    pairs_of,
    path_of,
)
from segue.spi.plan import Request
from segue.store import migrate
from segue.testing.world import World, world

CALL = {"type": "call", "interval_seconds": 86400, "task_note": "Ask for the renewal date."}
EMAIL = {
    "type": "auto_email",
    "interval_seconds": 86400,
    "template": {
        "name": "First touch",
        "subject": "A question about {{account.name}}",
        "body": "<p>Hello {{first_name}},</p><p>may I ask who looks after renewals?</p>",
    },
}
CONTACTS = 100
PAGE = f"/engagement/v2/contacts?page_size={CONTACTS}"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to the provider, and its answer."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any
    status: int
    answer: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of request: as a caller makes it, and as the provider sees it."""

    name: str
    method: str
    path: str
    body: str
    exchanges: tuple[Exchange, ...]

    @property
    def status(self) -> int:
        """What it is answered with."""
        return 201 if self.method == "POST" else 200

    @property
    def calls(self) -> str:
        """How many calls of the provider it takes, in words."""
        reads = sum(exchange.method == "GET" for exchange in self.exchanges)
        return f"{self.name} {len(self.exchanges)} (reads: {reads})"

    def answered(self, body: Any) -> bool:
        """See whether an answer's body holds what was asked for."""
        if self.method == "POST":
            return bool(body["record"]["id"])
        return len(body["records"]) == CONTACTS


@dataclass(slots=True)
class Kept:
    """A transport that keeps every exchange."""

    inner: HttpTransport
    exchanges: list[Exchange] = field(default_factory=list)

    async def send(self, destination: Destination, request: Request) -> Answer:
        answer = await self.inner.send(destination, request)
        self.exchanges.append(
            Exchange(
                request.method,
                path_of(request),
                tuple(pairs_of(request.query)),
                request.body,
                answer.status,
                answer.text,
            )
        )
        return answer

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        return await self.inner.raw(destination, request)


async def shapes() -> tuple[Shape, ...]:
    """Make each request once against Outreach's simulator, and keep what it asked."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/shapes.db"
        await migrate.upgrade(url)
        async with world(registry.load("outreach"), url) as stage:
            made = await stage.create_sequence({"name": "Renewals", "type": "team"})
            sequence_id = str(made.body["record"]["id"])
            emails = [{"emails": [f"contact{i}@example.com"]} for i in range(CONTACTS)]
            await stage.simulated.seed({"prospects": emails})
            return await _each(stage, sequence_id)


async def _each(stage: World, sequence_id: str) -> tuple[Shape, ...]:
    steps = f"/engagement/v2/sequences/{sequence_id}/sequence_steps"
    page = await _kept(stage, lambda: stage.page("contact.list", page_size=str(CONTACTS)))
    call = await _kept(stage, lambda: stage.create_step(sequence_id, CALL))
    other = await stage.create_sequence({"name": "Newcomers", "type": "team"})
    email_id = str(other.body["record"]["id"])
    email = await _kept(stage, lambda: stage.create_step(email_id, EMAIL))
    return (
        Shape("call step", "POST", steps, _record(CALL), call),
        Shape(
            "e-mail step",
            "POST",
            f"/engagement/v2/sequences/{email_id}/sequence_steps",
            _record(EMAIL),
            email,
        ),
        Shape("100 contacts", "GET", PAGE, "", page),
    )


async def _kept(stage: World, ask: Any) -> tuple[Exchange, ...]:
    recorded = stage.transport
    inner = recorded.inner
    kept = Kept(inner)
    recorded.inner = kept  # type: ignore[assignment]
    try:
        await ask()
    finally:
        recorded.inner = inner
    return tuple(kept.exchanges)


def _record(record: Mapping[str, Any]) -> str:
    return json.dumps({"record": record})
