"""Steps and templates as they are read on their own."""

from collections.abc import Mapping
from typing import Any

import pytest

from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.tests.asks import UUID
from segue.providers.salesloft.tests.test_read import CADENCE, HREF, STEP
from segue.providers.salesloft.upkeep import capabilities, templates
from segue.providers.salesloft.upkeep.operations import QUERIES, WRITES
from segue.spi.capability import demanded
from segue.spi.errors import PlanRefused
from segue.spi.operation import Get, ListRecords, Page

OWNED = frozenset(
    {
        *("sequence.activate", "sequence.deactivate", "sequence.archive", "sequence.readiness"),
        *("sequence.list.modified_after", "template.list.modified_after"),
        *("step.list", "step.get", "step.delete", "template.list", "template.get"),
    }
)

PERSONAL: dict[str, Any] = {
    "id": 5,
    "created_at": "2024-05-01T06:12:41.102458-04:00",
    "updated_at": "2024-06-01T06:12:41.102458-04:00",
    "title": "Intro",
    "subject": "Hello",
    "body": "<p>Hi</p>",
    "body_preview": "Hi",
    "shared": False,
    "open_tracking_enabled": True,
    "click_tracking_enabled": False,
    "cadence_template": False,
    "archived_at": None,
    "last_used_at": None,
    "counts": {"sent_emails": 0, "views": 0, "clicks": 0, "replies": 0, "bounces": 0},
    "template_owner": {"id": 49067, "_href": f"{HREF}/users/49067"},
    "team_template": None,
    "tags": [],
    "groups": [],
    "_links": {"attachments": f"{HREF}/email_template_attachments?email_template_id[]=5"},
}
TEAM: dict[str, Any] = {
    **{key: value for key, value in PERSONAL.items() if key not in ("template_owner", "groups")},
    "id": UUID,
    "last_modified_at": "2024-05-03T06:12:41.102458-04:00",
    "last_modified_user": {"id": 49067},
}


def _undecided(record: Mapping[str, Any]) -> set[str]:
    return record.keys() - templates.MAPPED - templates.IGNORED.keys()


def test_every_field_is_mapped_or_left_out_with_a_reason() -> None:
    """Otherwise a field that Salesloft gives would be lost without anybody having decided so."""
    assert _undecided(PERSONAL | TEAM) == set()
    assert not templates.MAPPED & templates.IGNORED.keys()
    assert all(templates.IGNORED.values())


def test_unknown_field_is_noticed() -> None:
    """Otherwise the test above would pass whatever Salesloft adds."""
    assert _undecided({**PERSONAL, "mood": 1}) == {"mood"}


def test_rows_are_the_ones_of_this_folder() -> None:
    """Otherwise a row would be missing, or stand in two places."""
    assert set(demanded()) >= OWNED
    assert capabilities.ROWS.keys() == OWNED
    usable = {row for row, told in capabilities.ROWS.items() if told.usable}
    filters = {row for row in OWNED if row.endswith("modified_after")}
    assert usable - filters == QUERIES.keys() | WRITES.keys()


@pytest.mark.parametrize(
    ("id", "path"),
    [("5", ("v2", "email_templates", "5")), (UUID, ("v2", "team_templates", UUID))],
)
def test_template_is_read_where_it_is(id: str, path: tuple[str, ...]) -> None:
    """Otherwise a template of the team would be looked for among the personal ones."""
    (read,) = PROVIDER.queries["template.get"].reads(Get(id=id), {})
    assert read.request.path == path


def test_template_is_read() -> None:
    """Otherwise callers would see wrong names, owners or times."""
    found, raw = PROVIDER.queries["template.get"].read(
        Get(id="5"), {"template": {"data": PERSONAL}}
    )
    assert raw == PERSONAL
    assert found.model_dump(exclude={"raw_data"}) == {
        "id": "5",
        "name": "Intro",
        "subject": "Hello",
        "body": "<p>Hi</p>",
        "to": None,
        "cc": None,
        "bcc": None,
        "owner_id": "49067",
        "is_archived": False,
        "created_at": "2024-05-01T10:12:41.102Z",
        "updated_at": "2024-06-01T10:12:41.102Z",
        "last_modified_at": "2024-06-01T10:12:41.102Z",
    }


def test_team_template_is_read() -> None:
    """Otherwise a template without an owner would break, or be owned by somebody."""
    found, _ = templates.template({**TEAM, "archived_at": "2024-06-01T06:12:41.102458-04:00"})
    assert (found.id, found.owner_id, found.is_archived) == (UUID, None, True)


