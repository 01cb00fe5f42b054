"""What a caller asks and what Outreach is sent, cell by cell of the project's design."""

from collections.abc import Mapping
from typing import Any

import pytest

from segue.testing.cells import (  # noqa: F401 -- fixtures
    ABSENT,
    CALL,
    DATED,
    INLINE,
    INTRO,
    REPLY,
    ROWS,
    Cell,
    Sent,
    Warned,
    check,
    database,
    schema,
)

DAY = 86_400
LIVE: Warned = ("NOT_ACTIVATED", "")
OFF: Warned = ("NOT_ACTIVATED", "")
UNOWNED: Warned = ("NOT_ACTIVATED", "/owner_id")
NEW = (OFF, UNOWNED)
ADJUSTED = "VALUE_ADJUSTED"
DROPPED = "FIELD_NOT_SUPPORTED"
ON = {"sequences": [{"name": "On", "enabled": True, "steps": 2}]}
ACTIVATE: Sent = ("POST", "/actions/activate", None)


def sent(method: str, end: str, **attributes: Any) -> Sent:
    """Say which attributes must have been sent."""
    return (method, end, {"data": {"attributes": attributes}})


def template(**attributes: Any) -> Sent:
    """Say which template must have been made."""
    return sent("POST", "/templates", **attributes)


def step(**attributes: Any) -> Sent:
    """Say which step must have been made."""
    return sent("POST", "/sequenceSteps", **attributes)


def link(*, is_reply: bool = False) -> Sent:
    """Say which link must have been made."""
    return sent("POST", "/sequenceTemplates", isReply=is_reply)


def move(**attributes: Any) -> Sent:
    """Say which step must have been changed."""
    return sent("PATCH", "/sequenceSteps/", **attributes)


def email(*, is_reply: bool = False, **attributes: Any) -> tuple[Sent, ...]:
    """Say how an e-mail of the caller's words must have been made."""
    words = {"subject": "Hello", "bodyHtml": "<p>Good day</p>", **attributes}
    return (template(**words), step(stepType="auto_email"), link(is_reply=is_reply), ACTIVATE)


def sequence(**attributes: Any) -> Sent:
    """Say which sequence must have been made."""
    return sent("POST", "/sequences", **attributes)


def wait(seconds: float, interval: int, *warns: Warned) -> Cell:
    """Make the case of a wait."""
    record = {**CALL, "interval_seconds": seconds}
    reads = ({"interval_seconds": interval},)
    return Cell(record=record, sends=(step(interval=interval),), warns=warns, reads=reads)


def call(record: Mapping[str, Any], attributes: Mapping[str, Any], *warns: Warned) -> Cell:
    """Make the case of a step without content."""
    return Cell(record={**CALL, **record}, sends=(step(**attributes),), warns=warns)


def new(record: Mapping[str, Any], *sends: Sent, warns: tuple[Warned, ...] = NEW) -> Cell:
    """Make the case of a new sequence."""
    return Cell(what="sequence", record=record, sends=sends, warns=warns)


def change(before: Mapping[str, Any], record: Mapping[str, Any], *sends: Sent) -> Cell:
    """Make the case of a change without a warning."""
    return Cell(what="update", before=(before,), record=record, sends=sends)


