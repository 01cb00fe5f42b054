"""Reading steps and templates on their own, and what is claimed of them."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.providers.outreach import PROVIDER, read
from segue.providers.outreach.upkeep import templates
from segue.providers.outreach.upkeep.capabilities import ROWS
from segue.providers.outreach.upkeep.operations import QUERIES, WRITES
from segue.spi.capability import OPERATIONS
from segue.spi.errors import PlanRefused
from segue.spi.operation import Get, ListRecords, Page

from .account import Account, link, record, sequence, step, template

# Every field of the vendor's two API descriptions of August 2026 [OAS26, HS26].
TEMPLATE_KEYS = """
archived archivedAt bccRecipients bodyHtml bodyText bounceCount ccRecipients clickCount createdAt
deliverCount failureCount lastUsedAt name negativeReplyCount neutralReplyCount openCount
optOutCount positiveReplyCount replyCount scheduleCount shareType subject tags toRecipients
trackLinks trackOpens updatedAt attachments contentCategoryMemberships creator favorites owner
recipients sequenceTemplates statsTarget updater
"""
LINK_KEYS = """
bounceCount clickCount createdAt deliverCount enabled enabledAt failureCount isReply
negativeReplyCount neutralReplyCount openCount optOutCount positiveReplyCount replyCount
scheduleCount updatedAt creator sequenceStep template updater
"""
OWN = (
    *("sequence.activate", "sequence.deactivate", "sequence.archive", "sequence.readiness"),
    *("step.list", "step.get", "step.delete", "template.list", "template.get"),
    *("sequence.list.modified_after", "template.list.modified_after"),
)


@pytest.mark.parametrize(
    ("keys", "mapped", "ignored"),
    [
        (TEMPLATE_KEYS, templates.MAPPED, templates.IGNORED),
        (LINK_KEYS, read.LINK_FIELDS, read.IGNORED["link"]),
    ],
)
def test_every_key_is_accounted_for(keys: str, mapped: frozenset[str], ignored: Any) -> None:
    """A field of the vendor's would be lost without anyone having decided so."""
    assert set(keys.split()) - mapped - set(ignored) == set()
    assert {"newlyMade", *keys.split()} - mapped - set(ignored) == {"newlyMade"}
    assert mapped.isdisjoint(ignored)


def test_the_rows_are_those_of_upkeep() -> None:
    """A claim would be missing, or stand in two places."""
    assert set(ROWS) == set(OWN)
    usable = {name for name in OPERATIONS if name in ROWS and ROWS[name].usable}
    assert WRITES.keys() | QUERIES.keys() == usable


def test_a_step_cannot_be_deleted() -> None:
    """A caller would lose a whole sequence, or a step's content, for one step."""
    row = PROVIDER.capabilities["step.delete"]
    assert (row.usable, row.on_use) == (False, "refuse")
    assert "step.delete" not in PROVIDER.writes


def _page(account: Account, size: int = 10, cursor: Any = None) -> Page:
    query = PROVIDER.queries["step.list"]
    ask = ListRecords(page_size=size, cursor=cursor, filter={"sequence_id": "9"})
    found = query.read(ask, account.answers(query, ask))
    assert isinstance(found, Page)
    return found


FULL = Account(
    sequence(),
    step(3, 7, "call"),
    step(1, 1, "manual_email"),
    step(2, 4),
    link(51, 1, 71),
    link(52, 2, 72, isReply=True),
    template(71),
    template(72),
)


def test_steps_are_listed_in_their_order_with_their_content() -> None:
    """A caller would see other steps than in the sequence itself."""
    page = _page(FULL)
    assert [(found.id, found.order, raw["id"]) for found, raw in page.records] == [
        ("1", 1, 1),
        ("2", 2, 2),
        ("3", 3, 3),
    ]
    contents = [found.template and found.template.subject for found, _ in page.records]
    assert contents == ["First words", "First words", None]
    assert (page.next, page.previous, page.total_count) == (None, None, 3)
    query, ask = PROVIDER.queries["sequence.get"], Get(id="9")
    whole = query.read(ask, FULL.answers(query, ask))[0]
    assert [found for found, _ in page.records] == whole.steps


def test_a_page_reads_the_content_of_its_own_steps_alone() -> None:
    """A long sequence would be read whole for every page of it."""
    query = PROVIDER.queries["step.list"]
    ask = ListRecords(page_size=1, cursor={"after": [1, 1]}, filter={"sequence_id": "9"})
    answers = FULL.answers(query, ask)
    assert [each["id"] for each in answers["links"]["data"]] == [52]
    found = query.read(ask, answers)
    assert [(each.id, each.order) for each, _ in found.records] == [("2", 2)]
    assert (found.next, found.previous) == ({"after": [4, 2]}, {"before": [4, 2]})


