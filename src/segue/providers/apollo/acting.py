"""Whom a key acts as."""

from segue.spi.acting import ActingUser
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
