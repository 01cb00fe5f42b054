"""What a caller asks and what Apollo is sent, cell by cell of the project's design."""

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
    STRANGE,
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
SILENT: Warned = ("NOT_ACTIVATED", "/template")
ADJUSTED = "VALUE_ADJUSTED"
DROPPED = "FIELD_NOT_SUPPORTED"
ON = {"sequences": [{"name": "On", "active": True, "steps": 2}]}
APPROVE: Sent = ("POST", "/approve", {})
WORDS = {"subject": "Hello", "body_html": "<p>Good day</p>"}


def step(**keys: Any) -> Sent:
    """Say which step must have been made."""
    return ("POST", "/emailer_steps", keys)


def content(**keys: Any) -> Sent:
    """Say which words a step's template must have been given."""
    return ("PUT", "/emailer_templates/", {**WORDS, **keys})


def listed(*steps: Mapping[str, Any], active: bool = False) -> Sent:
    """Say which whole list of steps must have been sent."""
    return ("PUT", "/sequences/", {"active": active, "emailer_steps": list(steps)})


def email(**keys: Any) -> tuple[Sent, ...]:
    """Say how an e-mail of the caller's words must have been made."""
    return (step(type="auto_email", **keys), content(), APPROVE)


def touched(**touch: Any) -> Mapping[str, Any]:
    """Give the part of a step that is its one touch."""
    return {"emailer_touches": [touch]}


def wait(seconds: float, mode: str, time: int, *warns: Warned) -> Cell:
    """Make the case of a wait."""
    lengths = {"minute": 60, "hour": 3_600, "day": DAY}
    return Cell(
        record={**CALL, "interval_seconds": seconds},
        sends=(step(wait_mode=mode, wait_time=time),),
        warns=warns,
        reads=({"interval_seconds": time * lengths[mode]},),
    )


def call(record: Mapping[str, Any], keys: Mapping[str, Any], *warns: Warned) -> Cell:
    """Make the case of a step without content."""
    return Cell(record={**CALL, **record}, sends=(step(**keys),), warns=warns)


def new(
    record: Mapping[str, Any], keys: Mapping[str, Any], *more: Sent, warns: tuple[Warned, ...] = ()
) -> Cell:
    """Make the case of a new sequence."""
    sends = (("POST", "/sequences", {"active": False, **keys}), *more)
    return Cell(what="sequence", record=record, sends=sends, warns=(*warns, OFF))


def settings(**keys: Any) -> Sent:
    """Say which settings of a sequence must have been sent by the private call."""
    return ("PUT", "/emailer_campaigns/", keys)


def change(
    before: Mapping[str, Any], record: Mapping[str, Any], *sends: Sent, warns: Any = ()
) -> Cell:
    """Make the case of a change."""
    return Cell(what="update", before=(before,), record=record, sends=sends, warns=warns)


