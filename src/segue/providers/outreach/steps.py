"""The calls that add one step, alone or within a new sequence."""

from dataclasses import dataclass
from typing import Any

from segue.kit import pointer
from segue.model.step import StepCreate
from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach import lookups
from segue.providers.outreach.content import Content, Making, activate, link
from segue.providers.outreach.documents import Identity, attributes, create
from segue.providers.outreach.timing import timing
from segue.spi.custom import overlay
from segue.spi.plan import Call, Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a step goes."""

    sequence: Identity
    order: int
    by_date: bool
    made: Making
    known: tuple[int, ...] = ()
    """The steps that are there already."""
    at: str = ""
    """Where the step stands in the record."""

    @property
    def is_new(self) -> bool:
        """Tell whether the same plan makes the sequence."""
        return isinstance(self.sequence, Output)


def step_call(step: StepCreate, setting: Setting) -> tuple[Call, tuple[PlanWarning, ...]]:
    """Plan the step itself.

    It has no undo: `DELETE /sequenceSteps` is in no version of the API [OAS23, OAS26, HS26]. A new
    sequence's steps go when it is deleted [SC], so they are not named as something made.
    """
    when, moved = timing(step, by_date=setting.by_date, at=setting.at)
    typed: dict[str, Any] = {"stepType": step.type, "order": setting.order, **when}
    if step.task_note is not None:
        typed["taskNote"] = step.task_note
    wanted, replaced = overlay(typed, step.custom_fields, at=f"{setting.at}/custom_fields")
    call = Call(
        name=setting.made.name("step"),
        request=create(
            "sequenceSteps",
            "sequenceStep",
            wanted,
            {"sequence": ("sequence", setting.sequence)},
        ),
        makes="" if setting.is_new else "step",
        id_at="/data/id",
        lookup=lookups.step(setting.sequence, wanted, known=setting.known),
    )
    return call, (*_undocumented(step, at=setting.at), *moved, *replaced)


def content_calls(step: StepCreate, content: Content, setting: Setting) -> tuple[Call, Call]:
    """Plan what gives a new step its content and leaves it ready."""
    made = setting.made
    return (
        link(
            Output(made.name("step"), "/data/id"),
            content.template,
            is_reply=bool(step.is_reply),
            made=made,
        ),
        activate(made, at=setting.at),
    )


def _undocumented(step: StepCreate, *, at: str) -> tuple[PlanWarning, ...]:
    if step.type != "linkedin_send_message":
        return ()
    return (
        PlanWarning(
            problem_type=WarningType.FEATURE_EMULATED,
            title="Undocumented kind of step",
            detail="Outreach does not document LinkedIn steps; stepType linkedin_send_message was "
            "sent as it is.",
            pointer=f"{at}/type",
            capability="step.type.linkedin_send_message",
        ),
    )


def no_content(step: StepCreate, *, at: str) -> tuple[PlanWarning, ...]:
    """Warn of an e-mail that has nothing to send."""
    if not step.is_email or step.template is not None:
        return ()
    return (
        PlanWarning(
            problem_type=WarningType.NOT_ACTIVATED,
            title="The e-mail has no content",
            detail="This e-mail step will send nothing until it has content.",
            pointer=at,
        ),
    )


def live(sequence: Any, what: str) -> tuple[PlanWarning, ...]:
    """Say `what` of a sequence that is on already; `sequence` is the answer that shows it."""
    if not attributes(pointer.get(sequence, "/data")).get("enabled"):
        return ()
    return (
        PlanWarning(
            problem_type=WarningType.NOT_ACTIVATED,
            title="The sequence was on already",
            detail=f"Segue did not switch anything on; the sequence was on already, so {what}.",
            pointer="",
        ),
    )
