"""Reading from a provider: one record, or a page of them."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from segue.engine.reads import gather, understand
from segue.kit.clock import parse_iso
from segue.model.problem import VALIDATION, Fault, Problem
from segue.model.sequence import SequenceRead
from segue.model.step import StepRead
from segue.model.warning import PlanWarning
from segue.service.conform import check_ids, unsupported
from segue.service.context import Services
from segue.service.cursor import sign, verify
from segue.service.session import Session
from segue.service.shown import wire_warning
from segue.service.writes import refusal
from segue.spi.errors import PlanRefused
from segue.spi.operation import Get, ListRecords, Page, Query, RecordRead

DEFAULT_PAGE = 10
LARGEST_PAGE = 1000

Asked = TypeVar("Asked")
Result = TypeVar("Result")


async def get(
    services: Services,
    session: Session,
    noun: str,
    id: str,
    *,
    sequence_id: str | None = None,
    include_raw_data: bool = False,
) -> dict[str, Any]:
    """Read one `noun` by its id. Raises `Problem`; 404 where there is none."""
    query = offered(session, f"{noun}.get")
    if faults := faults_of_path(session, noun, id, sequence_id):
        raise Problem(400, *faults)
    asked = Get(id=id, sequence_id=sequence_id)
    found: RecordRead = await answer(services, session, query, asked)
    return spelled(*found, include_raw_data=include_raw_data)


PATH_NAMES: Mapping[str, str] = {"step": "sequence_step", "state": "sequence_state"}
"""What the wire calls a noun in a path, where it is not the noun."""


def faults_of_path(
    session: Session, noun: str, id: str, sequence_id: str | None = None
) -> list[Fault]:
    """Refuse the ids of a path that cannot be ids of the provider."""
    places: dict[str, tuple[str, str | None]] = {
        f"/path/{PATH_NAMES.get(noun, noun)}_id": (noun, id)
    }
    if sequence_id is not None:
        places["/path/sequence_id"] = ("sequence", sequence_id)
    return check_ids(session.provider, places)


async def list_page(
    services: Services,
    session: Session,
    operation: str,
    given: Mapping[str, str],
    *,
    filter: Mapping[str, Any] | None = None,
    include_raw_data: bool = False,
) -> dict[str, Any]:
    """Read one page of a list or a search; `given` are the query's parameters.

    Raises `Problem`: 400 for a page size that is none, for a cursor of another question, or for a
    filter that the provider does not have.
    """
    query, wanted = offered(session, operation), filter or {}
    size, since = page_size(given.get("page_size")), given.get("modified_after")
    after = None
    if since is not None:
        if (after := parse_iso(since)) is None:
            detail = "modified_after must be an RFC 3339 time with a zone."
            raise _invalid("modified_after", detail)
        row = f"{operation}.modified_after"
        if not session.provider.capabilities[row].usable:
            fault = unsupported(session.provider, row, "/query/modified_after")
            raise Problem(400, fault)
    question = [operation, session.connection_id, since, wanted]
    at = None
    if "cursor" in given:
        at = verify(services.vault, given["cursor"], question=question)
    asked = ListRecords(page_size=size, cursor=at, modified_after=after, filter=wanted)
    page: Page = await answer(services, session, query, asked)

    def signed(cursor: Any) -> str | None:
        return None if cursor is None else sign(services.vault, cursor, question=question)

    total = {} if page.total_count is None else {"total_count": page.total_count}
    return {
        "pagination": {"next": signed(page.next), "previous": signed(page.previous), **total},
        "records": [
            spelled(record, raw, include_raw_data=include_raw_data) for record, raw in page.records
        ],
        **({"warnings": [_announced(each) for each in page.warnings]} if page.warnings else {}),
    }


def _announced(warning: PlanWarning) -> dict[str, Any]:
    return wire_warning(warning, lambda _pointer: "/query")


def offered(session: Session, operation: str) -> Query[Any, Any]:
    """Give the provider's way to answer; `Problem` 400 where it has none."""
    if not session.provider.capabilities[operation].usable:
        raise Problem(400, unsupported(session.provider, operation, None))
    return session.provider.queries[operation]


async def answer(
    services: Services, session: Session, query: Query[Asked, Result], asked: Asked
) -> Result:
    """Make a query's reads and let the adapter read them. Raises `Problem`."""
    try:
        reading = await gather(
            services.transport,
            session.destination,
            services.clock,
            query.reads,
            asked,
            wait=services.settings.wait_seconds,
        )
        return understand(session.destination, query.read, asked, reading.answers)
    except PlanRefused as refused:
        raise refusal(session, refused) from None


def page_size(spelled: str | None) -> int:
    """Read the size of a page; `Problem` 400 where it is none."""
    if spelled is None:
        return DEFAULT_PAGE
    plain = spelled.isascii() and spelled.isdecimal() and len(spelled) <= len(str(LARGEST_PAGE))
    if not plain or not 1 <= int(spelled) <= LARGEST_PAGE:
        raise _invalid("page_size", f"page_size must be a whole number from 1 to {LARGEST_PAGE}.")
    return int(spelled)


def _invalid(name: str, detail: str) -> Problem:
    return Problem(400, Fault(detail=detail, pointer=f"/query/{name}", problem_type=VALIDATION))


def spelled(record: BaseModel, raw: Mapping[str, Any], *, include_raw_data: bool) -> dict[str, Any]:
    """Spell a record: without a value its keys are null, but those of a step are absent."""
    if isinstance(record, StepRead):
        found = record.model_dump(exclude_none=True)
    else:
        found = record.model_dump(exclude={"steps", "raw_data"})
    if isinstance(record, SequenceRead) and record.steps is not None:
        found["steps"] = [step.model_dump(exclude_none=True) for step in record.steps]
    if include_raw_data:
        found["raw_data"] = dict(raw)
    return found