STEPS: dict[str, Cell] = {
    "type.auto_email": Cell(record=INTRO, sends=email()),
    "type.manual_email": Cell(
        record={**INTRO, "type": "manual_email"},
        sends=(step(type="manual_email"), content(), APPROVE),
    ),
    "type.call": call({}, {"type": "call"}),
    "type.task": call({"type": "task"}, {"type": "action_item"}),
    "type.linkedin": Cell(
        record={"type": "linkedin_send_message", "template": {"subject": "", "body": "Hi"}},
        sends=(
            step(type="linkedin_step_message"),
            content(subject="", body_html="Hi"),
            APPROVE,
        ),
        reads=({"type": "linkedin_send_message", "template": {"body": "Hi"}},),
    ),
    "interval_seconds.absent": call({}, {"wait_mode": "minute", "wait_time": 0}),
    "interval_seconds.0": wait(0, "minute", 0),
    "interval_seconds.half": wait(0.5, "minute", 1, (ADJUSTED, "/interval_seconds")),
    "interval_seconds.61": wait(61, "minute", 2, (ADJUSTED, "/interval_seconds")),
    "interval_seconds.90_minutes": wait(5_400, "minute", 90),
    "interval_seconds.36_hours": wait(DAY + 43_200, "hour", 36),
    "interval_seconds.five_years": wait(157_680_000, "day", 1_825),
    "date.exact": Cell(
        record={**DATED, "date": "2031-05-08T10:30:00+02:00"},
        before=(DATED,),
        sends=(step(exact_datetime="2031-05-08T08:30:00.000Z"),),
        reads=({"interval_seconds": ABSENT}, {"date": "2031-05-08T08:30:00.000Z"}),
    ),
    "date.day": Cell(
        record={**DATED, "date": "2031-05-08"},
        before=(DATED,),
        sends=(step(exact_datetime="2031-05-08T00:00:00.000Z"),),
        warns=((ADJUSTED, "/date"),),
    ),
    "date.past": Cell(
        record={**DATED, "date": "2001-05-06"}, before=(DATED,), refused=(400, "/date")
    ),
    "date.not_increasing": Cell(record=DATED, before=(DATED,), refused=(400, "/date")),
    "date.in_interval": Cell(record=DATED, before=(CALL,), refused=(409, "/date")),
    "date.interval_in_date": Cell(
        record={**CALL, "interval_seconds": 0}, before=(DATED,), refused=(409, "/interval_seconds")
    ),
    "date.missing": Cell(record=CALL, before=(DATED,), refused=(409, "/date")),
    "date.with_interval": Cell(record={**DATED, "interval_seconds": 0}, refused=(400, "")),
    "template_id.copied": Cell(
        record={"type": "auto_email", "template": {"id": "$template"}},
        sends=(
            step(),
            content(subject="Hi {{first_name}}", body_html="<div>Hello {{first_name}}</div>"),
            APPROVE,
        ),
        warns=(("FEATURE_EMULATED", "/template/id"),),
    ),
    "template_id.with_words": Cell(
        record={"type": "auto_email", "template": {"id": "$template", "subject": "Mine"}},
        sends=(
            step(),
            content(subject="Mine", body_html="<div>Hello {{first_name}}</div>"),
            APPROVE,
        ),
        warns=(("FEATURE_EMULATED", "/template/id"),),
    ),
    "template_id.foreign": Cell(
        record={"type": "auto_email", "template": {"id": "5001"}}, refused=(400, "/template/id")
    ),
    "template.inline": Cell(record=INTRO, sends=email(), reads=({"template": INLINE},)),
    "template.dropped": Cell(
        record={
            "type": "auto_email",
            "template": {
                **INLINE,
                "name": "Intro",
                "to": ["a@b.co"],
                "cc": ["c@b.co"],
                "bcc": ["d@b.co"],
                "custom_fields": {"body_text": "Good day"},
            },
        },
        sends=email(),
        warns=tuple(
            (DROPPED, f"/template/{field}")
            for field in ("name", "to", "cc", "bcc", "custom_fields")
        ),
    ),
    "template.call": call({"template": INLINE}, {"type": "call"}, (DROPPED, "/template")),
    "is_reply.same_subject": Cell(
        record=REPLY,
        before=(INTRO, CALL),
        sends=(
            step(),
            (
                "PUT",
                "/emailer_touches/",
                {
                    "type": "reply_to_thread",
                    "emailer_template": {"subject": "", "body_html": "<p>Good day</p>"},
                },
            ),
            APPROVE,
        ),
        reads=({"is_reply": False}, {"is_reply": ABSENT}, {"is_reply": True, "template": INLINE}),
    ),
    "is_reply.other_subject": Cell(
        record={**REPLY, "template": {**INLINE, "subject": "Else"}},
        before=(INTRO,),
        sends=(step(), ("PUT", "/emailer_touches/", {"type": "reply_to_thread"}), APPROVE),
        warns=((ADJUSTED, "/template/subject"),),
    ),
    "is_reply.nothing_before": Cell(record=REPLY, before=(CALL,), refused=(409, "/is_reply")),
    "is_reply.inserted_before": Cell(
        record={**REPLY, "order": 1}, before=(INTRO,), refused=(409, "/is_reply")
    ),
    "is_reply.call": call({"is_reply": True}, {}, (DROPPED, "/is_reply")),
    "order.append": Cell(record=CALL, before=(CALL, CALL), sends=(step(position=3),)),
    "order.insert": Cell(
        record={"type": "task", "order": 2},
        before=(INTRO, {**CALL, "interval_seconds": DAY}),
        sends=(
            listed(
                {"position": 1, **touched(status="approved", emailer_template=WORDS)},
                {"position": 2, "type": "action_item", "id": ABSENT},
                {"position": 3, "wait_mode": "day", "wait_time": 1, "note": "Ring"},
            ),
        ),
        reads=(
            {"type": "auto_email", "template": INLINE},
            {"type": "task", "order": 2},
            {"type": "call", "order": 3, "interval_seconds": DAY, "task_note": "Ring"},
        ),
    ),
    "order.insert_content": Cell(
        record={**INTRO, "order": 1},
        before=(CALL,),
        sends=(listed(touched(type="new_thread", status="approved", emailer_template=WORDS), {}),),
    ),
    "order.beyond": Cell(
        record={**CALL, "order": 9},
        before=(CALL,),
        sends=(step(position=2),),
        warns=((ADJUSTED, "/order"),),
    ),
    "name.dropped": call({"name": "First call"}, {"name": ABSENT}, (DROPPED, "/name")),
    "task_note.call": call({"task_note": "Ring <b>twice</b>"}, {"note": "Ring <b>twice</b>"}),
    "task_note.manual_email": Cell(
        record={**INTRO, "type": "manual_email", "task_note": "Mind"},
        sends=(step(note="Mind"), content(), APPROVE),
    ),
    "task_note.auto_email": Cell(
        record={**INTRO, "task_note": "Mind"},
        sends=email(note=ABSENT),
        warns=((DROPPED, "/task_note"),),
    ),
    "custom_fields.known": call(
        {"custom_fields": {"auto_skip_in_x_days": 3}}, {"auto_skip_in_x_days": 3}
    ),
    "custom_fields.verbatim": call(
        {"custom_fields": STRANGE}, STRANGE, ("FIELD_UNKNOWN", "/custom_fields/segue_strange")
    ),
    "custom_fields.override": call(
        {"custom_fields": {"note": "Mine"}}, {"note": "Mine"}, (ADJUSTED, "/custom_fields/note")
    ),
    "reserved.template": Cell(
        record={"type": "auto_email", "template": {**INLINE, "custom_fields": {"id": 1}}},
        refused=(400, "/template/custom_fields/id"),
    ),
    **{
        f"reserved.{key}": Cell(
            record={**CALL, "custom_fields": {key: 1}}, refused=(400, f"/custom_fields/{key}")
        )
        for key in ("id", "emailer_campaign_id", "emailer_steps", "emailer_touches", "position")
    },
    "ready.approved": Cell(record=INTRO, sends=email()),
    "ready.approval_refused": Cell(
        record=INTRO,
        fault={"kind": "refused", "path": "/approve$"},
        sends=email(),
        warns=(SILENT,),
        says="will not send until someone approves it",
    ),
    "live.step": Cell(
        record=INTRO, seed=ON, sends=email(), warns=(LIVE,), says="The step is live now"
    ),
    "live.insert": Cell(
        record={**CALL, "order": 1},
        seed=ON,
        sends=(listed({}, {}, {}, active=True),),
        warns=(LIVE,),
    ),
    "live.no_content": Cell(
        record={"type": "auto_email"}, seed=ON, sends=(step(),), warns=(LIVE, SILENT)
    ),
    "no_content.accepted": Cell(
        record={"type": "manual_email"},
        sends=(step(),),
        warns=(SILENT,),
        says="this step will not send until it has one",
    ),
}

