"""Whatever goes wrong, in whatever order: once, and never a claim that is not true."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.model.problem import Problem
from segue.service.writes import Outcome
from segue.store.database import connect
from segue.store.errors import Unavailable
from segue.store.runner import Database, Part, Runner

from .acts import Stage, staged
from .vendor import WRITES, Killed, Vendor, box, names

MOST = 60
"""Repeats until a write must have come to its end."""
FAULTS = 12
LEASE = 51
REFUSED = 422


def at(database: Database, vendor: Callable[[Stage], Vendor]) -> tuple[Stage, Vendor]:
    """Open a stage in front of a vendor."""
    stage = staged(database)
    made = vendor(stage)
    return replace(stage, services=replace(stage.services, transport=made)), made


async def asked(stage: Stage) -> Outcome | float:
    """Ask once; gives the outcome, or how long to wait."""
    try:
        return await stage.write(box())
    except Killed:
        return LEASE
    except Unavailable:
        return 1
    except Problem as problem:
        if problem.retry_after is None and problem.status != REFUSED:
            raise
        return problem.retry_after or 0


async def until_done(stage: Stage) -> Outcome:
    """Ask again, each time at another process, until it is done."""
    for _ in range(MOST):
        found = await asked(stage)
        if isinstance(found, Outcome):
            return found
        await stage.clock.advance(found)
        stage = stage.restarted()
    raise AssertionError("never done")


async def once(stage: Stage, vendor: Vendor) -> None:
    """See that a write ends, that it was made once, and that all of it is there."""
    done = await until_done(stage)
    await stage.clock.advance(100)
    vendor.land()
    (made,) = (key for key, (kind, _) in vendor.things.items() if kind == "box")
    assert done.body["record"] == {"id": str(made)}
    assert sorted(kind for kind, _ in vendor.things.values()) == sorted(names(box()))
    assert vendor.marked
    again = await stage.write(box())
    assert (again.replayed, again.body) == (True, done.body)


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(drawn=st.data())
def test_once_whatever_goes_wrong(drawn: st.DataObject, migrated_sqlite: Path) -> None:
    """A prospect would get an e-mail twice, or a caller be told of a step that is not there."""
    left = FAULTS

    def fate(ways: tuple[str, ...]) -> str:
        nonlocal left
        found = drawn.draw(st.sampled_from(ways)) if left else "ok"
        left -= left > 0
        return found

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "segue.db"
            shutil.copy(migrated_sqlite, path)
            database = await connect(f"sqlite:///{path}")
            try:
                await once(*at(database, lambda stage: Vendor(stage.clock, fate)))
            finally:
                await database.close()

    asyncio.run(run())


@dataclass
class Losing:
    """A database that is lost at its n-th transaction, before or after the commit."""

    inner: Any
    place: int
    committed: bool
    count: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def transaction(self) -> AbstractAsyncContextManager[Runner]:
        self.count += 1
        return self._lost() if self.count == self.place else self.inner.transaction()

    @asynccontextmanager
    async def _lost(self) -> AsyncIterator[Runner]:
        async with self.inner.transaction() as tx:
            yield tx
            if not self.committed:
                raise Unavailable("lost before the commit")
        raise Unavailable("lost after the commit")

    async def together(self, *parts: Part) -> None:
        async with self.transaction() as tx:
            for part in parts:
                await part(tx)


@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("place", range(1, 10))
@pytest.mark.parametrize("trouble", ["ok", "lost, done"])
async def test_the_database_is_lost(
    database: Database, place: int, trouble: str, *, committed: bool
) -> None:
    """A commit that nobody knows of would make a step twice, or leave the sequence held."""
    fates = iter([*["ok"] * 4, trouble])

    def fate(ways: tuple[str, ...]) -> str:
        return next(fates, "ok") if ways is WRITES else "ok"

    stage, vendor = at(database, lambda stage: Vendor(stage.clock, fate))
    losing: Any = Losing(database, place, committed)
    found = await asked(replace(stage, services=replace(stage.services, database=losing)))
    assert isinstance(found, Outcome) or losing.count >= place
    await stage.clock.advance(1)
    await once(stage, vendor)
