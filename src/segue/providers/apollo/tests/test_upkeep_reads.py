"""Reading steps and templates on their own, and the rows of the table."""

from typing import Any

import pytest

from segue.providers.apollo import PROVIDER
from segue.providers.apollo.tests.account import (
    SEQUENCE,
    TEMPLATE,
    USER,
    graph,
    mixed,
    oid,
    wrapped,
)
from segue.providers.apollo.upkeep import capabilities, operations, templates
from segue.spi.capability import OPERATIONS, Support, demanded
from segue.spi.errors import PlanRefused
from segue.spi.operation import Get, ListRecords


def listed(held: Any, size: int = 10, cursor: Any = None) -> Any:
    """List the steps of a sequence as the engine does."""
    query = PROVIDER.queries["step.list"]
    ask = ListRecords(page_size=size, cursor=cursor, filter={"sequence_id": SEQUENCE})
    (read,) = query.reads(ask, {})
    assert read.request.path == ("emailer_campaigns", SEQUENCE)
    return query.read(ask, {read.name: held})


def test_steps_come_in_their_order():
    """A caller would see the steps in the order of Apollo's array, which is none."""
    page = listed(mixed())
    assert [found.order for found, _ in page.records] == [1, 2, 3]
    assert (page.next, page.previous, page.total_count) == (None, None, 3)
    assert [found.model_dump() for found, _ in page.records] == [
        step.model_dump() for step in _whole(mixed()).steps
    ]


def _whole(held: Any) -> Any:
    return PROVIDER.queries["sequence.get"].read(Get(id=SEQUENCE), {"graph": held})[0]


def test_steps_come_in_pages_when_asked():
    """A page would have more steps than were asked for, or the rest be out of reach."""
    first = listed(mixed(), 2)
    last = listed(mixed(), 2, first.next)
    assert [found.order for page in (first, last) for found, _ in page.records] == [1, 2, 3]
    assert (last.next, last.previous) == (None, {"seen": 0})
    assert listed(graph()).records == ()


def got(held: Any, number: int) -> Any:
    """Read a step as the engine does."""
    query = PROVIDER.queries["step.get"]
    ask = Get(id=oid("bb", number), sequence_id=SEQUENCE)
    (read,) = query.reads(ask, {})
    return query.read(ask, {read.name: held})


def test_a_step_reads_with_what_it_says():
    """A caller would see another step's content."""
    found, raw = got(mixed(), 3)
    assert (found.id, found.is_reply, found.template.body) == (
        oid("bb", 3),
        True,
        "<div>Bump</div>",
    )
    assert raw["emailer_step"]["id"] == found.id
    assert [touch["id"] for touch in raw["emailer_touches"]] == [oid("cc", 3)]
    assert [template["id"] for template in raw["emailer_templates"]] == [oid("dd", 3)]


def test_a_step_of_another_sequence_is_not_there():
    """A step would be read from a sequence that it is not in."""
    with pytest.raises(PlanRefused) as refused:
        got(mixed(), 9)
    assert refused.value.status == 404


FULL = {
    "id": TEMPLATE,
    "name": "Opener",
    "user_id": USER,
    "subject": "Hi",
    "archived": False,
    "created_at": "2026-08-30T10:20:00.600Z",
    "global": False,
    "body_text": "One.",
    "folder_id": None,
    "body_html": wrapped("<div>One.</div>"),
    "creation_type": "manual",
    "label_ids": [],
    "prompt_id": None,
    "starred_by_user_ids": [],
    "has_ai_variables": False,
}
"""The fields of the recorded answer of 2026-07 [VCR]."""


def template(answer: Any) -> Any:
    """Read a template as the engine does."""
    query, ask = PROVIDER.queries["template.get"], Get(id=TEMPLATE)
    (read,) = query.reads(ask, {})
    assert read.request.path == ("emailer_templates", TEMPLATE)
    return query.read(ask, {read.name: answer})


@pytest.mark.parametrize("answer", [FULL, {"emailer_template": FULL}])
def test_a_template_reads_whole(answer):
    """A caller would see other words than Apollo's, or a time of change that is none."""
    found, raw = template(answer)
    assert found.model_dump(exclude={"raw_data"}) == {
        "id": TEMPLATE,
        "name": "Opener",
        "subject": "Hi",
        "body": "<div>One.</div>",
        "to": None,
        "cc": None,
        "bcc": None,
        "owner_id": USER,
        "is_archived": False,
        "created_at": "2026-08-30T10:20:00.600Z",
        "updated_at": None,
        "last_modified_at": None,
    }
    assert raw == FULL


def test_odd_values_of_a_template():
    """A template with one odd value could not be read at all."""
    odd: Any = {
        "id": 7,
        "name": 1,
        "subject": None,
        "archived": "yes",
        "created_at": "x",
        "user_id": {},
    }
    found, _ = template(odd)
    assert (found.id, found.name, found.subject, found.body) == ("7", None, None, None)
    assert (found.is_archived, found.created_at, found.owner_id) == (None, None, None)
    with pytest.raises(PlanRefused) as refused:
        template({"emailer_template": {}})
    assert refused.value.status == 404


def test_every_field_of_a_template_is_accounted_for():
    """A field of Apollo's would be lost without anybody having decided so."""
    known = templates.MAPPED | templates.IGNORED.keys()
    assert FULL.keys() - known == set()
    assert {*FULL, "tomorrows_field"} - known == {"tomorrows_field"}
    assert not templates.MAPPED & templates.IGNORED.keys()


OWNED = {
    "sequence.activate",
    "sequence.deactivate",
    "sequence.archive",
    "sequence.readiness",
    "sequence.list.modified_after",
    "step.list",
    "step.get",
    "step.delete",
}


def test_exactly_the_rows_of_this_folder():
    """A claim would be missing, or made twice."""
    owned = OWNED | {row for row in demanded() if row.startswith("template.")}
    assert set(capabilities.ROWS) == owned
    usable = {row for row in OPERATIONS if row in owned and capabilities.ROWS[row].usable}
    assert set(operations.WRITES) | set(operations.QUERIES) == usable
    for name, row in capabilities.ROWS.items():
        assert row.source, name
        assert row.note or row.support is Support.NATIVE, name
