"""A process that dies at one of its requests: from then on it sends nothing and commits nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from segue.engine.transport import Answer, Destination
from segue.spi.plan import Request
from segue.store.runner import Database, Part, Row, Runner
from segue.testing.world import World


class Died(BaseException):
    """The process ends here."""


@dataclass
class Life:
    """Whether the process still lives."""

    over: bool = False

    def needed(self) -> None:
        """Raise `Died` where it does not."""
        if self.over:
            raise Died


@dataclass(frozen=True)
class Mortal:
    """A database that a dead process no longer reaches."""

    inner: Database
    life: Life

    @property
    def dialect(self) -> str:
        return self.inner.dialect

    async def rows(self, statement: Any, **values: Any) -> list[Row]:
        self.life.needed()
        return await self.inner.rows(statement, **values)

    async def row(self, statement: Any, **values: Any) -> Row | None:
        self.life.needed()
        return await self.inner.row(statement, **values)

    async def run(self, statement: Any, **values: Any) -> int:
        self.life.needed()
        return await self.inner.run(statement, **values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Runner]:
        self.life.needed()
        async with self.inner.transaction() as tx:
            yield tx

    async def together(self, *parts: Part) -> None:
        async with self.transaction() as tx:
            for part in parts:
                await part(tx)

    async def close(self) -> None:
        await self.inner.close()


@dataclass
class Dying:
    """A transport in which the process dies at the write request of one place.

    ``before`` it is sent; ``after`` its answer was got. With no place it counts.
    """

    inner: Any
    life: Life
    place: int | None = None
    moment: str = "before"
    writes: int = 0

    async def send(self, destination: Destination, request: Request) -> Answer:
        self.life.needed()
        if reading(request):
            return await self._sent(destination, request)
        here = self.writes == self.place
        self.writes += 1
        if here and self.moment == "before":
            self.life.over = True
            raise Died
        try:
            return await self._sent(destination, request)
        finally:
            if here:
                self.life.over = True
                raise Died

    async def _sent(self, destination: Destination, request: Request) -> Answer:
        answer: Answer = await self.inner.send(destination, request)
        self.life.needed()
        return answer


def reading(request: Request) -> bool:
    """Tell whether a request changes nothing; Apollo searches by POST."""
    return request.method == "GET" or request.path[-1] == "search"


@dataclass
class Mortality:
    """A world whose process dies, and what is known of its end."""

    world: World
    transport: Dying
    life: Life = field(default_factory=Life)


def mortal(stage: World, place: int | None = None, moment: str = "before") -> Mortality:
    """Give the same world to a process that will die there."""
    life = Life()
    transport = Dying(stage.services.transport, life, place, moment)
    services = replace(
        stage.services,
        database=Mortal(stage.services.database, life),
        transport=transport,
        process=f"{stage.services.process}-{place}-{moment}",
        queues={},
    )
    return Mortality(replace(stage, services=services), transport, life)
