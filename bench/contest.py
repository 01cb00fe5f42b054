"""Every contender in turn, over and over: the same requests, the same provider."""

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import results as named
from bench import targets
from bench.contenders import Bare, bare, directly, through
from bench.load import Measured
from bench.mock import Proxy, proxy
from bench.results import Results, Row
from bench.run import LEVELS, MOST, Bench
from bench.shapes import Shape
from bench.sites import Site, fill, once
from tests import postgres

Turn = tuple[str, Callable[[], Measured]]
WARMING = 8
"""Connections of the turn that is not measured."""
SHORT = 1.0
"""Seconds are enough for nginx, which answers tens of thousands of requests in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """All contenders, running side by side; one at a time is asked anything."""

    bench: Bench
    proxy: Proxy
    bare: Bare
    sqlite: Site
    postgres: Site

    def turns(self, shape: Shape, level: int) -> list[Turn]:
        """Give how each contender is measured."""
        bench = self.bench
        return [
            (named.PROXY, lambda: self._proxied(shape, level)),
            (named.DIRECT, lambda: self._direct(shape, level)),
            (named.BARE, lambda: bench.ask(self.bare.url, shape, level, self.bare.pid)),
            (named.SQLITE, lambda: bench.ask(self.sqlite.url, shape, level, self.sqlite.pid)),
            (named.POSTGRES, lambda: bench.ask(self.postgres.url, shape, level, self.postgres.pid)),
        ]

    def _proxied(self, shape: Shape, level: int) -> Measured:
        asking = through(shape, self.proxy)
        seconds = min(SHORT, self.bench.seconds)
        return self.bench.load(asking, level, self.proxy.pid, calls=1, seconds=seconds)

    def _direct(self, shape: Shape, level: int) -> Measured:
        bench = self.bench

        def measure() -> Measured:
            return directly(
                shape,
                bench.mock,
                connections=level,
                seconds=bench.seconds,
                pinned=bench.cores.server,
            )

        return bench.honest(measure, len(shape.exchanges), level)


@contextmanager
def stage(bench: Bench) -> Iterator[Stage]:
    """Start every contender."""
    with postgres.database(bench.server_url) as postgres_url:
        fill(postgres_url, 1)
        log = bench.log()
        with (
            proxy(bench.folder / "proxy", bench.mock, bench.cores.server) as proxied,
            bare(bench.shapes, bench.mock, bench.cores.server, log) as written,
            bench.serving(bench.filled("contest")) as on_sqlite,
            bench.serving(postgres_url) as on_postgres,
        ):
            yield Stage(
                bench=bench, proxy=proxied, bare=written, sqlite=on_sqlite, postgres=on_postgres
            )


def contest(bench: Bench) -> None:
    """Measure every contender in turn, over and over, and work the promised figures out."""
    with stage(bench) as found:
        for shape in bench.shapes:
            for url, pid in (
                (found.bare.url, found.bare.pid),
                (found.sqlite.url, found.sqlite.pid),
                (found.postgres.url, found.postgres.pid),
            ):
                once(url, shape)
                bench.ask(url, shape, WARMING, pid, seconds=SHORT)
        for number in range(bench.repeats):
            for shape in bench.shapes:
                for level in LEVELS:
                    _round(found, shape, level, number)
            bench.say(f"contenders: round {number + 1} of {bench.repeats}")
    conclude(bench.results)


def _round(found: Stage, shape: Shape, level: int, number: int) -> None:
    turns = found.turns(shape, level)
    first = number % len(turns)
    measured = {name: measure() for name, measure in turns[first:] + turns[:first]}
    for name, _ in turns:
        found.bench.results.add(Row(shape.name, name, level), measured[name])


def conclude(results: Results) -> None:
    """Work the promised figures out, each within its round."""

    def row(shape: str, name: str, level: int) -> Row:
        return Row(shape, name, level)

    def added(shape: str, what: str) -> list[float]:
        ours, direct = row(shape, named.SQLITE, 1), row(shape, named.DIRECT, 1)
        return results.pairs(ours, direct, what, operator.sub)

    def over(name: str, other: str) -> list[float]:
        ours, theirs = row(named.CALL, name, MOST), row(named.CALL, other, MOST)
        return results.pairs(ours, theirs, "rate", operator.truediv)

    ours = row(named.CALL, named.SQLITE, MOST)
    tails = zip(results.values(ours, "p99"), results.values(ours, "p50"), strict=True)
    results.figures |= {
        targets.ADDED_P50: added(named.CALL, "p50"),
        targets.ADDED_P99: added(named.CALL, "p99"),
        targets.EMAIL_P50: added(named.EMAIL, "p50"),
        targets.OVER_DIRECT: over(named.SQLITE, named.DIRECT),
        targets.OVER_BARE: over(named.SQLITE, named.BARE),
        targets.POSTGRES: over(named.POSTGRES, named.SQLITE),
        targets.TAIL: [p99 / p50 for p99, p50 in tails],
    }
