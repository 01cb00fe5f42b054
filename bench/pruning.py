"""What forgetting costs who writes: the same load on the same journal, with retention and without.

Both servers have a journal full of writes from more than 90 days ago. One of them keeps writes for
90 days, as is the default, and forgets the old ones while it is asked; the other keeps them for a
hundred years. They take turns, and the one whose turn it is not is stopped by a signal.
"""

import operator
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from bench.journal import OLD, faster, grow, older
from bench.results import CALL, PRUNING, Row
from bench.run import MOST, Bench
from bench.sites import Site, fill, once
from bench.targets import ENGINES, P99, THROUGHPUT
from bench.targets import PRUNING as FIGURE
from tests import postgres

KEPT: Final = "36500"
FOREVER: Final = {"SEGUE_JOURNAL_DAYS": KEPT, "SEGUE_AUDIT_DAYS": KEPT}
WITH, WITHOUT = "{}, while old writes are forgotten", "{}, nothing is forgotten"
OLD_WRITES: Final = 8_000
"""For each second of load: several times what is forgotten in it."""


def pruning(bench: Bench) -> None:
    """Measure the effect on both engines."""
    for engine in ENGINES:
        _measure(bench, engine)
        bench.say(f"retention: {engine}")


def _measure(bench: Bench, engine: str) -> None:
    shape, results = bench.shape(CALL), bench.results
    with_, without = (Row(PRUNING, name.format(engine), MOST) for name in (WITH, WITHOUT))
    with ExitStack() as stack:
        urls = {row: stack.enter_context(_database(bench, engine, row)) for row in (without, with_)}
        sites = {
            without: stack.enter_context(bench.serving(urls[without], **FOREVER)),
            with_: stack.enter_context(bench.serving(urls[with_])),
        }
        for site in sites.values():
            os.kill(site.pid, signal.SIGSTOP)
        before = _forgotten(urls[with_])
        for number in range(-1, bench.repeats):
            for row, site in sites.items() if number % 2 else reversed(sites.items()):
                with _turn(site):
                    ran = bench.ask(site.url, shape, MOST, site.pid)
                if number >= 0:
                    results.add(row, ran)
        left = _forgotten(urls[with_])
    if not 0 < left < before:
        raise RuntimeError(f"retention left {left} of {before} old writes: nothing was measured")
    results.notes.append(
        f"Retention on {engine}: of {before:,} old writes {before - left:,} were forgotten in"
        f" {(bench.repeats + 1) * bench.seconds:.0f} seconds under load."
    )
    for what, named in ((THROUGHPUT, "rate"), (P99, "p99")):
        figure = FIGURE.format(engine, what)
        results.figures[figure] = results.pairs(with_, without, named, operator.truediv)


@contextmanager
def _turn(site: Site) -> Iterator[None]:
    os.kill(site.pid, signal.SIGCONT)
    try:
        yield
    finally:
        os.kill(site.pid, signal.SIGSTOP)


@contextmanager
def _database(bench: Bench, engine: str, row: Row) -> Iterator[str]:
    """Make a database whose journal is old."""
    with ExitStack() as stack:
        if engine == "SQLite":
            url = bench.sqlite(f"retention-{row.name.partition(' ')[2].replace(' ', '-')}")
        else:
            url = stack.enter_context(postgres.database(bench.server_url))
        faster(url, on=True)
        fill(url, 1)
        with bench.serving(url) as site:
            once(site.url, bench.shape(CALL))
        grow(url, round(OLD_WRITES * bench.seconds * (bench.repeats + 1)), OLD)
        faster(url, on=False)
        yield url


def _forgotten(url: str) -> int:
    return older(url, OLD[0])
