"""Whether a sequence would send: what Outreach never says in one place.

Who is enrolled in a sequence that is off, or whose content is off, stays paused or pending, and no
error says so [SC, ONF].
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from segue.kit import pointer
from segue.kit.markup import plain
from segue.model.readiness import Check, Readiness
from segue.model.readiness import readiness as together
from segue.providers.outreach import queries
from segue.providers.outreach.documents import Record, attributes, many, related
from segue.providers.outreach.pages import collected, complete, missing, walk
from segue.providers.outreach.places import in_order
from segue.providers.outreach.threads import emails, links_by_step
from segue.providers.outreach.values import flag, points_to, text
from segue.spi.operation import Answers, Get, Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A sequence as its readings show it."""

    sequence: Record
    steps: tuple[Record, ...]
    """First to last."""
    links: Mapping[int, list[Record]]
    """By step."""
    templates: Mapping[int, Record]
    mailboxes: tuple[Record, ...] = ()
    """Of the sequence's owner."""

    @property
    def emails(self) -> list[tuple[int, list[Record]]]:
        """The place of each e-mail step, with its links."""
        ids = set(emails(self.steps))
        return [
            (place, self.links.get(int(step["id"]), []))
            for place, step in enumerate(self.steps, 1)
            if int(step["id"]) in ids
        ]


def reads(ask: Get, answers: Answers) -> tuple[Read, ...]:
    """Name the readings: the sequence with all that it sends, and its owner's mailboxes."""
    wanted = queries.sequence_reads(ask, answers)
    if "sequence" not in answers or not complete("steps", answers):
        return wanted
    owner = points_to(pointer.get(answers["sequence"], "/data"), "owner")
    if owner is None or not emails(collected("steps", answers)):
        return wanted
    mailboxes = walk("mailboxes", many("mailboxes", {"filter[user][id]": owner}), answers)
    return (*wanted, *missing(mailboxes, answers))


def seen(answers: Answers) -> Seen:
    """Put the readings together."""
    return Seen(
        sequence=pointer.get(answers["sequence"], "/data"),
        steps=tuple(in_order(collected("steps", answers))),
        links=links_by_step(collected("links", answers)),
        templates={int(each["id"]): each for each in collected("templates", answers)},
        mailboxes=tuple(collected("mailboxes", answers)),
    )


def read(ask: Get, answers: Answers) -> tuple[Readiness, Record]:
    """Answer every check of one sequence."""
    found = seen(answers)
    checks = (_enabled(found), *of_content(found), _schedule(found), _mailbox(found))
    return together(ask.id, *checks), found.sequence


def of_content(found: Seen) -> tuple[Check, Check, Check]:
    """Answer what hangs on the steps alone."""
    return _steps(found), _content(found), _approved(found)


def _enabled(found: Seen) -> Check:
    held = attributes(found.sequence)
    if held.get("locked") is True:
        return Check(
            name="enabled",
            ok=False,
            detail="The sequence is archived (locked).",
            todo="Unlock the sequence in Outreach, then switch it on.",
        )
    on = flag(held.get("enabled"))
    if on:
        return Check(name="enabled", ok=True, detail="The sequence is on.")
    return Check(
        name="enabled",
        ok=on,
        detail="The sequence is off." if on is False else "Outreach does not show if it is on.",
        todo="Switch the sequence on, here or in Outreach.",
    )


def _steps(found: Seen) -> Check:
    if count := len(found.steps):
        return Check(name="steps", ok=True, detail=f"Steps: {count}.")
    return Check(
        name="steps", ok=False, detail="The sequence has no step.", todo="Add at least one step."
    )


def _content(found: Seen) -> Check:
    empty = [place for place, links in found.emails if not links]
    for place, links in found.emails:
        if any(_is_blank(found, link) for link in _sending(links)):
            empty.append(place)
    if empty:
        steps = _listed(empty)
        return Check(
            name="content",
            ok=False,
            detail=f"Without anything to send: {steps}.",
            todo=f"Write a subject and a text for {steps} in Outreach.",
        )
    if hidden := [place for place, links in found.emails if not _all_shown(found, links)]:
        steps = _listed(hidden)
        return Check(
            name="content",
            ok=None,
            detail=f"Outreach does not show the template of {steps} to this user.",
            todo=f"Ask the owner of the template of {steps} whether it has a subject and a text.",
        )
    if not found.emails:
        return Check(name="content", ok=True, detail="No step is an e-mail.")
    return Check(name="content", ok=True, detail="Every e-mail step has content.")


