"""Whether a call costs more where there is more: connections, writes in the journal, processes."""

import asyncio
import operator
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from bench import machine, targets
from bench.journal import BYTES, faster, grow
from bench.load import Asking, Measured, start
from bench.results import CALL, PROCESSES, SCALE, Row
from bench.run import MOST, Bench
from bench.sites import KEY, Site, fill, once, serving
from tests import postgres

SIZES: Final = {
    "tiny": ((1, 20, 200), (0, 10_000)),
    "quick": ((1, 100, 10_000), (0, 1_000_000)),
    "full": ((1, 100, 10_000, 100_000), (0, 1_000_000, 10_000_000)),
}
"""Connections, and writes in the journal, by scale."""
FIRST_SKIPPED: Final = 4
"""At least so many processes are named, even where there are too few cores."""
SPREAD: Final = 16
"""Connections over which several processes' load is spread."""


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """How much there is in a database."""

    journal: int
    customers: int

    def named(self, engine: str) -> str:
        """Spell it as the table does."""
        connections = f"{self.customers:,} connection{'s' * (self.customers > 1)}"
        return f"{engine}, {connections}, {self.journal:,} writes"


SMALLEST: Final = Size(0, 1)


def sizes(scale: str) -> list[Size]:
    """Name each number of connections, each journal, and the largest of both together."""
    customers, journals = SIZES[scale]
    found = {Size(0, count) for count in customers} | {Size(count, 1) for count in journals}
    return sorted(found | {Size(journals[-1], customers[-1])})


def scaling(bench: Bench, scale: str) -> None:
    """Measure a call's CPU on databases of every size, in turns."""
    needed = 1.3 * BYTES * sum(size.journal for size in sizes(scale))
    if (free := shutil.disk_usage(bench.folder).free) < needed:
        raise RuntimeError(
            f"{needed / 1e9:.0f} GB are needed for temporary files (TMPDIR), {free / 1e9:.0f} are"
            " free"
        )
    urls = {size: _sqlite(bench, size) for size in sizes(scale)}
    bench.say("scale: SQLite files are filled")
    _measure(bench, "SQLite", urls, targets.SCALE)
    for url in urls.values():
        Path(url.removeprefix("sqlite:///")).unlink()
    largest = max(urls)
    with (
        postgres.database(bench.server_url) as small,
        postgres.database(bench.server_url) as large,
    ):
        found = {SMALLEST: small, largest: large}
        for size, url in found.items():
            faster(url, on=True)
            fill(url, 1)
            _grow(bench, url, size)
            fill(url, size.customers - 1, first=1)
            faster(url, on=False)
        bench.say("scale: PostgreSQL databases are filled")
        _measure(bench, "PostgreSQL", found, targets.SCALE_POSTGRES)


def _sqlite(bench: Bench, size: Size) -> str:
    """Make a SQLite file of some size: the largest is a copy of one with its journal."""
    url = bench.sqlite(f"scale-{size.journal}-{size.customers}")
    path = Path(url.removeprefix("sqlite:///"))
    alike = path.with_name(f"scale-{size.journal}-1.db")
    if alike.exists():
        shutil.copyfile(alike, path)
        fill(url, size.customers - 1, first=1)
    else:
        fill(url, size.customers)
        _grow(bench, url, size)
    return url


def _grow(bench: Bench, url: str, size: Size) -> None:
    if size.journal:
        with bench.serving(url) as site:
            once(site.url, bench.shape(CALL))
        grow(url, size.journal)


def _measure(bench: Bench, engine: str, urls: dict[Size, str], figure: str) -> None:
    shape, results = bench.shape(CALL), bench.results
    with ExitStack() as stack:
        sites = {size: stack.enter_context(bench.serving(url)) for size, url in urls.items()}
        for number in range(-1, bench.repeats):
            for size, site in sites.items():
                pids = [site.pid, *_backends(urls[size])]
                ran = bench.ask(site.url, shape, MOST, *pids, customers=size.customers)
                if number >= 0:
                    results.add(Row(SCALE, size.named(engine), MOST), ran)
    smallest, largest = (Row(SCALE, size.named(engine), MOST) for size in (min(urls), max(urls)))
    bench.results.figures[figure] = results.pairs(largest, smallest, "cpu_us", operator.truediv)
    bench.say(f"scale: {engine}")


def _backends(url: str) -> Sequence[int]:
    """Name the processes that PostgreSQL works for a database in; none with SQLite."""
    if url.startswith("sqlite"):
        return ()
    return asyncio.run(_pids(url))


async def _pids(url: str) -> list[int]:
    connection = await asyncpg.connect(url)
    try:
        sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> $1"
        rows = await connection.fetch(sql, connection.get_server_pid())
    finally:
        await connection.close()
    return [int(row["pid"]) for row in rows]


def processes(bench: Bench) -> None:
    """Measure 1, 2, 3, 4, 8, ... servers on one PostgreSQL database, each on a core of its own."""
    most = len(bench.cores.all) - 1
    for count in counts(most):
        if count > most:
            bench.results.skipped.append(
                f"{count} server processes on PostgreSQL: skipped, there are {most + 1} cores and"
                " at least one of them is the load's"
            )
            continue
        with _several(bench, count) as (sites, pinned):
            for number in range(-1, bench.repeats):
                ran = _together(bench, sites, pinned)
                if number >= 0:
                    name = f"PostgreSQL, {count} process{'es' * (count > 1)}"
                    bench.results.add(Row(PROCESSES, name, MOST), ran)
        bench.say(f"processes: {count}")


def counts(most: int) -> list[int]:
    """Name the numbers of processes: the first four, then doubled, and as many as there may be."""
    found = {*range(1, FIRST_SKIPPED + 1), most}
    doubled = 2 * FIRST_SKIPPED
    while doubled < most:
        found.add(doubled)
        doubled *= 2
    return sorted(found)


@contextmanager
def _several(bench: Bench, count: int) -> Iterator[tuple[list[Site], Sequence[str]]]:
    cores, rest = bench.cores.split(count)
    with ExitStack() as stack:
        url = stack.enter_context(postgres.database(bench.server_url))
        fill(url, SPREAD)
        sites = [stack.enter_context(serving(url, bench.mock, core, bench.log())) for core in cores]
        yield sites, rest


def _together(bench: Bench, sites: list[Site], pinned: Sequence[str]) -> Measured:
    """Load all servers at the same time, and add up."""
    shape, level = bench.shape(CALL), MOST
    pids = [site.pid for site in sites]

    def measure() -> Measured:
        before = machine.spent(*pids)
        asked = [
            Asking(site.url, shape.method, shape.path, shape.body, KEY, SPREAD) for site in sites
        ]
        under_way = [
            start(one, connections=level, seconds=bench.seconds, pinned=pinned) for one in asked
        ]
        ran = [one.finish() for one in under_way]
        used = machine.between(before, machine.spent(*pids))
        answers = sum(one.answers for one in ran)
        return Measured(
            answers=answers,
            rate=sum(one.rate for one in ran),
            p50=max(one.p50 for one in ran),
            p90=max(one.p90 for one in ran),
            p99=max(one.p99 for one in ran),
            worst=max(one.worst for one in ran),
            cpu_us=used / answers * 1e6,
        )

    calls = len(shape.exchanges)
    return bench.honest(measure, calls, level * len(sites))
