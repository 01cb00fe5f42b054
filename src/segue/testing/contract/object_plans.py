"""Asking an adapter for its plan of an account or a contact, past the check of its table."""

from collections.abc import Mapping
from typing import Any

from segue.engine.reads import gather
from segue.model.account import AccountWrite
from segue.model.contact import ContactWrite
from segue.service.conform import without
from segue.spi.codec import show_call
from segue.spi.operation import Create, Update
from segue.spi.uses import used_by_account, used_by_contact
from segue.testing.contract.planning import WRITE, Calls
from segue.testing.world import World

KINDS: Mapping[str, tuple[Any, Any]] = {
    "account": (AccountWrite, used_by_account),
    "contact": (ContactWrite, used_by_contact),
}


async def planned(
    stage: World,
    operation: str,
    id: str,
    record: Mapping[str, Any],
    *,
    leaving_out: str = "",
) -> Calls:
    """Plan a creation or a change, without what relies on one row; gives the plan's calls.

    Raises `PlanRefused`, or `Problem` for a read.
    """
    noun, _, verb = operation.partition(".")
    model, used = KINDS[noun]
    wanted = model.model_validate(record)
    changing = verb == "update"
    places = [place for name, place in used(wanted, changing=changing) if name == leaving_out]
    wanted, now = without(wanted, places), stage.clock.now()
    asked: Any = (
        Update(id=id, record=wanted, write_id=WRITE, now=now)
        if changing
        else Create(record=wanted, write_id=WRITE, now=now)
    )
    write = stage.provider.writes[operation]
    tools = (stage.transport, stage.session.destination, stage.clock)
    reading = await gather(*tools, write.reads, asked)
    return [show_call(call) for call in write.plan(asked, reading.answers).calls]
