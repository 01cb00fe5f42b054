"""Whom a key acts as, and what is left of its windows."""

from collections.abc import Mapping
from typing import Any

from segue.spi.acting import ActingUser, window
from segue.spi.operation import Answers, Get, Query, Read
from segue.spi.plan import Request, identity

# The documented preflight: a key acts as the team's longest-standing active admin [AE conventions].
PROFILE = Read(name="profile", request=Request(method="GET", path=("users", "api_profile")))


def _reads(_asked: Get, answers: Answers) -> tuple[Read, ...]:
    return () if "profile" in answers else (PROFILE,)


def _read(_asked: Get, answers: Answers) -> ActingUser:
    raw = answers["profile"]
    return ActingUser(id=identity(raw["id"]), raw=raw)


WHO = Query(_reads, _read)


def limits(headers: Mapping[str, str]) -> dict[str, Any]:
    """Read three windows, counted by team and endpoint; one without a limit has an empty header.

    Older documents call the day `daily` [SLATE].
    """
    day, hour, minute = (
        window(headers.get(f"x-rate-limit-{limit}"), headers.get(f"x-{left}-requests-left"))
        for limit, left in (("24-hour", "24-hour"), ("hourly", "hourly"), ("minute", "minute"))
    )
    day = day or window(headers.get("x-rate-limit-daily"), headers.get("x-daily-requests-left"))
    told = {"daily": day, "hourly": hour, "other": {"minute": minute} if minute else {}}
    return {name: found for name, found in told.items() if found}
