"""What the tests ask of the adapter, and what Salesloft answers them with."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from segue.model.sequence import SequenceCreate
from segue.model.step import StepCreate
from segue.providers.salesloft import PROVIDER
from segue.spi.operation import CreateSequence, CreateStep
from segue.spi.plan import Plan

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
UUID = "0863ed13-7120-479b-8650-206a3679e2fb"
DRAFT = {"data": {"id": 9, "name": "Q3", "draft": True, "current_state": "draft"}}
ACTIVE = {"data": {"id": 9, "name": "Q3", "draft": False, "current_state": "active"}}
EMPTY = {"data": [], "metadata": {"paging": {"per_page": 100, "total_count": 0}}}
PERSONAL = {
    "id": 42,
    "title": "Intro",
    "subject": "Hello {{first_name}}",
    "body": "<p>Hi</p>",
    "open_tracking_enabled": True,
    "click_tracking_enabled": False,
    "_links": {"attachments": "https://api.salesloft.com/v2/email_template_attachments"},
}
ANSWERS: Mapping[str, Any] = {
    "cadence": DRAFT,
    "steps": EMPTY,
    "template 42": {"data": PERSONAL},
    f"template {UUID}": {"data": PERSONAL | {"id": UUID, "subject": None}},
    "owner": {"data": {"id": 7, "email": "owner@example.com"}},
}
INLINE = {"subject": "Hello", "body": "<p>Hi</p>"}


def adding(**step: Any) -> CreateStep:
    """Ask for one step in cadence 9."""
    return CreateStep(sequence_id="9", step=StepCreate(**step), write_id="wr_1", now=NOW)


def making(**sequence: Any) -> CreateSequence:
    """Ask for a sequence, named Q3 and private unless said otherwise."""
    asked = SequenceCreate(**{"name": "Q3", "type": "private"} | sequence)
    return CreateSequence(sequence=asked, write_id="wr_1", now=NOW)


def planned(ask: CreateStep | CreateSequence, **answers: Any) -> Plan:
    """Plan a write, with `answers` in the place of the usual ones."""
    held = {**ANSWERS, **answers}
    if isinstance(ask, CreateStep):
        return PROVIDER.writes["step.create"].plan(ask, held)
    return PROVIDER.writes["sequence.create"].plan(ask, held)


def groups(plan: Plan) -> list[dict[str, Any]]:
    """Give the step groups that a plan's import holds."""
    (first, *_) = plan.calls
    found: list[dict[str, Any]] = first.request.body["cadence_content"]["step_groups"]  # type: ignore[union-attr]
    return found
