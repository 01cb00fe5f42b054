"""`POST /v2/cadence_imports`: the only public way to make cadences and steps (V S1, S4; T S8)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from segue.providers.salesloft.simulator.account import Account, add_template
from segue.providers.salesloft.simulator.cadences import visible
from segue.providers.salesloft.simulator.import_rules import check_import
from segue.providers.salesloft.simulator.records import STAGES, Cadence, Step, StepGroup, Template
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.step_group_rules import (
    are_variants,
    in_order,
    is_email,
    steps_of,
)
from segue.providers.salesloft.simulator.wire import (
    Refused,
    as_number,
    not_found,
    reference,
    single,
)
from segue.simulation.vendor import Answer


def import_cadence(request: Request) -> Answer:
    """Answer an import: a new draft cadence, or steps for a cadence that has none.

    The answer names the cadence and no step (V S1).
    """
    cadence = take_import(request, request.body())
    answer = {"cadence": reference("cadences", cadence.id)}
    return single(answer, int(request.switches["created_status"]))


def take_import(request: Request, sent: Mapping[str, Any]) -> Cadence:
    """Apply an import, or raise `Refused` and leave everything as it was."""
    request.refuse(check_import(request, sent))
    content = sent["cadence_content"]
    if content.get("cadence_id") is None:
        cadence = _new_cadence(request, sent)
    else:
        cadence = _empty_cadence(request, content["cadence_id"])
    for group in in_order(content["step_groups"]):
        _add_group(request, cadence, group)
    return cadence


def _empty_cadence(request: Request, id: int | str) -> Cadence:
    """Find the cadence to fill. Steps that are still on their way do not make it non-empty."""
    cadence = request.account.cadences.get(as_number(str(id)) or 0)
    if cadence is None or not visible(cadence, request.caller):
        if request.switches["unknown_cadence"] == "422":
            request.refuse({"cadence_content.cadence_id": ["is not a cadence"]})
        raise Refused(not_found())
    if cadence.steps(request.now):
        # Vendor: imports go onto "existing cadences which do not have steps" (V S1). The body
        # is UNVERIFIED; only the status counts.
        request.refuse({"cadence_content.cadence_id": ["already has steps"]})
    cadence.updated_at = request.now
    return cadence


def _new_cadence(request: Request, sent: Mapping[str, Any]) -> Cadence:
    settings, sharing, account = sent["settings"], sent["sharing_settings"], request.account
    owner = account.user_with(settings.get("cadence_owner") or "") or request.caller
    cadence = Cadence(
        id=account.next_id("cadences"),
        name=settings["name"],
        creator_id=request.caller.id,
        owner_id=owner.id,
        created_at=request.now,
        updated_at=request.now,
        team_cadence=sharing["team_cadence"],
        shared=sharing["shared"],
        remove_replied=settings["remove_replied"],
        remove_bounced=settings["remove_bounced"],
        remove_people_when_meeting_booked=settings.get("remove_people_when_meeting_booked", False),
        reschedule_from_pause_enabled=settings.get("reschedule_from_pause_enabled", False),
        target_daily_people=settings["target_daily_people"],
        external_identifier=settings["external_identifier"],
        cadence_function=settings.get("cadence_function"),
        priority=settings.get("cadence_priority"),
        # One string with commas between the tags, in the vendor's example.
        tags=[tag.strip() for tag in (settings.get("tags") or "").split(",") if tag.strip()],
        stages=_stages(account, settings),
    )
    account.cadences[cadence.id] = cadence
    return cadence


def _stages(account: Account, settings: Mapping[str, Any]) -> dict[str, int | None]:
    stages: dict[str, int | None] = {}
    for event in STAGES:
        stage = account.stage_named(settings.get(f"{event}_stage_setting") or "")
        stages[event] = stage.id if stage else None
    return stages


def _add_group(request: Request, cadence: Cadence, sent: Mapping[str, Any]) -> None:
    group = StepGroup(
        reference_id=sent["reference_id"],
        day=sent["day"],
        due_immediately=sent.get("due_immediately", False),
        automated=sent.get("automated", False),
        automated_settings=dict(sent.get("automated_settings") or {}),
    )
    steps = steps_of(sent)
    variants = are_variants(steps, request.switches)
    before = [s for g in cadence.groups for s in g.steps if s.day == group.day]
    place = max((step.number for step in before), default=0) + 1
    cadence.groups.append(group)
    for index, step in enumerate(steps):
        number = place if variants else place + index
        touches = bool(before) or (len(steps) > 1 and not variants)
        group.steps.append(
            _new_step(request, cadence, step, day=group.day, number=number, multitouch=touches)
        )
    for step in before:
        step.multitouch = True


def _new_step(
    request: Request,
    cadence: Cadence,
    sent: Mapping[str, Any],
    *,
    day: int,
    number: int,
    multitouch: bool,
) -> Step:
    account = request.account
    late = request.switches["import_visibility"] == "late"
    visible_at = request.now + (account.import_delay if late else timedelta(0))
    settings = dict(sent["type_settings"])
    template = settings.pop("email_template", None)
    step = Step(
        id=account.next_id("steps"),
        cadence_id=cadence.id,
        type=sent["type"],
        name=sent["name"],
        day=day,
        number=number,
        enabled=sent.get("enabled", True),
        multitouch=multitouch,
        details_id=account.next_id("details"),
        created_at=request.now,
        updated_at=request.now,
        visible_at=visible_at,
        settings=settings,
    )
    if is_email(sent):
        step.template = _new_template(request, cadence, step, template or {})
    account.steps[step.id] = account.details[step.details_id] = step
    return step


def _new_template(
    request: Request, cadence: Cadence, step: Step, sent: Mapping[str, Any]
) -> Template:
    """Make the template of a step. An import can not link an existing one (T S2)."""
    template = Template(
        id=0,
        title=sent.get("title", ""),
        subject=_subject(cadence, step, sent.get("subject")),
        body=sent.get("body", ""),
        owner_id=cadence.owner_id,
        created_at=request.now,
        updated_at=request.now,
        visible_at=step.visible_at,
        open_tracking=sent.get("open_tracking", False),
        click_tracking=sent.get("click_tracking", False),
        cadence_id=cadence.id,
    )
    return add_template(request.account, template)


def _subject(cadence: Cadence, step: Step, given: str | None) -> str | None:
    """Give a reply's subject: "Re: " and the one sent, doubled up if it has that already (T S8).

    Without one, the subject of the thread is used.
    """
    previous = step.settings.get("previous_email_step_group_reference_id")
    if previous is None or given is not None:
        return given if previous is None else f"Re: {given}"
    threads = (g for g in reversed(cadence.groups) if str(g.reference_id) == str(previous))
    thread = next((g.steps[0].template for g in threads if g.steps), None)
    subject = (thread.subject if thread else None) or ""
    return f"Re: {subject.removeprefix('Re: ')}"
