"""Every operation of the API: where it is, what answers it, how it is described."""

from segue.http.operation import Operation
from segue.http.operations import (
    accounts,
    contacts,
    own,
    people,
    sequences,
    states,
    steps,
    templates,
)

OPERATIONS: tuple[Operation, ...] = (
    *accounts.OPERATIONS,
    *contacts.OPERATIONS,
    *people.OPERATIONS,
    *sequences.OPERATIONS,
    *steps.OPERATIONS,
    *states.OPERATIONS,
    *templates.OPERATIONS,
    *own.OPERATIONS,
)

__all__ = ["OPERATIONS", "Operation"]
