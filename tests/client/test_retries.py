"""What is asked again, when, and what is not."""

import socket

import pytest

from segue.client import (
    Conflict,
    ConnectionFailed,
    Invalid,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    SegueError,
    Unauthorized,
    Unreachable,
)

from .scripted import DROPPED, Said, created, page, refused

UNKNOWN = "OUTCOME_UNKNOWN"
STEP = {"type": "call"}
ONE = Said(body={"id": "7"})


@pytest.mark.parametrize(
    "first",
    [
        refused(429, wait="3"),
        refused(502, wait="3"),
        refused(503, wait="3"),
        refused(504, wait="3"),
        refused(504, UNKNOWN, wait="3"),
    ],
    ids=lambda said: str(said.status),
)
async def test_a_read_waits_as_long_as_the_answer_says(first, rig, settled):
    """A caller would be rate limited for longer, or wait for nothing."""
    rig.server.say(first, ONE)
    connection = await rig.connect()
    assert await settled(connection.accounts.get("7")) == {"id": "7"}
    assert rig.time.waits == [3]


@pytest.mark.parametrize(
    "first",
    [
        DROPPED,
        refused(409, wait="2"),
        refused(429, wait="2"),
        refused(502),
        refused(503, wait="2"),
        refused(504),
        refused(504, UNKNOWN, wait="2"),
        Said(status=502, body=b"<html>"),
    ],
)
async def test_a_write_is_repeated_under_its_key(first, rig, settled):
    """A repeat under another key could make the step twice."""
    rig.server.say(first, created())
    connection = await rig.connect()
    made = await settled(connection.steps.create("4", STEP))
    one, two = rig.server.asked
    assert one.key == two.key == made.idempotency_key
    assert (one.method, one.target, one.body) == (two.method, two.target, two.body)
    assert rig.time.waits == [2 if first.headers else 0.5]


async def test_a_callers_key_is_the_key(rig, settled):
    """A caller who goes on after a crash would start a second write."""
    rig.server.say(DROPPED, created())
    connection = await rig.connect()
    await settled(connection.steps.create("4", STEP, idempotency_key="mine-1"))
    assert rig.server.keys == ["mine-1", "mine-1"]


async def test_each_write_has_a_key_of_its_own(rig, settled):
    """The second of two equal steps would be taken for a repeat of the first."""
    rig.server.say(created("1"), created("2"))
    connection = await rig.connect()
    for _ in range(2):
        await settled(connection.steps.create("4", STEP))
    assert len(set(rig.server.keys)) == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "two\nlines", "ä", " padded"])
async def test_a_key_that_no_header_carries_is_refused(key, rig):
    """It would fail in the middle of sending, with an error that says nothing."""
    connection = await rig.connect()
    with pytest.raises(ValueError, match="idempotency key"):
        connection.steps.create("4", STEP, idempotency_key=key)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (refused(400, wait="1"), Invalid),
        (refused(401, wait="1"), Unauthorized),
        (refused(403, wait="1"), SegueError),
        (refused(404, wait="1"), NotFound),
        (refused(409), Conflict),
        (refused(422, wait="1"), Invalid),
        (refused(499, wait="1"), SegueError),
        (refused(500, wait="1"), SegueError),
        (refused(504, UNKNOWN), OutcomeUnknown),
        (Said(status=307, headers={"Location": "http://127.0.0.1:1/"}), SegueError),
    ],
    ids=lambda it: str(it.status) if isinstance(it, Said) else None,
)
async def test_what_would_not_change_is_not_asked_again(said, kind, rig, settled):
    """A caller would wait for an answer that stays the same, or pester a server that said no."""
    rig.server.say(said)
    connection = await rig.connect()
    with pytest.raises(kind) as raised:
        await settled(connection.steps.create("4", STEP))
    assert type(raised.value) is kind
    assert len(rig.server.asked) == 1
    assert raised.value.idempotency_key == rig.server.asked[0].key


async def test_a_search_is_a_read(rig, gathered):
    """A search that fails for a moment would fail for good, or be sent with a key."""
    rig.server.say(DROPPED, refused(409, wait="1"))
    connection = await rig.connect()
    with pytest.raises(Conflict):
        await gathered(connection.contacts.search(emails=["ada@example.com"]))
    assert rig.server.keys == [None, None]


