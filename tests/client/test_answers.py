"""What answers are read into."""

import pytest

from segue.client import ConnectionFailed, SegueError, WriteWarning

from .scripted import DROPPED, Said, created, page, refused

WARNING = {
    "title": "Wait rounded up",
    "detail": "Asked for 86400.5 seconds, sent 86401.",
    "problem_type": "VALUE_ADJUSTED",
    "source": {"pointer": "/body/record/interval_seconds"},
    "capability": "step.interval_seconds",
}
READ = WriteWarning(
    title=WARNING["title"],
    detail=WARNING["detail"],
    problem_type="VALUE_ADJUSTED",
    pointer="/body/record/interval_seconds",
    capability="step.interval_seconds",
)
SHORT = {"title": "Capped", "detail": "No more than 10,000.", "problem_type": "PARTIAL_SUCCESS"}
ROWS = [
    {"id": "7", "contact_id": "1", "outcome": "enrolled", "reason": None, "detail": None},
    {"id": None, "contact_id": "2", "outcome": "unknown", "reason": "answer_lost", "detail": "?"},
]


def _batch(**headers: str) -> Said:
    return Said(status=201, body={"records": ROWS, "warnings": []}, headers=headers)


async def test_what_was_made_comes_with_its_warnings_and_key(rig, settled):
    """What was not done as asked would be lost on the way to the caller."""
    rig.server.say(created("1007", WARNING))
    made = await settled((await rig.connect()).steps.create("4", {"type": "call"}))
    assert (made.id, made.warnings, made.replayed) == ("1007", (READ,), False)
    assert made.idempotency_key == rig.server.asked[0].key


async def test_a_replayed_answer_says_so(rig, settled):
    """A caller could not tell a second step from the first one's answer."""
    said = created()
    rig.server.say(Said(status=201, body=said.body, headers={"Idempotent-Replayed": "true"}))
    made = await settled((await rig.connect()).steps.create("4", {"type": "call"}))
    assert made.replayed


async def test_iterating_follows_the_pages(rig, gathered):
    """A caller would see the first page only, or ask the next ones for something else."""
    rig.server.say(page("a", "b", next="c1/="), page(next="c2"), page("c"))
    records = (await rig.connect()).accounts.search(name="Acme", page_size=2)
    assert await gathered(records) == ["a", "b", "c"]
    queries = [each.target.partition("?")[2] for each in rig.server.asked]
    assert queries == ["page_size=2", "page_size=2&cursor=c1%2F%3D", "page_size=2&cursor=c2"]
    assert {str(each.body) for each in rig.server.asked} == {"{'filter': {'name': 'Acme'}}"}


async def test_pages_are_asked_for_when_they_are_needed(rig):
    """Reading one record of a long list would read all of it."""
    rig.server.say(page("a", next="2"))
    records = (await rig.connect()).accounts.list()
    assert not rig.server.asked
    if rig.kind == "sync":
        assert next(iter(records)) == "a"
    else:
        walk = aiter(records)
        assert await anext(walk) == "a"
        await walk.aclose()
    assert len(rig.server.asked) == 1


async def test_one_page_tells_where_it_lies(rig, settled):
    """A caller with a page of its own could not go forth and back."""
    where = {"next": "n", "previous": "p", "total_count": 9}
    rig.server.say(Said(body={"pagination": where, "records": ["a"], "warnings": [SHORT]}))
    found = await settled((await rig.connect()).users.list().page("here"))
    assert rig.server.asked[0].target.endswith("/users?cursor=here")
    assert (found.records, found.next, found.previous, found.total_count) == (("a",), "n", "p", 9)
    assert found.warnings[0].title == "Capped"


async def test_what_pages_warn_of_is_kept(rig, gathered):
    """A caller would take the first ten thousand for all of them."""
    rig.server.say(page("a", next="2", warnings=[SHORT]), page("b", warnings=[SHORT]))
    records = (await rig.connect()).contacts.list()
    await gathered(records)
    assert [each.detail for each in records.warnings] == ["No more than 10,000."]
    assert records.warnings[0].pointer is None


async def test_whole_pages_can_be_walked(rig, gathered):
    """A caller who stores page after page would have to follow cursors by hand."""
    rig.server.say(page("a", next="2"), page("b"))
    pages = await gathered((await rig.connect()).contacts.list().pages())
    assert [each.records for each in pages] == [("a",), ("b",)]


async def test_a_batch_goes_on_until_it_is_final(rig, settled):
    """Contacts that were not sent for a moment would never be, without the caller's doing."""
    rig.server.say(_batch(**{"Retry-After": "4"}), _batch())
    done = await settled((await rig.connect()).states.enrol_many([]))
    assert (rig.time.waits, len(set(rig.server.keys))) == ([4], 1)
    assert done.final
    assert done.records == tuple(ROWS)


async def test_a_batch_that_is_not_final_says_when_to_go_on(rig, settled):
    """A caller could not tell that some contacts are still open."""
    rig.server.say(*[_batch(**{"Retry-After": "4"})] * 2)
    done = await settled((await rig.connect(attempts=2)).states.enrol_many([]))
    assert (done.final, done.retry_after) == (False, 4)
    assert done.idempotency_key == rig.server.asked[1].key


@pytest.mark.parametrize("then", [DROPPED, refused(429, wait="900"), refused(500)])
async def test_what_a_batch_has_done_is_not_lost_with_its_repeat(then, rig, settled):
    """A caller would not learn who is enrolled, because asking for the rest has failed."""
    rig.server.say(_batch(**{"Retry-After": "4"}), then)
    done = await settled((await rig.connect(attempts=2)).states.enrol_many([]))
    assert len(rig.server.asked) == 2
    assert (done.final, done.records) == (False, tuple(ROWS))


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"record": {}}', b"null", b'"x"'])
async def test_an_answer_of_something_else_is_an_error(body, rig, settled):
    """A proxy's page would come out as a record, or as an exception without a key."""
    rig.server.say(Said(status=201, body=body))
    connection = await rig.connect()
    with pytest.raises(SegueError) as raised:
        await settled(connection.steps.create("4", {"type": "call"}, idempotency_key="mine-1"))
    assert (raised.value.status, raised.value.code) == (201, "UNREADABLE_ANSWER")
    assert raised.value.idempotency_key == "mine-1"


async def test_half_an_answer_is_none(rig, settled):
    """A cut-off answer to a write would count as its end."""
    rig.server.say(Said(body={"warnings": []}, dropped=True))
    connection = await rig.connect(attempts=1)
    with pytest.raises(ConnectionFailed):
        await settled(connection.sequences.activate("4"))
