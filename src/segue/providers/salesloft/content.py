"""The content of an e-mail step. An import holds it whole: it cannot name a template [S2]."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from segue.model.step import StepCreate, TemplateWrite
from segue.model.warning import PlanWarning, WarningType
from segue.providers.salesloft import paths
from segue.providers.salesloft.answers import record
from segue.spi.custom import overlay
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Read

KEYS = frozenset({"title", "subject", "body", "open_tracking", "click_tracking", "attachments"})
"""What an import's `email_template` may hold [S2] [S8] [S14]."""

COPIED = {
    "title": "title",
    "subject": "subject",
    "body": "body",
    # Read under other names than they are written [S1].
    "open_tracking": "open_tracking_enabled",
    "click_tracking": "click_tracking_enabled",
}

REPLY_MARK = re.compile(r"(?i)^(?:\s*re\s*:)+\s*")

REPLY_ROW = "sequence.steps.is_reply"


@dataclass(frozen=True, slots=True)
class Thread:
    """An e-mail step that a later one may answer to."""

    reference_id: Any
    subject: str


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into `email_template`."""

    template: Mapping[str, Any]
    warnings: tuple[PlanWarning, ...]


def reads(steps: Iterable[tuple[str, StepCreate]]) -> tuple[Read, ...]:
    """Name the templates to read, once each, for steps given with their pointers."""
    found: dict[str, Read] = {}
    for at, step in steps:
        if step.is_email and step.template is not None and step.template.id is not None:
            name = _read_name(step.template.id)
            request = paths.template(step.template.id)
            found.setdefault(name, Read(name=name, request=request, pointer=f"{at}/template/id"))
    return tuple(found.values())


def email(step: StepCreate, answers: Answers, *, at: str, thread: Thread | None) -> Content:
    """Make the content of an e-mail step; `thread` is what it answers to, None in a new thread."""
    template = step.template
    if template is None:
        raise PlanRefused(
            "Salesloft takes an e-mail step only with its content: give a template.",
            pointer=f"{at}/template",
            reason="content_required",
        )
    copied, warnings = _copied(template, answers, at=f"{at}/template/id")
    given = {"title": template.name, "subject": template.subject, "body": template.body}
    typed = copied | {k: v for k, v in given.items() if v is not None}
    if thread is not None:
        place = "subject" if template.subject is not None else "id"
        warnings += _without_subject(typed.pop("subject", ""), thread, at=f"{at}/template/{place}")
    laid, more = overlay(typed, template.custom_fields, at=f"{at}/template/custom_fields")
    return Content(laid, (*warnings, *more))


def _read_name(template_id: str) -> str:
    return f"template {template_id}"


def _copied(
    template: TemplateWrite, answers: Answers, *, at: str
) -> tuple[dict[str, Any], tuple[PlanWarning, ...]]:
    if template.id is None:
        return {}, ()
    held = record(answers[_read_name(template.id)])
    content = {to: held[of] for to, of in COPIED.items() if held.get(of) is not None}
    warning = PlanWarning(
        problem_type=WarningType.FEATURE_EMULATED,
        title="The template is copied, not linked",
        detail=(
            f"Salesloft's import cannot name a template, so the title, subject, body and tracking "
            f"of template {template.id} as they are now were copied into the step. Later changes "
            "of the template do not reach the step, and its attachments are not copied."
        ),
        pointer=at,
        capability="step.template.id",
    )
    return {"subject": "", "body": ""} | content, (warning,)


def _without_subject(subject: str, thread: Thread, *, at: str) -> tuple[PlanWarning, ...]:
    # A reply's subject is derived from its thread, with "Re: " before it [S8].
    if not subject or bare(subject) == bare(thread.subject):
        return ()
    warning = PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="A reply keeps its thread's subject",
        detail=(
            f"Asked for subject {subject!r} on a reply; sent none, so the e-mail bears the "
            f"subject of its thread, {thread.subject!r}."
        ),
        pointer=at,
        capability=REPLY_ROW,
    )
    return (warning,)


def bare(subject: str) -> str:
    """Give a subject without the marks of a reply and with single spaces."""
    return " ".join(REPLY_MARK.sub("", subject).split())