STEPS: dict[str, Cell] = {
    "type.auto_email": Cell(record=INTRO, sends=email()),
    "type.manual_email": Cell(
        record={**INTRO, "type": "manual_email"},
        sends=(template(), step(stepType="manual_email"), link(), ACTIVATE),
    ),
    "type.call": call({}, {"stepType": "call"}),
    "type.task": call({"type": "task"}, {"stepType": "task"}),
    "type.linkedin": Cell(
        record={"type": "linkedin_send_message", "template": {"subject": "", "body": "Hi"}},
        sends=(template(bodyHtml="Hi"), step(stepType="linkedin_send_message"), link(), ACTIVATE),
        warns=(("FEATURE_EMULATED", "/type"),),
        reads=({"type": "linkedin_send_message", "template": {"body": "Hi"}},),
    ),
    "interval_seconds.absent": call({}, {"interval": 0}),
    "interval_seconds.0": wait(0, 0),
    "interval_seconds.half": wait(0.5, 1, (ADJUSTED, "/interval_seconds")),
    "interval_seconds.whole_fraction": wait(60.0, 60),
    "interval_seconds.day_and_half": wait(DAY + 43_200, DAY + 43_200),
    "interval_seconds.five_years": wait(157_680_000, 157_680_000),
    "date.day": Cell(
        record={**DATED, "date": "2031-05-08"},
        before=(DATED,),
        sends=(step(date="2031-05-08", interval=ABSENT),),
        reads=({"date": "2031-05-06", "interval_seconds": ABSENT}, {"date": "2031-05-08"}),
    ),
    "date.time": Cell(
        record={**DATED, "date": "2031-05-08T23:30:00-08:00"},
        before=(DATED,),
        sends=(step(date="2031-05-08"),),
        warns=((ADJUSTED, "/date"),),
    ),
    "date.in_interval": Cell(record=DATED, before=(CALL,), refused=(409, "/date")),
    "date.interval_in_date": Cell(
        record={**CALL, "interval_seconds": 0}, before=(DATED,), refused=(409, "/interval_seconds")
    ),
    "date.missing": Cell(record=CALL, before=(DATED,), refused=(409, "/date")),
    "date.with_interval": Cell(record={**DATED, "interval_seconds": 0}, refused=(400, "")),
    "template_id.linked": Cell(
        record={"type": "auto_email", "template": {"id": "$template"}},
        sends=(step(), link(), ACTIVATE),
        reads=({"template": {"id": "5001", "name": "Introduction"}},),
    ),
    "template_id.other_words": Cell(
        record={"type": "auto_email", "template": {"id": "$template", "subject": "Mine"}},
        refused=(400, "/template/subject"),
    ),
    "template_id.more": Cell(
        record={"type": "auto_email", "template": {"id": "$template", "cc": ["c@b.co"]}},
        sends=(step(), link(), ACTIVATE),
        warns=((DROPPED, "/template/cc"),),
    ),
    "template_id.foreign": Cell(
        record={"type": "auto_email", "template": {"id": "5f" * 12}}, refused=(400, "/template/id")
    ),
    "template.hidden": Cell(record=INTRO, sends=email(name=ABSENT)),
    "template.name": Cell(
        record={**INTRO, "template": {**INLINE, "name": "Intro"}}, sends=email(name="Intro")
    ),
    "template.recipients": Cell(
        record={
            "type": "auto_email",
            "template": {**INLINE, "to": ["a@b.co"], "cc": ["c@b.co"], "bcc": ["d@b.co"]},
        },
        sends=email(ccRecipients=["c@b.co"], bccRecipients=["d@b.co"], toRecipients=ABSENT),
        warns=((DROPPED, "/template/to"),),
        reads=({"template": {"cc": ["c@b.co"], "bcc": ["d@b.co"]}},),
    ),
    "template.custom_fields": Cell(
        record={
            "type": "auto_email",
            "template": {**INLINE, "custom_fields": {"trackOpens": True, "subject": "Mine"}},
        },
        sends=email(trackOpens=True, subject="Mine"),
        warns=((ADJUSTED, "/template/custom_fields/subject"),),
    ),
    "template.call": call({"template": INLINE}, {"stepType": "call"}, (DROPPED, "/template")),
    "is_reply.same_subject": Cell(
        record=REPLY,
        before=(INTRO, CALL),
        sends=email(is_reply=True),
        reads=({"is_reply": False}, {"is_reply": ABSENT}, {"is_reply": True, "template": INLINE}),
    ),
    "is_reply.other_subject": Cell(
        record={**REPLY, "template": {**INLINE, "subject": "Else"}},
        before=(INTRO,),
        sends=email(is_reply=True, subject="Hello"),
        warns=((ADJUSTED, "/template/subject"),),
        says="asked for subject 'Else', sent 'Hello'",
    ),
    "is_reply.other_template": Cell(
        record={"type": "auto_email", "is_reply": True, "template": {"id": "$template"}},
        before=({**INTRO, "template": {**INLINE, "subject": "Other"}},),
        sends=(step(), link(is_reply=True), ACTIVATE),
        warns=((ADJUSTED, "/template/id"),),
    ),
    "is_reply.nothing_before": Cell(record=REPLY, before=(CALL,), refused=(409, "/is_reply")),
    "is_reply.inserted_before": Cell(
        record={**REPLY, "order": 1}, before=(INTRO,), refused=(409, "/is_reply")
    ),
    "is_reply.no_content": Cell(
        record={"type": "auto_email", "is_reply": True}, before=(INTRO,), refused=(400, "/is_reply")
    ),
    "is_reply.call": call({"is_reply": True}, {}, (DROPPED, "/is_reply")),
    "order.append": Cell(record=CALL, before=(CALL, CALL), sends=(step(order=3),)),
    "order.next": Cell(record={**CALL, "order": 3}, before=(CALL, CALL), sends=(step(order=3),)),
    "order.insert": Cell(
        record={"type": "task", "order": 1},
        before=(CALL, {**CALL, "interval_seconds": DAY}),
        sends=(move(order=3), move(order=2), step(order=1)),
        reads=(
            {"type": "task", "order": 1},
            {"type": "call", "order": 2},
            {"order": 3, "interval_seconds": DAY},
        ),
    ),
    "order.insert_content": Cell(
        record={**INTRO, "order": 1},
        before=(CALL,),
        sends=(template(), move(order=2), step(order=3), link(), move(order=1), ACTIVATE),
        reads=({"type": "auto_email", "order": 1}, {"type": "call", "order": 2}),
    ),
    "order.beyond": Cell(
        record={**CALL, "order": 9},
        before=(CALL,),
        sends=(step(order=2),),
        warns=((ADJUSTED, "/order"),),
    ),
    "name.dropped": call({"name": "First call"}, {"name": ABSENT}, (DROPPED, "/name")),
    "task_note.call": call({"task_note": "Ring <b>twice</b>"}, {"taskNote": "Ring <b>twice</b>"}),
    "task_note.manual_email": Cell(
        record={**INTRO, "type": "manual_email", "task_note": "Mind"},
        sends=(template(), step(taskNote="Mind"), link(), ACTIVATE),
    ),
    "task_note.auto_email": Cell(
        record={**INTRO, "task_note": "Mind"}, sends=email(), warns=((DROPPED, "/task_note"),)
    ),
    "custom_fields.verbatim": Cell(
        record={**CALL, "custom_fields": {"taskAutoskipDelay": 60}},
        sends=(step(taskAutoskipDelay=60),),
    ),
    "custom_fields.override": call(
        {"interval_seconds": 60, "custom_fields": {"interval": 7}},
        {"interval": 7},
        (ADJUSTED, "/custom_fields/interval"),
    ),
    "custom_fields.same_value": call(
        {"interval_seconds": 60, "custom_fields": {"interval": 60}}, {"interval": 60}
    ),
    "reserved.template": Cell(
        record={"type": "auto_email", "template": {**INLINE, "custom_fields": {"id": 1}}},
        refused=(400, "/template/custom_fields/id"),
    ),
    **{
        f"reserved.{key}": Cell(
            record={**CALL, "custom_fields": {key: 1}}, refused=(400, f"/custom_fields/{key}")
        )
        for key in ("id", "type", "relationships", "order", "sequence", "sequenceTemplates")
    },
    "ready.activated": Cell(record=INTRO, sends=email()),
    "ready.activation_refused": Cell(
        record=INTRO,
        fault={"kind": "refused", "path": "/actions/activate$"},
        sends=email(),
        warns=(("NOT_ACTIVATED", "/template"),),
        says="this step sends nothing",
    ),
    "live.step": Cell(
        record=INTRO, seed=ON, sends=email(), warns=(LIVE,), says="so the step is live now"
    ),
    "live.no_content": Cell(
        record={"type": "auto_email"},
        seed=ON,
        sends=(step(),),
        warns=(LIVE, ("NOT_ACTIVATED", "")),
        says="will send nothing until it has content",
    ),
    "no_content.accepted": Cell(
        record={"type": "manual_email"},
        sends=(step(stepType="manual_email"),),
        warns=(("NOT_ACTIVATED", ""),),
        says="will send nothing until it has content",
        reads=({"template": ABSENT},),
    ),
}