def test_a_sequence_without_steps_is_one_empty_page() -> None:
    """An empty sequence would be an error."""
    page = _page(Account(sequence()))
    assert (page.records, page.next, page.previous, page.total_count) == ((), None, None, 0)


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), max_size=8), st.integers(1, 9))
def test_pages_show_every_step_once_and_go_back(orders: list[int], size: int) -> None:
    """A step would come twice or not at all where numbers are doubled."""
    account = Account(sequence(), *(step(n, order) for n, order in enumerate(orders, 1)))
    expected = [found.id for found, _ in _page(account, 1000).records]
    assert len(expected) == len(orders)
    pages = [_page(account, size)]
    while pages[-1].next is not None:
        pages.append(_page(account, size, pages[-1].next))
    assert [found.id for page in pages for found, _ in page.records] == expected
    for before, page in pairwise(pages):
        assert _page(account, size, page.previous).records == before.records
    assert pages[0].previous is None


def test_a_step_that_goes_meanwhile_moves_no_other_off_the_page() -> None:
    """The step after one that was deleted in Outreach would be skipped."""
    first = _page(FULL, 1)
    left = Account(*(held for held in FULL.records if held["id"] != 1))
    assert [found.id for found, _ in _page(left, 1, first.next).records] == ["2"]


def _step(account: Account, id: str) -> tuple[Any, Any]:
    query, ask = PROVIDER.queries["step.get"], Get(id=id, sequence_id="9")
    found: tuple[Any, Any] = query.read(ask, account.answers(query, ask))
    return found


def test_one_step_is_read_with_its_place_and_content() -> None:
    """A step on its own would read otherwise than in its sequence."""
    found, raw = _step(FULL, "2")
    assert (found.id, found.order, found.is_reply, raw["id"]) == ("2", 2, True, 2)
    assert found == _page(FULL).records[1][0]


def test_a_step_of_another_sequence_is_not_there() -> None:
    """A step would be shown under a sequence that it is not in."""
    with pytest.raises(PlanRefused) as refused:
        _step(FULL, "4")
    assert refused.value.status == 404


def test_a_template_is_read() -> None:
    """A caller could not choose a template, or would send to whom it names by itself."""
    held = template(
        71, name="Intro", toRecipients=[], ccRecipients=["c@x.io"], archived=False, tags=["a"]
    )
    held["relationships"]["owner"] = {"data": {"type": "user", "id": 11}}
    query, ask = PROVIDER.queries["template.get"], Get(id="71")
    found, raw = query.read(ask, Account(held).answers(query, ask))
    assert raw == held
    assert found.model_dump(exclude={"raw_data"}) == {
        "id": "71",
        "name": "Intro",
        "subject": "First words",
        "body": "<div>Body 71</div>",
        "to": [],
        "cc": ["c@x.io"],
        "bcc": None,
        "owner_id": "11",
        "is_archived": False,
        "created_at": "2026-08-01T09:00:00.000Z",
        "updated_at": "2026-08-01T09:00:00.000Z",
        "last_modified_at": "2026-08-01T09:00:00.000Z",
    }


@pytest.mark.parametrize("odd", [3, "soon", True, [1], {"a": 1}, None])
def test_an_odd_value_reads_as_none(odd: Any) -> None:
    """One odd template, sequence or step would make a whole page unreadable."""
    names = (*templates.MAPPED, *read.SEQUENCE_FIELDS, "displayName", "interval", "taskNote")
    held = dict.fromkeys(names, odd)
    relationships = {"owner": odd}
    found = templates.template({"id": 7, "attributes": held, "relationships": relationships})
    assert (found.owner_id, found.last_modified_at) == (None, None)
    shown = read.sequence({"id": 7, "attributes": held, "relationships": relationships})
    assert (shown.owner_id, shown.last_modified_at, shown.tags) == (None, None, [])
    (only,) = read.steps([record("sequenceStep", 1, {**held, "order": 1, "date": None})], [], [])
    assert only.template is None


def test_templates_are_listed_as_sequences_are() -> None:
    """What changes while a caller pages would be missed."""
    ask = ListRecords(page_size=5000, modified_after=datetime(2026, 8, 1, tzinfo=UTC))
    (wanted,) = PROVIDER.queries["template.list"].reads(ask, {})
    assert (wanted.request.path, dict(wanted.request.query)) == (
        ("templates",),
        {
            "sort": "updatedAt",
            "page[size]": "1000",
            "count": "true",
            "filter[updatedAt]": "2026-08-01T00:00:00.000Z..inf",
        },
    )
    answer = {"data": [template(71)], "meta": {"count": 1}, "links": {"next": None}}
    page = PROVIDER.queries["template.list"].read(ask, {"page": answer})
    assert [(found.id, raw["id"]) for found, raw in page.records] == [("71", 71)]
    assert (page.next, page.total_count) == (None, 1)
