"""What Salesloft can do. Source keys as in README.md."""

from collections.abc import Iterable

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

_SEQUENCES: dict[str, Capability] = {
    "sequence.list": emulated(
        "at most 25 a page: the number of steps costs one request more for each cadence",
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
        "by reference to the nearest e-mail step before; the subject is the thread's own, so "
        "another one is dropped",
        "previous_email_step_group_reference_id [S2] [S8]",
        "medium",
    ),
}

_STEPS: dict[str, Capability] = {
    "step.create": emulated(
        "an import, then a look-up of the new step's id; only into a cadence that has no steps",
        IMPORT,
    ),
    "step.update": absent("Salesloft's API cannot change a step of a cadence", READ_ONLY),
    "step.type.auto_email": native("an Email step of an automated group", TYPES),
    "step.type.manual_email": native("an Email step of a group that is not automated", TYPES),
    "step.type.call": native("a Phone step", TYPES),
    "step.type.task": native("an Other step", TYPES),
    "step.type.linkedin_send_message": absent(
        "needs the ids of the team's own LinkedIn integration, which no endpoint lists. Make one "
        "such step in Salesloft, read integration_id and integration_step_type_guid from "
        "GET /v2/cadence_exports/{id}, and send a task whose custom_fields set type "
        '("Integration") and type_settings',
        "cadence_imports, Integration [S2] [S10]",
    ),
    "step.name": native("a step without one is called Step and its number", TYPES),
    "step.interval_seconds": lossy(
        "days from the cadence's start, and up to 720 minutes more for an automatic e-mail; what "
        "does not fit waits longer",
        GROUPS + ", delay_time [S2] [S11]",
    ),
    "step.date": absent("a cadence counts days from a person's entry, not calendar days", GROUPS),
    "step.order": lossy("a cadence is written whole, in the order of its steps", GROUPS),
    "step.is_reply": absent(
        "a reply names an e-mail step of the same import, and a single step has none before it: "
        "make the sequence with its steps at once",
        "previous_email_step_group_reference_id [S2] [S8]",
    ),
    "step.task_note": lossy("on calls and tasks; a manual e-mail holds none", TYPES),
    "step.custom_fields": native(
        "keys of a step, its group or its email_template go there, others to cadence_content, "
        "where the last step of a new sequence that sets one wins, with a warning",
        IMPORT,
    ),
    "step.template.id": lossy(
        "an import cannot name a template: its content is copied into the step", "[S2]"
    ),
    "step.template.subject": native(source=TYPES),
    "step.template.body": native(source=TYPES),
    "step.template.name": native("the template's title", TYPES),
    "step.template.custom_fields": native(
        "keys of email_template; another one is unknown, and left out with a warning",
        "email_template [S2] [S8] [S14]",
    ),
}

_LEFT_OUT: dict[str, Capability] = {
    "step.template.to": absent("an import has no recipients", TYPES, on_use="drop"),
    "step.template.cc": absent("an import has no recipients", TYPES, on_use="drop"),
    "step.template.bcc": absent("an import has no recipients", TYPES, on_use="drop"),
    "step.template@call": absent("a Phone step holds no template", TYPES, on_use="drop"),
    "step.template@task": absent("an Other step holds no template", TYPES, on_use="drop"),
    "step.task_note@auto_email": absent(
        "nobody does an automatic e-mail, so it holds no note", TYPES, on_use="drop"
    ),
    "step.is_reply@call": absent("only e-mail has threads", TYPES, on_use="drop"),
    "step.is_reply@task": absent("only e-mail has threads", TYPES, on_use="drop"),
    # Refused with its type: there is no step to leave it out of.
    "step.is_reply@linkedin_send_message": absent("only e-mail has threads", TYPES),
}

_CHANGES: dict[str, Capability] = {
    f"update.{field}": absent("Salesloft's API cannot change a step of a cadence", READ_ONLY)
    for field in (
        "interval_seconds",
        "task_note",
        "custom_fields",
        "template.subject",
        "template.body",
    )
}

CAPABILITIES = Capabilities({**_SEQUENCES, **_STEPS, **_LEFT_OUT, **_CHANGES})


def require(used: Iterable[Used]) -> None:
    """Refuse the first row of `used` that cannot be used."""
    for name, pointer in used:
        row = CAPABILITIES[name]
        if not row.usable:
            known = name in CAPABILITIES.table or not name.startswith(IN_SEQUENCE)
            own = name if known else "step." + name.removeprefix(IN_SEQUENCE)
            raise PlanRefused(row.note, pointer=pointer, capability=own)
