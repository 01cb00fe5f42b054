"""Apollo's routes.

``/sequences``, ``/emailer_campaigns/search``, ``/emailer_schedules``, ``/labels`` and ``archive``
are documented [OAS]. The rest is what Apollo's own web app calls; it works with a master key only
(seen live 2026-05 to 2026-09 [UM][YDC][CREA]).
"""

from collections.abc import Mapping
from typing import Any

from segue.spi.plan import Request, Segment

LARGEST_PAGE = 100
"""Rows of a page; more is refused or clamped, depending on the endpoint [VAL]."""


def graph(sequence_id: Segment) -> Request:
    """Read a sequence with its steps, touches and templates."""
    return Request(method="GET", path=("emailer_campaigns", sequence_id))


def search(name: str | None = None, *, page: int = 1, per_page: int = LARGEST_PAGE) -> Request:
    """List sequences; `name` is a part of their names. Archived ones are left out [VCR]."""
    named = {} if name is None else {"q_name": name}
    body = {**named, "page": page, "per_page": per_page}
    return Request(method="POST", path=("emailer_campaigns", "search"), body=body)


def schedules() -> Request:
    """List the sending schedules."""
    return Request(method="GET", path=("emailer_schedules",))


def labels() -> Request:
    """List every label of the team: a bare array [OAS]."""
    return Request(method="GET", path=("labels",))


def template(template_id: Segment) -> Request:
    """Read a template."""
    return Request(method="GET", path=("emailer_templates", template_id))


def put_template(template_id: Segment, *, subject: str, body: str) -> Request:
    """Give a template new content. A body wrapped in its own name is a 200 no-op [ADEL]."""
    return Request(
        method="PUT",
        path=("emailer_templates", template_id),
        body={"subject": subject, "body_html": body},
    )


def approve(touch_id: Segment) -> Request:
    """Approve a touch, without which an active sequence sends nothing [CREA]."""
    return Request(method="POST", path=("emailer_touches", touch_id, "approve"), body={})


def put_step(step_id: Segment, body: Mapping[str, Any]) -> Request:
    """Change a step's wait and note."""
    return Request(method="PUT", path=("emailer_steps", step_id), body=body)


def put_campaign(sequence_id: Segment, body: Mapping[str, Any]) -> Request:
    """Change a sequence's settings; flat, and leaves its steps alone [UM][YDC]."""
    return Request(method="PUT", path=("emailer_campaigns", sequence_id), body=body)
