"""Reading sequences back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.providers.outreach import PROVIDER, read
from segue.spi.operation import Get, ListRecords

from .account import Account, link, record, sequence, step, template

# The keys of the live record of 2025-01 and of the step record of 2024-04 [AMP, AB].
SEQUENCE_KEYS = """
automationPercentage bounceCount clickCount createdAt deliverCount description durationInDays
enabled enabledAt engagementScore failureCount finishOnReply interestedCount lastUsedAt locked
lockedAt maxActivations name negativeReplyCount neutralReplyCount numContactedProspects
numRepliedProspects openCount optOutCount positiveReplyCount primaryReplyAction
primaryReplyPauseDuration replyCount salesMotion scheduleCount scheduleIntervalType
secondaryReplyAction secondaryReplyPauseDuration sequenceStepCount sequenceType shareType tags
throttleCapacity throttleMaxAddsPerDay throttlePaused throttlePausedAt transactional updatedAt
creator owner ruleset schedule sequenceSteps sequenceStates updater
"""
STEP_KEYS = """
bounceCount clickCount createdAt date deliverCount displayName failureCount interval
negativeReplyCount neutralReplyCount openCount optOutCount order positiveReplyCount replyCount
scheduleCount stepType taskAutoskipDelay taskNote updatedAt callPurpose creator schedule sequence
sequenceTemplates taskPriority updater
"""


@pytest.mark.parametrize(
    ("kind", "keys", "mapped"),
    [
        ("sequence", SEQUENCE_KEYS.split(), read.SEQUENCE_FIELDS),
        ("step", STEP_KEYS.split(), read.STEP_FIELDS),
    ],
)
def test_every_key_of_a_live_record_is_accounted_for(
    kind: str, keys: list[str], mapped: frozenset[str]
) -> None:
    """A field of the vendor's would be lost without anyone having decided so."""
    assert set(keys) <= mapped | set(read.IGNORED[kind])
    assert not mapped & set(read.IGNORED[kind])


def _get(account: Account) -> Any:
    ask = Get(id="9")
    return PROVIDER.queries["sequence.get"].read(
        ask, account.answers(PROVIDER.queries["sequence.get"], ask)
    )[0]


def test_a_sequence_is_read_with_its_steps_in_their_order() -> None:
    """A caller would see steps in the order of their making, or numbers with holes."""
    found = _get(
        Account(
            sequence(sequenceStepCount=3, tags=["q4"], openCount=2, locked=False),
            step(3, 7, "call", taskNote="ring", interval=60),
            step(1, 1, displayName="Step #1 (Auto Email)"),
            step(2, 4, "sms", interval=0),
            link(52, 1, 72, isReply=True),
            link(51, 1, 71),
            template(71, "S", bodyHtml="B", name="N", toRecipients=[], ccRecipients=["c@x.io"]),
            template(72),
        )
    )
    assert [(s.id, s.order, s.type) for s in found.steps] == [
        ("1", 1, "auto_email"),
        ("2", 2, "task"),
        ("3", 3, "call"),
    ]
    assert found.steps[0].model_dump(exclude_none=True) == {
        "id": "1",
        "name": "Step #1 (Auto Email)",
        "type": "auto_email",
        "interval_seconds": 86_400,
        "template": {"id": "71", "name": "N", "subject": "S", "body": "B", "cc": ["c@x.io"]},
        "is_reply": False,
        "order": 1,
    }
    assert found.steps[2].task_note == "ring"
    assert (found.owner_id, found.num_steps, found.metrics["openCount"]) == ("11", 3, 2)
    assert found.last_modified_at == "2026-08-01T09:00:00.000Z"


def test_a_sequence_without_steps_is_read_in_one_round() -> None:
    """An empty filter would ask for every link there is."""
    ask = Get(id="9")
    account = Account(sequence())
    assert set(account.answers(PROVIDER.queries["sequence.get"], ask)) == {"sequence", "steps"}
    assert _get(account).steps == []


def test_a_template_that_cannot_be_seen_leaves_its_id() -> None:
    """One hidden template would make the whole sequence unreadable."""
    found = _get(Account(sequence(), step(1, 1), link(51, 1, 71)))
    assert found.steps[0].template.model_dump(exclude_none=True) == {"id": "71"}


def test_a_link_to_nothing_is_no_content() -> None:
    """A link whose template is gone would make the whole sequence unreadable."""
    gone = link(51, 1, 71)
    gone["relationships"]["template"] = {"data": None}
    assert _get(Account(sequence(), step(1, 1), gone)).steps[0].template is None


def test_a_dated_step_has_no_wait() -> None:
    """A caller who writes back what was read would mix date and interval."""
    found = _get(Account(sequence(), step(1, 1, "call", date="2031-05-06", interval=0)))
    assert (found.steps[0].date, found.steps[0].interval_seconds) == ("2031-05-06", None)


