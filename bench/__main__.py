"""Measure everything in one run, and write the page: `make bench`."""

import argparse
import asyncio
import datetime as dt
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench import machine, report
from bench.contenders import ROOT
from bench.contest import contest
from bench.inside import inside
from bench.mock import mock
from bench.pruning import pruning
from bench.results import Results
from bench.run import Bench
from bench.scaling import SIZES, processes, scaling
from bench.shapes import shapes
from bench.starting import starting
from bench.targets import TARGETS
from tests import postgres

POSTGRES = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "128MB",
}
"""As PostgreSQL comes: a commit is on the disk when it is answered."""


def main() -> int:
    """Run it all; 1 where something could not be measured."""
    asked = arguments()
    cores = machine.cores()
    if lacking := machine.missing():
        sys.exit(f"Install what measures (Debian: apt install {' '.join(lacking)}).")
    if len(cores.all) < machine.FEWEST_CORES:
        sys.exit("Two cores are needed: one for the server, one for everything else.")
    # The PostgreSQL server has to be our own, on our cores and as durable as we say.
    os.environ.pop(postgres.VARIABLE, None)
    load, begun, results = machine.busy(), time.monotonic(), Results()
    machine.stay_off(cores.all[0])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="segue-bench-")))
        found = asyncio.run(shapes())
        vendor = stack.enter_context(mock(folder / "mock", found, cores.rest))
        server_url = stack.enter_context(postgres.server({**postgres.SETTINGS, **POSTGRES}))
        bench = Bench(
            results=results,
            mock=vendor,
            shapes=found,
            folder=folder,
            server_url=server_url,
            cores=cores,
            seconds=asked.seconds,
            repeats=asked.repeats,
            minute=asked.minute,
            begun=begun,
        )
        for name, part in parts(asked.scale).items():
            if not asked.only or name in asked.only:
                attempt(bench, name, part)
    about = report.Circumstances(
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        machine=machine.described(cores),
        calls=", ".join(shape.calls for shape in found),
        load=load,
        scale=asked.scale,
        repeats=asked.repeats,
        seconds=asked.seconds,
        took=time.monotonic() - begun,
    )
    print(report.printed(results))
    if not asked.only:
        print(f"\nWritten: {report.write(results, about, asked.into)}")
    measured = all(results.figures.get(target.figure) for target in TARGETS)
    return int(bool(results.failed) or not (measured or asked.only))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    given = argparse.ArgumentParser(prog="make bench")
    given.add_argument("--scale", choices=list(SIZES), default="quick")
    given.add_argument("--repeats", type=int, default=5)
    given.add_argument("--seconds", type=float, default=2, help="of one measurement")
    given.add_argument("--minute", type=float, default=60, help="of load before memory is read")
    given.add_argument("--only", nargs="*", choices=list(parts("quick")), help="writes no page")
    given.add_argument("--into", type=Path, default=ROOT / "docs/performance")
    return given.parse_args()


def parts(scale: str) -> dict[str, Callable[[Bench], None]]:
    """Name the parts of a run, in their order."""
    return {
        "contenders": contest,
        "starting": starting,
        "inside": inside,
        "scale": partial(scaling, scale=scale),
        "processes": processes,
        "retention": pruning,
    }


def attempt(bench: Bench, name: str, part: Callable[[Bench], None]) -> None:
    """Run a part; what goes wrong in it leaves its rows unmeasured, and the others alone."""
    try:
        part(bench)
    except Exception as error:  # noqa: BLE001 -- it is told, and the run fails
        traceback.print_exc()
        bench.results.failed.append(f"{name}: {error}"[:500])
        bench.say(f"{name} FAILED")


if __name__ == "__main__":
    sys.exit(main())
