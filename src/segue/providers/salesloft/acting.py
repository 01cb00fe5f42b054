"""Whom a token acts as."""

from segue.kit import pointer
from segue.spi.acting import ActingUser
from segue.spi.operation import Answers, Get, Query, Read
from segue.spi.plan import Request, identity

ME = Read(name="me", request=Request(method="GET", path=("v2", "me")))


def _reads(_asked: Get, answers: Answers) -> tuple[Read, ...]:
    return () if "me" in answers else (ME,)


def _read(_asked: Get, answers: Answers) -> ActingUser:
    raw = pointer.get(answers["me"], "/data")
    return ActingUser(id=identity(raw["id"]), raw=raw)


WHO = Query(_reads, _read)
