"""What goes on in one server: its memory after a minute of load, and where its CPU goes."""

import time
from typing import Final

from bench import flame, machine, phases, targets
from bench.load import Asking, start
from bench.results import CALL
from bench.run import MOST, Bench
from bench.shapes import Shape
from bench.sites import KEY, Site, once

SAMPLED: Final = 10
"""Seconds of samples of each shape."""
SETTLE: Final = 2
"""Seconds of load before the first sample."""


def inside(bench: Bench) -> None:
    """Load one server for a minute, look at its memory, and sample it under every shape."""
    with bench.serving(bench.filled("inside")) as site:
        shape = bench.shape(CALL)
        before = machine.resident(site.pid)
        once(site.url, shape)
        ran = bench.ask(site.url, shape, MOST, site.pid, seconds=bench.minute)
        after = machine.resident(site.pid)
        bench.results.figures[targets.MEMORY] = [after]
        bench.results.notes.append(
            f"Memory of one process on SQLite: {before:.0f} MB when it was ready, {after:.0f} MB"
            f" after {ran.answers:,} writes in {bench.minute:.0f} seconds."
        )
        bench.say("memory")
        for each in bench.shapes:
            _sample(bench, site, each)
        bench.say("phases")


def _sample(bench: Bench, site: Site, shape: Shape) -> None:
    """Sample the server under load; what it answers meanwhile is not counted as speed."""
    seconds = min(SAMPLED, max(2, round(bench.minute / 6)))
    asking = Asking(site.url, shape.method, shape.path, shape.body, KEY)
    under_load = start(
        asking,
        connections=MOST,
        seconds=seconds + SETTLE + phases.START_SECONDS,
        pinned=bench.cores.rest,
    )
    try:
        time.sleep(SETTLE)
        stacks = phases.sample(site.pid, seconds, bench.folder)
    finally:
        under_load.finish()
    bench.results.phases[shape.name] = phases.shares(stacks)
    name = f"flame-{shape.name.replace(' ', '-')}"
    bench.results.graphs[name] = flame.drawn(stacks, f"{shape.name}: where the CPU goes")
