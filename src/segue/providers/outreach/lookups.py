"""How to see at Outreach whether a call whose answer was lost took effect.

There is no idempotency key, and a 502 with an HTML body can follow a write that was made (seen
2026 [SC]).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from segue.kit import pointer
from segue.kit.clock import iso, parse_iso
from segue.kit.markup import plain
from segue.providers.outreach.documents import (
    Identity,
    Record,
    attributes,
    many,
    one,
    records,
    related,
    related_many,
)
from segue.spi.plan import Finder, Lookup, Match, Output

TOLERANCE = timedelta(seconds=5)
"""How far Outreach's clock may stand behind ours. Its times are cut to whole seconds [AB, AMP]."""

NEWEST = "-createdAt"


def _since(moment: datetime) -> dict[str, str]:
    # Both ends of a range count [SG].
    return {"filter[createdAt]": f"{iso(moment - TOLERANCE)}..inf"}


def template(wanted: Mapping[str, Any], *, since: datetime, known: Iterable[Output]) -> Lookup:
    """Look for a template with these words. A body may come back rewritten [SG]."""
    body = wanted.get("bodyHtml")
    return Lookup(
        request=many("templates", _since(since), sort=NEWEST),
        find="template",
        asked={
            "name": wanted.get("name"),
            "subject": wanted.get("subject"),
            "text": plain(body) if isinstance(body, str) else None,
            "known": list(known),
        },
        crowded=True,
    )


def step(sequence: Identity, wanted: Mapping[str, Any], *, known: Iterable[int]) -> Lookup:
    """Look for a step without content in that sequence, at that place, of that type and time."""
    compared = ("order", "stepType", "interval", "date")
    return Lookup(
        request=many("sequenceSteps", {"filter[sequence][id]": sequence}, sort=NEWEST),
        find="step",
        asked={name: wanted[name] for name in compared if name in wanted} | {"known": list(known)},
    )


Places = Mapping[int, int]
"""The number of each step, by its id."""


def placed(sequence: Identity, *allowed: Places) -> Lookup:
    """Look whether the steps of a sequence stand as planned, in one of the allowed ways."""
    return Lookup(
        request=many("sequenceSteps", {"filter[sequence][id]": sequence}, sort="order"),
        find="placed",
        asked={"allowed": [_spelled(places) for places in allowed]},
    )


def _spelled(places: Places) -> list[list[int]]:
    return [[step, places[step]] for step in sorted(places)]


def link(
    step: Identity, template: Identity, *, is_reply: bool, known: Iterable[int] = ()
) -> Lookup:
    """Look for a link between that step and that template. Links cannot be sorted [HS26]."""
    return Lookup(
        request=many("sequenceTemplates", {"filter[sequenceStep][id]": step}),
        find="link",
        asked={"template": template, "isReply": is_reply, "known": list(known)},
    )


def same_step(step: int) -> Lookup:
    """Read a step again."""
    return Lookup(request=one("sequenceSteps", step), find="same", asked={"id": step})


def link_gone(step: int, link: int) -> Lookup:
    """Look whether a link has been taken away."""
    return Lookup(
        request=many("sequenceTemplates", {"filter[sequenceStep][id]": step}),
        find="link_gone",
        asked={"link": link},
    )


def sequence(wanted: Mapping[str, Any], *, since: datetime) -> Lookup:
    """Look for an empty sequence of that name.

    Not filtered by name: a comma in a filter's value means "or" [AE-conv].
    """
    return Lookup(
        request=many("sequences", _since(since), sort=NEWEST),
        find="sequence",
        asked={"name": wanted.get("name"), "shareType": wanted.get("shareType")},
        crowded=True,
    )


def _match(record: Record) -> Match:
    return Match(
        id=str(record["id"]),
        answer={"data": record},
        made_at=parse_iso(attributes(record).get("createdAt")),
    )


def _new(asked: Mapping[str, Any], answer: Any) -> list[Record]:
    known = {str(each) for each in asked.get("known", ())}
    return [record for record in records(answer) if str(record["id"]) not in known]


def _has(record: Record, asked: Mapping[str, Any], names: Iterable[str]) -> bool:
    found = attributes(record)
    return all(found.get(name) == asked[name] for name in names if name in asked)


def find_template(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find templates of that name (or none), subject and text."""
    return tuple(
        _match(record)
        for record in _new(asked, answer)
        if (attributes(record).get("name") or None) == (asked["name"] or None)
        and (attributes(record).get("subject") or "") == (asked["subject"] or "")
        and plain(str(attributes(record).get("bodyHtml") or "")) == (asked["text"] or "")
    )


def find_step(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find new steps at that place, of that type and time, that nothing is linked to yet."""
    return tuple(
        _match(record)
        for record in _new(asked, answer)
        if _has(record, asked, ("order", "stepType", "interval", "date"))
        and not related_many(record, "sequenceTemplates")
    )


def find_same(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find one record, read by its id."""
    record = pointer.get(answer, "/data")
    same = str(pointer.get(record, "/id")) == str(asked["id"])
    return (Match(id=str(asked["id"]), answer=answer),) if same else ()


def find_placed(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find the steps where a plan left them; nothing when one has come, gone or moved."""
    now = {int(step["id"]): int(attributes(step).get("order") or 0) for step in records(answer)}
    return (Match(id="", answer=answer),) if _spelled(now) in asked["allowed"] else ()


def find_link(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find new links to that template."""
    return tuple(
        _match(record)
        for record in _new(asked, answer)
        if str(related(record, "template")) == str(asked["template"])
        and bool(attributes(record).get("isReply")) == asked["isReply"]
    )


def find_link_gone(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find that the link is no longer listed: one match then, none while it is."""
    listed = pointer.get(answer, "/data")
    if not isinstance(listed, list) or any(str(r["id"]) == str(asked["link"]) for r in listed):
        return ()
    return (Match(id=f"{asked['link']} gone", answer={}),)


def find_sequence(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find sequences of that name and share type that have no step."""
    return tuple(
        _match(record)
        for record in _new(asked, answer)
        if _has(record, asked, ("name", "shareType"))
        and not attributes(record).get("sequenceStepCount")
    )


FINDERS: Mapping[str, Finder] = {
    "template": find_template,
    "step": find_step,
    "placed": find_placed,
    "same": find_same,
    "link": find_link,
    "link_gone": find_link_gone,
    "sequence": find_sequence,
}
