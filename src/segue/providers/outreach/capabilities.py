"""What Outreach can do, checked against the vendor's API description of August 2026.

The keys in `source` are those of the source list in this folder's README.
"""

from collections.abc import Iterable

from segue.providers.outreach.book import capabilities as book
from segue.providers.outreach.enrolment import capabilities as enrolment
from segue.providers.outreach.upkeep import capabilities as upkeep
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
        "sequence, steps, links and templates are read one after another and put together",
        source="OAS26",
    ),
    "sequence.create": emulated(
        "templates, sequence, steps and links are separate records, made one after another; the "
        "sequence is left off",
        source="OAS26, SG",
    ),
    "step.create": emulated(
        "an e-mail step is a template, a step and a link between them, made one after another; a "
        "step cannot be deleted through the API, so one that was made before a refusal stays",
        source="OAS26, SG, SC",
    ),
    "step.update": emulated(
        "content belongs to the template, the rest to the step; a template that is named, or used "
        "by another step, is copied and the copy changed",
        source="OAS26",
    ),
}

UNKNOWN_KEY = "Outreach refuses a key that it does not know"

NO_CONTENT = absent(
    "a step of this type has nothing to send, so it has no template",
    source="OAS26",
    on_use="drop",
)
NO_REPLY = absent("only an e-mail can reply", source="OAS26", on_use="drop")

STEP = {
    "step.type.auto_email": native(source="OAS26"),
    "step.type.manual_email": native(source="OAS26"),
    "step.type.call": native(source="OAS26"),
    "step.type.task": native(source="OAS26"),
    "step.type.linkedin_send_message": lossy(
        "Outreach documents no LinkedIn steps: it is sent as stepType linkedin_send_message, which "
        "was in use in 2023, and may be refused",
        source="SG 2023",
        confidence="low",
    ),
    "step.name": absent(
        "a step has no name of its own; displayName is made up by Outreach",
        source="OAS26",
        on_use="drop",
    ),
    "step.interval_seconds": lossy(
        "whole seconds, a fraction is rounded up; refused in a sequence by date",
        source="OAS26, SC",
    ),
    "step.date": lossy(
        "a day without a time; only in a sequence by date, where every step needs one: make it "
        "with dated steps, or empty with custom_fields sequenceType date",
        source="OAS26",
    ),
    "step.is_reply": lossy(
        "needs a template, and an e-mail with content before it; the thread's subject is sent in "
        "place of any other, but a template given by id keeps its own",
        source="OAS26, SG",
        confidence="medium",
    ),
    "step.order": lossy(
        "the later steps are moved one by one before the new step gets its place; a place beyond "
        "the last becomes the last",
        source="SC 2026-04",
    ),
    "sequence.steps.order": lossy(
        "the steps of a new sequence stand in the order they are listed in", source="OAS26"
    ),
    "step.task_note": native("kept as taskNote", source="OAS26"),
    "step.task_note@auto_email": absent(
        "an automatic e-mail makes no task that could carry the note",
        source="OAS26",
        on_use="drop",
    ),
    "step.custom_fields": native(
        f"sent as attributes of the sequenceStep; {UNKNOWN_KEY}", source="OAS26, SC"
    ),
    "step.is_reply@call": NO_REPLY,
    "step.is_reply@task": NO_REPLY,
    "step.is_reply@linkedin_send_message": NO_REPLY,
    "step.template@call": NO_CONTENT,
    "step.template@task": NO_CONTENT,
}

TEMPLATE = {
    "step.template.id": native(
        "linked as it is, not copied; name, cc, bcc and custom_fields beside it are left out with "
        "a warning, another subject or body is refused",
        source="OAS26, SG",
    ),
    "step.template.subject": native("a reply gets its thread's", source="OAS26"),
    "step.template.body": native(
        "kept as bodyHtml; Outreach may rewrite tags, and shows paragraphs without space around "
        "them, so lines are best parted by line breaks",
        source="OAS26, SG, SC",
        confidence="medium",
    ),
    "step.template.name": native(
        "without a name the template does not show in Outreach's list", source="SG, TEAR"
    ),
    "step.template.to": absent(
        "an e-mail goes to the prospect; any other recipient here makes every mailing fail",
        source="SC 2026-04",
        on_use="drop",
    ),
    "step.template.cc": native("kept as ccRecipients", source="OAS26"),
    "step.template.bcc": native("kept as bccRecipients", source="OAS26"),
    "step.template.custom_fields": native(
        f"sent as attributes of the template; {UNKNOWN_KEY}", source="OAS26, SC"
    ),
}

SEQUENCE = {
    "sequence.type.team": native("kept as shareType shared", source="OAS26, AMP"),
    "sequence.type.private": native("kept as shareType private", source="OAS26"),
    "sequence.name": native(source="OAS26"),
    "sequence.owner_id": lossy(
        "without it the sequence has no owner and is listed among nobody's own",
        source="AMP 2025-01, SC 2026",
    ),
    "sequence.tags": native(source="OAS26, AMP"),
    "sequence.steps": emulated("each is made as a step added alone would be", source="OAS26, SG"),
    "sequence.custom_fields": native(
        f"sent as attributes of the sequence; {UNKNOWN_KEY}", source="OAS26, SC"
    ),
}

CONTENT_CHANGE = (
    "a template of this step alone is changed, another is copied first; where a step has several "
    "variants, all are changed"
)

UPDATE = {
    "update.interval_seconds": lossy(
        "whole seconds, a fraction is rounded up; refused in a sequence by date",
        source="OAS26, SC",
    ),
    "update.task_note": native(
        "kept as taskNote; an automatic e-mail makes no task that shows it", source="OAS26"
    ),
    "update.custom_fields": native(
        f"sent as attributes of the sequenceStep; {UNKNOWN_KEY}", source="OAS26, SC"
    ),
    "update.template.subject": emulated(
        f"{CONTENT_CHANGE}; a reply keeps its subject", source="OAS26, SG"
    ),
    "update.template.body": emulated(CONTENT_CHANGE, source="OAS26, SG"),
}

TABLE: dict[str, Capability] = {
    **OPERATIONS,
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
            raise PlanRefused(f"Outreach: {row.note}.", pointer=pointer, capability=name)
