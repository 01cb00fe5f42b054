"""Measure everything in one run, and write the page: `make bench`."""

import argparse
import asyncio
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import machine, phases, report
from bench.contenders import ROOT, bare, directly, proxied
from bench.journal import grow
from bench.load import Asking, Measured, load
from bench.mock import Mock, mock
from bench.report import Results
from bench.shapes import Shape, shapes
from bench.sites import KEY, Site, fill, serving
from tests import postgres

SMALL, LARGE = (1, 0), {"quick": (10_000, 1_000_000), "full": (100_000, 10_000_000)}
"""Connections, and writes in the journal."""
LEVELS = (1, 32)
"""Connections of the load."""
POSTGRES = {"fsync": "on", "full_page_writes": "on", "shared_buffers": "128MB"}
"""As durable as SQLite's default: a crash of the machine may lose the last moment's commits."""
CALLER, SERVER = 1, 0
MILLI = 1000


@dataclass(slots=True)
class Bench:
    """One run under way."""

    results: Results
    mock: Mock
    found: Sequence[Shape]
    folder: Path
    seconds: float
    repeats: int
    server: Sequence[str]
    caller: Sequence[str]

    def shape(self, name: str) -> Shape:
        return next(shape for shape in self.found if shape.name == name)

    def ask(self, url: str, shape: Shape, level: int, customers: int = 1) -> Measured:
        asking = Asking(url, shape.method, shape.path, shape.body, KEY, customers)
        return load(asking, connections=level, seconds=self.seconds, pinned=self.caller)

    @contextmanager
    def serving(self, database_url: str) -> Iterator[Site]:
        log = self.folder / f"log{time.monotonic_ns()}"
        with serving(database_url, self.mock, self.server, log) as site:
            yield site

    def sqlite(self, name: str, customers: int = 1) -> str:
        url = f"sqlite:///{self.folder}/{name}.db"
        fill(url, customers)
        return url


def main() -> None:
    """Run it all."""
    given = argparse.ArgumentParser(prog="make bench")
    given.add_argument("--scale", choices=sorted(LARGE), default="quick")
    given.add_argument("--repeats", type=int, default=5)
    given.add_argument("--seconds", type=float, default=2)
    given.add_argument("--into", type=Path, default=ROOT / "docs/performance")
    asked = given.parse_args()
    if lacking := machine.missing():
        sys.exit(f"Install what measures (Debian: apt install {' '.join(lacking)}).")
    cores = machine.cores()
    if len(cores) < machine.FEWEST_CORES:
        sys.exit("Two cores are needed: one for the server, one for everything else.")
    found = asyncio.run(shapes())
    results = Results(dt.datetime.now(dt.UTC).date().isoformat(), machine.described())
    server, caller = machine.on(cores[SERVER]), machine.on(cores[CALLER])
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as name:
        folder = Path(name)
        with (
            mock(folder / "mock", found, caller) as vendor,
            postgres.server({**postgres.SETTINGS, **POSTGRES}) as server_url,
            postgres.database(server_url) as postgres_url,
        ):
            bench = Bench(
                results, vendor, found, folder, asked.seconds, asked.repeats, server, caller
            )
            contest(bench, postgres_url)
            starting(bench)
            scaling(bench, LARGE[asked.scale])
            inside(bench, asked.into)
    conclude(results, len(cores))
    page = report.write(results, asked.into, ())
    print("\n".join([*report.contenders(results), "", *report.verdicts(results), "", str(page)]))


def contest(bench: Bench, postgres_url: str) -> None:
    """Measure every contender in turn, over and over."""
    fill(postgres_url, 1)
    with (
        bench.serving(bench.sqlite("contest")) as on_sqlite,
        bench.serving(postgres_url) as on_postgres,
        bare(bench.found, bench.mock, bench.server, bench.folder / "bare.log") as bare_url,
    ):
        for round_ in range(bench.repeats):
            for shape in bench.found:
                for level in LEVELS:
                    tried = _contenders(bench, shape, level, on_sqlite, on_postgres, bare_url)
                    for name, measure in (
                        tried[round_ % len(tried) :] + tried[: round_ % len(tried)]
                    ):
                        bench.results.add(f"{shape.name} / {name} / {level}", measure())
            print(f"round {round_ + 1} of {bench.repeats}", flush=True)
        _memory(bench, on_sqlite)


def _contenders(
    bench: Bench, shape: Shape, level: int, on_sqlite: Site, on_postgres: Site, bare_url: str
) -> list[tuple[str, Callable[[], Measured]]]:
    options = {"connections": level, "seconds": bench.seconds}
    return [
        (
            "nginx, one call",
            lambda: proxied(shape, bench.mock, pinned=bench.caller, **options),  # type: ignore[arg-type]
        ),
        (
            "direct",
            lambda: directly(shape, bench.mock, pinned=bench.server, **options),  # type: ignore[arg-type]
        ),
        ("bare FastAPI", lambda: bench.ask(bare_url, shape, level)),
        ("Segue on SQLite", lambda: bench.ask(on_sqlite.url, shape, level)),
        ("Segue on PostgreSQL", lambda: bench.ask(on_postgres.url, shape, level)),
    ]


