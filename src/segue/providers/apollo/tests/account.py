"""An Apollo sequence as the private graph shows it, and questions about it."""

from datetime import UTC, datetime
from typing import Any

from segue.model.sequence import SequenceCreate
from segue.model.step import StepCreate, StepUpdate
from segue.providers.apollo import PROVIDER
from segue.spi.operation import CreateSequence, CreateStep, UpdateStep

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
SEQUENCE = "66000000000000000000aa01"
TEMPLATE = "66000000000000000000dd77"
USER = "65a0000000000000000000a1"
SCHEDULE = "65900000000000000000005c"
INLINE = {"subject": "Hi {{first_name}}", "body": "<p>Good day</p>"}


def oid(kind: str, number: int) -> str:
    """Make an id: ``bb`` for a step, ``cc`` for a touch, ``dd`` for a template."""
    return f"66000000000000000000{kind}{number:02}"


def wrapped(body: str) -> str:
    """Wrap a body as Apollo does."""
    return f"<html><head></head><body>{body}</body></html>"


def step(number: int, type: str = "call", **more: Any) -> dict[str, Any]:
    """Make a step."""
    whole = {"wait_time": 1, "wait_mode": "day", "note": None, "exact_datetime": None}
    place = {"id": oid("bb", number), "emailer_campaign_id": SEQUENCE, "position": number}
    return {**place, "type": type, **whole, **more}


def touch(number: int, **more: Any) -> dict[str, Any]:
    """Make the approved touch of the step with that number, and its template."""
    ids = {"id": oid("cc", number), "emailer_step_id": oid("bb", number)}
    template = oid("dd", number)
    known = {"status": "approved", "type": "new_thread", "include_signature": True}
    return {**ids, "emailer_template_id": template, **known, **more}


def template(
    number: int, subject: str | None = "Hi {{first_name}}", body: str = "<p>Good day</p>"
) -> dict[str, Any]:
    """Make the template of the step with that number."""
    return {"id": oid("dd", number), "subject": subject, "body_html": wrapped(body)}


def graph(
    steps: Any = (), touches: Any = (), templates: Any = (), **campaign: Any
) -> dict[str, Any]:
    """Make a sequence's graph."""
    known = {"id": SEQUENCE, "name": "Q3", "active": False, "sequence_by_exact_daytime": None}
    return {
        "emailer_campaign": {**known, **campaign},
        "emailer_steps": list(steps),
        "emailer_touches": list(touches),
        "emailer_templates": list(templates),
    }


def mixed(**campaign: Any) -> dict[str, Any]:
    """Make the graph of an e-mail, a call and a reply, in no order."""
    return graph(
        [step(3, "auto_email"), step(1, "auto_email", wait_time=0), step(2, note="<b>Ask</b>")],
        [touch(3, type="reply_to_thread"), touch(1)],
        [template(1), template(3, subject="", body="<div>Bump</div>")],
        **campaign,
    )


def exact(**campaign: Any) -> dict[str, Any]:
    """Make the graph of two calls at given moments."""
    first, second = "2031-01-01T00:00:00.000Z", "2031-02-01T00:00:00.000Z"
    moments = [step(1, exact_datetime=first), step(2, exact_datetime=second)]
    return graph(moments, sequence_by_exact_daytime=True, **campaign)


COPIED = {
    "emailer_template": {
        "id": TEMPLATE,
        "subject": "From a template",
        "body_html": wrapped("<p>Kept text</p>"),
    }
}


def added(record: Any, held: Any) -> Any:
    """Plan the adding of a step to a sequence."""
    ask = CreateStep(
        sequence_id=SEQUENCE,
        step=StepCreate.model_validate(record),
        write_id="wr_1",
        now=NOW,
    )
    answers = {"graph": held, f"template.{TEMPLATE}": COPIED}
    wanted = {read.name for read in PROVIDER.writes["step.create"].reads(ask, {})}
    return PROVIDER.writes["step.create"].plan(ask, {name: answers[name] for name in wanted})


def changed(change: Any, held: Any, number: int) -> Any:
    """Plan the changing of a step."""
    ask = UpdateStep(
        sequence_id=SEQUENCE,
        step_id=oid("bb", number),
        change=StepUpdate.model_validate(change),
        write_id="wr_1",
        now=NOW,
    )
    return PROVIDER.writes["step.update"].plan(ask, {"graph": held})


def made(
    record: Any, *, named: Any = (), schedules: Any = ({"id": SCHEDULE, "default": True},)
) -> Any:
    """Plan the making of a sequence."""
    ask = CreateSequence(
        sequence=SequenceCreate.model_validate({"name": "Q3", "type": "private", **record}),
        write_id="wr_1",
        now=NOW,
    )
    answers = {
        "named": {"emailer_campaigns": list(named)},
        "schedules": {"emailer_schedules": list(schedules)},
        f"template.{TEMPLATE}": COPIED,
    }
    wanted = {read.name for read in PROVIDER.writes["sequence.create"].reads(ask, {})}
    return PROVIDER.writes["sequence.create"].plan(ask, {name: answers[name] for name in wanted})
