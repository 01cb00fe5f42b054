"""Naming an owner: a write takes a user's number, while callers may know the guid [S1]."""

import re
from typing import Any

from segue.providers.salesloft import paths
from segue.providers.salesloft.answers import record
from segue.providers.salesloft.book.values import own_id
from segue.spi.operation import Answers, Read


def reads(asked: Any) -> tuple[Read, ...]:
    """Name the owner of an asked record, where it is a guid."""
    owner = asked.owner_id
    if owner is None or re.fullmatch(paths.NUMBER, owner):
        return ()
    return (Read(name="owner", request=paths.user(owner), pointer="/owner_id"),)


def number(asked: Any, answers: Answers) -> int | None:
    """Give the owner's number; None where there is to be no owner."""
    if asked.owner_id is None:
        return None
    found = own_id(record(answers["owner"])) if "owner" in answers else asked.owner_id
    return int(found)
