"""Replies: Outreach's `sequenceTemplate.isReply`.

The switch stands on the link between step and template, so only an e-mail with content can begin
or continue a thread. Whether Outreach takes a reply without a subject, or as the first e-mail, is
not known; a reply is therefore always sent with its thread's subject, and never as the first.
"""

from collections.abc import Iterable

from segue.model.step import EMAIL_TYPES
from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach.documents import Record, attributes, related


def emails(steps: Iterable[Record]) -> list[int]:
    """Give the ids of the steps that are e-mails, in the order given."""
    return [int(step["id"]) for step in steps if attributes(step).get("stepType") in EMAIL_TYPES]


def links_by_step(links: Iterable[Record]) -> dict[int, list[Record]]:
    """Sort links by the step they belong to, the oldest first."""
    found: dict[int, list[Record]] = {}
    for link in sorted(links, key=lambda link: int(link["id"])):
        step = related(link, "sequenceStep")
        if step is not None and related(link, "template") is not None:
            found.setdefault(step, []).append(link)
    return found


def starter(earlier: Iterable[Record], links: Iterable[Record]) -> Record | None:
    """Find the link whose template began the thread that a step after `earlier` replies in.

    None when no e-mail with content stands before it.
    """
    linked = links_by_step(links)
    firsts = [linked[step][0] for step in emails(earlier) if step in linked]
    beginnings = [link for link in firsts if not attributes(link).get("isReply")]
    return next(reversed(beginnings), firsts[0] if firsts else None)


def other_subject(
    asked: str | None, thread: str | None, *, pointer: str
) -> tuple[PlanWarning, ...]:
    """Warn when the subject asked for a reply in `thread` is another."""
    if not _differ(asked, thread):
        return ()
    detail = f"A reply stays in its thread: asked for subject {asked!r}, sent {thread!r}."
    return (_warning("The thread's subject is used", detail, pointer),)


def linked_subject(
    template: Record, subject: str, thread: str | None, *, at: str
) -> tuple[PlanWarning, ...]:
    """Warn when a reply links a template whose own subject is not that of `thread`."""
    if not _differ(subject, thread):
        return ()
    detail = (
        f"A reply stays in its thread, whose subject is {thread!r}. Template {template['id']} is "
        f"linked as it is, with its own subject {subject!r}."
    )
    return (_warning("The template has another subject", detail, f"{at}/template/id"),)


def _differ(subject: str | None, thread: str | None) -> bool:
    # A blank subject asks for nothing.
    return bool(thread and subject) and (subject or "").strip() != (thread or "").strip()


def _warning(title: str, detail: str, pointer: str) -> PlanWarning:
    return PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title=title,
        detail=detail,
        pointer=pointer,
        capability="step.is_reply",
    )
