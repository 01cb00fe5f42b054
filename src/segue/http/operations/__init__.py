"""Every operation of the API: where it is, what answers it, how it is described."""

from segue.http.operation import Operation
from segue.http.operations import (
    accounts,
    connections,
    contacts,
    customers,
    jobs,
    keys,
    own,
    people,
    raw,
    sequences,
    settings,
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
    *customers.OPERATIONS,
    *connections.OPERATIONS,
    *settings.OPERATIONS,
    *keys.OPERATIONS,
    *raw.OPERATIONS,
    *jobs.OPERATIONS,
    *own.OPERATIONS,
)

__all__ = ["OPERATIONS", "Operation"]
