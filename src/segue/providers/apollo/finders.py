"""Finding at Apollo what a call has made."""

from collections.abc import Mapping
from typing import Any

from segue.kit.clock import parse_iso
from segue.kit.markup import plain
from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo import graph, sharing, timing
from segue.providers.apollo.graph import APPROVED, Record
from segue.providers.apollo.notices import left_off
from segue.spi.plan import Finder, Match

Asked = Mapping[str, Any]


def sought(held: Record, place: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a step about to be made, so that `step` can know it from every other."""
    compared = ("type", "wait_mode", "wait_time", "exact_datetime", "note")
    return {
        "known": [step["id"] for step in graph.steps(held)],
        "position": place,
        **{key: body[key] for key in compared if body.get(key) is not None},
    }


def step(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find the steps that were not there before and are as asked: place, type, time, note, text."""
    return tuple(
        Match(id=str(found["id"]), answer={"emailer_step": found})
        for found in graph.steps(answer)
        if found["id"] not in asked["known"] and _same(asked, found, answer)
    )


def _same(asked: Asked, found: Record, answer: Record) -> bool:
    return (
        graph.position(found) == asked["position"]
        and found.get("type") == asked["type"]
        and _same_time(asked, found)
        and plain(str(asked.get("note") or "")) == plain(str(found.get("note") or ""))
        and ("text" not in asked or plain(asked["text"]) in _texts(found, answer))
    )


def _same_time(asked: Asked, found: Record) -> bool:
    if "exact_datetime" in asked:
        return timing.exact_moment(found) == timing.exact_moment(asked)
    return timing.seconds_of(found) == timing.seconds_of(asked)


def _texts(found: Record, answer: Record) -> set[str]:
    return {
        plain(graph.body(graph.template(answer, touch) or {}))
        for touch in graph.touches(answer, found["id"])
    }


def end(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find that a place is still the first one after the last step."""
    last = max((graph.position(found) for found in graph.steps(answer)), default=0)
    return (Match(id="", answer=answer),) if last + 1 == asked["position"] else ()


def inserted(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find the inserted step, and say what the declarative call did to the others."""
    present = {found["id"] for found in graph.steps(answer)}
    status = {touch["id"]: touch.get("status") for touch in answer.get("emailer_touches") or ()}
    lost = [known for known in asked["known"] if known not in present]
    unapproved = [touch for touch in asked["approved"] if status.get(touch, APPROVED) != APPROVED]
    warnings: list[PlanWarning] = []
    if lost:
        detail = f"After the call Apollo no longer shows the steps {', '.join(map(str, lost))}."
        kind = WarningType.PARTIAL_SUCCESS
        warnings += [
            PlanWarning(problem_type=kind, title="Steps are missing", detail=detail, pointer="")
        ]
    if unapproved:
        detail = f"After the call these touches are not approved: {', '.join(unapproved)}."
        warnings += [left_off("", "Other steps lost their approval", detail)]
    return tuple(
        Match(id=match.id, answer=match.answer, warnings=tuple(warnings))
        for match in step(asked, answer)
    )


def touch(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find the touch that came with a step, its template, and a second touch if there is one.

    ``/extra/id`` is null where there is none.
    """
    found = graph.touches(answer, asked["step"])
    template = graph.template(answer, found[0]) if found else None
    if template is None:
        return ()
    extra = found[1] if len(found) > 1 else {"id": None}
    answered = {"touch": found[0], "template": template, "extra": extra}
    return (Match(id=str(found[0]["id"]), answer=answered),)


def changed(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find a step by its id, and say where its content is not the text that was sent."""
    found = graph.step_at(answer, asked["step"])
    if found is None:
        return ()
    warnings: tuple[PlanWarning, ...] = ()
    if "text" in asked and plain(asked["text"]) not in _texts(found, answer):
        title = "Apollo holds other text than was sent"
        detail = "Read back after the change, the step's text differs: Apollo sanitizes HTML."
        kind = WarningType.PARTIAL_SUCCESS
        warnings = (
            PlanWarning(problem_type=kind, title=title, detail=detail, pointer="/template/body"),
        )
    return (Match(id=str(found["id"]), answer={"emailer_step": found}, warnings=warnings),)


def sequence(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find the sequences of exactly that name that were not there before.

    Apollo's own search finds parts of names [OAS].
    """
    return tuple(
        Match(
            id=str(row["id"]),
            answer={"emailer_campaign": row},
            made_at=parse_iso(row.get("created_at")),
        )
        for row in answer.get("emailer_campaigns") or ()
        if str(row.get("name")).strip() == asked["name"].strip()
        and row["id"] not in asked["known"]
        and row.get("num_steps") in (None, asked["num_steps"])
    )


FINDERS: Mapping[str, Finder] = {
    "step": step,
    "end": end,
    "inserted": inserted,
    "touch": touch,
    "changed": changed,
    "sequence": sequence,
    "shared": sharing.shared,
}
