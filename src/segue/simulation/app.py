"""Serve a simulated vendor over ASGI, with a control endpoint and faults."""

from collections.abc import Callable

from segue.simulation.control import PREFIX, control
from segue.simulation.exchange import Exchange, outcome
from segue.simulation.room import Room
from segue.simulation.vendor import Asked, Vendor
from segue.simulation.wire import (
    ASGIApp,
    ClientGone,
    Receive,
    Scope,
    Send,
    hang_up,
    read,
    send_answer,
)

Watcher = Callable[[str, Asked], None]

_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """Show `watcher` every request that a simulator of this process is asked, as it arrives.

    It gets the vendor's name and the request, on the thread that serves the simulator. Control
    requests are not shown.
    """
    _watchers.append(watcher)


def serve(vendor: Vendor) -> ASGIApp:
    """Make the ASGI application of one simulated vendor.

    `/__simulator__/*` is the control endpoint; every other path is the vendor's. Serve it with
    `segue.simulation.host`, which alone can close a connection without an answer.
    """
    room = Room(vendor)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            asked = await read(scope, receive)
        except ClientGone:
            return
        room.land()
        if asked.path.startswith(PREFIX):
            await send_answer(send, control(room, asked))
            return
        await _pass_on(room, asked, scope, receive, send)

    return application


async def _pass_on(room: Room, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
    for watcher in _watchers:
        watcher(room.vendor.name, asked)
    fault = room.faults.strike(asked.method, asked.path)
    entry = room.record.add(asked, room.clock.now(), fault.kind if fault else None)
    if fault is None:
        answer = room.vendor.answer(asked, room.clock)
    else:
        faulty = await outcome(Exchange(room, asked, receive, fault))
        if faulty is None:
            await hang_up(scope, receive)
            return
        answer = faulty
    entry.status = answer.status
    await send_answer(send, answer)
