"""Cadences as they are read."""

from typing import Any

import pytest

from segue.model.sequence import SequenceRead
from segue.providers.salesloft import PROVIDER, read
from segue.providers.salesloft.tests.asks import INLINE, groups, making, planned
from segue.spi.errors import PlanRefused
from segue.spi.operation import Get

HREF = "https://api.salesloft.com/v2"
CADENCE: dict[str, Any] = {
    "id": 1839742,
    "name": "Q3 outbound",
    "created_at": "2024-05-01T06:12:41.102458-04:00",
    "updated_at": "2024-05-02T06:12:41.102458-04:00",
    "archived_at": None,
    "draft": False,
    "current_state": "active",
    "archived": False,
    "archived_by": None,
    "latest_active_date": None,
    "team_cadence": False,
    "shared": True,
    "remove_bounces_enabled": True,
    "remove_replies_enabled": True,
    "opt_out_link_included": True,
    "override_contact_restrictions": False,
    "cadence_framework_id": None,
    "cadence_function": "outbound",
    "external_identifier": "wr_1",
    "tags": ["a", "b"],
    "creator": {"id": 49067, "_href": f"{HREF}/users/49067"},
    "owner": {"id": 49067, "_href": f"{HREF}/users/49067"},
    "bounced_stage": None,
    "replied_stage": None,
    "added_stage": None,
    "finished_stage": None,
    "cadence_priority": {"id": 1},
    "groups": [],
    "counts": {"cadence_people": 3, "target_daily_people": 0, "meetings_booked": None},
}
STEP: dict[str, Any] = {
    "id": 9001,
    "created_at": "2024-05-01T06:12:41.102458-04:00",
    "updated_at": "2024-05-01T06:12:41.102458-04:00",
    "disabled": False,
    "type": "email",
    "name": "Intro",
    "display_name": "Day 1: Step 1 - Email",
    "day": 1,
    "step_number": 1,
    "multitouch_enabled": False,
    "details": {"id": 7001, "_href": f"{HREF}/action_details/email_details/7001"},
    "cadence": {"id": 1839742, "_href": f"{HREF}/cadences/1839742"},
}


def _listed(records: list[dict[str, Any]], **paging: Any) -> dict[str, Any]:
    counts = {"total_count": len(records), "total_pages": 1, "next_page": None, "prev_page": None}
    return {"data": records, "metadata": {"paging": counts | paging}}


def _exported(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"data": {"cadence_content": {"settings": {}, "step_groups": found}}}


def _get(**answers: Any) -> SequenceRead:
    usual = {"cadence": {"data": CADENCE}, "steps": _listed([]), "export": _exported([])}
    found: SequenceRead = PROVIDER.queries["sequence.get"].read(Get(id="9"), usual | answers)[0]
    return found


def test_every_field_is_mapped_or_left_out_with_a_reason() -> None:
    """Otherwise a field that Salesloft gives would be lost without anybody having decided so."""
    assert CADENCE.keys() == read.MAPPED_CADENCE | read.IGNORED_CADENCE.keys()
    assert STEP.keys() == read.MAPPED_STEP | read.IGNORED_STEP.keys()
    assert all([*read.IGNORED_CADENCE.values(), *read.IGNORED_STEP.values()])


def test_cadence_is_read() -> None:
    """Otherwise callers would see wrong names, times, owners or counters."""
    found = _get(steps=_listed([STEP]))
    assert found.model_dump(exclude={"steps", "raw_data"}) == {
        "id": "1839742",
        "owner_id": "49067",
        "name": "Q3 outbound",
        "is_enabled": True,
        "tags": ["a", "b"],
        "num_steps": 1,
        "metrics": {"cadencePeople": 3, "targetDailyPeople": 0},
        "created_at": "2024-05-01T10:12:41.102Z",
        "updated_at": "2024-05-02T10:12:41.102Z",
        "last_modified_at": "2024-05-02T10:12:41.102Z",
        "is_archived": False,
        "share_type": "team",
        "is_deleted": False,
    }


