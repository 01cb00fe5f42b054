"""Adding a step: an import into a cadence that has no steps."""

from segue.model.warning import PlanWarning, WarningType
from segue.providers.salesloft import content, paths
from segue.providers.salesloft.answers import paging, record, records
from segue.providers.salesloft.capabilities import require
from segue.providers.salesloft.groups import Built, Position, build
from segue.spi.capability import used_by_step
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, CreateStep, Read, Write
from segue.spi.plan import Call, Find, Lookup, Output, Plan

CADENCE_ID = "/data/cadence/id"


def _reads(ask: CreateStep, _answers: Answers) -> tuple[Read, ...]:
    return (
        Read(name="cadence", request=paths.cadence(ask.sequence_id)),
        Read(name="steps", request=paths.steps(ask.sequence_id)),
        *content.reads([("", ask.step)]),
    )


def _plan(ask: CreateStep, answers: Answers) -> Plan:
    require(used_by_step(ask.step))
    _refuse_unless_empty(answers)
    built = build(ask.step, answers, Position(number=1))
    return Plan(
        calls=(_import(ask, built), _find(ask, built)),
        result=Output("step", "/id"),
        warnings=(*built.warnings, _standing(answers)),
    )


def _refuse_unless_empty(answers: Answers) -> None:
    if not records(answers["steps"]) and not paging(answers["steps"]).get("total_count"):
        return
    raise PlanRefused(
        "Salesloft takes steps only into a cadence that has none, and this one has steps. "
        "Make the sequence with all of its steps at once: POST /engagement/v2/sequences with "
        "`steps`.",
        status=409,
        reason="sequence_not_empty",
    )


def _import(ask: CreateStep, built: Built) -> Call:
    cadence_id = int(ask.sequence_id)
    ours = {"cadence_id": cadence_id, "step_groups": [built.group]}
    return Call(
        name="import",
        request=paths.imports({"cadence_content": {**built.beside, **ours}}),
        id_at=CADENCE_ID,
        lookup=Lookup(
            request=paths.steps(ask.sequence_id, counts=False),
            find="imported_steps",
            asked={"cadence_id": cadence_id},
        ),
    )


def _find(ask: CreateStep, built: Built) -> Find:
    asked = {"day": built.group["day"], "type": built.step["type"], "name": built.step["name"]}
    request = paths.steps(ask.sequence_id, counts=False)
    return Find(name="step", lookup=Lookup(request=request, find="step", asked=asked))


def _standing(answers: Answers) -> PlanWarning:
    cadence = record(answers["cadence"])
    if cadence.get("current_state") == "active" and not cadence.get("draft"):
        title = "The step is live"
        detail = (
            "Segue did not switch anything on; the cadence was on already, so the step is live now."
        )
    else:
        title = "The cadence is not active"
        detail = (
            "Segue did not switch anything on: nobody gets the step before the cadence is "
            "activated, which only Salesloft's own screens can do."
        )
    return PlanWarning(
        problem_type=WarningType.NOT_ACTIVATED, title=title, detail=detail, pointer=""
    )


CREATE_STEP: Write[CreateStep] = Write(reads=_reads, plan=_plan)
