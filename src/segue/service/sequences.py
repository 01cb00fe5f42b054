"""Sequences: listing, reading and making them."""

from collections.abc import Mapping
from typing import Any, TypeVar

from segue.engine.reads import gather, understand
from segue.kit.clock import parse_iso
from segue.model.problem import VALIDATION, Fault, Problem
from segue.model.sequence import SequenceCreate, SequenceRead
from segue.model.wire import Written
from segue.service import body
from segue.service.conform import (
    check_ids,
    check_reserved,
    conform,
    unknown_key_warnings,
    without,
)
from segue.service.context import Services
from segue.service.cursor import sign, verify
from segue.service.session import Session
from segue.service.steps import faults_of_step, refuse
from segue.service.writes import Intent, Outcome, WriteRequest, perform, refusal
from segue.spi.capability import used_by_sequence
from segue.spi.errors import PlanRefused
from segue.spi.operation import CreateSequence, Get, ListRecords, Query

DEFAULT_PAGE = 10
LARGEST_PAGE = 1000

Asked = TypeVar("Asked")
Result = TypeVar("Result")


class SequenceCreateBody(Written):
    """The body of a request that makes a sequence."""

    record: SequenceCreate


async def create(services: Services, session: Session, request: WriteRequest) -> Outcome:
    """Make a sequence with its steps; 201 with its id at the provider.

    Raises `Problem`: 400 with every fault of the body, or with what the provider cannot do; what
    the provider refuses; 504 `OUTCOME_UNKNOWN`.
    """
    parsed = body.parse(request.body)
    asked = body.check(SequenceCreateBody, request.body)
    provider, record = session.provider, asked.record
    found = conform(provider, used_by_sequence(record))
    found.faults += check_ids(provider, {"/body/record/owner_id": ("user", record.owner_id)})
    found.faults += check_reserved(provider, "sequence", record.custom_fields, "/custom_fields")
    for i, step in enumerate(record.steps or ()):
        found.faults += faults_of_step(provider, step, f"/steps/{i}")
    refuse(provider, "sequence.create", found)
    sequence = without(record, found.dropped)
    now = services.clock.now()
    intent = Intent(
        operation="sequence.create",
        write=provider.writes["sequence.create"],
        ask=lambda write_id: CreateSequence(sequence=sequence, write_id=write_id, now=now),
        target=None,
        parsed=parsed,
        warnings=(*unknown_key_warnings(asked, asked.record), *found.warnings),
    )
    return await perform(services, session, request, intent)


async def get(
    services: Services, session: Session, sequence_id: str, *, include_raw_data: bool = False
) -> dict[str, Any]:
    """Read one sequence with its steps. Raises `Problem`."""
    faults = check_ids(session.provider, {"/path/sequence_id": ("sequence", sequence_id)})
    if faults:
        raise Problem(400, *faults)
    asked = Get(id=sequence_id)
    record, raw = await _answer(services, session, session.provider.queries["sequence.get"], asked)
    return shown(record, raw, include_raw_data=include_raw_data)


async def list_page(
    services: Services,
    session: Session,
    *,
    page_size: str | None = None,
    cursor: str | None = None,
    modified_after: str | None = None,
    include_raw_data: bool = False,
) -> dict[str, Any]:
    """Read one page of sequences, without their steps. Raises `Problem`."""
    size = _size(page_size)
    since = None
    if modified_after is not None and (since := parse_iso(modified_after)) is None:
        detail = "modified_after must be an RFC 3339 time with a zone."
        raise _invalid("modified_after", detail)
    question = ["sequences", session.connection_id, modified_after]
    at = None if cursor is None else verify(services.vault, cursor, question=question)
    asked = ListRecords(page_size=size, cursor=at, modified_after=since)
    page = await _answer(services, session, session.provider.queries["sequence.list"], asked)

    def spelled(cursor: Any) -> str | None:
        return None if cursor is None else sign(services.vault, cursor, question=question)

    total = {} if page.total_count is None else {"total_count": page.total_count}
    return {
        "pagination": {"next": spelled(page.next), "previous": spelled(page.previous), **total},
        "records": [
            shown(record, raw, include_raw_data=include_raw_data) for record, raw in page.records
        ],
    }


async def _answer(
    services: Services, session: Session, query: Query[Asked, Result], asked: Asked
) -> Result:
    try:
        reading = await gather(
            services.transport, session.destination, services.clock, query.reads, asked
        )
        return understand(session.destination, query.read, asked, reading.answers)
    except PlanRefused as refused:
        raise refusal(session, refused) from None


def _size(spelled: str | None) -> int:
    if spelled is None:
        return DEFAULT_PAGE
    plain = spelled.isascii() and spelled.isdecimal() and len(spelled) <= len(str(LARGEST_PAGE))
    if not plain or not 1 <= int(spelled) <= LARGEST_PAGE:
        raise _invalid("page_size", f"page_size must be a whole number from 1 to {LARGEST_PAGE}.")
    return int(spelled)


def _invalid(name: str, detail: str) -> Problem:
    return Problem(400, Fault(detail=detail, pointer=f"/query/{name}", problem_type=VALIDATION))


def shown(
    record: SequenceRead, raw: Mapping[str, Any], *, include_raw_data: bool
) -> dict[str, Any]:
    """Spell a sequence: keys of its own are null without a value, keys of its steps absent."""
    found = record.model_dump(exclude={"steps", "raw_data"})
    if record.steps is not None:
        found["steps"] = [step.model_dump(exclude_none=True) for step in record.steps]
    if include_raw_data:
        found["raw_data"] = dict(raw)
    return found
