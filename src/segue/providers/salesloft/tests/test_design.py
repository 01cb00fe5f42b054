"""What a caller asks and what Salesloft is sent, cell by cell of the project's design."""

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
    check,
    database,
    schema,
)

DAY = 86_400
OFF = ("NOT_ACTIVATED", "")
"""A cadence is a draft, or on already; every write says which."""
BARE = ("NOT_ACTIVATED", "/steps")
LONGER = "VALUE_ADJUSTED"


def group(step: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    """Give a part of a step group."""
    return {**more, "steps": [step]}


def imported(*groups: Mapping[str, Any], **more: Any) -> tuple[Sent, ...]:
    """Say which import must have been sent."""
    body = {"cadence_content": {"step_groups": list(groups)}, **more}
    return (("POST", "/v2/cadence_imports", body),)


def email(**template: Any) -> Mapping[str, Any]:
    """Give a part of an e-mail step."""
    return {"type": "Email", "type_settings": {"email_template": template}}


def delayed(day: int, minutes: int) -> Mapping[str, Any]:
    """Give the part of an automated group that says when."""
    settings = {"send_type": "after_time_delay", "delay_time": minutes}
    return {"day": day, "automated": True, "automated_settings": settings}


def wait(kind: str, seconds: float, day: int, minutes: int = 0, *, longer: bool) -> Cell:
    """Make the case of a wait."""
    content = {"template": INLINE} if kind.endswith("email") else {}
    when = delayed(day, minutes) if kind == "auto_email" else {"day": day, "automated": False}
    return Cell(
        record={"type": kind, "interval_seconds": seconds, **content},
        sends=imported(when),
        warns=((LONGER, "/interval_seconds"), OFF) if longer else (OFF,),
        reads=({"interval_seconds": (day - 1) * DAY + minutes * 60},),
    )


def one(record: Mapping[str, Any], part: Mapping[str, Any], *warns: tuple[str, str]) -> Cell:
    """Make the case of a step in an empty cadence."""
    return Cell(record=record, sends=imported(part), warns=(*warns, OFF))


UPDATES: dict[str, dict[str, Any]] = {
    "template": {"template": {"body": "New"}},
    "interval_seconds": {"interval_seconds": 60},
    "task_note": {"task_note": "New"},
    "custom_fields": {"custom_fields": {"day": 2}},
    "nothing": {},
}

CELLS: dict[str, Cell] = {
    "type.auto_email": one(INTRO, group(email(**INLINE), automated=True)),
    "type.manual_email": one(
        {**INTRO, "type": "manual_email"},
        group(email(**INLINE), automated=False, automated_settings=ABSENT),
    ),
    "type.call": one(
        CALL, group({"type": "Phone", "type_settings": {"instructions": "Ring"}}, automated=False)
    ),
    "type.task": one({"type": "task"}, group({"type": "Other"}, automated=False)),
    "type.linkedin": Cell(
        record={"type": "linkedin_send_message", "template": INLINE}, refused=(400, "/type")
    ),
    "interval_seconds.absent": one(INTRO, delayed(1, 0)),
    "interval_seconds.0": wait("auto_email", 0, 1, longer=False),
    "interval_seconds.half": wait("auto_email", 0.5, 1, 1, longer=True),
    "interval_seconds.720_minutes": wait("auto_email", 43_200, 1, 720, longer=False),
    "interval_seconds.721_minutes": wait("auto_email", 43_260, 2, longer=True),
    "interval_seconds.day_and_half": wait("auto_email", DAY + 43_200, 2, 720, longer=False),
    "interval_seconds.call_minute": wait("call", 60, 2, longer=True),
    "interval_seconds.call_day": wait("call", DAY, 2, longer=False),
    "interval_seconds.manual_minute": wait("manual_email", 60, 2, longer=True),
    "interval_seconds.from_where_placed": Cell(
        what="sequence",
        record={"steps": [{**INTRO, "interval_seconds": 90}, {**CALL, "interval_seconds": 90}]},
        sends=imported(delayed(1, 2), {"day": 2}),
        warns=(
            (LONGER, "/steps/0/interval_seconds"),
            (LONGER, "/steps/1/interval_seconds"),
            OFF,
        ),
        reads=({"interval_seconds": 120}, {"interval_seconds": DAY - 120}),
    ),
    "date.refused": Cell(record=DATED, refused=(400, "/date")),
    "date.with_interval": Cell(record={**DATED, "interval_seconds": 0}, refused=(400, "")),
    "template_id.number": one(
        {"type": "auto_email", "template": {"id": "$template"}},
        group(email(title="Welcome", subject="Hello {{first_name}}", open_tracking=False)),
        ("FEATURE_EMULATED", "/template/id"),
    ),
    "template_id.uuid": one(
        {"type": "manual_email", "template": {"id": "$team_template"}},
        group(email(title="Welcome from the team")),
        ("FEATURE_EMULATED", "/template/id"),
    ),
    "template_id.with_words": one(
        {"type": "auto_email", "template": {"id": "$template", "subject": "Mine"}},
        group(email(title="Welcome", subject="Mine")),
        ("FEATURE_EMULATED", "/template/id"),
    ),
    "template_id.foreign": Cell(
        record={"type": "auto_email", "template": {"id": "5f" * 12}}, refused=(400, "/template/id")
    ),
    "template.name": one(
        {"type": "auto_email", "template": {**INLINE, "name": "Intro"}},
        group(email(title="Intro", **INLINE)),
    ),
    "template.recipients": one(
        {
            "type": "auto_email",
            "template": {**INLINE, "to": ["a@b.co"], "cc": ["c@b.co"], "bcc": ["d@b.co"]},
        },
        group(email(**INLINE, to=ABSENT, cc=ABSENT, bcc=ABSENT)),
        *(("FIELD_NOT_SUPPORTED", f"/template/{field}") for field in ("to", "cc", "bcc")),
    ),
    "template.custom_fields": one(
        {
            "type": "auto_email",
            "template": {**INLINE, "custom_fields": {"open_tracking": True, "subject": "Mine"}},
        },
        group(email(subject="Mine", open_tracking=True)),
        ("VALUE_ADJUSTED", "/template/custom_fields/subject"),
    ),
    "template.call": one(
        {**CALL, "template": INLINE},
        group({"type_settings": {"email_template": ABSENT}}),
        ("FIELD_NOT_SUPPORTED", "/template"),
    ),
    "is_reply.alone": Cell(record=REPLY, refused=(400, "/is_reply")),
    "is_reply.call": one(
        {**CALL, "is_reply": True}, group({"type": "Phone"}), ("FIELD_NOT_SUPPORTED", "/is_reply")
    ),
    "is_reply.same_import": Cell(
        what="sequence",
        record={"steps": [INTRO, CALL, REPLY]},
        sends=imported(
            group(email(subject="Hello"), reference_id="1"),
            {"reference_id": "2"},
            group(
                {
                    "type_settings": {
                        "previous_email_step_group_reference_id": "1",
                        "email_template": {"subject": ABSENT},
                    }
                }
            ),
        ),
        warns=(OFF,),
        reads=(
            {"is_reply": False, "template": INLINE},
            {"order": 2, "is_reply": ABSENT},
            {"is_reply": True, "template": INLINE},
        ),
    ),
    "is_reply.other_subject": Cell(
        what="sequence",
        record={"steps": [INTRO, {**REPLY, "template": {**INLINE, "subject": "Else"}}]},
        sends=imported({}, group(email(subject=ABSENT))),
        warns=(("VALUE_ADJUSTED", "/steps/1/template/subject"), OFF),
        reads=({}, {"template": {"subject": "Hello"}}),
    ),
    "is_reply.nothing_before": Cell(
        what="sequence", record={"steps": [CALL, REPLY]}, refused=(400, "/steps/1/is_reply")
    ),
    "order.same": one({**CALL, "order": 1}, {"day": 1}),
    "order.beyond": one({**CALL, "order": 3}, {"day": 1}, ("VALUE_ADJUSTED", "/order")),
    "order.insert": Cell(record={**CALL, "order": 1}, before=(CALL,), refused=(409, "")),
    "order.append": Cell(record=CALL, before=(CALL,), refused=(409, "")),
    "order.listed": Cell(
        what="sequence",
        record={"steps": [{**CALL, "order": 2}, {"type": "task", "order": 2}]},
        sends=imported(group({"type": "Phone"}), group({"type": "Other"})),
        warns=(("VALUE_ADJUSTED", "/steps/0/order"), OFF),
    ),
    "name.step": one({**CALL, "name": "First call"}, group({"name": "First call"})),
    "task_note.task": one(
        {"type": "task", "task_note": "Look <b>up</b>"},
        group({"type_settings": {"instructions": "Look <b>up</b>"}}),
    ),
    "task_note.manual_email": one(
        {**INTRO, "type": "manual_email", "task_note": "Mind"},
        group(email(**INLINE)),
        ("FIELD_NOT_SUPPORTED", "/task_note"),
    ),
    "task_note.auto_email": one(
        {**INTRO, "task_note": "Mind"}, group(email()), ("FIELD_NOT_SUPPORTED", "/task_note")
    ),
    "custom_fields.places": one(
        {
            **INTRO,
            "custom_fields": {
                "due_immediately": True,
                "enabled": False,
                "click_tracking": True,
                "automated_settings": {"send_type": "at_time", "time_of_day": "09:00"}
                | {"timezone_mode": "person", "allow_send_on_weekends": True},
            },
        },
        group(
            {"enabled": False, **email(click_tracking=True)},
            due_immediately=True,
            automated_settings={"allow_send_on_weekends": True, "delay_time": ABSENT},
        ),
        ("VALUE_ADJUSTED", "/custom_fields/automated_settings"),
    ),
    "custom_fields.override": one(
        {**CALL, "name": "Mine", "custom_fields": {"day": 4, "name": "Other"}},
        group({"name": "Other"}, day=4),
        ("VALUE_ADJUSTED", "/custom_fields/day"),
        ("VALUE_ADJUSTED", "/custom_fields/name"),
    ),
    "custom_fields.others": Cell(
        record={**CALL, "custom_fields": STRANGE},
        switch={"unknown_keys": "ignored"},
        sends=(("POST", "/v2/cadence_imports", {"cadence_content": STRANGE}),),
        warns=(OFF,),
    ),
    "custom_fields.template": Cell(
        record={"type": "auto_email", "template": {**INLINE, "custom_fields": STRANGE}},
        switch={"unknown_keys": "ignored"},
        sends=imported(group(email(**INLINE, **STRANGE))),
        warns=(OFF,),
    ),
    "reserved.template": Cell(
        record={"type": "auto_email", "template": {**INLINE, "custom_fields": {"id": 1}}},
        refused=(400, "/template/custom_fields/id"),
    ),
    **{
        f"reserved.{key}": Cell(
            record={**CALL, "custom_fields": {key: 1}}, refused=(400, f"/custom_fields/{key}")
        )
        for key in ("id", "cadence_id", "cadence_content", "step_groups", "steps", "settings")
    },
    "ready.enabled": one(INTRO, group({"enabled": True})),
    "live.step": Cell(
        record=CALL,
        seed={"cadences": [{"name": "On", "active": True}]},
        sends=imported({}),
        warns=(OFF,),
        says="so the step is live now",
    ),
    "live.draft": Cell(
        record=CALL, sends=imported({}), warns=(OFF,), says="before the cadence is activated"
    ),
    "no_content.refused": Cell(record={"type": "auto_email"}, refused=(400, "/template")),
    "sequence_name.sent": Cell(
        what="sequence",
        record={"name": "Q4 north"},
        sends=imported(settings={"name": "Q4 north"}),
        warns=(BARE,),
    ),
    "sequence_type.team": Cell(
        what="sequence",
        record={"type": "team"},
        sends=imported(sharing_settings={"team_cadence": True, "shared": True}),
        warns=(BARE,),
    ),
    "sequence_type.private": Cell(
        what="sequence",
        record={},
        sends=imported(sharing_settings={"team_cadence": False, "shared": False}),
        warns=(BARE,),
    ),
    "sequence_owner_id.email": Cell(
        what="sequence",
        record={"owner_id": "$user"},
        sends=imported(settings={"cadence_owner": "blake@segue.example"}),
        warns=(BARE,),
    ),
    "sequence_owner_id.absent": Cell(
        what="sequence",
        record={},
        sends=imported(settings={"cadence_owner": ABSENT}),
        warns=(BARE,),
    ),
    "sequence_tags.joined": Cell(
        what="sequence",
        record={"tags": ["north", "q4"]},
        sends=imported(settings={"tags": "north,q4"}),
        warns=(BARE,),
    ),
    "sequence_tags.comma": Cell(
        what="sequence", record={"tags": ["q4", "a,b"]}, refused=(400, "/tags/1")
    ),
    "sequence_steps.one_import": Cell(
        what="sequence",
        record={"steps": [INTRO, {**CALL, "interval_seconds": DAY}]},
        sends=imported(delayed(1, 0), {"day": 2}),
        warns=(OFF,),
    ),
    "sequence_steps.none": Cell(what="sequence", record={}, sends=imported(), warns=(BARE,)),
    "sequence_custom_fields.merged": Cell(
        what="sequence",
        record={
            "custom_fields": {
                "settings": {"external_identifier": "mine", "name": "Other"},
                "sharing_settings": {"shared": True},
            }
        },
        sends=imported(
            settings={"external_identifier": "mine", "name": "Other", "remove_replied": True},
            sharing_settings={"team_cadence": False, "shared": True},
        ),
        warns=(
            ("VALUE_ADJUSTED", "/custom_fields/settings/name"),
            ("VALUE_ADJUSTED", "/custom_fields/sharing_settings/shared"),
            BARE,
        ),
    ),
    **{
        f"update.{field}": Cell(what="update", before=(CALL,), record=change, refused=(400, ""))
        for field, change in UPDATES.items()
    },
}


@pytest.mark.parametrize("case", CELLS)
async def test_a_cell_holds(case: str, database: str) -> None:  # noqa: F811 -- the fixture
    """The design would promise a caller what Salesloft is not sent, or is sent without a word."""
    await check("salesloft", CELLS[case], database)


def test_every_row_has_a_case() -> None:
    """A row of the design would stand without proof."""
    assert {case.partition(".")[0] for case in CELLS} == ROWS
