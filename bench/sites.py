"""Segue as it is run: `segue serve`, on a database with as many connections as asked for."""

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.mock import Mock
from segue.app import open_services
from segue.config import Settings
from segue.service.connections import connect
from segue.store import applications, customers, keys, migrate

KEY = "segue_bench-0123456789abcdef0123456789abcdef"
SEALING_KEY = "YmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmU="
SERVING = re.compile(r'"url": ?"(?P<url>[^"]+)"')
CREDENTIAL = {"access_token": "bench", "refresh_token": "bench-refresh"}


@dataclass(frozen=True, slots=True)
class Site:
    """A running server."""

    url: str
    pid: int
    started: float
    """Seconds from its start until it served."""


def settings(database_url: str) -> Settings:
    """Give the settings that the servers run under."""
    return Settings(database_url=database_url, encryption_key=SEALING_KEY)


def fill(database_url: str, customer_count: int) -> None:
    """Make the schema, a key, and customers with a connection each."""
    asyncio.run(_fill(database_url, customer_count))


async def _fill(database_url: str, customer_count: int) -> None:
    await migrate.upgrade(database_url)
    async with open_services(settings(database_url)) as services:
        now = services.clock.now()
        owner = (await applications.create(services.database, "bench", now)).id
        await keys.issue(services.database, owner, "bench", now, secret=KEY)
        for number in range(customer_count):
            name = f"customer-{number}"
            await customers.put(services.database, owner, name, name=name, email=None, at=now)
            await connect(services, owner, name, "outreach", CREDENTIAL)


@contextmanager
def serving(
    database_url: str, mock: Mock, pinned: Sequence[str], log: Path, **more: str
) -> Iterator[Site]:
    """Run `segue serve` while the block lasts."""
    begun = time.perf_counter()
    with log.open("w") as lines:
        child = subprocess.Popen(
            [*pinned, str(Path(sys.executable).with_name("segue")), "serve", "--port", "0"],
            env={
                **os.environ,
                "SEGUE_DATABASE_URL": database_url,
                "SEGUE_ENCRYPTION_KEY": SEALING_KEY,
                "SEGUE_OUTREACH_API_URL": mock.url,
                "SSL_CERT_FILE": str(mock.certificate),
                **more,
            },
            stderr=lines,
            stdout=lines,
        )
    try:
        url = _url(child, log)
        yield Site(url, child.pid, time.perf_counter() - begun)
    finally:
        child.terminate()
        child.wait()


def _url(child: "subprocess.Popen[bytes]", log: Path) -> str:
    while child.poll() is None:
        found = SERVING.search(log.read_text())
        if found is not None:
            return found["url"]
        time.sleep(0.005)
    raise RuntimeError(f"segue serve ended: {log.read_text()}")
