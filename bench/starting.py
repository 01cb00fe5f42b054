"""From nothing to an answer: a server's cold start, and the command line's help."""

import subprocess
import time

from bench import targets
from bench.results import CALL
from bench.run import Bench
from bench.sites import SEGUE, start_seconds

MILLI = 1000
LONGEST = 60


def starting(bench: Bench) -> None:
    """Measure from a process's start to its first answered call, and the command line's help."""
    url, shape = bench.filled("starting"), bench.shape(CALL)
    colds, helps = [], []
    for _ in range(max(bench.repeats, 2) + 1):
        colds.append(start_seconds(url, bench.mock, bench.cores.server, bench.log(), shape))
        begun = time.perf_counter()
        subprocess.run(
            [*bench.cores.server, SEGUE, "--help"], check=True, capture_output=True, timeout=LONGEST
        )
        helps.append((time.perf_counter() - begun) * MILLI)
    # The first of each also reads the program from the disk.
    bench.results.figures |= {targets.COLD: colds[1:], targets.HELP: helps[1:]}
