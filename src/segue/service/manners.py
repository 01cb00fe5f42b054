"""How each operation's writes are answered, for those whose request is no longer there."""

from typing import Final

from segue.service import states
from segue.service.carrying import CHANGED, MADE, Manner

MAKING: Final = ("create", "upsert")


def manner_of(operation: str) -> Manner:
    """Give the manner in which a use case answers an operation's writes."""
    if operation == "state.create":
        return states.ALONE
    if operation == "state.batch_create":
        return states.TOGETHER
    return MADE if operation.partition(".")[2] in MAKING else CHANGED
