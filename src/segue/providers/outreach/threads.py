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
    """Warn when the subject of a reply in `thread` is another. A blank one asks for nothing."""
    if not thread or not asked or asked.strip() == thread.strip():
        return ()
    return (
        PlanWarning(
            problem_type=WarningType.VALUE_ADJUSTED,
            title="The thread's subject is used",
            detail=f"A reply stays in its thread: asked for {asked!r}, the thread's is {thread!r}.",
            pointer=pointer,
            capability="step.is_reply",
        ),
    )