SEQUENCES: dict[str, Cell] = {
    "sequence_name.sent": new({"name": "Q4 north"}, sequence(name="Q4 north")),
    "sequence_type.team": new({"type": "team"}, sequence(shareType="shared")),
    "sequence_type.private": new({}, sequence(shareType="private")),
    "sequence_owner_id.relationship": new(
        {"owner_id": "2"},
        ("POST", "/sequences", {"data": {"relationships": {"owner": {"data": {"id": 2}}}}}),
        warns=(OFF,),
    ),
    "sequence_owner_id.absent": new(
        {}, ("POST", "/sequences", {"data": {"relationships": ABSENT}}), warns=NEW
    ),
    "sequence_tags.as_given": new({"tags": ["q4", "a,b"]}, sequence(tags=["q4", "a,b"])),
    "sequence_steps.one_by_one": Cell(
        what="sequence",
        record={"steps": [INTRO, {**CALL, "interval_seconds": DAY}, REPLY]},
        sends=(
            template(),
            template(),
            sequence(sequenceType="interval"),
            step(order=1),
            link(),
            ACTIVATE,
            step(order=2, interval=DAY),
            step(order=3),
            link(is_reply=True),
            ACTIVATE,
        ),
        warns=NEW,
        reads=({"order": 1}, {"order": 2, "interval_seconds": DAY}, {"is_reply": True}),
    ),
    "sequence_steps.dates": new(
        {"steps": [DATED]}, sequence(sequenceType="date"), step(date="2031-05-06")
    ),
    "sequence_steps.mixed": Cell(
        what="sequence", record={"steps": [DATED, CALL]}, refused=(400, "/steps/1/date")
    ),
    "sequence_steps.order": new(
        {"steps": [{**CALL, "order": 2}, {"type": "task"}]},
        sequence(),
        step(stepType="call", order=1),
        step(stepType="task", order=2),
        warns=(*NEW, (ADJUSTED, "/steps/0/order")),
    ),
    "sequence_custom_fields.never_on": Cell(
        what="sequence",
        record={"custom_fields": {"enabled": True}},
        refused=(400, "/custom_fields/enabled"),
    ),
    "sequence_custom_fields.attributes": new(
        {"custom_fields": {"description": "North", "name": "Other"}},
        sequence(description="North", name="Other"),
        warns=(*NEW, (ADJUSTED, "/custom_fields/name")),
    ),
}

