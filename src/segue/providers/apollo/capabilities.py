"""What Apollo can do, as a table. Sources are the keys of this folder's README."""

from segue.spi.capability import Capabilities, absent, emulated, lossy, native

NAME = absent("Apollo's steps have no name", source="[OAS]", on_use="drop")
RECIPIENTS = absent(
    "Apollo has no recipients on a template; cc and bcc stand on the sequence or the contact",
    source="[OAS][VCR]",
    on_use="drop",
)
NOT_A_REPLY = absent("only an e-mail can be a reply", source="[OAS]", on_use="drop")
NO_CONTENT = absent("a step of this type has no content at Apollo", source="[SG]", on_use="drop")
SUBJECT = native(
    "a reply keeps its thread's subject and a LinkedIn message has none", source="[OAS][SG]"
)
WAIT = lossy(
    "whole minutes, the largest of minute, hour and day that is exact; rounded up otherwise",
    source="[OAS]",
)
CUSTOM = native(
    "sent verbatim; Apollo ignores keys it does not know, so a key not known to work is warned of",
    source="[OAS][AUD]",
)

STEP = {
    "step.create": emulated(
        "at the end by private calls; in the middle the whole list of steps is sent back with the"
        " new one in it",
        source="[YDC][UM][VCR]",
        confidence="medium",
    ),
    "step.type.auto_email": native(source="[OAS]"),
    "step.type.manual_email": native(source="[OAS]"),
    "step.type.call": native(source="[OAS]"),
    "step.type.task": emulated("Apollo's word is action_item", source="[OAS]"),
    "step.type.linkedin_send_message": emulated(
        "Apollo's word is linkedin_step_message", source="[OAS]"
    ),
    "step.name": NAME,
    "step.interval_seconds": WAIT,
    "step.date": lossy(
        "a moment in the future, in sequences by exact time only; a day means 00:00 UTC",
        source="[OAS]",
    ),
    "step.is_reply": lossy(
        "joins the thread of the e-mail before, whose subject it keeps", source="[OAS][SG][VAL]"
    ),
    "step.is_reply@call": NOT_A_REPLY,
    "step.is_reply@task": NOT_A_REPLY,
    "step.is_reply@linkedin_send_message": NOT_A_REPLY,
    "step.order": lossy(
        "beyond the end means last; inside, the later steps move by one", source="[OAS][VCR]"
    ),
    "step.task_note": native(source="[OAS]"),
    "step.task_note@auto_email": absent(
        "nobody reads a note on an automatic e-mail", source="[OAS]", on_use="drop"
    ),
    "step.custom_fields": CUSTOM,
}

TEMPLATE = {
    "step.template.id": lossy(
        "the content is copied, since every step has a template of its own", source="[SG][UM]"
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
    "sequence.list": native("no filter by time of change", source="[OAS]"),
    "sequence.get": emulated("by a private route", source="[UM][YDC][CREA]"),
    "sequence.create": native("one documented call", source="[OAS][VCR]"),
    "sequence.type.team": emulated(
        "new sequences are private; shared by a second, private call, and read back",
        source="[OAS][UM][YDC]",
        confidence="medium",
    ),
    "sequence.type.private": native(source="[VCR]"),
    "sequence.name": native(source="[VCR]"),
    "sequence.owner_id": emulated(
        "ignored on creation; set by a second, private call, and read back",
        source="[OAS][UM]",
        confidence="medium",
    ),
    "sequence.tags": native("label names; unknown ones are made", source="[OAS]"),
    "sequence.steps": native(source="[OAS][VCR]"),
    "sequence.custom_fields": CUSTOM,
}

UPDATE = {
    "step.update": emulated("by private calls", source="[UM][YDC][VAL]", confidence="medium"),
    "update.interval_seconds": WAIT,
    "update.task_note": native(source="[VAL][APX]", confidence="medium"),
    "update.custom_fields": CUSTOM,
    "update.template.subject": SUBJECT,
    "update.template.body": native(
        "HTML; Apollo removes unsafe tags and attributes", source="[UM]"
    ),
}

CAPABILITIES = Capabilities({**STEP, **TEMPLATE, **SEQUENCE, **UPDATE})
