"""What can be seen of the benchmark without measuring: its sums, its words, and its page."""

import asyncio
import datetime as dt
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import segue
from bench import flame, phases, report, results, scaling
from bench.contest import conclude
from bench.direct import corrected
from bench.journal import OLD, grow, older
from bench.load import Measured, spread
from bench.results import Results, Row
from bench.run import LEVELS, MOST
from bench.sites import settings
from bench.targets import ENGINES, SHORT, TARGETS
from segue import registry
from segue.app import open_services
from segue.service import retention
from segue.store import audit
from segue.store.audit import AuditEntry
from segue.testing.world import world

PACKAGE = Path(segue.__file__).parent
CONTENDERS = (results.PROXY, results.DIRECT, results.BARE, results.SQLITE, results.POSTGRES)
STACKS = """\
main (click/core.py:1);read (segue/http/exchange.py:2);rows (segue/store/sqlite.py:3) 3
main (click/core.py:1);write (segue/store/journal.py:2);rows (segue/store/sqlite.py:3) 2
main (click/core.py:1);made (aiohttp/client.py:2) 4
main (click/core.py:1);wrote (segue/engine/budget.py:2);dumps (json/__init__.py:3) 1
run (threading.py:1);_worker (concurrent/futures/thread.py:81) 90
main (click/core.py:1);run (asyncio/runners.py:2);callback (json/decoder.py:3) 6
main (click/core.py:1);run (asyncio/runners.py:2) 4
"""


def measured(rate: float) -> Measured:
    """Give a run whose figures all follow from its rate."""
    return Measured(100, rate, 1000 / rate, 1500 / rate, 2000 / rate, 3000 / rate, 1e6 / rate)


def whole_run() -> Results:
    """Give what a run measures, with made-up figures."""
    found = Results(phases={shape: phases.shares(STACKS) for shape in SHAPES})
    rows = [Row(shape, name, level) for shape in SHAPES for name in CONTENDERS for level in LEVELS]
    for engine in ENGINES:
        rows += [
            Row(results.SCALE, size.named(engine), MOST) for size in scaling.sizes("quick")
        ] + [
            Row(results.PRUNING, f"{engine}, {what}", MOST)
            for what in ("while old writes are forgotten", "nothing is forgotten")
        ]
    rows.append(Row(results.PROCESSES, "PostgreSQL, 1 process", MOST))
    for number, row in enumerate(rows, start=1):
        for again in range(3):
            found.add(row, measured(10 * number + again))
    for target in TARGETS:
        found.figures[target.figure] = [target.must * 2, target.must * 3]
    found.graphs["flame-call-step"] = flame.drawn(STACKS, "call step")
    return found


SHAPES = (results.CALL, results.EMAIL, results.CONTACTS)
ABOUT = report.Circumstances(
    date="2026-01-02",
    machine="2 cores",
    calls="call step 3 (reads: 2)",
    load=0.1,
    scale="quick",
    repeats=3,
    seconds=2,
    took=700,
)


def test_the_page_has_every_promise_every_row_and_plots_that_can_be_read(tmp_path):
    """A row that the run is to show would be missing, or the page would not open."""
    (tmp_path / "README.md").write_text("Newest: <!-- newest -->none<!-- /newest -->.")
    found = whole_run()

    page = report.write(found, ABOUT, tmp_path).read_text()

    for line in [*(target.figure for target in TARGETS), *{row.name for row in found.runs}]:
        assert f"| {line} " in page
    assert "$" not in page
    assert page.count(SHORT) > len(TARGETS) / 2
    assert "[2026-01-02](2026-01-02.md)" in (tmp_path / "README.md").read_text()
    for plot in tmp_path.glob("*.svg"):
        assert ET.parse(plot).getroot().tag.endswith("svg")  # noqa: S314 -- our own drawing
    named = set(re.findall(r"\]\((\S+\.svg)\)", page))
    assert {plot.name for plot in tmp_path.glob("*.svg")} <= named


def test_what_is_not_measured_is_told_as_such():
    """A part that failed would look as if it had passed."""
    lines = report.verdicts(Results())
    assert sum("NOT MEASURED" in line for line in lines) == len(TARGETS)


