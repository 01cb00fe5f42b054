"""What a step says: Outreach's `template`, and the `sequenceTemplate` that links it to the step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from segue.kit.markup import plain
from segue.model.step import TemplateWrite
from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach import lookups, threads
from segue.providers.outreach.documents import Identity, Record, attributes, create, delete
from segue.spi.custom import overlay
from segue.spi.errors import PlanRefused
from segue.spi.plan import Call, Output, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Content for one step: the template to link, and what makes it."""

    template: Identity
    subject: str
    calls: tuple[Call, ...] = ()
    warnings: tuple[PlanWarning, ...] = ()


def new_content(written: TemplateWrite, *, thread: str | None, at: str, made: "Making") -> Content:
    """Plan a template of the caller's words; `thread` is the subject a reply must keep."""
    other = threads.other_subject(written.subject, thread, pointer=f"{at}/template/subject")
    typed = {
        # A template without a name does not show in the list of templates [SG, TEAR].
        "name": written.name,
        "subject": thread or written.subject,
        "bodyHtml": written.body,
        "ccRecipients": written.cc or None,
        "bccRecipients": written.bcc or None,
        # toRecipients is never sent: with anything in it every mailing fails [SC, 2026].
    }
    wanted, replaced = overlay(
        {name: value for name, value in typed.items() if value is not None},
        written.custom_fields,
        at=f"{at}/template/custom_fields",
    )
    call = make_template(wanted, made)
    return Content(
        template=Output(call.name, "/data/id"),
        subject=str(wanted.get("subject") or ""),
        calls=(call,),
        warnings=(*other, *replaced),
    )


def existing_content(
    written: TemplateWrite, template: Record, *, thread: str | None, at: str
) -> Content:
    """Link a template that stands at Outreach already, as it is."""
    subject = str(attributes(template).get("subject") or "")
    body = str(attributes(template).get("bodyHtml") or "")
    same = {
        "subject": written.subject in (None, subject),
        "body": written.body is None or plain(written.body) == plain(body),
    }
    for field, kept in same.items():
        if not kept:
            raise PlanRefused(
                f"The template is linked as it is, so its {field} cannot be another here.",
                pointer=f"{at}/template/{field}",
            )
    return Content(
        template=int(written.id or 0),
        subject=subject,
        warnings=(
            *threads.linked_subject(template, subject, thread, at=at),
            *_unused(written, at=at),
        ),
    )


def _unused(written: TemplateWrite, *, at: str) -> tuple[PlanWarning, ...]:
    return tuple(
        PlanWarning(
            problem_type=WarningType.FIELD_NOT_SUPPORTED,
            title="The template is linked as it is",
            detail=f"{field} describes a new template; this one exists and is not changed.",
            pointer=f"{at}/template/{field}",
        )
        for field in ("name", "cc", "bcc", "custom_fields")
        if getattr(written, field)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How the calls of one step are named, and since when what they make can have existed."""

    now: datetime
    suffix: str = ""
    before: tuple[Output, ...] = ()
    """Templates that the same plan makes earlier, which may read word for word the same."""

    def name(self, call: str) -> str:
        """Name a call of this step."""
        return call + self.suffix


def make_template(wanted: Mapping[str, Any], made: Making, *, owner: int | None = None) -> Call:
    """Plan a new template with these attributes."""
    name = made.name("template")
    related = {"owner": ("user", owner)} if owner is not None else None
    return Call(
        name=name,
        request=create("templates", "template", wanted, related),
        makes="template",
        id_at="/data/id",
        lookup=lookups.template(wanted, since=made.now, known=made.before),
        undo=delete("templates", Output(name, "/data/id")),
    )


def link(
    step: Identity,
    template: Identity,
    *,
    is_reply: bool,
    made: Making,
    known: tuple[int, ...] = (),
) -> Call:
    """Plan the link between a step and its content."""
    name = made.name("link")
    return Call(
        name=name,
        request=create(
            "sequenceTemplates",
            "sequenceTemplate",
            {"isReply": is_reply},
            {"sequenceStep": ("sequenceStep", step), "template": ("template", template)},
        ),
        makes="link",
        id_at="/data/id",
        lookup=lookups.link(step, template, is_reply=is_reply, known=known),
        undo=delete("sequenceTemplates", Output(name, "/data/id")),
    )


def activate(made: Making, *, at: str) -> Call:
    """Plan to switch a new link on.

    A link is made off, and its `enabled` cannot be written (seen 2026 [SC, OAS26]). The action was
    published in 2026; whether every tenant has it is not known.
    """
    return Call(
        name=made.name("activate"),
        request=Request(
            method="POST",
            path=(
                "sequenceTemplates",
                Output(made.name("link"), "/data/id"),
                "actions",
                "activate",
            ),
        ),
        repeatable=True,
        optional=PlanWarning(
            problem_type=WarningType.NOT_ACTIVATED,
            title="The step's content is off",
            detail="Outreach refused to switch the step's content on. Switch it on in Outreach, "
            "else this step sends nothing.",
            pointer=f"{at}/template",
        ),
    )
