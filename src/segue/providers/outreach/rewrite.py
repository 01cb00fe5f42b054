"""Changing what a step says without changing what any other step says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach import lookups
from segue.providers.outreach.content import Making, activate, link, make_template
from segue.providers.outreach.documents import (
    Record,
    attributes,
    change,
    delete,
    related,
    related_many,
)
from segue.spi.errors import PlanRefused
from segue.spi.plan import Call, Output

FIELDS = {"subject": "subject", "bodyHtml": "body"}

COPIED = (
    "subject",
    "bodyHtml",
    "shareType",
    "trackOpens",
    "trackLinks",
    "ccRecipients",
    "bccRecipients",
    "tags",
)
"""Every writable attribute but the name, which would show the copy in Outreach's list; archived;
and toRecipients, which makes every mailing fail [SC]."""

NO_CONTENT = frozenset({"call", "task"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """What a step says now, and what it shall say."""

    step: Record
    wanted: Mapping[str, str]
    now: datetime
    links: tuple[Record, ...]
    templates: Mapping[int, Record]
    uses: tuple[Record, ...]
    """Every link of those templates that can be seen, this step's included."""

    @property
    def id(self) -> int:
        return int(self.step["id"])


@dataclass(slots=True)
class Rewritten:
    """The calls that change content, those that then take the old away, and what to say of it."""

    calls: tuple[Call, ...] = ()
    removals: tuple[Call, ...] = ()
    warnings: tuple[PlanWarning, ...] = ()
    changed: set[int] = field(default_factory=set)


def rewrite(asked: Rewriting) -> Rewritten:
    """Plan new content for every variant of the step."""
    done = Rewritten()
    links = sorted(asked.links, key=lambda link: int(link["id"]))
    if not links:
        _first_content(asked, done)
    for old in links:
        _variant(asked, old, done, alone=len(links) == 1)
    if len(links) > 1:
        done.warnings += (_all_variants(asked, len(links)),)
    return done


def _first_content(asked: Rewriting, done: Rewritten) -> None:
    kind = attributes(asked.step).get("stepType")
    if kind in NO_CONTENT:
        raise PlanRefused(
            f"A step of type {kind} has nothing to send.", pointer="/template", status=409
        )
    if lacking := [field for name, field in FIELDS.items() if name not in asked.wanted]:
        raise PlanRefused(
            f"The step has no content yet, so template needs {lacking[0]} too.",
            pointer="/template",
        )
    made = Making(now=asked.now)
    template = make_template(asked.wanted, made)
    done.calls = (
        template,
        link(asked.id, Output(template.name, "/data/id"), is_reply=False, made=made),
        activate(made, at=""),
    )


def _variant(asked: Rewriting, old: Record, done: Rewritten, *, alone: bool) -> None:
    template_id = related(old, "template")
    template = asked.templates.get(template_id or 0)
    if template_id is None or template is None:
        raise PlanRefused(
            "The step's content cannot be read, so it cannot be changed.",
            pointer="/template",
            status=409,
        )
    wanted = _wanted(asked, old, template, done)
    if not wanted or template_id in done.changed:
        return
    if _is_own(asked, template_id, template):
        done.changed.add(template_id)
        done.calls += (_in_place(template_id, template, wanted),)
    else:
        _copy(asked, old, template, wanted, done, alone=alone)


def _wanted(asked: Rewriting, old: Record, template: Record, done: Rewritten) -> dict[str, str]:
    """Leave the subject of a reply as it is: the reply stays in its thread."""
    wanted = dict(asked.wanted)
    present = attributes(template).get("subject") or ""
    if attributes(old).get("isReply") and "subject" in wanted and wanted["subject"] != present:
        asked_for = wanted.pop("subject")
        done.warnings += (
            PlanWarning(
                problem_type=WarningType.VALUE_ADJUSTED,
                title="The thread's subject is kept",
                detail=f"This e-mail is a reply: asked for {asked_for!r}, kept {present!r}.",
                pointer="/template/subject",
            ),
        )
    return wanted


def _is_own(asked: Rewriting, template_id: int, template: Record) -> bool:
    """Tell whether a template is hidden and used by this step alone."""
    here = {int(link["id"]) for link in asked.links}
    used = {int(use["id"]) for use in asked.uses if related(use, "template") == template_id}
    return not attributes(template).get("name") and (
        used | related_many(template, "sequenceTemplates") <= here
    )


def _in_place(template_id: int, template: Record, wanted: Mapping[str, str]) -> Call:
    before = {name: attributes(template).get(name) for name in wanted}
    return Call(
        name=f"template_{template_id}",
        request=change("templates", "template", template_id, wanted),
        repeatable=True,
        undo=change("templates", "template", template_id, before),
    )


def _copy(
    asked: Rewriting,
    old: Record,
    template: Record,
    wanted: Mapping[str, str],
    done: Rewritten,
    *,
    alone: bool,
) -> None:
    old_id = int(old["id"])
    made = Making(
        now=asked.now,
        suffix=f"_for_{old_id}",
        before=tuple(Output(c.name, "/data/id") for c in done.calls if c.makes == "template"),
    )
    held = attributes(template)
    copied: dict[str, Any] = {n: held[n] for n in COPIED if held.get(n) not in (None, [])}
    copy = make_template({**copied, **wanted}, made, owner=related(template, "owner"))
    done.calls += (
        copy,
        link(
            asked.id,
            Output(copy.name, "/data/id"),
            is_reply=bool(attributes(old).get("isReply")),
            made=made,
            known=tuple(int(there["id"]) for there in asked.links),
        ),
    )
    # A variant that was switched off stays off; a step's only content is left ready.
    if alone or attributes(old).get("enabled"):
        done.calls += (activate(made, at=""),)
    done.removals += (
        Call(
            name=f"unlink_{old_id}",
            request=delete("sequenceTemplates", old_id),
            lookup=lookups.link_gone(asked.id, old_id),
        ),
    )
    done.warnings += (_shared(template), *_attachments(template))


def _shared(template: Record) -> PlanWarning:
    why = "has a name, so others can see it" if attributes(template).get("name") else "is shared"
    return PlanWarning(
        problem_type=WarningType.SHARED_TEMPLATE,
        title="A copy was changed",
        detail=f"Template {template['id']} {why}; it stays as it is, and this step now uses a copy "
        "without a name.",
        pointer="/template",
    )


def _attachments(template: Record) -> tuple[PlanWarning, ...]:
    if not (count := len(related_many(template, "attachments"))):
        return ()
    # Attachments are in neither API description; they show as a relationship [OAS26].
    return (
        PlanWarning(
            problem_type=WarningType.VALUE_ADJUSTED,
            title="Attachments stay behind",
            detail=f"The API cannot copy attachments; the copy lacks {count} of them.",
            pointer="/template",
        ),
    )


def _all_variants(asked: Rewriting, count: int) -> PlanWarning:
    field = FIELDS[next(iter(asked.wanted))]
    return PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="Every variant was changed",
        detail=f"The step has {count} variants of its content; all of them were changed.",
        pointer=f"/template/{field}",
    )