async def test_attempts_end_and_the_key_goes_on_later(rig, settled):
    """A caller could not go on with a write that failed for now, only make it twice."""
    rig.server.say(*[refused(429, wait="7")] * 3, created())
    connection = await rig.connect(attempts=3)
    with pytest.raises(RateLimited) as raised:
        await settled(connection.steps.create("4", STEP))
    assert (raised.value.retry_after, rig.time.waits) == (7, [7, 7])

    key = raised.value.idempotency_key
    await settled(connection.steps.create("4", STEP, idempotency_key=key))
    assert set(rig.server.keys) == {key}


async def test_waits_without_advice_double_up_to_the_longest(rig, settled):
    """A server that is down would be asked at a constant rate by everybody."""
    rig.server.say(*[refused(503)] * 6)
    connection = await rig.connect(attempts=6, longest_wait=4)
    with pytest.raises(Unreachable):
        await settled(connection.accounts.get("7"))
    assert rig.time.waits == [0.5, 1, 2, 4, 4]


async def test_waits_without_advice_are_drawn(rig, settled):
    """Callers that failed together would come back together."""
    rig.server.say(refused(503), ONE)
    connection = await rig.connect(random=lambda: 0.0)
    await settled(connection.accounts.get("7"))
    assert rig.time.waits == [0.25]


@pytest.mark.parametrize("wait", ["61", "3600"])
async def test_a_wait_longer_than_the_longest_is_the_callers(wait, rig, settled):
    """A caller would hang for an hour, or the server be asked before the time it gave."""
    rig.server.say(refused(429, wait=wait))
    connection = await rig.connect()
    with pytest.raises(RateLimited) as raised:
        await settled(connection.accounts.get("7"))
    assert raised.value.retry_after == float(wait)
    assert rig.time.waits == []


async def test_the_deadline_ends_all_of_it(rig, settled):
    """A call could take attempts times the longest wait."""
    rig.server.say(*[refused(503, wait="20")] * 3)
    connection = await rig.connect(attempts=99, deadline=50)
    with pytest.raises(Unreachable):
        await settled(connection.accounts.get("7"))
    assert rig.time.waits == [20, 20]


async def test_a_date_to_wait_for_is_understood(rig, settled):
    """A proxy that gives a date would be asked again at once."""
    said = refused(503)
    headers = {
        "Date": "Sun, 22 Nov 2026 10:00:00 GMT",
        "Retry-After": "Sun, 22 Nov 2026 10:00:09 GMT",
    }
    rig.server.say(Said(status=503, body=said.body, headers=headers), ONE)
    connection = await rig.connect()
    await settled(connection.accounts.get("7"))
    assert rig.time.waits == [9]


@pytest.mark.parametrize("wait", ["soon", "-1", "1e3", "٣"])
async def test_advice_that_says_nothing_is_none(wait, rig, settled):
    """An answer with a broken header would end in an exception of its own."""
    said = refused(503)
    headers = {"Retry-After": wait.encode().decode("latin-1")}
    rig.server.say(Said(status=503, body=said.body, headers=headers), ONE)
    connection = await rig.connect()
    await settled(connection.accounts.get("7"))
    assert rig.time.waits == [0.5]


async def test_a_server_that_is_not_there_is_asked_again(rig, settled):
    """A server that restarts would fail every call of that second."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    client = await rig.open(url=f"http://127.0.0.1:{port}", attempts=2)
    connection = client.connection("customer-1", "outreach")
    with pytest.raises(ConnectionFailed) as raised:
        await settled(connection.steps.create("4", STEP, idempotency_key="mine-1"))
    failed = raised.value
    assert (failed.status, failed.code) == (None, "CONNECTION_FAILED")
    assert failed.idempotency_key == "mine-1"
    assert rig.time.waits == [0.5]


async def test_a_silent_server_is_given_up(rig, settled):
    """A call would hang for ever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        client = await rig.open(url=f"http://127.0.0.1:{port}", attempts=1, timeout=0.05)
        with pytest.raises(ConnectionFailed, match="ReadTimeout"):
            await settled(client.connection("customer-1", "outreach").accounts.get("7"))


async def test_each_page_has_its_own_attempts(rig, gathered):
    """A long list would fail after a handful of bad moments."""
    rig.server.say(DROPPED, page("a", next="2"), DROPPED, page("b"))
    connection = await rig.connect(attempts=2)
    assert await gathered(connection.accounts.list()) == ["a", "b"]
