"""Reading the four arrays in which Apollo's private API shows one sequence.

``emailer_campaign`` stands beside ``emailer_steps``, ``emailer_touches`` and ``emailer_templates``
at the root, joined by ids (seen live 2026-05 to 2026-09 [UM][YDC][CREA]).
"""

import re
from collections.abc import Mapping
from typing import Any

Record = Mapping[str, Any]

EMAIL_STEPS = frozenset({"auto_email", "manual_email"})
NEW_THREAD = "new_thread"
REPLY = "reply_to_thread"
APPROVED = "approved"

WRAPPED = re.compile(r"(?s)\A<html><head></head><body>(.*)</body></html>\Z")


def campaign(graph: Record) -> Record:
    """Give the sequence itself."""
    found: Record = graph.get("emailer_campaign") or {}
    return found


def position(step: Record) -> int:
    """Give a step's place, 1-based; 0 where the record has none."""
    return int(step.get("position") or 0)


def steps(graph: Record) -> list[Record]:
    """Give the steps in their order; Apollo's array is not always in it."""
    return sorted(graph.get("emailer_steps") or (), key=position)


def step_at(graph: Record, step_id: str) -> Record | None:
    """Give one step."""
    return next((step for step in steps(graph) if step.get("id") == step_id), None)


def before(graph: Record, step: Record) -> list[Record]:
    """Give the steps before a step, in their order."""
    return [other for other in steps(graph) if position(other) < position(step)]


def touches(graph: Record, step_id: str) -> list[Record]:
    """Give a step's touches, the oldest first: two or more are variants of one step."""
    found = (
        touch
        for touch in graph.get("emailer_touches") or ()
        if touch.get("emailer_step_id") == step_id
    )
    return sorted(found, key=lambda touch: str(touch.get("id")))


def template(graph: Record, touch: Record) -> Record | None:
    """Give a touch's template."""
    nested: Record | None = touch.get("emailer_template")
    wanted = touch.get("emailer_template_id")
    found = (
        template
        for template in graph.get("emailer_templates") or ()
        if template.get("id") == wanted and wanted is not None
    )
    return next(found, nested)


def body(template: Record) -> str:
    """Give a template's HTML as it was written.

    Apollo puts what it is sent into ``<html><head></head><body>...</body></html>`` [VCR].
    """
    html = template.get("body_html") or ""
    wrapped = WRAPPED.match(html)
    return wrapped.group(1) if wrapped else html


def subject(template: Record) -> str:
    """Give a template's subject; empty on a reply."""
    return template.get("subject") or ""


def is_on(graph: Record) -> bool:
    """Tell whether the sequence is switched on."""
    return campaign(graph).get("active") is True


def is_exact(graph: Record) -> bool:
    """Tell whether the steps of the sequence happen at given moments, not after waits."""
    return campaign(graph).get("sequence_by_exact_daytime") is True


def threads(before: list[Record], graph: Record) -> frozenset[str] | None:
    """Give the subjects of the thread that a reply after `before` joins; None without a thread.

    A thread that has variants has several subjects.
    """
    for step in reversed(before):
        starters = [
            touch for touch in touches(graph, step["id"]) if touch.get("type") == NEW_THREAD
        ]
        if step.get("type") in EMAIL_STEPS and starters:
            return frozenset(subject(template(graph, touch) or {}) for touch in starters)
    return None
