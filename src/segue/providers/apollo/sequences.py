"""Making a sequence: one documented call with every step, then who may use it."""

from typing import Any

from segue.kit.clock import iso
from segue.model.sequence import SequenceCreate
from segue.model.step import StepCreate
from segue.model.warning import PlanWarning
from segue.providers.apollo import content, paths, sharing, steps, timing
from segue.providers.apollo.capabilities import require
from segue.providers.apollo.content import Content
from segue.providers.apollo.graph import NEW_THREAD
from segue.providers.apollo.insertion import new_touch
from segue.providers.apollo.notices import Spot, customized, in_sequence, left_off
from segue.providers.apollo.ordering import arrange
from segue.spi.capability import used_by_sequence
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, CreateSequence, Read, Write
from segue.spi.plan import Call, Lookup, Plan, Request

DOCUMENTED = frozenset(
    {
        "create_task_if_email_open",
        "days_to_wait_before_mark_as_response",
        "email_open_trigger_task_threshold",
        "emailer_schedule_id",
        "excluded_account_stage_ids",
        "excluded_contact_stage_ids",
        "folder_id",
        "ignore_apollo_global_email_bounce_list",
        "label_names",
        "mark_finished_if_click",
        "mark_finished_if_interested",
        "mark_finished_if_reply",
        "mark_paused_if_ooo",
        "max_emails_per_day",
        "name",
        "same_account_reply_delay_days",
        "sequence_by_exact_daytime",
        "sequence_ruleset_id",
    }
)
"""Keys of ``POST /sequences`` [OAS]."""

OFF = left_off(
    "",
    "The sequence is off",
    "Segue makes a sequence switched off. When it is ready, switch it on with"
    " POST /engagement/v2/sequences/{id}/_activate, or in Apollo.",
)
UNSCHEDULED = left_off(
    "",
    "The sequence has no sending schedule",
    "The team has no default schedule, so none was attached. Apollo may refuse to switch the"
    " sequence on until it has one.",
)


def _reads(ask: CreateSequence, _answers: Answers) -> tuple[Read, ...]:
    sequence = ask.sequence
    wanted = [Read(name="named", request=paths.search(_name(sequence)))]
    if not _own_schedule(sequence):
        wanted.append(Read(name="schedules", request=paths.schedules()))
    templates: dict[str, Read] = {}
    for i, step in enumerate(sequence.steps or ()):
        for read in content.template_read(step, in_sequence(i)):
            templates.setdefault(read.name, read)
    return (*wanted, *templates.values())


def _name(sequence: SequenceCreate) -> str:
    return str((sequence.custom_fields or {}).get("name", sequence.name))


def _own_schedule(sequence: SequenceCreate) -> bool:
    return "emailer_schedule_id" in (sequence.custom_fields or {})


def _plan(ask: CreateSequence, answers: Answers) -> Plan:
    sequence = ask.sequence
    require(used_by_sequence(sequence))
    given = list(sequence.steps or ())
    exact = _exact(given)
    arranged, warnings = arrange(given)
    listed, step_warnings = _steps(ask, answers, arranged)
    scheduled, schedule_warnings = _schedule(sequence, answers)
    typed = {
        "name": sequence.name,
        "active": False,
        **scheduled,
        **({"label_names": sequence.tags} if sequence.tags else {}),
        **({"sequence_by_exact_daytime": True} if exact else {}),
    }
    body, laid_over = customized(
        typed, sequence.custom_fields, spot=Spot(rows="sequence."), documented=DOCUMENTED
    )
    known = [row["id"] for row in answers["named"].get("emailer_campaigns") or ()]
    asked = {"name": _name(sequence), "known": known, "num_steps": len(listed)}
    made = Call(
        name="sequence",
        request=Request(method="POST", path=("sequences",), body={**body, "emailer_steps": listed}),
        makes="emailer_campaign",
        id_at="/emailer_campaign/id",
        lookup=Lookup(
            request=paths.search(_name(sequence)), find="sequence", asked=asked, crowded=True
        ),
        # A sequence cannot be deleted (DELETE is a 404); archiving is its only end [DEMO].
        undo=Request(
            method="POST", path=("emailer_campaigns", sharing.SEQUENCE, "archive"), body={}
        ),
    )
    return Plan(
        calls=(made, *sharing.calls(sequence, _name(sequence))),
        result=sharing.SEQUENCE,
        warnings=(*warnings, *step_warnings, *schedule_warnings, *laid_over, OFF),
    )


def _exact(given: list[StepCreate]) -> bool:
    dated = [i for i, step in enumerate(given) if step.date is not None]
    if dated and len(dated) < len(given):
        detail = "In one sequence either every step has a date, or none has."
        raise PlanRefused(detail, pointer=f"/steps/{dated[0]}/date")
    return bool(dated)


def _schedule(
    sequence: SequenceCreate, answers: Answers
) -> tuple[dict[str, Any], tuple[PlanWarning, ...]]:
    # Without a schedule the private activation is refused in silence [VAL][TRI].
    if _own_schedule(sequence):
        return {}, ()
    for schedule in answers["schedules"].get("emailer_schedules") or ():
        if schedule.get("default"):
            return {"emailer_schedule_id": schedule["id"]}, ()
    return {}, (UNSCHEDULED,)


def _steps(
    ask: CreateSequence, answers: Answers, arranged: list[int]
) -> tuple[list[dict[str, Any]], tuple[PlanWarning, ...]]:
    given = ask.sequence.steps or []
    subjects: frozenset[str] | None = None
    before = None
    listed: list[dict[str, Any]] = []
    warnings: tuple[PlanWarning, ...] = ()
    for index in arranged:
        step, spot = given[index], in_sequence(index)
        if step.date is None:
            timed, more = timing.wait(step.seconds, spot)
        else:
            found, more = timing.moment(step.date, now=ask.now, spot=spot)
            timing.between(found, before, None, spot=spot)
            timed, before = {"exact_datetime": iso(found)}, found
        written, composed = content.compose(step, answers, spot)
        if written is not None:
            written, dropped = content.threaded(written, step, subjects, spot, status=400)
            composed += dropped
            if written.thread == NEW_THREAD and step.is_email:
                subjects = frozenset({written.subject})
        body, laid_over = _listed(step, timed, written, spot)
        listed.append(body)
        warnings += (*more, *composed, *laid_over)
    return listed, warnings


def _listed(
    step: StepCreate, timed: dict[str, Any], written: Content | None, spot: Spot
) -> tuple[dict[str, Any], tuple[PlanWarning, ...]]:
    body, warnings = customized(
        steps.typed_step(step, timed), step.custom_fields, spot=spot, documented=steps.DOCUMENTED
    )
    # An e-mail step without a touch is refused, an unapproved empty one is not [CREA][OAS].
    touches = {} if written is None else {"emailer_touches": [new_touch(body, written)]}
    return {**body, **touches}, warnings


CREATE_SEQUENCE = Write(reads=_reads, plan=_plan)
