"""What Outreach can do, checked against the vendor's API description of August 2026.

The keys in `source` are those of the source list in this folder's README.
"""

from collections.abc import Iterable

from segue.spi.capability import (
    Capabilities,
    Capability,
    Used,
    absent,
    emulated,
    lossy,
    native,
)
from segue.spi.errors import PlanRefused

OPERATIONS = {
    "sequence.list": native(source="OAS26"),
    "sequence.get": emulated(
        "Sequence, steps, links and templates are read one after another and put together.",
        source="OAS26",
    ),
    "sequence.create": emulated(
        "Templates, sequence, steps and links are separate records, made one after another. The "
        "sequence is left off.",
        source="OAS26, SG",
    ),
    "step.create": emulated(
        "An e-mail step is a template, a step and a link between them, made one after another. A "
        "step cannot be deleted through the API, so one that was made before a refusal stays.",
        source="OAS26, SG, SC",
    ),
    "step.update": emulated(
        "Content belongs to the template, the rest to the step. A template that is named, or used "
        "by another step, is copied and the copy changed.",
        source="OAS26",
    ),
}

DROPPED_TEMPLATE = absent(
    "A step of this type has nothing to send, so its template is left out.",
    source="OAS26",
    on_use="drop",
)
DROPPED_REPLY = absent(
    "Only an e-mail can reply; is_reply is left out.", source="OAS26", on_use="drop"
)

STEP = {
    "step.type.auto_email": native(source="OAS26"),
    "step.type.manual_email": native(source="OAS26"),
    "step.type.call": native(source="OAS26"),
    "step.type.task": native(source="OAS26"),
    "step.type.linkedin_send_message": lossy(
        "Not among the documented step types. It is sent as stepType linkedin_send_message, which "
        "was accepted when last seen; Outreach may refuse it.",
        source="SG 2023",
        confidence="low",
    ),
    "step.name": absent(
        "A step has no name of its own; Outreach makes displayName up.",
        source="OAS26",
        on_use="drop",
    ),
    "step.interval_seconds": lossy(
        "Whole seconds; a fraction is rounded up. Not in a sequence by date.", source="OAS26, SC"
    ),
    "step.date": lossy(
        "A day without a time. Only in a sequence by date, where every step needs one.",
        source="OAS26",
    ),
    "step.is_reply": emulated(
        "Kept with the content, so a reply needs template; and an e-mail with content must stand "
        "before it. Whether Outreach allows a reply without a subject is not known, so the "
        "thread's subject is sent.",
        source="OAS26, SG",
        confidence="medium",
    ),
    "step.order": lossy(
        "Outreach neither renumbers nor forbids two steps with one number. Segue moves the later "
        "steps first, so that the place is free. A place beyond the last becomes the last.",
        source="SC 2026-04",
    ),
    "sequence.steps.order": lossy(
        "The steps of a new sequence stand in the order they are listed in.", source="OAS26"
    ),
    "step.task_note": native("Kept as taskNote.", source="OAS26"),
    "step.task_note@auto_email": absent(
        "An automatic e-mail makes no task that could carry the note.",
        source="OAS26",
        on_use="drop",
    ),
    "step.custom_fields": native("Sent as attributes of the sequenceStep.", source="OAS26"),
    "step.is_reply@call": DROPPED_REPLY,
    "step.is_reply@task": DROPPED_REPLY,
    "step.is_reply@linkedin_send_message": DROPPED_REPLY,
    "step.template@call": DROPPED_TEMPLATE,
    "step.template@task": DROPPED_TEMPLATE,
}

WITH_ID = "With id the existing template is linked as it is and this is left out."

TEMPLATE = {
    "step.template.id": lossy(
        "Linked, not copied. In a reply the thread's subject counts, not the template's.",
        source="OAS26, SG",
    ),
    "step.template.subject": lossy(
        "In a reply the thread's subject is sent instead.", source="OAS26"
    ),
    "step.template.body": native(
        "Kept as bodyHtml; Outreach may rewrite the tags. A paragraph shows without space around "
        "it, a <br> does not.",
        source="OAS26, SG, SC",
        confidence="medium",
    ),
    "step.template.name": lossy(
        f"Without a name the template does not show in Outreach's list. {WITH_ID}",
        source="SG, TEAR",
    ),
    "step.template.to": absent(
        "Any toRecipients on a sequence's template makes every mailing fail, so they are left out.",
        source="SC 2026-04",
        on_use="drop",
    ),
    "step.template.cc": lossy(f"Kept as ccRecipients. {WITH_ID}", source="OAS26"),
    "step.template.bcc": lossy(f"Kept as bccRecipients. {WITH_ID}", source="OAS26"),
    "step.template.custom_fields": lossy(
        f"Sent as attributes of the template. {WITH_ID}", source="OAS26"
    ),
}

SEQUENCE = {
    "sequence.type.team": native("Kept as shareType shared.", source="OAS26, AMP"),
    "sequence.type.private": native("Kept as shareType private.", source="OAS26"),
    "sequence.name": native(source="OAS26"),
    "sequence.owner_id": lossy(
        "Without it the sequence has no owner and shows among nobody's own sequences.",
        source="AMP 2025-01, SC 2026",
    ),
    "sequence.tags": native(source="OAS26, AMP"),
    "sequence.steps": emulated("Each is made as a step added alone would be.", source="OAS26, SG"),
    "sequence.custom_fields": native("Sent as attributes of the sequence.", source="OAS26"),
}

CONTENT_CHANGE = (
    "A template of this step alone is changed; another is copied first. Where a step has several "
    "variants, all are changed."
)

UPDATE = {
    "update.interval_seconds": lossy(
        "Whole seconds; a fraction is rounded up. Not in a sequence by date.", source="OAS26, SC"
    ),
    "update.task_note": lossy(
        "Kept as taskNote; an automatic e-mail makes no task that shows it.", source="OAS26"
    ),
    "update.custom_fields": native("Sent as attributes of the sequenceStep.", source="OAS26"),
    "update.template.subject": lossy(
        f"{CONTENT_CHANGE} A reply keeps its subject.", source="OAS26, SG"
    ),
    "update.template.body": lossy(CONTENT_CHANGE, source="OAS26, SG"),
}

TABLE: dict[str, Capability] = {**OPERATIONS, **STEP, **TEMPLATE, **SEQUENCE, **UPDATE}
CAPABILITIES = Capabilities(TABLE)


def require(used: Iterable[Used]) -> None:
    """Refuse the first use of something that the table calls unusable."""
    for name, pointer in used:
        row = CAPABILITIES[name]
        if not row.usable:
            raise PlanRefused(row.note, pointer=pointer, capability=name)
