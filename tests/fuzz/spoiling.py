"""A customer of one provider whose answers are spoilt on their way to Segue."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from segue.engine.transport import Answer, Lost
from segue.http import logs
from segue.http.app import create_app
from segue.service.connections import connect
from segue.spi.provider import Provider
from segue.store.tables import budgets
from segue.testing.world import API_KEY, CLIENT_SECRET, CUSTOMER, World, world
from tests.http.claims import Claims, claims_of

from .bending import Bend
from .requests import Asked, request_of

LOOKS = ("GET", "HEAD")
MISREAD = "an adapter could not read an answer"
OWN_REASONS = ("circuit_open", "token_refresh_failed")
"""Why Segue may say by itself that a provider cannot be asked now."""
NOISY = ("httpx2", "uvicorn.access")
LOUD = ("error", "critical")


@dataclass(frozen=True, slots=True)
class Spoilt:
    """Which answers of one request are spoilt, and how."""

    bend: Bend
    at: int = 0
    """The first one; counted around where there are fewer."""
    on: bool = False
    """Whether all that come after are, too."""
    lost: bool = False
    """Whether the answer of the first write is lost, and what is bent comes after it."""
    fault: str = ""
    """What the provider does to the first request, where it does not simply answer it."""


@dataclass(slots=True)
class Spoiler:
    """Stands where answers come in."""

    inner: Any
    secret: str
    plan: Spoilt | None = None
    many: int = 1
    """How many answers the request gets when nothing is spoilt."""
    seen: int = 0
    losses: int = 0
    bent: int = 0

    def begin(self, plan: Spoilt | None) -> None:
        self.plan, self.seen, self.losses, self.bent = plan, 0, 0, 0

    async def __call__(self, method: str, url: Any, body: Any, headers: Any) -> Answer:
        answer: Answer = await self.inner(method, url, body, headers)
        place, plan = self.seen, self.plan
        self.seen += 1
        if plan is None:
            return answer
        if plan.lost and not self.losses and method not in LOOKS and "search" not in url.path:
            self.losses = place + 1
            raise Lost("ServerDisconnectedError")
        first = self.losses if plan.lost else plan.at % self.many
        if (plan.lost and not self.losses) or not (place == first or (plan.on and place > first)):
            return answer
        self.bent += 1
        return plan.bend(answer, self.secret)


@dataclass(slots=True)
class Ground:
    """Where one provider's answers are spoilt, request by request."""

    run: asyncio.Runner
    stage: World
    spoiler: Spoiler
    client: httpx2.AsyncClient
    claims: Claims
    log: io.StringIO
    asked: dict[str, Asked] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    number: int = 0

    def request(self, operation: str) -> Asked:
        """Give a request that does the operation when nothing is spoilt."""
        kept = self.asked.get(operation)
        if kept is not None and kept.again:
            return kept
        self.asked[operation] = found = self.run.run(request_of(self.stage, operation))
        return found

    def count(self, operation: str) -> int:
        """Count the answers that an operation takes when nothing is spoilt."""
        if operation not in self.counted:
            self.begin(None)
            response = self.send(self.request(operation), "clean")
            # A state may have moved on since it was looked for, which its provider then says.
            assert response.status_code < (500 if operation.startswith("state.") else 300), (
                response.text
            )
            self.counted[operation] = self.spoiler.seen
            assert self.spoiler.seen
        return self.counted[operation]

    def begin(self, plan: Spoilt | None) -> None:
        """Forget what spoilt answers have taught, and spoil by another plan."""
        logs.configure("info", self.log)
        self.spoiler.begin(plan)
        outbound: Any = self.stage.services.transport
        outbound.circuit.circuits.clear()
        for share in outbound.budgeted.shares.values():
            if share.timer is not None:
                share.timer.cancel()
        outbound.budgeted.shares.clear()
        self.run.run(self._forget())
        self.run.run(self._arm(plan.fault if plan else ""))
        self.log.seek(0)
        self.log.truncate()

    def connect(self) -> None:
        """Connect the customer anew, as one does whose credential is dead."""
        self.run.run(self._connect())

    async def _connect(self) -> None:
        stage = self.stage
        given = await stage.simulated.ask("GET", "token")
        self.spoiler.secret = next(iter(given.values()))
        place = (stage.session.application_id, CUSTOMER, stage.provider.name)
        await connect(stage.services, *place, given, again=True)

    async def _forget(self) -> None:
        async with self.stage.services.database.transaction() as tx:
            await tx.run(budgets.delete())

    async def _arm(self, kind: str) -> None:
        await self.stage.simulated.ask("DELETE", "faults")
        if kind:
            await self.stage.simulated.fault(kind)

    def send(self, asked: Asked, key: str) -> httpx2.Response:
        """Send a request."""
        return self.run.run(self._send(asked, key))

    async def _send(self, asked: Asked, key: str) -> httpx2.Response:
        headers = {"idempotency-key": f"{key}-{self.number}"} if asked.writes else {}
        content = None if asked.body is None else json.dumps(asked.body).encode()
        if content is not None:
            headers["content-type"] = "application/json"
        response = await self.client.request(
            asked.method, asked.path, content=content, headers=headers
        )
        await response.aread()
        return response

    def lines(self) -> list[dict[str, Any]]:
        """Give what was logged."""
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    def hold(self, response: httpx2.Response) -> None:
        """Fail where an answer or the log is not what any caller may see."""
        told = f"{response.request.method} {response.request.url} {response.text[:3000]}"
        loud = [line for line in self.lines() if line["level"] in LOUD]
        assert [line for line in loud if line["event"] != MISREAD] == [], told
        assert response.status_code < 500 or response.status_code in (502, 503, 504), told
        shown = response.text + str(response.headers) + self.log.getvalue()
        secrets = (*self.stage.session.destination.secrets, API_KEY, CLIENT_SECRET)
        assert not [secret for secret in secrets if secret in shown], told
        try:
            self.run.run(self.claims.hold(response))
        except Exception as error:
            raise AssertionError(f"{error}\n{told}") from error
        if response.status_code >= 500:
            for error in response.json()["errors"]:
                meta = error["meta"]
                far = meta["origin"] == "remote-provider" or meta.get("reason") in OWN_REASONS
                assert far or error["code"] == "OUTCOME_UNKNOWN", told


@contextmanager
def ground(provider: Provider, database: Path) -> Iterator[Ground]:
    """Open a world whose answers can be spoilt, with its log kept."""
    log = io.StringIO()
    for name in NOISY:
        logging.getLogger(name).disabled = True
    with asyncio.Runner() as run:
        stack = AsyncExitStack()
        entering = world(provider, f"sqlite:///{database}")
        stage = run.run(stack.enter_async_context(entering))
        try:
            yield _ground(run, stage, log)
        finally:
            run.run(stack.aclose())
            for name in NOISY:
                logging.getLogger(name).disabled = False


def _ground(run: asyncio.Runner, stage: World, log: io.StringIO) -> Ground:
    transport: Any = stage.transport.inner
    spoiler = Spoiler(transport._exchange, next(iter(stage.session.destination.secrets)))
    transport._exchange = spoiler
    app = create_app(stage.services)
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url="http://segue.test",
        headers={
            "x-api-key": API_KEY,
            "x-customer-id": CUSTOMER,
            "x-provider-name": stage.provider.name,
        },
    )
    return Ground(run, stage, spoiler, client, claims_of(app, stage.services), log)
