"""The baseline: a shape's provider calls, in order, through Segue's HTTP client and no gateway.

Run as a program, so that it can be pinned: it reads what to do from standard input, as JSON, and
prints what it measured.
"""

import asyncio
import gc
import json
import ssl
import sys
import time
from typing import Any, Final

import aiohttp
import uvloop

HEADERS: Final = {
    "accept": "application/vnd.api+json",
    "content-type": "application/vnd.api+json",
    "authorization": "Bearer bench",
}
SHARES: Final = (50, 90, 99)
LATE: Final = 2


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
        # One round of each loop opens the connections.
        await _run(session, calls, task["connections"], 0)
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        begun, used = time.perf_counter(), time.process_time()
        taken = await _run(session, calls, task["connections"], task["seconds"])
        spent, used = time.perf_counter() - begun, time.process_time() - used
    told = corrected(taken, spent / (len(taken) / task["connections"]))
    return {
        "answers": len(taken),
        "rate": len(taken) / spent,
        **{f"p{share}": told[len(told) * share // 100] * 1000 for share in SHARES},
        "worst": told[-1] * 1000,
        "cpu_us": used / len(taken) * 1e6,
    }


def corrected(taken: list[float], interval: float) -> list[float]:
    """Add to latencies what wrk adds to its own, and sort them.

    wrk 4 counts, for a caller that waited longer than two of its usual intervals, also the requests
    that it would have made meanwhile (`stats_correct` in its source). Without the same here, the
    tails of what wrk measured could not be compared with ours.
    """
    added = list(taken)
    for one in taken:
        if one >= LATE * interval:
            missed = one - interval
            while missed > interval:
                added.append(missed)
                missed -= interval
    return sorted(added)


async def _run(
    session: aiohttp.ClientSession, calls: list[Any], connections: int, seconds: float
) -> list[float]:
    taken: list[float] = []
    end = time.perf_counter() + seconds

    async def loop() -> None:
        begun = time.perf_counter()
        while True:
            for method, url, query, body in calls:
                async with session.request(method, url, params=query, data=body) as response:
                    answer = await response.read()
                    if not response.ok:
                        raise RuntimeError(answer[:200])
                    json.loads(answer)
            ended = time.perf_counter()
            taken.append(ended - begun)
            if ended >= end:
                return
            begun = ended

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(loop())
    return taken


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(measure(json.load(sys.stdin)))))