def test_absent_values_are_none() -> None:
    """Otherwise a cadence without an owner would be owned by a user called "None"."""
    found = read.sequence({"id": 1}, num_steps=0)
    assert (found.owner_id, found.name, found.created_at, found.last_modified_at) == (None,) * 4
    assert (found.tags, found.metrics, found.is_enabled) == ([], {}, True)


@pytest.mark.parametrize(
    ("change", "enabled", "archived", "deleted"),
    [
        ({"draft": True, "current_state": "draft"}, False, False, False),
        ({"draft": True}, False, False, False),
        ({"current_state": "expired"}, False, False, False),
        ({"current_state": "archived"}, False, True, False),
        ({"archived_at": "2024-05-02T06:12:41.102458-04:00"}, False, True, False),
        ({"current_state": "deleted"}, False, False, True),
    ],
)
def test_state(change: dict[str, Any], enabled: Any, archived: Any, deleted: Any) -> None:
    """Otherwise a cadence that sends nothing would be shown as on."""
    found = read.sequence(CADENCE | change, num_steps=0)
    assert (found.is_enabled, found.is_archived, found.is_deleted) == (enabled, archived, deleted)


@pytest.mark.parametrize(
    ("shared", "team", "expected"),
    [(True, True, "team"), (True, False, "team"), (False, True, "team"), (False, False, "private")],
)
def test_share_type(shared: Any, team: Any, expected: str) -> None:
    """Otherwise a cadence that others see would be called private, or the reverse."""
    record = CADENCE | {"shared": shared, "team_cadence": team}
    assert read.sequence(record, num_steps=0).share_type == expected


def test_what_was_written_reads_back() -> None:
    """Otherwise type, content, thread or note of a step would be lost between the two ways."""
    mail = {"type": "auto_email", "template": {**INLINE, "name": "T"}}
    plan = planned(
        making(
            steps=[
                mail,
                mail | {"type": "manual_email", "is_reply": True},
                {"type": "call", "task_note": "ring", "interval_seconds": 86_400},
                {"type": "task"},
            ]
        )
    )
    listed = [
        STEP | {"id": 4, "name": "Step 4", "day": 2, "type": "other", "step_number": "2"},
        STEP | {"id": 3, "name": "Step 3", "day": 2, "type": "phone", "step_number": 1},
        STEP | {"id": 2, "name": "Step 2", "step_number": "2"},
        STEP | {"id": 1, "name": "Step 1"},
    ]
    found = _get(steps=_listed(listed), export=_exported(groups(plan)))
    assert found.steps is not None
    assert [one.model_dump(exclude_none=True) for one in found.steps] == [
        {
            "id": "1",
            "name": "Step 1",
            "type": "auto_email",
            "interval_seconds": 0,
            "template": {"name": "T", "subject": "Hello", "body": "<p>Hi</p>"},
            "is_reply": False,
            "order": 1,
        },
        {
            "id": "2",
            "name": "Step 2",
            "type": "manual_email",
            "interval_seconds": 0,
            "template": {"name": "T", "subject": "Hello", "body": "<p>Hi</p>"},
            "is_reply": True,
            "order": 2,
        },
        {
            "id": "3",
            "name": "Step 3",
            "type": "call",
            "interval_seconds": 86_400,
            "order": 3,
            "task_note": "ring",
        },
        {"id": "4", "name": "Step 4", "type": "task", "interval_seconds": 0, "order": 4},
    ]


@pytest.mark.parametrize(
    ("own", "read_as"),
    [("Re: Hello", "Hello"), ("re: RE:  Hello", "Hello"), (None, "Hello"), ("News", "News")],
)
def test_reply_reads_with_its_threads_subject(own: str | None, read_as: str) -> None:
    """Otherwise a reply that is read and written again would be warned of, or gather marks."""
    first = {"type": "Email", "type_settings": {"email_template": {"subject": "Hello"}}}
    told = {read.PREVIOUS: 7, "email_template": {"subject": own}}
    second = {"type": "Email", "type_settings": told}
    found = read.steps(
        [
            {"day": 1, "reference_id": "7", "steps": [first]},
            {"day": 2, "reference_id": 8, "steps": [second]},
        ],
        [],
    )
    assert found[1].template is not None
    assert found[1].template.subject == read_as


