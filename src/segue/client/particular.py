"""What is asked of one noun only."""

from collections.abc import Sequence

from segue.client.answers import (
    Created,
    Enrolled,
    Enrolments,
    Page,
    Updated,
    created,
    enrolled,
    enrolments,
    page,
    record,
    updated,
)
from segue.client.call import Call, flags, get, listing, path, search, write
from segue.client.records import Account, Contact, Readiness, State, Step
from segue.client.writes import StateCreate, StepCreate, StepUpdate


def search_accounts(
    *,
    name: str | None = None,
    domain: str | None = None,
    page_size: int | None = None,
    include_raw_data: bool = False,
) -> Call[Page[Account]]:
    """List the accounts that are equal in name, in domain, or in both where both are given."""
    query = listing(page_size=page_size, include_raw_data=include_raw_data)
    wanted = _given(name=name, domain=domain)
    return search(path("accounts", "_search"), page, wanted, query)


def search_contacts(
    *, emails: Sequence[str], page_size: int | None = None, include_raw_data: bool = False
) -> Call[Page[Contact]]:
    """List the contacts that have one of the e-mail addresses."""
    query = listing(page_size=page_size, include_raw_data=include_raw_data)
    wanted = {"emails": list(emails)}
    return search(path("contacts", "_search"), page, wanted, query)


def search_states(
    *,
    contact_id: str | None = None,
    sequence_id: str | None = None,
    page_size: int | None = None,
    include_raw_data: bool = False,
) -> Call[Page[State]]:
    """List the sequence states of a contact, of a sequence, or of one in the other."""
    query = listing(page_size=page_size, include_raw_data=include_raw_data)
    wanted = _given(contact_id=contact_id, sequence_id=sequence_id)
    return search(path("sequence_states", "_search"), page, wanted, query)


def _given(**values: str | None) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}


def get_readiness(sequence_id: str) -> Call[Readiness]:
    """Tell whether a sequence would send now, and what to do where it would not."""
    return get(path("sequences", sequence_id, "readiness"), record)


def _steps(sequence_id: str, *step_id: str) -> str:
    return path("sequences", sequence_id, "sequence_steps", *step_id)


def list_steps(
    sequence_id: str, *, page_size: int | None = None, include_raw_data: bool = False
) -> Call[Page[Step]]:
    """List the steps of a sequence, in their order."""
    query = listing(page_size=page_size, include_raw_data=include_raw_data)
    return get(_steps(sequence_id), page, query)


def get_step(sequence_id: str, step_id: str, *, include_raw_data: bool = False) -> Call[Step]:
    """Read one step."""
    query = flags(include_raw_data=include_raw_data)
    return get(_steps(sequence_id, step_id), record, query)


def create_step(
    sequence_id: str,
    record: StepCreate,
    *,
    strict: bool = False,
    idempotency_key: str | None = None,
) -> Call[Created]:
    """Add a step to a sequence."""
    at, body = _steps(sequence_id), {"record": record}
    return write("POST", at, created, body, strict=strict, idempotency_key=idempotency_key)


def update_step(
    sequence_id: str,
    step_id: str,
    record: StepUpdate,
    *,
    strict: bool = False,
    idempotency_key: str | None = None,
) -> Call[Updated]:
    """Change a step; what is absent stays as it is."""
    at, body = _steps(sequence_id, step_id), {"record": record}
    return write("PATCH", at, updated, body, strict=strict, idempotency_key=idempotency_key)


def delete_step(
    sequence_id: str, step_id: str, *, strict: bool = False, idempotency_key: str | None = None
) -> Call[Updated]:
    """Take a step out of its sequence."""
    at = _steps(sequence_id, step_id)
    return write("DELETE", at, updated, strict=strict, idempotency_key=idempotency_key)


def enrol(
    record: StateCreate, *, strict: bool = False, idempotency_key: str | None = None
) -> Call[Enrolled]:
    """Put a contact into a sequence; one that the provider does not take raises `Invalid`."""
    at, body = path("sequence_states"), {"record": record}
    return write("POST", at, enrolled, body, strict=strict, idempotency_key=idempotency_key)


def enrol_many(
    records: Sequence[StateCreate], *, strict: bool = False, idempotency_key: str | None = None
) -> Call[Enrolments]:
    """Put many contacts into sequences, each with an outcome of its own, in the order asked.

    It is repeated while some outcome is not final, as long as `Retries` allows.
    """
    at, body = path("sequence_states", "_batch"), {"records": list(records)}
    return write("POST", at, enrolments, body, strict=strict, idempotency_key=idempotency_key)
