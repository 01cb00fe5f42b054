"""What a step says: a subject and a body, in a thread of its own or an earlier one."""

from dataclasses import dataclass, replace

from segue.model.step import StepCreate, StepType, TemplateWrite
from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo import graph, paths
from segue.providers.apollo.graph import NEW_THREAD, REPLY, Record
from segue.providers.apollo.notices import Spot, left_off, warn
from segue.spi.errors import PlanRefused
from segue.spi.operation import Read

TYPES: dict[StepType, str] = {
    "auto_email": "auto_email",
    "manual_email": "manual_email",
    "call": "call",
    "task": "action_item",
    "linkedin_send_message": "linkedin_step_message",
}
"""Our step types in Apollo's words [OAS]."""
SPEAKING = frozenset({"auto_email", "manual_email", "linkedin_send_message"})
"""Step types whose private creation makes a touch with an empty template [SG]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What goes into a touch's template."""

    thread: str
    subject: str = ""
    body: str = ""

    @property
    def sends(self) -> bool:
        """Tell whether there is a body: Apollo approves no touch without one [OAS]."""
        return bool(self.body.strip())


Composed = tuple[Content | None, tuple[PlanWarning, ...]]


def template_read(step: StepCreate, spot: Spot) -> tuple[Read, ...]:
    """Name the reading of the template that a step copies."""
    if step.template is None or step.template.id is None or step.type not in SPEAKING:
        return ()
    return (
        Read(
            name=template_name(step.template.id),
            request=paths.template(step.template.id),
            pointer=f"{spot.at}/template/id",
        ),
    )


def template_name(template_id: str) -> str:
    """Name a template's reading, so that two steps with one template read it once."""
    return f"template.{template_id}"


def compose(step: StepCreate, answers: Record, spot: Spot) -> Composed:
    """Say what a step's touch will hold; None for the types without a touch."""
    if step.type not in SPEAKING:
        return None, ()
    thread = REPLY if step.is_reply and step.is_email else NEW_THREAD
    written = step.template
    if written is None:
        return Content(thread=thread), _silent(step, spot)
    if written.id is None:
        content = Content(thread=thread, subject=written.subject or "", body=written.body or "")
        return content, () if content.sends else _silent(step, spot)
    content = _copied(written, answers[template_name(written.id)], thread)
    copied = warn(
        spot,
        WarningType.FEATURE_EMULATED,
        "template.id",
        "The template was copied",
        f"Apollo gives every step a template of its own. The content of {written.id} was copied;"
        " later changes of it will not reach this step.",
    )
    return content, (copied, *(() if content.sends else _silent(step, spot)))


def _copied(written: TemplateWrite, held: Record, thread: str) -> Content:
    # It is a copy, so words that the caller gives beside the id can stand in it.
    found = held.get("emailer_template") or held
    subject, body = graph.subject(found), graph.body(found)
    return Content(
        thread=thread,
        subject=subject if written.subject is None else written.subject,
        body=body if written.body is None else written.body,
    )


def _silent(step: StepCreate, spot: Spot) -> tuple[PlanWarning, ...]:
    if not step.is_email:
        return ()
    detail = "Apollo approves no e-mail without a body, so this step will not send until it has one"
    title = "The step has no content"
    return (left_off(f"{spot.at}/template", title, f"{detail} and is approved."),)


def threaded(
    content: Content, step: StepCreate, subjects: frozenset[str] | None, spot: Spot, *, status: int
) -> tuple[Content, tuple[PlanWarning, ...]]:
    """Leave out a subject that cannot be: a reply has its thread's, a LinkedIn message has none.

    `subjects` are those of the thread that a reply joins. Raises `PlanRefused` with `status` when
    there is none: Apollo lets a reply stand only after a step that starts a thread [OAS].
    """
    if content.thread == REPLY and subjects is None:
        detail = "No e-mail step that starts a thread stands before this step."
        raise PlanRefused(detail, pointer=f"{spot.at}/is_reply", status=status)
    if content.thread == NEW_THREAD and step.is_email:
        return content, ()
    field = "id" if step.template and step.template.subject is None else "subject"
    pointer = f"{spot.at}/template/{field}"
    if not step.is_email:
        return without_subject(content, None, pointer)
    return without_subject(content, subjects, pointer, capability=f"{spot.rows}is_reply")


def without_subject(
    content: Content,
    subjects: frozenset[str] | None,
    pointer: str,
    *,
    capability: str | None = None,
) -> tuple[Content, tuple[PlanWarning, ...]]:
    """Empty the subject, with a warning when that loses anything.

    `subjects` are the thread's; None for what is no e-mail.
    """
    bare = replace(content, subject="")
    if not content.subject.strip() or content.subject in (subjects or ()):
        return bare, ()
    if subjects is None:
        kind, title = WarningType.FIELD_NOT_SUPPORTED, "A LinkedIn message has no subject"
        why = "LinkedIn messages have none at Apollo"
    else:
        kind, title = WarningType.VALUE_ADJUSTED, "A reply keeps its thread's subject"
        why = " ".join(["a reply is sent with its thread's", *map(repr, sorted(subjects))])
    detail = f"The subject {content.subject!r} was left out: {why}."
    return bare, (
        PlanWarning(
            problem_type=kind, title=title, detail=detail, pointer=pointer, capability=capability
        ),
    )
