"""What stands in a simulator, in one shape for every provider."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MARK = re.compile(r"zq\d+[a-z]")
"""What a write puts into whatever it makes, so that it can be told from everything else."""
FIRST_INTERVAL = 100_000
"""Seconds, at Apollo minutes: an interval above it names the write and the step it was asked by."""
STEPS_EACH = 10


def mark_of(number: int, place: int = 0) -> str:
    """Name the thing that a write makes, or one of the steps it makes it with."""
    return f"zq{number}{chr(ord('a') + place)}"


def interval_of(number: int, place: int = 0) -> int:
    """Give an interval that no other step has."""
    return FIRST_INTERVAL + STEPS_EACH * number + place


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One row, or a few that belong together, as far as the oracle looks at it."""

    kind: str
    id: str
    marks: frozenset[str] = frozenset()
    parent: str | None = None
    place: int | None = None
    shows: Mapping[str, Any] = field(default_factory=dict)


State = Mapping[str, Any]


def marks_in(*texts: Any) -> frozenset[str]:
    """Find the marks in texts."""
    return frozenset(MARK.findall(" ".join(str(text) for text in texts if text)))


def _counted(interval: int | None) -> frozenset[str]:
    if interval is None or interval < FIRST_INTERVAL:
        return frozenset()
    number, place = divmod(interval - FIRST_INTERVAL, STEPS_EACH)
    return frozenset({mark_of(number, place)})


def _outreach(state: State) -> Iterable[Thing]:
    templates = {row["id"]: row for row in state["templates"]}
    links: dict[int, list[Any]] = {}
    for link in state["sequenceTemplates"]:
        links.setdefault(link["sequenceStep"], []).append(link)
    for row in state["templates"]:
        yield Thing(kind="template", id=str(row["id"]), marks=marks_in(row["subject"], row["name"]))
    for row in state["sequenceSteps"]:
        own = links.get(row["id"], [])
        content = [templates[link["template"]] for link in own if link["template"] in templates]
        subjects = [each["subject"] for each in content]
        yield Thing(
            kind="step",
            id=str(row["id"]),
            marks=marks_in(row["taskNote"], *subjects) | _counted(row["interval"]),
            parent=str(row["sequence"]),
            place=row["order"],
            shows={
                "type": row["stepType"],
                "interval": row["interval"],
                "note": row["taskNote"],
                "subjects": subjects,
                "bodies": [each["bodyHtml"] for each in content],
                "ready": all(link["enabled"] for link in own),
            },
        )
    for row in state["sequences"]:
        yield Thing(
            kind="sequence",
            id=str(row["id"]),
            marks=marks_in(row["name"]),
            shows={"enabled": row["enabled"], "archived": row["locked"], "name": row["name"]},
        )
    for row in state["accounts"]:
        yield _account(row, row["name"])
    for row in state["prospects"]:
        yield _contact(row, row["emails"], row.get("lastName"), row.get("title"))
    for row in state["sequenceStates"]:
        yield _enrolled(row["id"], row["prospect"], row["sequence"], row["state"])


def _account(row: Mapping[str, Any], name: str) -> Thing:
    shows = {"name": name, "domain": row.get("domain")}
    return Thing(kind="account", id=str(row["id"]), marks=marks_in(name), shows=shows)


def _contact(row: Mapping[str, Any], emails: Any, last: str | None, title: str | None) -> Thing:
    shows = {"last_name": last, "job_title": title, "emails": list(emails)}
    return Thing(kind="contact", id=str(row["id"]), marks=marks_in(*emails), shows=shows)


def _enrolled(id: Any, contact: Any, sequence: Any, status: Any) -> Thing:
    return Thing(
        kind="state",
        id=str(id),
        marks=frozenset({enrolment(contact, sequence)}),
        parent=str(sequence),
        shows={"status": status},
    )


def enrolment(contact: Any, sequence: Any) -> str:
    """Name one contact's being in one sequence."""
    return f"{contact}@{sequence}"


def _salesloft(state: State) -> Iterable[Thing]:
    for row in state["cadences"]:
        shows = {"name": row["name"], "archived": row["archived"]}
        marks = marks_in(row["name"])
        yield Thing(kind="sequence", id=str(row["id"]), marks=marks, shows=shows)
    for row in state["steps"]:
        yield Thing(
            kind="step",
            id=str(row["id"]),
            marks=marks_in(row["name"]),
            parent=str(row["cadence"]["id"]),
            shows={"type": row["type"]},
        )
    for row in state["email_templates"]:
        yield Thing(kind="template", id=str(row["id"]), marks=marks_in(row["subject"]))
    for row in state["accounts"]:
        yield _account(row, row["name"])
    for row in state["people"]:
        yield _contact(row, [row["email_address"]], row.get("last_name"), row.get("title"))
    for row in state["cadence_memberships"]:
        if row["currently_on_cadence"]:
            ids = (row["person"]["id"], row["cadence"]["id"])
            yield _enrolled(row["id"], *ids, row["current_state"])


MINUTES = {"second": 1 / 60, "minute": 1, "hour": 60, "day": 1440}


def _apollo(state: State) -> Iterable[Thing]:
    templates = {row["id"]: row for row in state["emailer_templates"]}
    touches: dict[str, list[Any]] = {}
    for touch in state["emailer_touches"]:
        touches.setdefault(touch["emailer_step_id"], []).append(touch)
    for row in state["emailer_templates"]:
        yield Thing(kind="template", id=row["id"], marks=marks_in(row["subject"]))
    for row in state["emailer_steps"]:
        own = touches.get(row["id"], [])
        content = [
            templates[touch["emailer_template_id"]]
            for touch in own
            if touch["emailer_template_id"] in templates
        ]
        subjects = [each["subject"] for each in content]
        wait = round(row["wait_time"] * MINUTES[row["wait_mode"]]) if row["wait_time"] else 0
        yield Thing(
            kind="step",
            id=row["id"],
            marks=marks_in(row["note"], *subjects) | _counted(wait),
            parent=row["emailer_campaign_id"],
            place=row["position"],
            shows={
                "type": row["type"],
                "interval": wait,
                "note": row["note"],
                "subjects": subjects,
                "bodies": [each["body_html"] for each in content],
                "ready": all(touch["status"] == "approved" for touch in own),
            },
        )
    for row in state["emailer_campaigns"]:
        shows = {"enabled": row["active"], "archived": row["archived"], "name": row["name"]}
        marks = marks_in(row["name"])
        yield Thing(kind="sequence", id=row["id"], marks=marks, shows=shows)
    for row in state["accounts"]:
        yield _account(row, row["name"])
    for row in state["contacts"]:
        yield _contact(row, [row["email"]], row.get("last_name"), row.get("title"))
        for status in row["contact_campaign_statuses"]:
            ids = (row["id"], status["emailer_campaign_id"])
            yield _enrolled(f"{ids[0]}:{ids[1]}", *ids, status["status"])


READ: Mapping[str, Callable[[State], Iterable[Thing]]] = {
    "apollo": _apollo,
    "outreach": _outreach,
    "salesloft": _salesloft,
}


def things(provider: str, state: State) -> list[Thing]:
    """Read a simulator's state."""
    return list(READ[provider](state))
