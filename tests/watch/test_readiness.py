"""Whether a server can work: what it needs, what it says where it lacks it, and while it stops."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.http.app import create_app
from segue.service.context import Services
from segue.service.readiness import STEADY_SECONDS, Readiness, Steadiness
from segue.store import migrate
from segue.store.errors import Unavailable
from segue.testing.world import World
from segue.vault import Vault
from tests.http.test_edge import Broken

from .conftest import client_of

POSTGRES = [pytest.param("postgres", marks=pytest.mark.postgres)]
BOTH = ["sqlite", *POSTGRES]
START = datetime(2026, 11, 23, tzinfo=UTC)


async def wrong(services: Services, **options: Any) -> dict[str, str]:
    """Tell what is not so, with the reason."""
    checks = await Readiness(services=services, **options).checks()
    return {check.name: check.reason for check in checks if check.reason is not None}


@pytest.mark.parametrize("engine", BOTH)
async def test_a_server_that_has_all_it_needs_is_ready(outreach: World):
    """A healthy server would be taken out, or the answer could not be read."""
    async with client_of(outreach.services) as caller:
        answer = await caller.get("/ready", headers={"x-api-key": ""})

    assert answer.status_code == 200
    told = answer.json()
    assert told["status"] == "ready"
    names = ["database", "migrations", "clock", "encryption_key", "serving"]
    assert told["checks"] == {name: {"ok": True, "reason": None} for name in names}


async def test_a_lost_database_is_not_ready(outreach: World):
    """Requests would be sent where each of them fails."""
    lost = replace(outreach.services, database=Broken(Unavailable("no server at 10.0.0.1")))
    async with client_of(lost) as caller:
        answer = await caller.get("/ready")

    assert answer.status_code == 503
    assert answer.json()["status"] == "not_ready"
    assert answer.json()["checks"]["database"]["reason"] == "The database cannot be reached."
    assert "10.0.0.1" not in answer.text


class Silent(Broken):
    """A database that never answers."""

    async def rows(self, *_: Any, **__: Any) -> Any:
        await asyncio.Event().wait()

    row = rows
    run = rows


async def test_a_silent_database_is_given_up(outreach: World, monkeypatch: pytest.MonkeyPatch):
    """The probe would hang as the database does, and tell nobody why."""
    monkeypatch.setattr("segue.service.readiness.LONGEST_SECONDS", 0.01)
    services = replace(outreach.services, database=Silent(ValueError()))

    assert "did not answer" in (await wrong(services))["database"]


@pytest.mark.parametrize("engine", BOTH)
async def test_an_old_schema_is_not_ready_and_a_newer_one_is(
    outreach: World, monkeypatch: pytest.MonkeyPatch
):
    """A server would fail at the first column it lacks, or a roll-out would stop all old ones."""
    monkeypatch.setattr(migrate, "HEAD", "9999")
    assert "segue migrate" in (await wrong(outreach.services))["migrations"]
    monkeypatch.setattr(migrate, "HEAD", "0001")
    assert await wrong(outreach.services) == {}


@pytest.mark.parametrize("engine", POSTGRES)
@pytest.mark.parametrize(("seconds", "ready"), [(-60, False), (-3, True), (3, True), (60, False)])
async def test_a_clock_far_from_the_databases_is_not_ready(
    outreach: World, seconds: float, *, ready: bool
):
    """Leases of other processes would look as if they had run out."""
    await outreach.clock.advance(seconds)
    found = await wrong(outreach.services)

    assert (found == {}) is ready
    assert ready or f"{-seconds:+.0f} seconds" in found["clock"]


class Times:
    """A wall's clock and the time since start, each moved by hand."""

    def __init__(self) -> None:
        self.wall, self.since = START, 0.0

    def pass_by(self, seconds: float, *, jump: float = 0) -> None:
        self.wall += timedelta(seconds=seconds + jump)
        self.since += seconds


@pytest.mark.parametrize("jump", [-3600, -6, 6, 3600])
def test_a_clock_that_jumps_is_believed_again_when_it_keeps_step(jump: float):
    """A server would go on with a clock that was just set, or never be ready again."""
    times = Times()
    steady = Steadiness(now=lambda: times.wall, ticks=lambda: times.since)
    assert steady.reason() is None
    times.pass_by(3600, jump=2)
    assert steady.reason() is None
    times.pass_by(1, jump=jump)
    assert steady.reason() is not None
    times.pass_by(STEADY_SECONDS - 1)
    assert steady.reason() is not None
    times.pass_by(1)
    assert steady.reason() is None


@pytest.mark.parametrize("engine", BOTH)
async def test_the_wrong_key_is_not_ready(outreach: World):
    """A server that can open no credential would answer 500 to everybody."""
    stranger = replace(outreach.services, vault=Vault(b"\x08" * 32))

    assert await wrong(stranger) == {"encryption_key": "No key that is set opens what is stored."}


async def test_a_server_that_stops_is_not_ready(outreach: World):
    """A load balancer would go on sending requests to it until they are refused."""
    app = create_app(outreach.services)
    readiness: Readiness = app.readiness
    assert {check.reason for check in await readiness.checks()} == {None}
    readiness.draining = True

    assert [check.name for check in await readiness.checks() if check.reason] == ["serving"]


async def test_many_probes_are_one_look(outreach: World):
    """Whoever asks without end would keep the database busy."""
    since = [0.0]
    looks = 0

    class Counted(Broken):
        async def rows(self, *_: Any, **__: Any) -> Any:
            nonlocal looks
            looks += 1
            raise self.error

        row = rows

    services = replace(outreach.services, database=Counted(Unavailable("lost")))
    readiness = Readiness(services=services, ticks=lambda: since[0])
    await asyncio.gather(*(readiness.checks() for _ in range(20)))
    assert looks == 1
    since[0] = 1.0
    await readiness.checks()
    assert looks == 2
