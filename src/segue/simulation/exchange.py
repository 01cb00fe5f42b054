"""One vendor request, and how each kind of fault lets it go wrong."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from segue.simulation.fault import Fault
from segue.simulation.hold import Outcome
from segue.simulation.room import Room
from segue.simulation.vendor import Answer, Asked
from segue.simulation.wire import Receive, until_gone

NOT_JSON = '{"data": {"id": 1, "attrib'
"""What a `malformed` fault sends: a body cut off inside an attribute name."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that set off a fault. Every way it goes returns an answer, or None to hang up."""

    room: Room
    asked: Asked
    receive: Receive
    fault: Fault

    def applied(self) -> Answer:
        """Let the vendor apply the request."""
        return self.room.vendor.answer(self.asked, self.room.clock)

    def spoken(self, kind: str) -> Answer:
        """Let the vendor word a failure; nothing is applied."""
        return self.room.vendor.fault_answer(kind, self.room.clock)


async def outcome(exchange: Exchange) -> Answer | None:
    """Return what to answer; None closes the connection with no byte of an answer."""
    return await _WAYS[exchange.fault.kind](exchange)


async def _spoken(exchange: Exchange) -> Answer:
    return exchange.spoken(exchange.fault.kind)


async def _slow(exchange: Exchange) -> Answer:
    """Applied at once, answered after `seconds` of real time, or when the client has gone."""
    answer = exchange.applied()
    gone = asyncio.ensure_future(until_gone(exchange.receive))
    await asyncio.wait({gone}, timeout=exchange.fault.seconds)
    gone.cancel()
    return answer


async def _lost_answer(exchange: Exchange) -> None:
    exchange.applied()


async def _dropped(_: Exchange) -> None:
    return


async def _late(exchange: Exchange) -> None:
    exchange.room.postpone(exchange.asked, exchange.fault.seconds)


async def _expired_token(exchange: Exchange) -> Answer:
    exchange.room.vendor.expire_token()
    return exchange.applied()


async def _revoked_token(exchange: Exchange) -> Answer:
    exchange.room.vendor.revoke_token()
    return exchange.applied()


async def _malformed(exchange: Exchange) -> Answer:
    """A refusal stays readable; only a success loses its body."""
    answer = exchange.applied()
    if answer.status >= 300:  # noqa: PLR2004 - not a success
        return answer
    status = 200 if answer.body is None else answer.status
    return Answer(status, NOT_JSON, answer.headers, answer.media_type)


async def _answer(exchange: Exchange) -> Answer:
    fault = exchange.fault
    media_type = "text/html" if isinstance(fault.body, str) else "application/json"
    return Answer(fault.status, fault.body, fault.headers, media_type)


async def _hold_before(exchange: Exchange) -> Answer | None:
    """Not applied when the client goes away, or the simulator is reset, while it is held."""
    ended = await exchange.room.hold.wait(exchange.receive)
    return exchange.applied() if ended is Outcome.RELEASED else None


async def _hold_after(exchange: Exchange) -> Answer | None:
    answer = exchange.applied()
    ended = await exchange.room.hold.wait(exchange.receive)
    return answer if ended is Outcome.RELEASED else None


async def _error_after(exchange: Exchange) -> Answer:
    exchange.applied()
    return exchange.spoken("server_error")


_WAYS: Mapping[str, Callable[[Exchange], Awaitable[Answer | None]]] = {
    "refused": _spoken,
    "rate_limited": _spoken,
    "server_error": _spoken,
    "slow": _slow,
    "lost_answer": _lost_answer,
    "dropped": _dropped,
    "late": _late,
    "expired_token": _expired_token,
    "revoked_token": _revoked_token,
    "malformed": _malformed,
    "answer": _answer,
    "hold_before": _hold_before,
    "hold_after": _hold_after,
    "error_after": _error_after,
}