def test_a_bare_record_is_read() -> None:
    """A record with less than is documented would fail a whole page."""
    found = read.sequence({"id": 1, "attributes": {"updatedAt": "soon"}, "relationships": {}})
    assert (found.owner_id, found.tags, found.is_archived) == (None, [], None)
    assert (found.updated_at, found.share_type, found.is_enabled) == (None, "team", False)
    assert read.sequence({"id": 2}).name is None


@pytest.mark.parametrize(
    ("held", "seen"), [("private", "private"), ("shared", "team"), ("read_only", "team")]
)
def test_who_may_use_it(held: str, seen: str) -> None:
    """A private sequence would be shown as open to the team."""
    assert read.sequence(sequence(shareType=held)).share_type == seen


PAGE = "https://api.outreach.io/api/v2/sequences?page%5Bsize%5D=2&page%5B"
FIRST = {
    "data": [sequence(1), sequence(2)],
    "meta": {"count": 3, "count_truncated": False},
    "links": {"next": f"{PAGE}after%5D=eyJ%2Bx", "prev": None},
}


def _ask(**given: Any) -> ListRecords:
    return ListRecords(**{"page_size": 2, **given})


def _query(ask: ListRecords) -> dict[str, Any]:
    (wanted,) = PROVIDER.queries["sequence.list"].reads(ask, {})
    assert PROVIDER.queries["sequence.list"].reads(ask, {"page": FIRST}) == ()
    return dict(wanted.request.query)


def test_a_page_keeps_the_token_and_never_the_url() -> None:
    """A cursor could send the credential to another host."""
    page = PROVIDER.queries["sequence.list"].read(_ask(), {"page": FIRST})
    assert [found.id for found, _ in page.records] == ["1", "2"]
    assert (page.next, page.previous, page.total_count) == ({"after": "eyJ+x"}, None, 3)
    assert _query(_ask(cursor=page.next))["page[after]"] == "eyJ+x"


def test_the_last_page_ends_and_goes_back() -> None:
    """Paging would never end, or could not go back."""
    last = {"data": [], "meta": {"count": None}, "links": {"prev": f"{PAGE}before%5D=abc"}}
    page = PROVIDER.queries["sequence.list"].read(_ask(), {"page": last})
    assert (page.next, page.previous, page.total_count) == (None, {"before": "abc"}, None)
    assert _query(_ask(cursor=page.previous))["page[before]"] == "abc"


def test_a_cut_count_is_no_count() -> None:
    """A caller would believe that there are no sequences while the vendor sheds load."""
    cut = {"data": [], "meta": {"count": 0, "count_truncated": True}}
    assert PROVIDER.queries["sequence.list"].read(_ask(), {"page": cut}).total_count is None


def test_changes_are_asked_for_from_the_moments_second_on_every_page() -> None:
    """A caller would miss what changed late in a second, or get everything on the second page."""
    since = datetime(2026, 8, 1, 9, 0, 0, 999_000, tzinfo=UTC)
    ask = _ask(modified_after=since)
    query = _query(ask)
    assert query["filter[updatedAt]"] == "2026-08-01T09:00:00.000Z..inf"
    assert query["sort"] == "updatedAt"
    page = PROVIDER.queries["sequence.list"].read(ask, {"page": FIRST})
    assert _query(_ask(cursor=page.next))["filter[updatedAt]"] == query["filter[updatedAt]"]


def test_pages_are_as_large_as_the_vendor_allows() -> None:
    """A large page would be refused."""
    assert _query(_ask(page_size=5000))["page[size]"] == "1000"


def test_more_steps_than_a_page_are_all_read() -> None:
    """A long sequence would be read, and written to, as if it ended at its first page."""
    ask = Get(id="9")
    one = {"data": [step(1, 1)], "links": {"next": f"{PAGE}after%5D=t1"}}
    answers: dict[str, Any] = {"sequence": {"data": sequence()}, "steps": one}
    (more,) = PROVIDER.queries["sequence.get"].reads(ask, answers)
    assert (more.name, more.request.query["page[after]"]) == ("steps.2", "t1")
    answers["steps.2"] = {"data": [step(2, 2)], "links": {"next": None}}
    (links,) = PROVIDER.queries["sequence.get"].reads(ask, answers)
    assert links.request.query["filter[sequenceStep][id]"] == "1,2"


def test_a_relationship_with_neither_data_nor_links_is_read_as_none() -> None:
    """One odd record would fail the read [TAP]."""
    odd = record("sequence", 1, {})
    odd["relationships"] = {"owner": {}, "sequenceSteps": {}}
    assert read.sequence(odd).owner_id is None
