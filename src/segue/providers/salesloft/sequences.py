"""Making a cadence with all of its steps: one import."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from segue.kit.pointer import join
from segue.model.sequence import SequenceCreate
from segue.model.warning import PlanWarning, WarningType
from segue.providers.salesloft import content, paths, timing
from segue.providers.salesloft.answers import record
from segue.providers.salesloft.capabilities import require
from segue.providers.salesloft.groups import Built, Position, build
from segue.spi.capability import used_by_sequence
from segue.spi.custom import overlay
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, CreateSequence, Read, Write
from segue.spi.plan import Call, Lookup, Output, Plan

CADENCE_ID = "/data/cadence/id"

# An import without one of these keys is refused [S8].
DEFAULTS: Mapping[str, Any] = {
    "target_daily_people": 0,
    "remove_replied": True,
    "remove_bounced": True,
    "cadence_function": "outbound",
}

Warnings = tuple[PlanWarning, ...]


def _reads(ask: CreateSequence, _answers: Answers) -> tuple[Read, ...]:
    owner = ask.sequence.owner_id
    steps = ((f"/steps/{i}", step) for i, step in enumerate(ask.sequence.steps or ()))
    users = (
        ()
        if owner is None
        else (Read(name="owner", request=paths.user(owner), pointer="/owner_id"),)
    )
    return (*users, *content.reads(steps))


def _plan(ask: CreateSequence, answers: Answers) -> Plan:
    sequence = ask.sequence
    require(used_by_sequence(sequence))
    custom = sequence.custom_fields or {}
    settings, of_settings = _settings(ask, answers)
    sharing, of_sharing = _sharing(sequence)
    built = _steps(sequence, answers)
    beside, of_beside = _beside(built)
    body = {
        **{key: value for key, value in custom.items() if key not in NESTED},
        "settings": settings,
        "sharing_settings": sharing,
        "cadence_content": {**beside, "step_groups": [one.group for one in built]},
    }
    return Plan(
        calls=(_import(ask, body),),
        result=Output("import", CADENCE_ID),
        warnings=(
            *(warning for one in built for warning in one.warnings),
            *of_beside,
            *of_settings,
            *of_sharing,
            _draft(built),
        ),
    )


NESTED = ("settings", "sharing_settings")


def _nested(sequence: SequenceCreate, key: str) -> Mapping[str, Any]:
    found = (sequence.custom_fields or {}).get(key, {})
    if not isinstance(found, Mapping):
        raise PlanRefused(
            f"{key} must be an object: its keys are merged into the import's {key}.",
            pointer=f"/custom_fields/{key}",
            reason="invalid_custom_field",
        )
    return found


def _settings(ask: CreateSequence, answers: Answers) -> tuple[dict[str, Any], Warnings]:
    sequence = ask.sequence
    typed: dict[str, Any] = {"name": sequence.name}
    if sequence.owner_id is not None:
        typed["cadence_owner"] = _owner(answers)
    if sequence.tags:
        typed["tags"] = _tags(sequence.tags)
    laid, warnings = overlay(typed, _nested(sequence, "settings"), at="/custom_fields/settings")
    return {**DEFAULTS, "external_identifier": ask.write_id, **laid}, warnings


def _owner(answers: Answers) -> str:
    # An import knows an owner by e-mail address, not by id [S3 cadence-imports/settings].
    email = record(answers["owner"]).get("email")
    if isinstance(email, str) and email:
        return email
    raise PlanRefused(
        "Salesloft shows no e-mail address for this user, and an import names its owner by that.",
        pointer="/owner_id",
        status=409,
        reason="owner_without_email",
    )


def _tags(tags: Iterable[str]) -> str:
    # Tags are one text, joined by commas, in the vendor's example [S3 cadence-imports/settings].
    for i, tag in enumerate(tags):
        if "," in tag or not tag.strip():
            raise PlanRefused(
                "Salesloft takes tags as one text with commas between them, so a tag must have "
                "no comma of its own and must not be blank.",
                pointer=f"/tags/{i}",
                capability="sequence.tags",
            )
    return ",".join(tags)


def _sharing(sequence: SequenceCreate) -> tuple[dict[str, Any], Warnings]:
    team = sequence.type == "team"
    return overlay(
        {"team_cadence": team, "shared": team},
        _nested(sequence, "sharing_settings"),
        at="/custom_fields/sharing_settings",
    )


def _steps(sequence: SequenceCreate, answers: Answers) -> tuple[Built, ...]:
    built: list[Built] = []
    for i, step in enumerate(sequence.steps or ()):
        position = Position(
            number=i + 1,
            at=f"/steps/{i}",
            after=timing.placed(built[-1].group) if built else 0,
            thread=built[-1].thread if built else None,
        )
        built.append(build(step, answers, position))
    return tuple(built)


def _beside(built: Iterable[Built]) -> tuple[dict[str, Any], Warnings]:
    laid: dict[str, Any] = {}
    warnings: list[PlanWarning] = []
    for i, one in enumerate(built):
        for key, value in one.beside.items():
            if key in laid and laid[key] != value:
                warnings.append(_outdone(key, i))
            laid[key] = value
    return laid, tuple(warnings)


def _outdone(key: str, i: int) -> PlanWarning:
    return PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="Two steps set one key of the cadence",
        detail=(
            f"{key!r} is no key of a step or its group, so it is sent once for the whole cadence: "
            f"the value of step {i + 1} replaces the one of a step before."
        ),
        pointer=join(("steps", i, "custom_fields", key)),
    )


def _import(ask: CreateSequence, body: dict[str, Any]) -> Call:
    return Call(
        name="import",
        request=paths.imports(body),
        makes="cadence",
        id_at=CADENCE_ID,
        lookup=_lookup(ask, body["settings"]),
    )


def _lookup(ask: CreateSequence, settings: Mapping[str, Any]) -> Lookup | None:
    identifier = settings["external_identifier"]
    if identifier is None or identifier == "":
        # A caller's own empty identifier leaves nothing to know the cadence by.
        return None
    ours = identifier == ask.write_id
    return Lookup(
        request=paths.cadences(**_named(settings["name"])),
        find="imported_cadence",
        asked={"external_identifier": identifier, "ours": ours},
        crowded=not ours,
    )


def _named(name: Any) -> dict[str, Any]:
    # `name[]` is an exact filter [S1]. A name that it may read otherwise (a comma, since lists
    # may be written with commas) or that may be stored otherwise (odd spaces) is looked for among
    # the newest cadences instead.
    if isinstance(name, str) and re.fullmatch(r"[^\s,]+(?: [^\s,]+)*", name):
        return {"name[]": [name], "per_page": paths.LARGEST_PAGE}
    return {
        "sort_by": "created_at",
        "sort_direction": "desc",
        "per_page": paths.LARGEST_PAGE,
    }


def _draft(built: tuple[Built, ...]) -> PlanWarning:
    detail = (
        "A new cadence is a draft until somebody activates it in Salesloft's own screens; "
        "no public endpoint does that."
    )
    if not built:
        detail += (
            " It has no steps: Salesloft takes steps into an empty cadence in one import only, "
            "so exactly one step can be added later."
        )
    return PlanWarning(
        problem_type=WarningType.NOT_ACTIVATED,
        title="The cadence is a draft",
        detail=detail,
        pointer="" if built else "/steps",
    )


CREATE_SEQUENCE: Write[CreateSequence] = Write(reads=_reads, plan=_plan)
