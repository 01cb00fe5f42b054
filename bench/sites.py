"""Segue as it is run: `segue serve`, on a database with as many connections as asked for."""

import asyncio
import json
import re
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.children import own_environment, running, until
from bench.mock import Mock
from bench.shapes import Shape
from segue.app import open_services
from segue.config import Settings
from segue.service.connections import connect
from segue.store import applications, customers, keys, migrate

KEY: Final = "segue_bench-0123456789abcdef0123456789abcdef"
SEALING_KEY: Final = "YmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmU="
SERVING: Final = re.compile(r'"url": ?"(?P<url>[^"]+)"')
CREDENTIAL: Final = {"access_token": "bench", "refresh_token": "bench-refresh"}
LIMIT: Final = "1000000"
"""Requests a second of one key. The limit is looked at as ever, but does not end the load."""
SEGUE: Final = str(Path(sys.executable).with_name("segue"))
LONGEST: Final = 30


@dataclass(frozen=True, slots=True)
class Site:
    """A running server."""

    url: str
    pid: int


def settings(database_url: str) -> Settings:
    """Give the settings that databases are filled under."""
    return Settings(database_url=database_url, encryption_key=SEALING_KEY)


def fill(database_url: str, count: int, first: int = 0) -> None:
    """Make the schema, a key, and customers with a connection each, numbered from `first`."""
    asyncio.run(_fill(database_url, count, first))


async def _fill(database_url: str, count: int, first: int) -> None:
    await migrate.upgrade(database_url)
    async with open_services(settings(database_url)) as services:
        now = services.clock.now()
        there = await applications.listing(services.database)
        if there:
            owner = there[0].id
        else:
            owner = (await applications.create(services.database, "bench", now)).id
            await keys.issue(services.database, owner, "bench", now, secret=KEY)
        for number in range(first, first + count):
            name = f"customer-{number}"
            await customers.put(services.database, owner, name, name=name, email=None, at=now)
            await connect(services, owner, name, "outreach", CREDENTIAL)


@contextmanager
def serving(
    database_url: str, mock: Mock, pinned: Sequence[str], log: Path, **more: str
) -> Iterator[Site]:
    """Run `segue serve` while the block lasts; `more` are further variables."""
    environment = own_environment(
        SEGUE_DATABASE_URL=database_url,
        SEGUE_ENCRYPTION_KEY=SEALING_KEY,
        SEGUE_OUTREACH_API_URL=mock.url,
        SEGUE_KEY_REQUESTS_PER_SECOND=LIMIT,
        SSL_CERT_FILE=str(mock.certificate),
        **more,
    )
    with running([*pinned, SEGUE, "serve", "--port", "0"], log, environment) as child:
        yield Site(until(lambda: _url(log), child, log), child.pid)


def _url(log: Path) -> str | None:
    found = SERVING.search(log.read_text())
    return None if found is None else found["url"]


def once(url: str, shape: Shape) -> Any:
    """Ask once, and see that the answer is what it should be; gives its body."""
    headers = {
        "content-type": "application/json",
        "x-api-key": KEY,
        "x-customer-id": "customer-0",
        "x-provider-name": "outreach",
    }
    data = shape.body.encode() if shape.body else None
    asked = urllib.request.Request(  # noqa: S310 -- our own loopback server
        url + shape.path, data, headers, method=shape.method
    )
    with urllib.request.urlopen(asked, timeout=LONGEST) as answer:  # noqa: S310 -- the same
        status, body = answer.status, json.loads(answer.read())
    if status != shape.status or not shape.answered(body):
        raise RuntimeError(f"{shape.name} at {url}: {status} {str(body)[:500]}")
    return body


def start_seconds(
    database_url: str, mock: Mock, pinned: Sequence[str], log: Path, shape: Shape
) -> float:
    """Tell how long it takes from a server's start until a first request is answered."""
    begun = time.perf_counter()
    with serving(database_url, mock, pinned, log) as site:
        once(site.url, shape)
        return time.perf_counter() - begun
