"""What Cadenza can do, as a table. [INV]: invented for these tests."""

from collections.abc import Mapping
from functools import partial

from segue.spi.capability import (
    Capabilities,
    Capability,
    absent,
    demanded,
    lossy,
    native,
    pending,
    unknown,
)

REFUSED = partial(absent, source="[INV]")


def _each(row: Capability, names: str) -> Mapping[str, Capability]:
    return dict.fromkeys(names.split(), row)


DONE = native(source="[INV]")
NO_PLACE = absent("Cadenza has no place for it", source="[INV]", on_use="drop")
NO_LINKEDIN = REFUSED("Cadenza knows no LinkedIn")
FIXED = REFUSED("a stage cannot be changed")

BARE = REFUSED("Cadenza's API has flows and their stages, and nothing else")
_BOOK = tuple(
    row
    for row in demanded()
    if row.startswith(("account.", "contact.", "user.", "mailbox.", "state.", "template."))
)

CAPABILITIES = Capabilities(
    {
        **_each(BARE, " ".join(_BOOK)),
        **_each(BARE, "sequence.activate sequence.deactivate sequence.archive sequence.readiness"),
        **_each(BARE, "sequence.list.modified_after step.list step.get step.delete"),
        **_each(DONE, "sequence.list sequence.get sequence.create sequence.name sequence.tags"),
        **_each(DONE, "sequence.type.team sequence.type.private sequence.owner_id sequence.steps"),
        **_each(DONE, "step.create step.type.auto_email step.type.manual_email step.type.call"),
        **_each(DONE, "step.type.task step.name step.task_note step.custom_fields"),
        **_each(DONE, "step.template.subject step.template.body step.template@call"),
        **_each(DONE, "step.template@task step.task_note@auto_email"),
        **_each(NO_PLACE, "step.template.name step.template.to step.template.cc step.template.bcc"),
        **_each(NO_PLACE, "step.template.custom_fields sequence.custom_fields"),
        **_each(NO_PLACE, "step.is_reply@call step.is_reply@task"),
        **_each(FIXED, "step.update update.template.subject update.template.body"),
        **_each(FIXED, "update.interval_seconds update.task_note update.custom_fields"),
        "step.interval_seconds": lossy("whole minutes; rounded up otherwise", source="[INV]"),
        **_each(NO_LINKEDIN, "step.type.linkedin_send_message"),
        **_each(NO_LINKEDIN, "step.is_reply@linkedin_send_message"),
        "step.date": REFUSED("a flow counts from its start"),
        "step.order": pending("a new stage is the last", source="[INV]"),
        "step.is_reply": pending("threads are not done yet", source="[INV]"),
        "step.template.id": unknown("nobody has tried it", source="[INV]", confidence="low"),
    }
)