def test_the_contest_gives_the_figures_it_promises():
    """A promise would go without its figure, or the ratios would be the wrong way up."""
    found = whole_run()
    found.figures.clear()
    for shape in SHAPES:
        for level in LEVELS:
            found.runs[Row(shape, results.DIRECT, level)] = [measured(400), measured(500)]
            found.runs[Row(shape, results.SQLITE, level)] = [measured(100), measured(125)]

    conclude(found)

    assert len(found.figures) == 7
    assert set(found.figures) <= {target.figure for target in TARGETS}
    assert found.figures["call step at 32 connections, SQLite: throughput ÷ baseline"] == [
        0.25,
        0.25,
    ]
    added = found.figures["call step at one connection, SQLite: added p50 over the baseline"]
    assert added == pytest.approx([7.5, 6.0])


def test_a_sample_belongs_to_whoever_had_the_work_done():
    """A statement of the key's look-up would count as the journal's, and the sums would be off."""
    found = phases.shares(STACKS)
    assert found[phases.AUTH] == 0.15
    assert found[phases.JOURNAL] == 0.1
    assert found[phases.CALL] == 0.2
    assert found[phases.BUDGET] == 0.05
    assert found[phases.SERVER] == 0.2
    assert found[phases.OTHER] == 0.3
    assert sum(found.values()) == pytest.approx(1)


def test_every_module_that_a_phase_names_is_there():
    """What has moved to another module would be counted to no phase, or to another."""
    modules = [f"segue/{path.relative_to(PACKAGE)}" for path in PACKAGE.rglob("*.py")]
    named = [start for starts in phases.OURS.values() for start in starts] + list(phases.TOOLS)
    gone = [start for start in named if not any(path.startswith(start) for path in modules)]
    assert gone == []


def test_what_a_waiting_caller_could_not_ask_is_counted_as_wrk_counts_it():
    """The baseline's tail would be shorter than what wrk tells of the same latencies."""
    assert corrected([1.0, 1.5, 5.0], 1.0) == [1.0, 1.5, 2.0, 3.0, 4.0, 5.0]
    assert corrected([1.0, 1.9], 1.0) == [1.0, 1.9]


def test_sizes_and_processes_are_those_that_are_to_be_shown():
    """Rows would be missing where there are few cores, or at the largest scale."""
    assert scaling.counts(1) == [1, 2, 3, 4]
    assert scaling.counts(20) == [1, 2, 3, 4, 8, 16, 20]
    size = scaling.Size
    assert scaling.sizes("quick") == [
        size(0, 1),
        size(0, 100),
        size(0, 10_000),
        size(1_000_000, 1),
        size(1_000_000, 10_000),
    ]
    assert max(scaling.sizes("full")) == size(10_000_000, 100_000)


def test_writes_of_the_load_are_to_sequences_of_their_own():
    """Callers would wait for each other's lease, and the wait would be taken for Segue's."""
    path = "/engagement/v2/sequences/105/sequence_steps"
    assert spread(path) == "/engagement/v2/sequences/SEQUENCE/sequence_steps"


def test_a_journal_grows_by_copies_that_are_as_old_as_is_asked(database_url):
    """Retention would find nothing to forget, or the journal would not be as large as is told."""
    asyncio.run(one_write(database_url))

    grow(database_url, 30, OLD)

    assert older(database_url, OLD[0]) == 30
    assert older(database_url, OLD[1] + 1) == 0
    assert asyncio.run(forgotten(database_url)) == {"writes": 30, "audit": 30, "links": 30}


async def one_write(database_url: str) -> None:
    """Write once, with an entry in the audit log."""
    async with world(registry.load("outreach"), database_url) as stage:
        made = await stage.create_sequence({"name": "S", "type": "team"})
        now, owner = dt.datetime.now(dt.UTC), stage.session.application_id
        entry = AuditEntry(
            audit.audit_id(now), owner, now, "key", "createSequence", 201, write_id=made.write_id
        )
        await audit.add(stage.services.database, entry)


async def forgotten(database_url: str) -> dict[str, int]:
    """Forget what is old, and count it."""
    async with open_services(settings(database_url)) as services:
        found = await retention.forget(services)
    return {kind: count for kind, count in found.items() if count}