@pytest.mark.parametrize("odd", [None, "", 7, [], {}])
def test_odd_values_do_not_break_a_page(odd: Any) -> None:
    """Otherwise one strange record would break its whole page."""
    found, _ = templates.template({"id": 1, **dict.fromkeys(PERSONAL.keys() - {"id"}, odd)})
    assert (found.owner_id, found.created_at, found.last_modified_at) == (None, None, None)
    assert templates.template({"id": 1})[0].name is None


def _exported(*names: str) -> dict[str, Any]:
    groups = [
        {"day": day, "steps": [{"type": "Phone", "name": name, "type_settings": {}}]}
        for day, name in enumerate(names, 1)
    ]
    return {"data": {"cadence_content": {"step_groups": groups}}}


def _answers(*names: str) -> dict[str, Any]:
    rows = [
        STEP | {"id": 100 + day, "day": day, "type": "phone", "name": name}
        for day, name in enumerate(names, 1)
    ]
    steps = {"data": rows, "metadata": {"paging": {"total_pages": 1}}}
    return {"cadence": {"data": CADENCE}, "steps": steps, "export": _exported(*names)}


def _list(answers: dict[str, Any], size: int, cursor: Any = None) -> Page:
    ask = ListRecords(page_size=size, cursor=cursor, filter={"sequence_id": "9"})
    query = PROVIDER.queries["step.list"]
    assert {read.name for read in query.reads(ask, {})} == {"cadence", "steps", "export"}
    found: Page = query.read(ask, answers)
    return found


def test_steps_come_in_order_with_their_own_records() -> None:
    """Otherwise a list of steps would be of no use for addressing one of them."""
    found = _list(_answers("a", "b", "c"), 10)
    assert [(step.id, step.order) for step, _ in found.records] == [
        ("101", 1),
        ("102", 2),
        ("103", 3),
    ]
    assert [raw["id"] for _, raw in found.records] == [101, 102, 103]
    assert (found.next, found.previous, found.total_count) == (None, None, 3)


def test_steps_come_in_pages() -> None:
    """Otherwise a page size would be ignored, or steps be lost between pages."""
    answers, met, cursor = _answers(*"abcde"), [], None
    while True:
        found = _list(answers, 2, cursor)
        met.append([step.id for step, _ in found.records])
        cursor = found.next
        if cursor is None:
            break
    assert met == [["101", "102"], ["103", "104"], ["105"]]
    back = _list(answers, 2, found.previous)
    assert [step.id for step, _ in back.records] == ["103", "104"]


def test_step_that_goes_hides_none() -> None:
    """Otherwise a step deleted by hand meanwhile would push another out of sight."""
    first = _list(_answers(*"abcd"), 2)
    answers = _answers(*"abcd")
    del answers["steps"]["data"][0]
    del answers["export"]["data"]["cadence_content"]["step_groups"][0]
    found = _list(answers, 2, first.next)
    assert [step.id for step, _ in found.records] == ["103", "104"]
    assert _list(_answers("a"), 2, {"seen": 4, "last": "104"}).records == ()


def test_step_without_an_id_is_shown_without_a_record() -> None:
    """Otherwise a step that only the export shows would be lost, or bear another's record."""
    answers = _answers("a")
    answers["export"] = _exported("a", "b")
    found = _list(answers, 10)
    assert [(step.id, raw.get("id")) for step, raw in found.records] == [("101", 101), (None, None)]


def test_step_is_read() -> None:
    """Otherwise one step would read otherwise than in its sequence."""
    query, ask = PROVIDER.queries["step.get"], Get(id="102", sequence_id="9")
    assert [read.request.path[1] for read in query.reads(ask, {})] == [
        "cadences",
        "steps",
        "cadence_exports",
    ]
    step, raw = query.read(ask, _answers("a", "b"))
    assert (step.id, step.name, step.type, step.interval_seconds) == ("102", "b", "call", 86_400)
    assert raw["id"] == 102


def test_step_of_another_sequence_is_not_found() -> None:
    """Otherwise a step would be shown under a sequence that it is not in."""
    with pytest.raises(PlanRefused) as refused:
        PROVIDER.queries["step.get"].read(Get(id="7", sequence_id="9"), _answers("a"))
    assert refused.value.status == 404