SEQUENCES: dict[str, Cell] = {
    "sequence_name.sent": new({"name": "Q4 north"}, {"name": "Q4 north"}),
    "sequence_type.private": new({}, {"permissions": ABSENT}),
    "sequence_type.team": new({"type": "team"}, {}, settings(permissions="team_can_use")),
    "sequence_type.team_refused": Cell(
        what="sequence",
        record={"type": "team"},
        fault={"kind": "refused", "method": "PUT", "path": "/emailer_campaigns/"},
        sends=(("POST", "/sequences", {}), settings(permissions="team_can_use")),
        warns=((ADJUSTED, "/type"), OFF),
    ),
    "sequence_owner_id.second_call": new(
        {"owner_id": "$user"}, {"user_id": ABSENT}, settings(user_id="$user")
    ),
    "sequence_owner_id.absent": new({}, {}),
    "sequence_tags.labels": new({"tags": ["q4", "a,b"]}, {"label_names": ["q4", "a,b"]}),
    "sequence_steps.one_call": Cell(
        what="sequence",
        record={"steps": [INTRO, {**CALL, "interval_seconds": DAY}, REPLY]},
        sends=(
            (
                "POST",
                "/sequences",
                {
                    "active": False,
                    "emailer_steps": [
                        touched(type="new_thread", status="approved", emailer_template=WORDS),
                        {"type": "call", "wait_mode": "day", "wait_time": 1, "note": "Ring"},
                        touched(type="reply_to_thread", emailer_template={"subject": ""}),
                    ],
                },
            ),
        ),
        warns=(OFF,),
        reads=({"template": INLINE}, {"order": 2, "interval_seconds": DAY}, {"is_reply": True}),
    ),
    "sequence_steps.dates": new(
        {"steps": [DATED]},
        {"sequence_by_exact_daytime": True},
        warns=((ADJUSTED, "/steps/0/date"),),
    ),
    "sequence_steps.mixed": Cell(
        what="sequence", record={"steps": [CALL, DATED]}, refused=(400, "/steps/1/date")
    ),
    "sequence_steps.order": new(
        {"steps": [{**CALL, "order": 2}, {"type": "task"}]},
        {"emailer_steps": [{"type": "action_item"}, {"type": "call"}]},
    ),
    "sequence_custom_fields.keys": new(
        {"custom_fields": {"max_emails_per_day": 9, "name": "Other"}},
        {"max_emails_per_day": 9, "name": "Other"},
        warns=((ADJUSTED, "/custom_fields/name"),),
    ),
    "sequence_custom_fields.never_on": Cell(
        what="sequence",
        record={"custom_fields": {"active": True}},
        refused=(400, "/custom_fields/active"),
    ),
}

