"""Asking an adapter itself for a plan or an answer, past the check of its table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from segue.engine.reads import gather
from segue.model.account import AccountWrite
from segue.model.contact import ContactWrite
from segue.model.state import StateCreate
from segue.service.conform import without
from segue.spi.capability import Used
from segue.spi.codec import show_call
from segue.spi.errors import PlanRefused
from segue.spi.operation import Create, Enrol, ListRecords, Update, Upsert
from segue.spi.uses import used_by_account, used_by_contact, used_by_state
from segue.testing.contract.planning import WRITE, Calls
from segue.testing.world import World

MODELS: Mapping[str, Any] = {
    "account": AccountWrite,
    "contact": ContactWrite,
    "state": StateCreate,
}


async def planned(
    stage: World,
    operation: str,
    target: str,
    record: Mapping[str, Any],
    *,
    leaving_out: str = "",
) -> Calls:
    """Plan a creation, a change or an enrolment, without what relies on one row.

    Gives the plan's calls. Raises `PlanRefused`, or `Problem` for a read.
    """
    noun, _, verb = operation.partition(".")
    whole = MODELS[noun].model_validate(record)
    used = _used(noun, whole, changing=verb == "update")
    wanted = without(whole, [place for name, place in used if name == leaving_out])
    now = stage.clock.now()
    asked: Any
    if noun == "state":
        asked = Enrol(states=(wanted,), write_id=WRITE, now=now)
    elif verb == "update":
        asked = Update(id=target, record=wanted, write_id=WRITE, now=now)
    else:
        asked = Create(record=wanted, write_id=WRITE, now=now)
    return await _calls(stage, operation, asked)


async def not_done(
    stage: World, operation: str, row: str, target: str, record: Mapping[str, Any]
) -> None:
    """See that the adapter itself does not do what its table refuses or drops."""
    plain = await planned(stage, operation, target, record, leaving_out=row)
    try:
        whole = await planned(stage, operation, target, record)
    except PlanRefused:
        return
    assert whole == plain, f"the adapter does {row}, so it is not to be refused or dropped"


def _used(noun: str, record: Any, *, changing: bool) -> tuple[Used, ...]:
    if noun == "state":
        return used_by_state(record)
    used = used_by_account if noun == "account" else used_by_contact
    return used(record, changing=changing)


async def planned_upsert(
    stage: World, noun: str, record: Mapping[str, Any], on: Mapping[str, str]
) -> Calls:
    """Plan an upsert; gives the plan's calls."""
    wanted, now = MODELS[noun].model_validate(record), stage.clock.now()
    return await _calls(
        stage, f"{noun}.upsert", Upsert(record=wanted, on=on, write_id=WRITE, now=now)
    )


async def _calls(stage: World, operation: str, asked: Any) -> Calls:
    write = stage.provider.writes[operation]
    tools = (stage.transport, stage.session.destination, stage.clock)
    reading = await gather(*tools, write.reads, asked)
    return [show_call(call) for call in write.plan(asked, reading.answers).calls]


async def read(
    stage: World,
    operation: str,
    *,
    filter: Mapping[str, Any] | None = None,
    modified_after: datetime | None = None,
) -> list[str]:
    """Have a list or a search answered; gives the ids of its first page."""
    query = stage.provider.queries[operation]
    asked = ListRecords(page_size=100, filter=filter or {}, modified_after=modified_after)
    tools = (stage.transport, stage.session.destination, stage.clock)
    reading = await gather(*tools, query.reads, asked)
    return [record.id for record, _ in query.read(asked, reading.answers).records]