def _memory(bench: Bench, site: Site) -> None:
    """Load one process for a minute in all, and look at what it holds."""
    shape, end = bench.shape("call step"), time.monotonic() + 60
    while time.monotonic() < end:
        bench.ask(site.url, shape, LEVELS[-1])
    bench.results.figures["memory of one process after load"] = machine.resident(site.pid)


def starting(bench: Bench) -> None:
    """Measure from a process's start to its first answered call, and the command line's help."""
    url, shape = bench.sqlite("starting"), bench.shape("call step")
    colds, helps = [], []
    for _ in range(bench.repeats):
        begun = time.perf_counter()
        with bench.serving(url) as site:
            _once(site, shape)
            colds.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        segue = str(Path(sys.executable).with_name("segue"))
        subprocess.run([*bench.server, segue, "--help"], check=True, capture_output=True)
        helps.append((time.perf_counter() - begun) * MILLI)
    bench.results.figures["cold start to the first answered call"] = statistics.median(colds)
    bench.results.figures["segue --help"] = statistics.median(helps)


def _once(site: Site, shape: Shape) -> None:
    headers = {
        "content-type": "application/json",
        "x-api-key": KEY,
        "x-customer-id": "customer-0",
        "x-provider-name": "outreach",
    }
    asked = urllib.request.Request(  # noqa: S310 -- our own loopback server
        site.url + shape.path, shape.body.encode(), headers, method=shape.method
    )
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 -- the same
        answer.read()


def scaling(bench: Bench, large: tuple[int, int]) -> None:
    """Measure a call's CPU on a small database and on a large one, in turns."""
    shape = bench.shape("call step")
    costs: dict[str, list[float]] = {}
    urls: dict[str, str] = {}
    for label, (customers, journal) in {"small": SMALL, "large": large}.items():
        urls[label] = bench.sqlite(label, customers)
        with bench.serving(urls[label]) as site:
            _once(site, shape)
        if journal:
            grow(urls[label], journal)
    with bench.serving(urls["small"]) as small, bench.serving(urls["large"]) as big:
        for _ in range(bench.repeats):
            for label, site, customers in (("small", small, 1), ("large", big, large[0])):
                before = machine.spent(site.pid)
                ran = bench.ask(site.url, shape, LEVELS[-1], customers)
                cost = (machine.spent(site.pid) - before) / (ran.rate * bench.seconds) * MILLI
                costs.setdefault(label, []).append(cost)
                bench.results.add(f"call step / {label} database / {LEVELS[-1]}", ran)
    middle = {label: statistics.median(found) for label, found in costs.items()}
    bench.results.cpu_ms = middle["small"]
    bench.results.figures["call at the largest scale ÷ at the smallest"] = (
        middle["large"] / middle["small"]
    )
    bench.results.notes.append(
        f"CPU of a call: {middle['small']:.3f} ms with 1 connection and an empty journal,"
        f" {middle['large']:.3f} ms with {large[0]:,} connections and {large[1]:,} writes."
    )


def inside(bench: Bench, into: Path) -> None:
    """Sample the server while it is under load."""
    with bench.serving(bench.sqlite("inside")) as site:
        _sampled(bench, site, bench.shape("call step"), into)


def _sampled(bench: Bench, site: Site, shape: Shape, into: Path) -> None:
    seconds = 5.0
    with ThreadPoolExecutor(1) as pool:
        under_load = pool.submit(_for, bench, site, shape, 2 * seconds + 4)
        graph, bench.results.phases = phases.sample(site.pid, seconds, bench.folder)
        under_load.result()
    into.mkdir(parents=True, exist_ok=True)
    (into / f"{bench.results.date}-flame.svg").write_bytes(graph.read_bytes())


def _for(bench: Bench, site: Site, shape: Shape, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        bench.ask(site.url, shape, LEVELS[-1])


def conclude(results: Results, cores: int) -> None:
    """Work the promised figures out of the medians."""

    def added(shape: str, what: str) -> float:
        segue = results.median(f"{shape} / Segue on SQLite / 1", what)
        return segue - results.median(f"{shape} / direct / 1", what)

    def rate(name: str) -> float:
        return results.median(f"call step / {name} / 32", "rate")

    ours = "call step / Segue on SQLite / 32"
    results.figures |= {
        "call step, SQLite, 1 connection: added p50": added("call step", "p50"),
        "call step, SQLite, 1 connection: added p99": added("call step", "p99"),
        "e-mail step, SQLite, 1 connection: added p50": added("e-mail step", "p50"),
        "call step, 32 connections: throughput ÷ direct": rate("Segue on SQLite") / rate("direct"),
        "call step, 32 connections: throughput ÷ bare FastAPI": rate("Segue on SQLite")
        / rate("bare FastAPI"),
        "call step, 32 connections: p99 ÷ p50": results.median(ours, "p99")
        / results.median(ours, "p50"),
        "call step, 32 connections: PostgreSQL ÷ SQLite": rate("Segue on PostgreSQL")
        / rate("Segue on SQLite"),
    }
    if cores < 3:  # noqa: PLR2004 -- one for the load, two to scale over
        results.notes.append(
            f"Several server processes on PostgreSQL: skipped, there are {cores} cores and one of"
            " them is the load's."
        )


if __name__ == "__main__":
    main()
