"""One run under way: what every part of it needs, and the check that nobody cheats."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench import machine
from bench.load import Asking, Measured, start
from bench.mock import Mock
from bench.results import Results
from bench.shapes import Shape
from bench.sites import KEY, Site, fill, serving

LEVELS: Final = (1, 32)
"""Connections of the load."""
MOST: Final = LEVELS[-1]
SILENCE: Final = 0.05
"""Seconds, at least, without a call before the provider is taken to be asked nothing more."""


@dataclass(slots=True, kw_only=True)
class Bench:
    """One run."""

    results: Results
    mock: Mock
    shapes: tuple[Shape, ...]
    folder: Path
    """Of what is thrown away at the end."""
    server_url: str
    """The PostgreSQL server's."""
    cores: machine.Cores
    seconds: float
    repeats: int
    minute: float
    """Seconds of load before a process's memory is looked at."""
    begun: float

    def shape(self, name: str) -> Shape:
        """Find a shape by its name."""
        return next(shape for shape in self.shapes if shape.name == name)

    def say(self, what: str) -> None:
        """Tell whoever waits how far it is."""
        print(f"[{time.monotonic() - self.begun:5.0f} s] {what}", flush=True)

    @contextmanager
    def serving(self, database_url: str, **more: str) -> Iterator[Site]:
        """Run Segue on the server's core while the block lasts."""
        with serving(database_url, self.mock, self.cores.server, self.log(), **more) as site:
            yield site

    def log(self) -> Path:
        """Name a file for what a program writes."""
        return self.folder / f"log{time.monotonic_ns()}"

    def sqlite(self, name: str) -> str:
        """Name a SQLite database."""
        return f"sqlite:///{self.folder}/{name}.db"

    def filled(self, name: str, customers: int = 1) -> str:
        """Make a SQLite database with so many connections."""
        url = self.sqlite(name)
        fill(url, customers)
        return url

    def ask(
        self,
        url: str,
        shape: Shape,
        level: int,
        *pids: int,
        customers: int = 1,
        seconds: float | None = None,
    ) -> Measured:
        """Ask a server over and over, from the cores that are not its own.

        Tells the CPU that the processes have used of it. Raises `RuntimeError` where an answer was
        no 2xx, or the provider was not asked all that the shape asks it.
        """
        asking = Asking(url, shape.method, shape.path, shape.body, KEY, customers)
        return self.load(
            asking, level, *pids, calls=len(shape.exchanges), seconds=seconds or self.seconds
        )

    def load(self, asking: Asking, level: int, *pids: int, calls: int, seconds: float) -> Measured:
        """The same for any request, each of which makes so many calls of the provider."""

        def measure() -> Measured:
            before = machine.spent(*pids)
            pinned = self.cores.rest
            ran = start(asking, connections=level, seconds=seconds, pinned=pinned).finish()
            used = machine.between(before, machine.spent(*pids))
            return replace(ran, cpu_us=used / ran.answers * 1e6)

        return self.honest(measure, calls, level)

    def honest(self, measure: Callable[[], Measured], calls: int, level: int) -> Measured:
        """See that the provider got the calls of each answer, and at most of those cut off."""
        before = self.mock.received()
        measured = measure()
        # What was cut off may be between two of its calls for as long as the slowest took in all.
        received = self.mock.received(max(SILENCE, measured.worst / 1000)) - before
        least = measured.answers * calls
        if not least <= received <= least + level * calls:
            raise RuntimeError(
                f"{measured.answers} answers stand for {least} calls of the provider,"
                f" which had {received}"
            )
        return measured
