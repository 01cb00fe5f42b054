"""Killing a server at one moment of one call, and asking again until the write is done."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from .servers import Server
from .site import Answered, Site

MOMENTS = ("before", "unapplied", "unread", "late", "after")
"""When the server dies, about one call:

`before` it is sent, but noted as started; `unapplied`, sent and never applied; `unread`, applied
while the answer is under way; `late`, sent and applied five seconds after the death; `after` its
answer was read, before anything noted that.
"""
LATE = 5
HOLDS = {"unapplied": "hold_before", "unread": "hold_after"}


@dataclass(frozen=True, slots=True)
class Aim:
    """One call of a write, as the provider sees it."""

    name: str
    method: str
    path: str
    after: int = 0
    """So many such requests pass first; for moments in which the request is held."""

    def __str__(self) -> str:
        return self.name


async def killed(
    site: Site, server: Server, moment: str, aim: Aim, asking: "asyncio.Task[Answered]"
) -> None:
    """Kill the server at that moment; the request that it was serving never gets an answer."""
    if moment in HOLDS:
        await site.held()
        site.rack.kill(server)
    else:
        await asyncio.to_thread(site.rack.fell, server)
    try:
        answer = await asking
    except aiohttp.ClientError:
        return
    raise AssertionError(f"{moment} {aim} was answered: {answer}")


async def struck(
    site: Site, sequence: str, record: Mapping[str, Any], key: str, case: tuple[str, Aim]
) -> None:
    """Ask a fresh server, and kill it at the case's moment."""
    moment, aim = case
    server = site.start()
    if moment in HOLDS:
        where = {"method": aim.method, "path": aim.path, "after": aim.after}
        await site.simulated.fault(HOLDS[moment], **where)
    elif moment == "late":
        await site.simulated.fault("late", method=aim.method, path=aim.path, seconds=LATE)
        site.rack.set_trap("after", aim.method, aim.path)
    else:
        site.rack.set_trap(moment, aim.method, aim.path)
    asking = asyncio.create_task(site.add(server, sequence, record, key))
    await killed(site, server, moment, aim, asking)


async def done_once(site: Site, sequence: str, record: Mapping[str, Any], key: str) -> Answered:
    """Ask a fresh server until the write is done; asked once more it answers the same.

    Between the two everything lands that may still be on its way to the provider.
    """
    server = site.start()
    done = await site.add_until_done(server, sequence, record, key)
    await site.advance(LATE + 1)
    again = await site.add(server, sequence, record, key)
    assert (again.status, again.body) == (done.status, done.body)
    assert again.headers["idempotent-replayed"] == "true"
    return done
