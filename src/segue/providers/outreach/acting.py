"""Whom a token acts as."""

from collections.abc import Mapping
from typing import Any

from segue.kit import pointer
from segue.spi.acting import ActingUser
from segue.spi.operation import Answers, Get, Query, Read
from segue.spi.plan import Request, identity

# The API's root names organisation, user and scopes [TEAR, OPER]. Nobody has shown its body, so it
# only counts where it tells a user, and a page of one user proves the token where it tells nothing.
ROOT = Read(name="root", request=Request(method="GET", path=()), may_be_absent=True)
ONE_USER = Read(
    name="users",
    request=Request(method="GET", path=("users",), query={"page[size]": "1", "count": "false"}),
)
PLACES = ("/meta/user", "/data/attributes/user", "/data/relationships/user/data")


def _reads(_asked: Get, answers: Answers) -> tuple[Read, ...]:
    if "root" not in answers:
        return (ROOT,)
    told = isinstance(answers["root"], Mapping)
    return () if told or "users" in answers else (ONE_USER,)


def _read(_asked: Get, answers: Answers) -> ActingUser:
    root = answers["root"]
    found = (pointer.get(root, place) for place in PLACES)
    raw: Mapping[str, Any] = next((user for user in found if isinstance(user, Mapping)), {})
    return ActingUser(id=identity(raw.get("id")), raw=raw)


WHO = Query(_reads, _read)
