"""One step as one step group, which is how Salesloft's own screens write them [S2]."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segue.kit import pointer
from segue.model.step import StepCreate, StepType
from segue.model.warning import PlanWarning, WarningType
from segue.providers.salesloft import content, timing
from segue.providers.salesloft.content import Content, Thread
from segue.spi.custom import overlay
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers

TYPES: Mapping[StepType, str] = {
    "auto_email": "Email",
    "manual_email": "Email",
    "call": "Phone",
    "task": "Other",
}

GROUP_KEYS = frozenset(
    {"day", "due_immediately", "automated", "automated_settings", "reference_id"}
)
STEP_KEYS = frozenset({"enabled", "name", "type", "type_settings"})
"""What a step group and its step may hold [S2], less `steps`, which is ours."""

TIME_KEYS = frozenset({"day", "automated", "automated_settings"})


@dataclass(frozen=True, slots=True)
class Position:
    """Where a step is to stand among the steps of one import."""

    number: int
    """From 1."""
    at: str = ""
    """Its pointer in the record."""
    after: int = 0
    """Where the step before was placed, in seconds from the start of the cadence."""
    thread: Thread | None = None
    """The nearest e-mail step before it."""


@dataclass(frozen=True, slots=True)
class Built:
    """A step group, and what the step has besides."""

    group: Mapping[str, Any]
    warnings: tuple[PlanWarning, ...]
    thread: Thread | None
    """What the next reply answers to."""
    beside: Mapping[str, Any]
    """Custom fields that have no place in a group: they go to `cadence_content`."""

    @property
    def step(self) -> Mapping[str, Any]:
        """The one step of the group."""
        found: Mapping[str, Any] = self.group["steps"][0]
        return found


def build(step: StepCreate, answers: Answers, position: Position) -> Built:
    """Make the step group of one step."""
    at, custom = position.at, step.custom_fields or {}
    automated = step.type == "auto_email"
    asked_place = timing.place(position.after, step.seconds, automated=automated)
    typed: dict[str, Any] = {"day": asked_place.day, "automated": automated}
    if automated:
        delay = {"send_type": "after_time_delay", "delay_time": asked_place.minutes}
        typed |= {"automated_settings": delay}
    group, replaced = overlay(typed, _of(custom, GROUP_KEYS), at=f"{at}/custom_fields")
    # A reference_id is required of every group, e-mail or not [S8].
    group = {"due_immediately": False, "reference_id": str(position.number)} | group

    name = step.name or f"Step {position.number}"
    mail = _mail(step, answers, position)
    held, laid = _step(step, mail, position, name=name)
    known = GROUP_KEYS | STEP_KEYS | (content.KEYS if mail else frozenset())
    return Built(
        group=group | {"steps": [held]},
        warnings=(
            *_order(step, position),
            *_wait(step, group, position),
            *(mail.warnings if mail else ()),
            *laid,
            *replaced,
            *_note(step, at),
        ),
        thread=_thread(step, position, group["reference_id"], held),
        beside={key: value for key, value in custom.items() if key not in known},
    )


def _of(custom: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in custom.items() if key in keys}


def _mail(step: StepCreate, answers: Answers, position: Position) -> Content | None:
    if not step.is_email:
        return None
    if step.is_reply and position.thread is None:
        raise PlanRefused(
            "There is no e-mail step before this one, so there is no thread to reply in.",
            pointer=f"{position.at}/is_reply",
            reason="no_thread",
        )
    thread = position.thread if step.is_reply else None
    return content.email(step, answers, at=position.at, thread=thread)


def _step(
    step: StepCreate, mail: Content | None, position: Position, *, name: str
) -> tuple[dict[str, Any], tuple[PlanWarning, ...]]:
    custom, at = step.custom_fields or {}, f"{position.at}/custom_fields"
    settings: dict[str, Any] = {"instructions": step.task_note or ""}
    warnings: tuple[PlanWarning, ...] = ()
    if mail is not None:
        template, warnings = overlay(mail.template, _of(custom, content.KEYS), at=at)
        settings = {"email_template": {"title": name} | template}
        if step.is_reply and position.thread is not None:
            previous = position.thread.reference_id
            settings["previous_email_step_group_reference_id"] = previous
    typed = {"type": TYPES[step.type], "type_settings": settings}
    if step.name:
        typed["name"] = step.name
    held, replaced = overlay(typed, _of(custom, STEP_KEYS), at=at)
    return {"enabled": True, "name": name} | held, (*warnings, *replaced)


def _thread(
    step: StepCreate, position: Position, reference_id: Any, held: Mapping[str, Any]
) -> Thread | None:
    if not step.is_email:
        return position.thread
    if step.is_reply and position.thread is not None:
        return Thread(reference_id, position.thread.subject)
    subject = pointer.get(held, "/type_settings/email_template/subject", "")
    return Thread(reference_id, str(subject))


def _order(step: StepCreate, position: Position) -> tuple[PlanWarning, ...]:
    if step.order in (None, position.number):
        return ()
    warning = PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="The step gets another place",
        detail=(
            f"Asked for place {step.order}; gets place {position.number}: a cadence is written "
            "whole, in the order of its steps."
        ),
        pointer=f"{position.at}/order",
        capability="step.order",
    )
    return (warning,)


def _wait(
    step: StepCreate, group: Mapping[str, Any], position: Position
) -> tuple[PlanWarning, ...]:
    sent = timing.placed(group) - position.after
    if sent == step.seconds or TIME_KEYS & (step.custom_fields or {}).keys():
        return ()
    why = (
        "an automatic e-mail can wait at most 720 whole minutes within a day"
        if step.type == "auto_email"
        else "only an automatic e-mail can wait within a day"
    )
    warning = PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="The step waits longer",
        detail=(
            f"Asked for {step.seconds} seconds after the step before; sent {sent} seconds "
            f"(day {group['day']} of the cadence): {why}."
        ),
        pointer=f"{position.at}/interval_seconds",
        capability="step.interval_seconds",
    )
    return (warning,)


def _note(step: StepCreate, at: str) -> tuple[PlanWarning, ...]:
    if not step.is_email or not step.task_note:
        return ()
    warning = PlanWarning(
        problem_type=WarningType.FIELD_NOT_SUPPORTED,
        title="E-mail steps hold no note",
        detail="Salesloft holds instructions on phone and other steps only: the note is not sent.",
        pointer=f"{at}/task_note",
        capability="step.task_note",
    )
    return (warning,)
