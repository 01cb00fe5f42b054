"""`python -m tests.chaos`: thousands of writes under every trouble, on both databases."""

import argparse
import random
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.crash.servers import servers

from .campaign import Plan
from .reporting import lines
from .running import RUNS


def main() -> int:
    """Read the command line, run, print; 1 where there is a violation."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--writes", type=int, default=1500, help="on each database")
    parser.add_argument("--database", choices=sorted(RUNS), action="append")
    parser.add_argument("--faults", type=float, default=0.55)
    parser.add_argument("--kill-every", type=int, default=30)
    parser.add_argument("--restart-every", type=int, default=50)
    parser.add_argument("--jump-every", type=int, default=12)
    parser.add_argument("--log", type=Path, help="where to keep what the servers logged")
    given = parser.parse_args()
    plan = Plan(
        seed=given.seed,
        writes=given.writes,
        faults=given.faults,
        kill_every=given.kill_every,
        restart_every=given.restart_every,
        jump_every=given.jump_every,
    )
    print(f"seed {plan.seed}", flush=True)
    bad = 0
    with ExitStack() as stack:
        parent = stack.enter_context(servers())
        for name in given.database or sorted(RUNS, reverse=True):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="segue-chaos-")))
            result = RUNS[name](plan, parent, folder)
            print("\n".join(lines(result, name)), flush=True)
            bad += len(result.violations)
            if given.log:
                given.log.with_suffix(f".{name}.log").write_text(result.log)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