UPDATES: dict[str, Cell] = {
    "update.content": change(
        INTRO,
        {"template": {"body": "<p>New</p>"}},
        content(body_html="<p>New</p>"),
        APPROVE,
    ),
    "update.copied": Cell(
        what="update",
        before=({"type": "auto_email", "template": {"id": "$template"}},) * 2,
        record={"template": {"subject": "New"}},
        sends=(("PUT", "/emailer_templates/", {"subject": "New"}), APPROVE),
        reads=(
            {"template": {"subject": "Hi {{first_name}}"}},
            {"template": {"subject": "New", "body": "<div>Hello {{first_name}}</div>"}},
        ),
    ),
    "update.timing_and_note": change(
        CALL,
        {"interval_seconds": DAY, "task_note": "Twice"},
        ("PUT", "/emailer_steps/", {"wait_mode": "day", "wait_time": 1, "note": "Twice"}),
    ),
    "update.rounded": change(
        CALL,
        {"interval_seconds": 90},
        ("PUT", "/emailer_steps/", {"wait_mode": "minute", "wait_time": 2}),
        warns=((ADJUSTED, "/interval_seconds"),),
    ),
    "update.note_nobody_sees": change(
        INTRO,
        {"task_note": "Mind"},
        ("PUT", "/emailer_steps/", {"note": "Mind"}),
        warns=((ADJUSTED, "/task_note"),),
    ),
    "update.first_content": change(
        {"type": "auto_email"}, {"template": INLINE}, content(), APPROVE
    ),
    "update.reply_subject": Cell(
        what="update",
        before=(INTRO, REPLY),
        record={"template": {"subject": "Else"}},
        sends=(("PUT", "/emailer_templates/", {"subject": ""}), APPROVE),
        warns=((ADJUSTED, "/template/subject"),),
    ),
    "update.live": Cell(
        what="update",
        seed=ON,
        record={"interval_seconds": DAY},
        sends=(("PUT", "/emailer_steps/", {"wait_mode": "day", "wait_time": 1}),),
        warns=(LIVE,),
        says="The change works at once",
    ),
    "update.custom_fields": change(
        CALL,
        {"custom_fields": {"auto_skip_in_x_days": 3}},
        ("PUT", "/emailer_steps/", {"auto_skip_in_x_days": 3}),
    ),
    "update.reserved": Cell(
        what="update",
        before=(CALL,),
        record={"custom_fields": {"position": 2}},
        refused=(400, "/custom_fields/position"),
    ),
    "update.call_content": Cell(
        what="update", before=(CALL,), record={"template": INLINE}, refused=(409, "/template")
    ),
    "update.nothing": change(CALL, {}),
    "update.unknown_key": change(CALL, {"type": "task"}, warns=(("FIELD_UNKNOWN", "/type"),)),
}

CELLS = {**STEPS, **SEQUENCES, **UPDATES}


@pytest.mark.parametrize("case", CELLS)
async def test_a_cell_holds(case: str, database: str) -> None:  # noqa: F811 -- the fixture
    """The design would promise a caller what Apollo is not sent, or is sent without a word."""
    await check("apollo", CELLS[case], database)


def test_every_row_has_a_case() -> None:
    """A row of the design would stand without proof."""
    assert {case.partition(".")[0] for case in CELLS} == ROWS
