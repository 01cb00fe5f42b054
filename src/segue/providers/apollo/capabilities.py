"""What Apollo can do, as a table. Sources are the keys of this folder's README."""

from collections.abc import Iterable

from segue.providers.apollo.book import capabilities as book
from segue.providers.apollo.enrolment import capabilities as enrolment
from segue.providers.apollo.upkeep import capabilities as upkeep
from segue.spi.capability import (
    IN_SEQUENCE,
    Capabilities,
    Used,
    absent,
    emulated,
    lossy,
    native,
)
from segue.spi.errors import PlanRefused

NAME = absent("a step has no name of its own", source="[OAS]", on_use="drop")
RECIPIENTS = absent(
    "an e-mail goes to the contact; Apollo keeps cc and bcc on the whole sequence or on a contact,"
    " not on a step",
    source="[OAS][VCR]",
    on_use="drop",
)
NOT_A_REPLY = absent("only an e-mail can be a reply", source="[OAS]", on_use="drop")
NO_CONTENT = absent("a step of this type has nothing to send", source="[SG]", on_use="drop")
SUBJECT = native(
    "a reply keeps its thread's subject, and a LinkedIn message has none", source="[OAS][SG]"
)
WAIT = lossy(
    "whole minutes; anything else is rounded up to the next minute. Refused in a sequence by exact"
    " time",
    source="[OAS]",
)
CUSTOM = native(
    "sent as they are; Apollo ignores keys it does not know without a word, so a key that is not"
    " known to work is warned of",
    source="[OAS][AUD]",
)

PLAN = "needs an Apollo plan that has tasks"

STEP = {
    "step.create": emulated(
        "over routes that Apollo does not document, which need a master API key; in the middle the"
        " whole list of steps is sent back with the new one in it",
        source="[YDC][UM][VCR]",
        confidence="medium",
    ),
    "step.type.auto_email": native(source="[OAS]"),
    "step.type.manual_email": native(PLAN, source="[OAS]"),
    "step.type.call": native(PLAN, source="[OAS]"),
    "step.type.task": emulated(f"sent as action_item; {PLAN}", source="[OAS]"),
    "step.type.linkedin_send_message": emulated(
        f"sent as linkedin_step_message; {PLAN}", source="[OAS]"
    ),
    "step.name": NAME,
    "step.interval_seconds": WAIT,
    "step.date": lossy(
        "a moment in the future, later than the step before; a day alone means 00:00 UTC. Only in a"
        " sequence by exact time: make it with dated steps, or empty with custom_fields"
        " sequence_by_exact_daytime true",
        source="[OAS]",
    ),
    "step.is_reply": lossy(
        "in the thread of the nearest e-mail before that starts one; its subject is the thread's,"
        " so another one is left out",
        source="[OAS][SG][VAL]",
    ),
    "step.is_reply@call": NOT_A_REPLY,
    "step.is_reply@task": NOT_A_REPLY,
    "step.is_reply@linkedin_send_message": NOT_A_REPLY,
    "step.order": lossy(
        "the later steps move by one; a place beyond the last becomes the last",
        source="[OAS][VCR]",
    ),
    "step.task_note": native(source="[OAS]"),
    "step.task_note@auto_email": absent(
        "an automatic e-mail makes no task that could carry the note", source="[OAS]", on_use="drop"
    ),
    "step.custom_fields": CUSTOM,
}

TEMPLATE = {
    "step.template.id": lossy(
        "copied, not linked, since every step has a template of its own: subject and body as they"
        " are now; a subject or body given beside the id is sent instead of the copied one",
        source="[SG][UM]",
    ),
    "step.template.subject": SUBJECT,
    "step.template.body": native("HTML; Apollo removes unsafe tags and attributes", source="[OAS]"),
    "step.template.name": absent(
        "the template of a step has no name", source="[VCR]", on_use="drop"
    ),
    "step.template.to": RECIPIENTS,
    "step.template.cc": RECIPIENTS,
    "step.template.bcc": RECIPIENTS,
    "step.template.custom_fields": absent(
        "the template inside a step takes a subject and a body only", source="[OAS]", on_use="drop"
    ),
    "step.template@call": NO_CONTENT,
    "step.template@task": NO_CONTENT,
}

SEQUENCE = {
    "sequence.list": native(source="[OAS]"),
    "sequence.get": emulated(
        "over a route that Apollo does not document, which needs a master API key",
        source="[UM][YDC][CREA]",
    ),
    "sequence.create": native("made switched off, with every step at once", source="[OAS][VCR]"),
    "sequence.type.team": emulated(
        "a new sequence is private; it is shared by a second call, which Apollo does not document"
        " and which needs a master API key, and read back: where that fails, a warning says so",
        source="[OAS][UM][YDC]",
        confidence="medium",
    ),
    "sequence.type.private": native(source="[VCR]"),
    "sequence.name": native(source="[VCR]"),
    "sequence.owner_id": emulated(
        "ignored on creation; set by a second call, which Apollo does not document and which"
        " needs a master API key, and read back: where that fails, a warning says so",
        source="[OAS][UM]",
        confidence="medium",
    ),
    "sequence.tags": native("label names; unknown ones are made", source="[OAS]"),
    "sequence.steps": native(source="[OAS][VCR]"),
    "sequence.custom_fields": CUSTOM,
}

UPDATE = {
    "step.update": emulated(
        "over routes that Apollo does not document, which need a master API key",
        source="[UM][YDC][VAL]",
        confidence="medium",
    ),
    "update.interval_seconds": WAIT,
    "update.task_note": native(
        "an automatic e-mail makes no task that shows it",
        source="[VAL][APX]",
        confidence="medium",
    ),
    "update.custom_fields": CUSTOM,
    "update.template.subject": SUBJECT,
    "update.template.body": native(
        "HTML; Apollo removes unsafe tags and attributes", source="[UM]"
    ),
}

TABLE = {
    **STEP,
    **TEMPLATE,
    **SEQUENCE,
    **UPDATE,
    **book.ROWS,
    **enrolment.ROWS,
    **upkeep.ROWS,
}
CAPABILITIES = Capabilities(TABLE)


def require(used: Iterable[Used]) -> None:
    """Refuse the first use of something that the table calls unusable."""
    for name, pointer in used:
        row = CAPABILITIES[name]
        if not row.usable:
            own = "step." + name.removeprefix(IN_SEQUENCE) if name not in TABLE else name
            raise PlanRefused(f"Apollo: {row.note}.", pointer=pointer, capability=own)
