"""What the adapter's tests ask, and an Outreach account that answers their reads.

Records have the shape of the captures that the README's source list names; ids are invented.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from segue.model.sequence import SequenceCreate
from segue.model.step import StepCreate, StepUpdate
from segue.providers.outreach import PROVIDER
from segue.spi.operation import CreateSequence, CreateStep, Read, UpdateStep, Write
from segue.spi.plan import Plan

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
WHEN = "2026-08-01T09:00:00.000Z"
INLINE = {"subject": "Hello {{first_name}}", "body": "Hi,<br><br>see you"}
DAY = 86_400

Record = dict[str, Any]


def record(type: str, id: int, attributes: Record, **related: Any) -> Record:
    """Shape a record; `related` holds an id, a list of ids, or None, by relationship."""
    types = {"owner": "user", "sequenceTemplates": "sequenceTemplate", "attachments": "attachment"}
    links: Record = {}
    for name, to in related.items():
        kind = types.get(name, name)
        if isinstance(to, list):
            links[name] = {"data": [{"type": kind, "id": each} for each in to]}
        else:
            links[name] = {"data": None if to is None else {"type": kind, "id": to}}
    times = {"createdAt": WHEN, "updatedAt": WHEN}
    return {"type": type, "id": id, "attributes": {**times, **attributes}, "relationships": links}


def sequence(id: int = 9, **attributes: Any) -> Record:
    """Shape a sequence, off and by intervals."""
    given = {"name": "Q4", "enabled": False, "sequenceType": "interval", "shareType": "shared"}
    return record("sequence", id, {**given, **attributes}, owner=11)


def step(id: int, order: int | None, type: str = "auto_email", **attributes: Any) -> Record:
    """Shape a step of sequence 9."""
    given = {"stepType": type, "order": order, "interval": DAY, "date": None, "taskNote": None}
    return record("sequenceStep", id, {**given, **attributes}, sequence=9)


def link(id: int, step: int, template: int, **attributes: Any) -> Record:
    """Shape a link, switched on."""
    given = {"isReply": False, "enabled": True}
    related = {"sequenceStep": step, "template": template}
    return record("sequenceTemplate", id, {**given, **attributes}, **related)


def template(id: int, subject: str = "First words", **attributes: Any) -> Record:
    """Shape a template without a name."""
    given = {"name": None, "subject": subject, "bodyHtml": f"<div>Body {id}</div>"}
    related = attributes.pop("related", {})
    return record("template", id, {**given, **attributes}, owner=None, **related)


class Account:
    """Answers reads from the records it is given, as Outreach's filters would."""

    def __init__(self, *records: Record) -> None:
        self.records = records

    def answer(self, read: Read) -> Any:
        """Answer one read; None for a single record that is not there."""
        plural, *ids = read.request.path
        found = [item for item in self.records if _plural(item["type"]) == plural]
        if ids:
            return next(({"data": item} for item in found if item["id"] == ids[0]), None)
        for key, wanted in read.request.query.items():
            if key.startswith("filter["):
                found = [item for item in found if _fits(item, key, str(wanted))]
        return {"data": found, "meta": {"count": None}, "links": {"next": None}}

    def answers(self, operation: Any, ask: Any) -> dict[str, Any]:
        """Make an operation's reads until it wants no more."""
        found: dict[str, Any] = {}
        while wanted := operation.reads(ask, found):
            for read in wanted:
                assert read.name not in found, "a read is asked for once"
                found[read.name] = self.answer(read)
        return found

    def plan(self, operation: Write[Any], ask: Any) -> Plan:
        """Plan a write against this account."""
        return operation.plan(ask, self.answers(operation, ask))

    def adding(self, **written: Any) -> Plan:
        """Plan a step in sequence 9."""
        asked = StepCreate(**written)
        ask = CreateStep(sequence_id="9", step=asked, write_id="wr_1", now=NOW)
        return self.plan(PROVIDER.writes["step.create"], ask)

    def making(self, **written: Any) -> Plan:
        """Plan a sequence."""
        given = {"name": "Q4 outbound", "type": "team", **written}
        asked = SequenceCreate.model_validate(given)
        ask = CreateSequence(sequence=asked, write_id="wr_1", now=NOW)
        return self.plan(PROVIDER.writes["sequence.create"], ask)

    def changing(self, step_id: str = "1", sequence_id: str = "9", **written: Any) -> Plan:
        """Plan a change of a step in sequence 9."""
        change = StepUpdate.model_validate(written)
        ask = UpdateStep(
            sequence_id=sequence_id, step_id=step_id, change=change, write_id="wr_1", now=NOW
        )
        return self.plan(PROVIDER.writes["step.update"], ask)


def _plural(type: str) -> str:
    return "mailboxes" if type == "mailbox" else f"{type}s"


def _fits(item: Mapping[str, Any], key: str, wanted: str) -> bool:
    name = key.split("[")[1].rstrip("]")
    held = item["id"] if name == "id" else item["relationships"][name]["data"]["id"]
    return str(held) in wanted.split(",")


def attributes_of(plan: Plan, name: str) -> Mapping[str, Any]:
    """Give the attributes that the call of that name sends."""
    body = next(call for call in plan.calls if call.name == name).request.body  # type: ignore[union-attr]
    found: Mapping[str, Any] = body["data"]["attributes"]
    return found


def warned(plan: Plan) -> list[tuple[str, str]]:
    """List a plan's warnings as type and pointer."""
    return [(str(warning.problem_type), warning.pointer) for warning in plan.warnings]
