"""Running a campaign on either database."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import aiohttp

from segue.store import migrate
from tests.crash.servers import Servers
from tests.postgres import database

from .campaign import Campaign, Plan, Result
from .cluster import Cluster, cluster
from .place import opened


async def run(
    plan: Plan, url: str, parent: Servers, folder: Path, *, many: int, own: Cluster | None
) -> Result:
    """Run one campaign on a database."""
    await migrate.upgrade(url)
    async with opened(url, parent, folder, many=many) as place, aiohttp.ClientSession() as http:
        return await Campaign(plan, place, http, own).run()


def on_sqlite(plan: Plan, parent: Servers, folder: Path) -> Result:
    """Run a campaign on a SQLite file with one server."""
    url = f"sqlite:///{folder}/segue.db"
    return asyncio.run(run(plan, url, parent, folder, many=1, own=None))


def on_postgres(plan: Plan, parent: Servers, folder: Path) -> Result:
    """Run a campaign on PostgreSQL with two servers."""
    with cluster() as own, database(own.url) as url:
        return asyncio.run(run(plan, url, parent, folder, many=2, own=own))


RUNS: Mapping[str, Callable[[Plan, Servers, Path], Result]] = {
    "sqlite": on_sqlite,
    "postgres": on_postgres,
}
