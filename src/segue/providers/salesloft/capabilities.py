"""What Salesloft can do. Source keys as in README.md."""

from collections.abc import Iterable

from segue.providers.salesloft.book import capabilities as book
from segue.providers.salesloft.enrolment import capabilities as enrolment
from segue.providers.salesloft.pages import DEEP
from segue.providers.salesloft.upkeep import capabilities as upkeep
from segue.spi.capability import (
    IN_SEQUENCE,
    Capabilities,
    Capability,
    Used,
    absent,
    emulated,
    lossy,
    native,
)
from segue.spi.errors import PlanRefused

IMPORT = "cadence_imports [S1] [S4]"
SETTINGS = "cadence-imports/settings [S3]"
GROUPS = "cadence-imports/step-groups [S3]"
TYPES = "cadence_imports, step types [S2] [S8]"
READ_ONLY = "no public endpoint changes a step [S1] [S4] [S5]"

NO_RECIPIENTS = "an e-mail step goes to the person in the cadence and has no other recipients"
NO_CHANGE = "the API cannot change a step that is there; change it in Salesloft's own screens"

_SEQUENCES: dict[str, Capability] = {
    "sequence.list": emulated(
        "at most 25 a page: the number of steps costs one request more for each cadence; " + DEEP,
        "cadences, steps [S1]",
    ),
    "sequence.get": emulated("from the cadence, its steps and its export", "cadence_exports [S1]"),
    "sequence.create": emulated(
        "one import; the cadence stays a draft until it is activated in Salesloft's own screens. "
        "Made without steps, it takes one step later and no more (not verified that Salesloft "
        "takes an import without steps)",
        IMPORT,
        "medium",
    ),
    "sequence.name": native(source=SETTINGS),
    "sequence.type.team": emulated(
        "team_cadence and shared both true; Salesloft may want an administrator for it",
        "sharing_settings [S2] [S8]",
        "medium",
    ),
    "sequence.type.private": emulated(
        "team_cadence and shared both false", "sharing_settings [S2] [S8]", "medium"
    ),
    "sequence.owner_id": emulated(
        "an import names its owner by e-mail address, which is read from the user", SETTINGS
    ),
    "sequence.tags": emulated(
        "sent as one text with commas; a tag with a comma in it is refused", SETTINGS, "medium"
    ),
    "sequence.steps": native(source=IMPORT),
    "sequence.custom_fields": native(
        "settings and sharing_settings are merged into those of the import, other keys go to its "
        "top",
        IMPORT,
    ),
    "sequence.steps.is_reply": lossy(
        "in the thread of the nearest e-mail step before; its subject is the thread's, so another "
        "one is left out",
        "previous_email_step_group_reference_id [S2] [S8]",
        "medium",
    ),
}

_STEPS: dict[str, Capability] = {
    "step.create": emulated(
        "an import, then a look-up of the new step's id; only into a cadence that has no steps",
        IMPORT,
    ),
    "step.update": absent(NO_CHANGE, READ_ONLY),
    "step.type.auto_email": native(
        "an Email step of an automated group; refused without template", TYPES
    ),
    "step.type.manual_email": native(
        "an Email step of a group that is not automated; refused without template", TYPES
    ),
    "step.type.call": native("a Phone step", TYPES),
    "step.type.task": native("an Other step", TYPES),
    "step.type.linkedin_send_message": absent(
        "needs the ids of the team's own LinkedIn integration, which no endpoint lists. Make one "
        "such step in Salesloft, read integration_id and integration_step_type_guid from "
        "GET /v2/cadence_exports/{id}, and send a task whose custom_fields set type "
        '("Integration") and type_settings',
        "cadence_imports, Integration [S2] [S10]",
    ),
    "step.name": native("without it a step is called Step and its number", TYPES),
    "step.interval_seconds": lossy(
        "whole days, and for an automatic e-mail up to 720 whole minutes within a day; what does "
        "not fit waits until the next minute or day that does",
        GROUPS + ", delay_time [S2] [S11]",
    ),
    "step.date": absent("a cadence counts days from a person's entry, not calendar days", GROUPS),
    "step.order": lossy(
        "has no meaning here: the steps of a cadence stand in the order they are listed in, and a "
        "single step is the first",
        GROUPS,
    ),
    "step.is_reply": absent(
        "a reply must be written together with the e-mail it answers, and a single step is written "
        "alone: make the sequence with all of its steps at once",
        "previous_email_step_group_reference_id [S2] [S8]",
    ),
    "step.task_note": lossy(
        "the instructions of a call or task; left out of a manual e-mail, which has none", TYPES
    ),
    "step.custom_fields": native(
        "keys of a step, its group or its email_template go there, others to cadence_content, "
        "where the last step of a new sequence that sets one wins, with a warning; Salesloft may "
        "refuse a key it does not know",
        IMPORT,
    ),
    "step.template.id": lossy(
        "copied, not linked: subject, body and tracking as they are now; a subject, body or name "
        "given beside the id is sent instead of the copied one",
        "[S2]",
    ),
    "step.template.subject": native(source=TYPES),
    "step.template.body": native(source=TYPES),
    "step.template.name": native("the template's title; without it, the step's name", TYPES),
    "step.template.custom_fields": native(
        "sent in email_template (title, subject, body, open_tracking, click_tracking and "
        "attachments are known); Salesloft may refuse a key it does not know",
        "email_template [S2] [S8] [S14]",
    ),
}

_LEFT_OUT: dict[str, Capability] = {
    "step.template.to": absent(NO_RECIPIENTS, TYPES, on_use="drop"),
    "step.template.cc": absent(NO_RECIPIENTS, TYPES, on_use="drop"),
    "step.template.bcc": absent(NO_RECIPIENTS, TYPES, on_use="drop"),
    "step.template@call": absent("a call has no e-mail content", TYPES, on_use="drop"),
    "step.template@task": absent("a task has no e-mail content", TYPES, on_use="drop"),
    "step.task_note@auto_email": absent(
        "nobody does an automatic e-mail, so it holds no note", TYPES, on_use="drop"
    ),
    "step.is_reply@call": absent("only e-mail has threads", TYPES, on_use="drop"),
    "step.is_reply@task": absent("only e-mail has threads", TYPES, on_use="drop"),
    # Refused with its type: there is no step to leave it out of.
    "step.is_reply@linkedin_send_message": absent("only e-mail has threads", TYPES),
}

_CHANGES: dict[str, Capability] = {
    f"update.{field}": absent(NO_CHANGE, READ_ONLY)
    for field in (
        "interval_seconds",
        "task_note",
        "custom_fields",
        "template.subject",
        "template.body",
    )
}

CAPABILITIES = Capabilities(
    {
        **_SEQUENCES,
        **_STEPS,
        **_LEFT_OUT,
        **_CHANGES,
        **book.ROWS,
        **enrolment.ROWS,
        **upkeep.ROWS,
    }
)


def require(used: Iterable[Used]) -> None:
    """Refuse the first row of `used` that cannot be used."""
    for name, pointer in used:
        row = CAPABILITIES[name]
        if not row.usable:
            known = name in CAPABILITIES.table or not name.startswith(IN_SEQUENCE)
            own = name if known else "step." + name.removeprefix(IN_SEQUENCE)
            raise PlanRefused(row.note, pointer=pointer, capability=own)
