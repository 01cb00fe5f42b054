"""The floor in Python: a shape's provider calls, in order, through Segue's HTTP client alone.

Run as a program, so that it can be pinned: it reads what to do from standard input, as JSON, and
prints what it measured.
"""

import asyncio
import gc
import json
import ssl
import sys
import time
from typing import Any

import aiohttp
import uvloop

HEADERS = {
    "accept": "application/vnd.api+json",
    "content-type": "application/vnd.api+json",
    "authorization": "Bearer bench",
}
WARM_UP = 0.5


async def measure(task: dict[str, Any]) -> dict[str, float]:
    """Make the calls over and over, in `connections` loops side by side."""
    trusted = ssl.create_default_context(cafile=task["certificate"])
    connector = aiohttp.TCPConnector(limit=200, ssl=trusted)
    calls = [
        (
            exchange["method"],
            task["url"] + exchange["path"],
            exchange["query"],
            None if exchange["body"] is None else json.dumps(exchange["body"]).encode(),
        )
        for exchange in task["exchanges"]
    ]
    async with aiohttp.ClientSession(connector=connector, headers=HEADERS) as session:
        await _run(session, calls, task["connections"], WARM_UP)
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        begun = time.perf_counter()
        taken = await _run(session, calls, task["connections"], task["seconds"])
        spent = time.perf_counter() - begun
    taken.sort()
    return {
        "rate": len(taken) / spent,
        **{f"p{share}": taken[len(taken) * share // 100] * 1000 for share in (50, 90, 99)},
    }


async def _run(
    session: aiohttp.ClientSession, calls: list[Any], connections: int, seconds: float
) -> list[float]:
    taken: list[float] = []
    end = time.perf_counter() + seconds

    async def loop() -> None:
        while (begun := time.perf_counter()) < end:
            for method, url, query, body in calls:
                async with session.request(method, url, params=query, data=body) as response:
                    answer = await response.read()
                    if not response.ok:
                        raise RuntimeError(answer[:200])
                    json.loads(answer)
            taken.append(time.perf_counter() - begun)

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(loop())
    return taken


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(measure(json.load(sys.stdin)))))
