"""Whom a token acts as, and what is left of the minute."""

from collections.abc import Mapping
from typing import Any

from segue.kit import pointer
from segue.spi.acting import ActingUser, window
from segue.spi.operation import Answers, Get, Query, Read
from segue.spi.plan import Request, identity

ME = Read(name="me", request=Request(method="GET", path=("v2", "me")))

# The header that told the limit is not on the present page [S4]; the documented one stands for it.
PER_MINUTE = "600"


def _reads(_asked: Get, answers: Answers) -> tuple[Read, ...]:
    return () if "me" in answers else (ME,)


def _read(_asked: Get, answers: Answers) -> ActingUser:
    raw = pointer.get(answers["me"], "/data")
    return ActingUser(id=identity(raw["id"]), raw=raw)


WHO = Query(_reads, _read)


def limits(headers: Mapping[str, str]) -> dict[str, Any]:
    """Read the minute that the whole team shares."""
    limit = headers.get("x-ratelimit-limit-minute") or PER_MINUTE
    minute = window(limit, headers.get("x-ratelimit-remaining-minute"))
    return {"other": {"minute": minute}} if minute else {}
