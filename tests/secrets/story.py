"""A customer's day: reads, writes, dry runs and repeats, with every fault, all that is answered."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from sqlalchemy import select

from segue.store.tables import writes
from segue.testing.world import World

SEQUENCES = "/engagement/v2/sequences"
STEP = {"type": "auto_email", "template": {"subject": "Hello", "body": "<p>Hello</p>"}}
NEWEST = select(writes.c.id).order_by(writes.c.created_at.desc()).limit(1)
KINDS = (
    "refused",
    "rate_limited",
    "server_error",
    "lost_answer",
    "dropped",
    "late",
    "malformed",
    "error_after",
)
STATUSES = (400, 401, 403, 404, 409, 418, 422, 429, 500, 503)
PADDINGS = (0, 460, 3960)
"""Characters before the echoed secret: with 460 and 3960 a cut of the text falls inside it."""
SETTLED = 61
"""Seconds after which a lost answer that no look-up finds means that nothing was done."""


@dataclass(slots=True)
class Story:
    """What happens to one customer, and what the server answers to it."""

    world: World
    client: httpx2.AsyncClient
    told: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def credential(self) -> tuple[str, ...]:
        """What the provider was sent, and can repeat."""
        return self.world.session.destination.secrets

    async def ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Ask the server, and keep all that it says."""
        response = await self.client.request(method, path, **options)
        self.told.append(f"{response.status_code} {response.headers.multi_items()}")
        self.told.append(response.text)
        return response

    async def work(self) -> None:
        """Let reads and writes happen, with every fault."""
        await self._plainly()
        for kind in KINDS:
            await self._with_fault(kind)

    async def suffer(self) -> None:
        """Let the provider repeat what it was sent, wherever it can, and then take it back."""
        for status in STATUSES:
            await self._echoed("POST", status, self._echoes(0)[0])
        for method, padding in itertools.product(("GET", "POST"), PADDINGS):
            for body in self._echoes(padding):
                await self._echoed(method, 422, body)
        await self._named()
        await self._without_a_credential()

    async def _plainly(self) -> None:
        steps = [STEP, {**STEP, "type": "call", "template": None, "task_note": "Ring"}]
        record = {"name": "Plain", "type": "team", "steps": steps}
        made = await self.ask("POST", SEQUENCES, json={"record": record})
        one = f"{SEQUENCES}/{made.json()['record']['id']}"
        listed = {"include_raw_data": "true"}
        await self.ask("GET", SEQUENCES, params=listed)
        read = await self.ask("GET", one, params=listed)
        step = f"{one}/sequence_steps/{read.json()['steps'][0]['id']}"
        change = {"template": {"subject": "Other", "body": "<p>Other</p>"}}
        await self.ask("PATCH", step, json={"record": change})
        for mode in ({"dry_run": "true"}, {"strict": "true"}, {}):
            await self._add(await self._sequence(), mode)

    async def _named(self) -> None:
        """Read records in which somebody has left the credential, at the provider itself."""
        for secret in self.credential:
            path = await self._sequence(f"Use {secret}")
            shown = {"include_raw_data": "true"}
            await self.ask("GET", path.removesuffix("/sequence_steps"), params=shown)
            await self.ask("GET", SEQUENCES, params={**shown, "page_size": "100"})
            await self._add(path, {"dry_run": "true"})
            await self._add(path, {})

    async def _sequence(self, name: str = "") -> str:
        kind = "cadences" if self.world.provider.name == "salesloft" else "sequences"
        named = name or f"Empty {next(self.numbers)}"
        made = await self.world.simulated.seed({kind: [{"name": named, "steps": 0}]})
        return f"{SEQUENCES}/{made[kind][0]['id']}/sequence_steps"

    async def _add(self, path: str, mode: Mapping[str, str]) -> httpx2.Response:
        response = await self.ask("POST", path, params=mode, json={"record": STEP})
        for row in await self.world.services.database.rows(NEWEST):
            await self.ask("GET", f"/segue/v1/writes/{row['id']}")
        return response

    async def _with_fault(self, kind: str) -> None:
        for method in ("GET", "POST"):
            await self.world.simulated.fault(kind, method=method, seconds=1)
            await self._add_twice()

    async def _echoed(self, method: str, status: int, body: Any) -> None:
        await self.world.simulated.fault("answer", method=method, status=status, body=body)
        await self._add_twice()

    def _echoes(self, padding: int) -> tuple[Any, ...]:
        """Give error bodies in which a provider repeats what it was sent."""
        said = " ".join(("x" * padding, *self.credential))
        return (
            {
                "errors": [{"id": "bad", "title": said, "detail": said, "source": {"token": said}}],
                "error": said,
                "message": said,
                "headers": [{"name": "Authorization", "value": f"Bearer {said}"}],
                **dict.fromkeys(self.credential, True),
            },
            f"<html><body>{said}</body></html>",
        )

    async def _add_twice(self) -> None:
        path = await self._sequence()
        first = await self._add(path, {})
        await self.world.simulated.ask("DELETE", "faults")
        # What a rate limit has stopped stays so until it says.
        wait = int(first.headers.get("retry-after", "0")) + SETTLED
        await self.world.clock.advance(wait)
        key = {"idempotency-key": first.headers["idempotency-key"]}
        await self.ask("POST", path, json={"record": STEP}, headers=key)

    async def _without_a_credential(self) -> None:
        path = await self._sequence()
        for kind in ("expired_token", "revoked_token"):
            await self.world.simulated.fault(kind)
            await self._add(path, {})
        wrong = {"x-api-key": self.credential[0]}
        await self.ask("POST", path, json={"record": STEP}, headers=wrong)
