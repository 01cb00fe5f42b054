"""`python -m tests.chaos.jobs`: twenty thousand enrolments and five kills, on both databases."""

import argparse
import asyncio
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from segue.store import migrate
from tests import postgres
from tests.crash.servers import Servers
from tests.jobs.processes import parent_of_processes, works_on


def main() -> int:
    """Read the command line, run, print; it fails where anything is not true."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.jobs")
    parser.add_argument("--contacts", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append")
    given = parser.parse_args()
    for name in given.database or ("sqlite", "postgres"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="segue-jobs-")))
            url = f"sqlite:///{folder}/segue.db"
            if name == "postgres":
                server = stack.enter_context(postgres.server())
                url = stack.enter_context(postgres.database(server))
            parent = stack.enter_context(parent_of_processes())
            began = time.monotonic()
            asyncio.run(run(url, parent, folder, (given.contacts, given.kills)))
            took = time.monotonic() - began
            print(
                f"{name}: {given.contacts:,} enrolments, {given.kills} kills, {took:.0f} s:"
                " everybody enrolled once and told truly",
                flush=True,
            )
    return 0


async def run(url: str, parent: Servers, folder: Path, size: tuple[int, int]) -> None:
    """Carry one job out on one database."""
    await migrate.upgrade(url)
    contacts, kills = size
    async with works_on(url, parent, folder) as works:
        await works.site.simulated.seed({"per_hour": 10**9})
        await works.survive(contacts, kills, apart=not url.startswith("sqlite"))


if __name__ == "__main__":
    sys.exit(main())
