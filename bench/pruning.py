"""What forgetting costs who writes: the same load on the same journal, with retention and without.

Both journals are full of writes from more than 90 days ago. One server keeps writes for 90 days, as
is the default, and forgets the old ones from its start on, while it is asked; the other keeps them
for a hundred years. They run in turn: one that was only stopped for a while would take the pause
for a slow statement, and rest nine times as long.
"""

import operator
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bench.journal import OLD, faster, grow, older
from bench.results import CALL, PRUNING, Row
from bench.run import MOST, Bench
from bench.sites import fill, once
from bench.targets import ENGINES, P99, THROUGHPUT
from bench.targets import PRUNING as FIGURE
from tests import postgres

KEPT: Final = "36500"
FOREVER: Final = {"SEGUE_JOURNAL_DAYS": KEPT, "SEGUE_AUDIT_DAYS": KEPT}
WITH, WITHOUT = "{}, while old writes are forgotten", "{}, nothing is forgotten"
OLD_WRITES: Final = 8_000
"""For each second of load: several times what is forgotten in it."""
LEAST: Final = 200
"""Writes that are forgotten in a turn, or nothing was measured: two statements."""


def pruning(bench: Bench) -> None:
    """Measure the effect on both engines."""
    for engine in ENGINES:
        _measure(bench, engine)
        bench.say(f"retention: {engine}")


def _measure(bench: Bench, engine: str) -> None:
    shape, results = bench.shape(CALL), bench.results
    with_, without = (Row(PRUNING, name.format(engine), MOST) for name in (WITH, WITHOUT))
    with ExitStack() as stack:
        kept: dict[Row, dict[str, str]] = {with_: {}, without: FOREVER}
        urls = dict(zip(kept, stack.enter_context(_database(bench, engine)), strict=True))
        before = older(urls[with_], OLD[0])
        for number in range(bench.repeats):
            for row in kept if number % 2 else reversed(kept):
                with bench.serving(urls[row], **kept[row]) as site:
                    once(site.url, shape)
                    results.add(row, bench.ask(site.url, shape, MOST, site.pid))
        left = older(urls[with_], OLD[0])
    forgotten = before - left
    if not left or forgotten < LEAST * bench.repeats:
        raise RuntimeError(f"of {before} old writes {forgotten} were forgotten: that tells nothing")
    results.notes.append(
        f"Retention on {engine}: of {before:,} old writes {forgotten:,} were forgotten in"
        f" {bench.repeats} turns of {bench.seconds:.0f} seconds."
    )
    for what, named in ((THROUGHPUT, "rate"), (P99, "p99")):
        figure = FIGURE.format(engine, what)
        results.figures[figure] = results.pairs(with_, without, named, operator.truediv)


@contextmanager
def _database(bench: Bench, engine: str) -> Iterator[tuple[str, str]]:
    """Make a database whose journal is old, and a copy of it."""
    with ExitStack() as stack:
        sqlite = engine == "SQLite"
        url = (
            bench.sqlite("retention")
            if sqlite
            else stack.enter_context(postgres.database(bench.server_url))
        )
        faster(url, on=True)
        fill(url, 1)
        with bench.serving(url) as site:
            once(site.url, bench.shape(CALL))
        grow(url, round(OLD_WRITES * (bench.seconds + 1) * bench.repeats), OLD)
        faster(url, on=False)
        if sqlite:
            path = Path(url.removeprefix("sqlite:///"))
            yield url, f"sqlite:///{shutil.copyfile(path, path.with_name('retention-again.db'))}"
        else:
            template = urlsplit(url).path.removeprefix("/")
            yield url, stack.enter_context(postgres.database(bench.server_url, template))
