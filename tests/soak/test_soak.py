"""Two thousand calls leave nothing behind; the long soak is `make soak`."""

import asyncio
import gc
import random
import sys
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import httpx2
import pytest

from segue import registry
from segue.http.app import create_app
from segue.service.scraping import exposition
from segue.store.sqlite import SPELLINGS
from segue.testing.world import API_KEY, CUSTOMER, World, world

from .load import Load
from .sampling import Sample, judge

CALLS = 2_000
WARM = 400
"""Calls until every pool and every cache has what it needs."""
SCRAPE = 250
"""Calls between two looks at the metrics, each with a token that ends."""
KNOWN = ("segue.model.described._under", "segue.registry.load", "segue.store.audit._listing")
"""Caches that need no bound: by what is installed, and by which of a few filters are given."""
FEW = 8
"""Entries by which a map may differ: what is under way differs between two moments."""
CONTAINERS = (dict, list, set, deque, OrderedDict, WeakValueDictionary)


@pytest.fixture
def engine() -> str:
    """What is left over does not depend on the database; `make soak` tries both."""
    return "sqlite"


@pytest.fixture
async def outreach(database_url: str) -> Any:
    """A customer of a simulated Outreach, which lets itself be asked without end."""
    async with world(registry.load("outreach"), database_url) as found:
        await found.simulated.seed({"per_hour": 10**9})
        yield found


@dataclass(slots=True)
class Held:
    """What the process holds."""

    descriptors: int
    tasks: int
    threads: int
    sizes: Mapping[str, int]


def held(*roots: Any) -> Held:
    """Look at this process, with everything collected that nobody holds."""
    gc.collect()
    sizes: dict[str, int] = {}
    seen: set[int] = set()
    for root in roots:
        sizes.update(_sizes(root, type(root).__name__, seen))
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    return Held(descriptors, len(asyncio.all_tasks()), threading.active_count(), sizes)


def _sizes(value: Any, at: str, seen: set[int]) -> Iterator[tuple[str, int]]:
    """Measure each container that is held, by the names that lead to it."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, CONTAINERS):
        yield at, len(value)
        inner = value.values() if isinstance(value, Mapping) else value
        for each in list(inner)[:50]:
            yield from _sizes(each, f"{at}[]", seen)
    elif type(value).__module__.startswith(("segue.", "aiohttp.")):
        names = [*getattr(value, "__dict__", ())]
        names += [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
        for name in names:
            yield from _sizes(getattr(value, name, None), f"{at}.{name}", seen)


async def test_two_thousand_calls_leave_nothing_behind(outreach: World):
    """A server that runs for months would run out of memory, descriptors or threads."""
    services, app = outreach.services, create_app(outreach.services)
    names = {"x-api-key": API_KEY, "x-customer-id": CUSTOMER, "x-provider-name": "outreach"}
    counted: Counter[str] = Counter()
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://segue.test", headers=names
    ) as client:

        async def ask(
            _provider: str, method: str, path: str, body: Any, headers: Mapping[str, str]
        ) -> tuple[int, Any, Mapping[str, str]]:
            response = await client.request(method, path, json=body, headers=dict(headers))
            return response.status_code, response.json(), response.headers

        load = Load("outreach", ask, random.Random(1), counted)
        await load.begin()
        before = await _until(load, WARM, outreach)
        after = await _until(load, CALLS, outreach)
    assert services.queues == {}
    assert _slots(services.transport) == {}
    assert after.tasks <= before.tasks
    assert after.threads <= before.threads
    assert after.descriptors <= before.descriptors + FEW
    grown = {
        name: (before.sizes.get(name, 0), size)
        for name, size in after.sizes.items()
        if size > before.sizes.get(name, 0) + FEW
    }
    assert grown == {}
    for name in ("shares", "keys_noted", "circuits", "known", "credentials"):
        assert any(name in at for at in after.sizes), f"{name} was not looked at"


async def _until(load: Load, calls: int, stage: World) -> Held:
    services: Any = stage.services
    scraped = load.counted.total() // SCRAPE
    while load.counted.total() < calls:
        await load.once()
        await load.refused()
        if load.counted.total() // SCRAPE > scraped:
            scraped = load.counted.total() // SCRAPE
            await exposition(services, services.watch)
            # Outreach gives no second token within a minute.
            await stage.clock.advance(61)
            await stage.simulated.fault("expired_token")
    stage.transport.sent.clear()
    return held(services, SPELLINGS)


def _slots(transport: Any) -> Any:
    while not hasattr(transport, "held"):
        transport = transport.inner
    return transport.held


def test_every_cache_has_a_bound():
    """A cache keyed by what callers send would grow with them."""
    unbounded = [
        f"{module.__name__}.{name}"
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("segue.")
        and ".simulator" not in module.__name__
        for name, found in vars(module).items()
        if isinstance(found, _lru_cache_wrapper)
        and found.cache_info().maxsize is None
        and found.__wrapped__.__code__.co_argcount
    ]
    assert sorted(unbounded) == sorted(KNOWN)


@pytest.mark.parametrize("grows", ["memory", "descriptors", "threads", "tasks", ""])
def test_growth_is_seen(grows: str):
    """A soak would pass although something grows."""
    flat = {"memory": 100_000_000, "descriptors": 40, "threads": 6, "tasks": 8}
    samples = [
        Sample(
            seconds=second,
            requests=second,
            **{
                name: many + (many * second // 200 if name == grows else second % 2)
                for name, many in flat.items()
            },
        )
        for second in range(600)
    ]
    assert [one.name for one in judge(samples, warm=150) if one.bad] == [grows][: bool(grows)]