def test_reply_to_nothing_known_keeps_its_subject() -> None:
    """Otherwise a thread that the export does not show would empty the subject."""
    told = {read.PREVIOUS: "9", "email_template": {"subject": "Re: x"}}
    (found,) = read.steps([{"day": 1, "steps": [{"type": "Email", "type_settings": told}]}], [])
    assert found.template is not None
    assert (found.is_reply, found.template.subject) == (True, "Re: x")


def test_variants_share_a_place_and_one_wait() -> None:
    """Otherwise the two halves of an A/B test would look like two e-mails, a wait apart."""
    variant = {"type": "Email", "name": "Intro", "type_settings": {"email_template": {"body": "a"}}}
    group = {"day": 3, "automated": True, "steps": [variant, variant]}
    found = read.steps([group], [STEP | {"day": 3}, STEP | {"id": 9002, "day": 3}])
    told = [(one.id, one.order, one.interval_seconds) for one in found]
    assert told == [("9001", 1, 2 * 86_400), ("9002", 1, 0)]


def test_manual_step_after_a_later_email_has_no_negative_wait() -> None:
    """Otherwise a cadence made by hand would read with a wait below zero."""
    delay = {"send_type": "after_time_delay", "delay_time": 60}
    mail = {"type": "Email", "name": "a", "type_settings": None}
    call = {"type": "Phone", "name": "b", "type_settings": {"instructions": ""}}
    found = read.steps(
        [
            {"day": 1, "automated": True, "automated_settings": delay, "steps": [mail]},
            {"day": 1, "automated": False, "steps": [call]},
            {"day": 2, "automated": False, "steps": [call]},
            {"day": 2, "automated": False, "steps": None},
        ],
        [],
    )
    assert [one.interval_seconds for one in found] == [3600, 0, 86_400 - 3600]
    assert [one.id for one in found] == [None] * 3
    assert found[0].template is None
    assert found[1].task_note is None


def test_integration_step_reads_as_a_task_with_its_note() -> None:
    """Otherwise a LinkedIn step made by hand would break the reading of its cadence."""
    held = {"type": "Integration", "name": "in", "type_settings": {"instructions": "be nice"}}
    (found,) = read.steps([{"day": 1, "steps": [held]}], [])
    assert (found.type, found.task_note, found.is_reply) == ("task", "be nice", None)


def test_listed_step_that_the_export_lacks_is_shown_without_content() -> None:
    """Otherwise a step made between the two reads would be counted but not shown."""
    found = read.steps([], [STEP, STEP | {"id": 9002, "type": "phone", "name": None}])
    assert [(one.id, one.name, one.type, one.order) for one in found] == [
        ("9001", "Intro", "manual_email", None),
        ("9002", None, "call", None),
    ]


def test_every_page_of_steps_is_read() -> None:
    """Otherwise a long cadence would lose the ids of its later steps."""
    ask = Get(id="9")
    first = PROVIDER.queries["sequence.get"].reads(ask, {})
    assert [read.name for read in first] == ["cadence", "steps", "export"]
    steps = _listed([STEP], total_pages=3)
    more = PROVIDER.queries["sequence.get"].reads(ask, {"steps": steps})[3:]
    assert [read.request.query["page"] for read in more] == [2, 3]
    found = _get(
        steps=steps,
        **{"steps 2": _listed([STEP | {"id": 2}]), "steps 3": _listed([STEP | {"id": 3}])},
    )
    assert found.num_steps == 3


def test_export_may_be_absent_only_without_steps() -> None:
    """Otherwise steps would be shown as empty although Salesloft only hides their content."""
    assert _get(export=None).steps == []
    with pytest.raises(PlanRefused) as refused:
        _get(export=None, steps=_listed([STEP]))
    assert refused.value.status == 404


@pytest.mark.parametrize("cadence", [None, {}, {"data": []}, "text"])
def test_unreadable_cadence_is_an_error(cadence: Any) -> None:
    """Otherwise an answer of another shape would end in a crash."""
    with pytest.raises(PlanRefused) as refused:
        _get(cadence=cadence)
    assert refused.value.status == 502