def _sending(links: list[Record]) -> list[Record]:
    """Leave out variants that are off, unless all are."""
    return [link for link in links if attributes(link).get("enabled")] or links


def _is_blank(found: Seen, link: Record) -> bool:
    template = found.templates.get(related(link, "template") or 0)
    if template is None:
        return False
    held = attributes(template)
    subject, body = text(held.get("subject")) or "", text(held.get("bodyHtml")) or ""
    # A reply stays under its thread's subject.
    nameless = not subject.strip() and not attributes(link).get("isReply")
    return nameless or not (plain(body) or "<img" in body.casefold())


def _all_shown(found: Seen, links: Iterable[Record]) -> bool:
    return all((related(link, "template") or 0) in found.templates for link in links)


def _approved(found: Seen) -> Check:
    states = {
        place: [flag(attributes(link).get("enabled")) for link in links]
        for place, links in found.emails
        if links
    }
    waiting = [place for place, shown in states.items() if True not in shown]
    if not waiting:
        return Check(name="approved", ok=True, detail="No content waits to be switched on.")
    off = [place for place in waiting if None not in states[place]]
    steps = _listed(off or waiting)
    return Check(
        name="approved",
        ok=False if off else None,
        detail=f"The content of {steps} is off."
        if off
        else f"Outreach does not show if the content of {steps} is on.",
        todo=f"Open {steps} in Outreach and switch the template on.",
    )


def _schedule(found: Seen) -> Check:
    own = points_to(found.sequence, "schedule")
    each = [points_to(step, "schedule") for step in found.steps]
    if own is not None:
        return Check(name="schedule", ok=True, detail=f"The sequence follows schedule {own}.")
    if each and None not in each:
        return Check(name="schedule", ok=True, detail="Every step follows a schedule.")
    # Whether Outreach sends without one, and at which hours, is neither documented nor seen.
    return Check(
        name="schedule",
        ok=None,
        detail="The sequence names no schedule, and Outreach's API does not show which hours hold"
        " then.",
        todo="Open the sequence's settings in Outreach and see that a schedule is chosen.",
    )


def _mailbox(found: Seen) -> Check:
    if not found.emails:
        return Check(name="mailbox", ok=True, detail="No step is an e-mail.")
    if points_to(found.sequence, "owner") is None:
        return Check(
            name="mailbox",
            ok=None,
            detail="The sequence has no owner; each enrolment names the mailbox that sends.",
            todo="Give the sequence an owner in Outreach, or see that the mailbox you enrol with"
            " can send.",
        )
    states = [_can_send(mailbox) for mailbox in found.mailboxes]
    if True in states:
        return Check(name="mailbox", ok=True, detail="A mailbox of the owner can send.")
    if not states:
        return Check(
            name="mailbox",
            ok=False,
            detail="The sequence's owner has no mailbox.",
            todo="Connect a mailbox for the sequence's owner in Outreach.",
        )
    unsure = None in states
    return Check(
        name="mailbox",
        ok=None if unsure else False,
        detail="Outreach does not show if the owner's mailbox can send."
        if unsure
        else "Sending is switched off for every mailbox of the owner.",
        todo="Switch sending on in the owner's mailbox settings in Outreach.",
    )


def _can_send(mailbox: Record) -> bool | None:
    """Tell whether a mailbox sends; `sendState` is undocumented and was seen in 2026 [ONF]."""
    held = attributes(mailbox)
    disabled = flag(held.get("sendDisabled"))
    if disabled or held.get("sendState", "ENABLED") not in ("ENABLED", None):
        return False
    return None if disabled is None else True


def _listed(places: Iterable[int]) -> str:
    *before, last = sorted(set(places))
    named = f"{', '.join(map(str, before))} and {last}" if before else str(last)
    return f"step{'s' if before else ''} {named}"