UPDATES: dict[str, Cell] = {
    "update.content": change(
        INTRO,
        {"template": {"subject": "New", "body": "New day"}},
        sent("PATCH", "/templates/", subject="New", bodyHtml="New day"),
    ),
    "update.named": Cell(
        what="update",
        before=({**INTRO, "template": {**INLINE, "name": "Intro"}},),
        record={"template": {"body": "New day"}},
        sends=(
            template(name=ABSENT, subject="Hello", bodyHtml="New day"),
            link(),
            ACTIVATE,
            ("DELETE", "/sequenceTemplates/", None),
        ),
        warns=(("SHARED_TEMPLATE", "/template"),),
        reads=({"template": {"name": ABSENT, "subject": "Hello", "body": "New day"}},),
    ),
    "update.shared": Cell(
        what="update",
        before=({"type": "auto_email", "template": {"id": "$template"}},) * 2,
        record={"template": {"body": "New day"}},
        sends=(template(), link(), ACTIVATE, ("DELETE", "/sequenceTemplates/", None)),
        warns=(("SHARED_TEMPLATE", "/template"),),
        reads=({"template": {"id": "5001"}}, {"template": {"body": "New day"}}),
    ),
    "update.timing_and_note": change(
        CALL,
        {"interval_seconds": DAY, "task_note": "Twice"},
        move(interval=DAY, taskNote="Twice"),
    ),
    "update.rounded": Cell(
        what="update",
        before=(CALL,),
        record={"interval_seconds": 0.5},
        sends=(move(interval=1),),
        warns=((ADJUSTED, "/interval_seconds"),),
    ),
    "update.note_nobody_sees": Cell(
        what="update",
        before=(INTRO,),
        record={"task_note": "Mind"},
        sends=(move(taskNote="Mind"),),
        warns=((ADJUSTED, "/task_note"),),
    ),
    "update.first_content": change(
        {"type": "auto_email"}, {"template": INLINE}, template(), link(), ACTIVATE
    ),
    "update.reply_subject": Cell(
        what="update",
        before=(INTRO, REPLY),
        record={"template": {"subject": "Else"}},
        warns=((ADJUSTED, "/template/subject"),),
    ),
    "update.live": Cell(
        what="update",
        seed=ON,
        record={"interval_seconds": DAY},
        sends=(move(interval=DAY),),
        warns=(LIVE,),
        says="so the change works at once",
    ),
    "update.custom_fields": change(
        CALL, {"custom_fields": {"taskAutoskipDelay": 60}}, move(taskAutoskipDelay=60)
    ),
    "update.reserved": Cell(
        what="update",
        before=(CALL,),
        record={"custom_fields": {"order": 2}},
        refused=(400, "/custom_fields/order"),
    ),
    "update.call_content": Cell(
        what="update", before=(CALL,), record={"template": INLINE}, refused=(409, "/template")
    ),
    "update.nothing": change(CALL, {}),
    "update.unknown_key": Cell(
        what="update",
        before=(CALL,),
        record={"type": "task"},
        warns=(("FIELD_UNKNOWN", "/type"),),
    ),
}

CELLS = {**STEPS, **SEQUENCES, **UPDATES}


@pytest.mark.parametrize("case", CELLS)
async def test_a_cell_holds(case: str, database: str) -> None:  # noqa: F811 -- the fixture
    """The design would promise a caller what Outreach is not sent, or is sent without a word."""
    await check("outreach", CELLS[case], database)


def test_every_row_has_a_case() -> None:
    """A row of the design would stand without proof."""
    assert {case.partition(".")[0] for case in CELLS} == ROWS
