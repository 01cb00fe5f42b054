"""One campaign: writes drawn from a seed, troubles drawn from it too, and what came of both."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from segue import registry

from . import troubles
from .asks import Ask
from .caller import Caller
from .cluster import Cluster
from .drawing import DRAWN, WEIGHTS, Account, draw
from .moments import Moments
from .oracle import Book, Told, Violation, judge, verdict
from .place import Place
from .things import State, things

AT_ONCE = 8
CALM_SECONDS = 200.0
MOST_ROUNDS = 12
ROUND_SECONDS = 3600.0
ROUND_PAUSE = 0.8
"""Real seconds: recovery looks for what is left twice as often."""
MANNERS = {"steady": 72, "hangs up": 12, "two at once": 10, "silent": 6}
"""How a caller behaves -> how often. The silent ask once, half of them hang up, none repeats."""
MOST_ARMED = 6
"""Faults of one simulator that wait to strike; more are disarmed."""
TOLERANCE = 2.0
"""Seconds that a server's clock may be ahead of or behind the simulators'; two differ by twice it,
which is less than the 5 s by which adapters trust a provider's clock."""
FURTHEST_BACK = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a campaign is made of; the same plan draws the same writes and troubles."""

    seed: int
    writes: int
    faults: float = 0.55
    """Share of writes before which a fault is armed."""
    kill_every: int = 30
    """Writes between two kills, on the average; 0 for none. The same for the others."""
    restart_every: int = 50
    jump_every: int = 12
    replays: float = 0.3
    """Share of finished writes that are asked for once more at the end."""


@dataclass(slots=True, kw_only=True)
class Result:
    """What came of a campaign."""

    plan: Plan
    told: list[Told] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    states: dict[str, State] = field(default_factory=dict)
    """What stands in each simulator at the end."""
    seconds: float = 0
    stormy: float = 0
    """Seconds until no more was broken."""
    virtual: float = 0
    log: str = ""


class Campaign:
    """A campaign on one database."""

    def __init__(
        self, plan: Plan, place: Place, http: aiohttp.ClientSession, cluster: Cluster | None
    ) -> None:
        self.plan = plan
        self.place = place
        self.cluster = cluster
        self.rng = random.Random(f"campaign {plan.seed}")
        self.moments = Moments(place.move)
        self.caller = Caller(
            place=place,
            http=http,
            moments=self.moments,
            rng=random.Random(f"caller {plan.seed}"),
            reconnecting=asyncio.Lock(),
        )
        self.accounts = {
            name: Account(name, simulated, random.Random(f"{name} {plan.seed}"))
            for name, simulated in place.simulated.items()
        }
        self.operations = [
            (name, operation)
            for name in registry.names()
            for operation in sorted(registry.load(name).writes)
            for _ in range(WEIGHTS.get(operation, 1))
        ]
        self.result = Result(plan=plan)
        self._drawing = asyncio.Lock()
        self._next = 0

    async def run(self) -> Result:
        """Run it, and judge."""
        began = time.monotonic()
        for name, account in self.accounts.items():
            account.mailbox = await _mailbox(name, account)
        await asyncio.gather(*(self._worker() for _ in range(AT_ONCE)))
        self.result.stormy = time.monotonic() - began
        await self._calm()
        for name, simulated in self.place.simulated.items():
            self.result.states[name] = await simulated.state()
        self.result.violations = judge(books(self.result.states), self.result.told)
        self.result.seconds = time.monotonic() - began
        self.result.virtual = self.place.offset
        self.result.events["connected again"] = self.caller.reconnected
        self.result.log = "\n".join(rack.log for rack in self.place.racks)
        return self.result

    async def _worker(self) -> None:
        with self.moments.busy():
            while True:
                async with self._drawing:
                    if self._next >= self.plan.writes:
                        return
                    self._next += 1
                    told = await self._draw(self._next)
                    drawn = random.Random(f"{self.plan.seed} {self._next}")
                await self._trouble(told.ask.provider, told.ask.operation, drawn)
                await self._behave(told)

    async def _draw(self, number: int) -> Told:
        name, operation = self.rng.choice(self.operations)
        assert operation in DRAWN, f"nothing draws {operation}"
        (manner,) = self.rng.choices(list(MANNERS), list(MANNERS.values()))
        ask = await draw(self.accounts[name], operation, number)
        told = Told(ask=ask, manner=manner)
        self.result.told.append(told)
        return told

    async def _behave(self, told: Told) -> None:
        ask = told.ask
        match told.manner:
            case "silent":
                if self.caller.rng.random() < 0.5:
                    await self.caller.hang_up(ask, told)
                else:
                    await self.caller.ask(ask, told)
                told.final = verdict(told.heard[-1]) or "silent"
            case "hangs up":
                await self.caller.hang_up(ask, told)
                await self.caller.until_final(ask, told)
            case "two at once":
                await self._two(ask, told)
            case _:
                await self.caller.until_final(ask, told)

    async def _two(self, ask: Ask, told: Told) -> None:
        """Two clients with one key: both hear of it, and one record is kept."""

        async def another() -> None:
            with self.moments.busy():
                await self.caller.until_final(ask, told)

        second = asyncio.ensure_future(another())
        await self.caller.until_final(ask, told)
        while not second.done():
            await self.moments.wait(1)

    async def _trouble(self, name: str, operation: str, drawn: random.Random) -> None:
        plan, events = self.plan, self.result.events
        if drawn.random() < plan.faults:
            simulated = self.place.simulated[name]
            armed = await simulated.ask("GET", "faults")
            if sum(each["times"] > each["hit"] for each in armed) >= MOST_ARMED:
                await simulated.ask("DELETE", "faults")
            oauth = registry.load(name).oauth is not None
            if oauth and drawn.random() < 0.08:
                await simulated.fault(**troubles.at_the_token(drawn))
                await simulated.fault("expired_token")
            else:
                await simulated.fault(**troubles.fault(drawn, name, operation))
        if plan.kill_every and drawn.random() < 1 / plan.kill_every:
            events["kill -9"] += 1
            await self.place.replace(drawn.randrange(len(self.place.servers)))
        if self.cluster and plan.restart_every and drawn.random() < 1 / plan.restart_every:
            events["database restart"] += 1
            await asyncio.to_thread(self.cluster.restart)
        if plan.jump_every and drawn.random() < 1 / plan.jump_every:
            self._jump(drawn)

    def _jump(self, drawn: random.Random) -> None:
        """Let clocks jump; see docs/decisions/0020 for what may jump when."""
        kind = drawn.choice(["apart", "apart", "apart", "back", "forward"])
        self.result.events[f"clock jump: {kind}"] += 1
        place = self.place
        if kind == "apart":
            far = min(place.skews)
            base = far if far < -TOLERANCE else 0.0
            place.skews = [
                base + drawn.uniform(0 if base else -TOLERANCE, TOLERANCE) for _ in place.skews
            ]
            place.set_clocks()
        elif kind == "back":
            far = drawn.uniform(10, FURTHEST_BACK)
            place.skews = [skew - far for skew in place.skews]
            place.set_clocks()
        else:
            self.moments.leap(drawn.uniform(60, 4 * 3600))

    async def _calm(self) -> None:
        """No more troubles: whatever is still open is repeated, and some of what is done."""
        for simulated in self.place.simulated.values():
            await self._count(simulated)
            await simulated.ask("DELETE", "faults")
        await self.place.move(CALM_SECONDS)
        self.result.events["open when it became calm"] = sum(
            told.final in ("open", "unknown") for told in self.result.told
        )
        for name in self.accounts:
            await self.place.reconnect(name)
        waiting = [told for told in self.result.told if told.final == "open"]
        for told in waiting:
            with self.moments.busy():
                await self.caller.until_final(told.ask, told)
        await self._recovered()
        for told in self.result.told:
            if told.final == "done" and told.success and self.rng.random() < self.plan.replays:
                heard = await self.caller.ask(told.ask, told)
                assert heard.status, f"a server does not answer: {heard}"

    async def _recovered(self) -> None:
        """Let Segue come to an end with what nobody asks for any more, and hear how each stands.

        The clocks go on meanwhile, so whatever was postponed has landed before the oracle looks.
        """
        left = [told for told in self.result.told if told.final not in ("done", "refused")]
        for _ in range(MOST_ROUNDS):
            await self.place.move(ROUND_SECONDS)
            await asyncio.sleep(ROUND_PAUSE)
            for told in left:
                told.standing = await self.caller.standing(told.ask)
            if not any(told.standing == "open" for told in left):
                return

    async def _count(self, simulated: Any) -> None:
        for entry in await simulated.ask("GET", "requests"):
            if entry["fault"]:
                at = " at the token" if "/oauth/token" in entry["path"] else ""
                self.result.struck[entry["fault"] + at] += 1


def books(states: Mapping[str, State]) -> dict[str, Book]:
    """Read the simulators' states."""
    return {name: Book(things(name, state)) for name, state in states.items()}


async def _mailbox(name: str, account: Account) -> str:
    state = await account.simulated.state()
    place = {"outreach": "mailboxes", "apollo": "email_accounts", "salesloft": "users"}[name]
    return str(state[place][0]["id"])
