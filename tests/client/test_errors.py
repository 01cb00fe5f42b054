"""Exceptions: the envelope's fields, and no secrets."""

import copy
import logging
import pickle
import traceback

import httpx2
import pytest

from segue.client import (
    AsyncSegue,
    Conflict,
    Invalid,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Segue,
    SegueError,
    Unauthorized,
    Unreachable,
)

from .scripted import API_KEY, DROPPED, Said, refused

STATUSES = {
    400: Invalid,
    401: Unauthorized,
    404: NotFound,
    409: Conflict,
    422: Invalid,
    429: RateLimited,
    499: SegueError,
    500: SegueError,
    502: Unreachable,
    503: Unreachable,
    504: Unreachable,
}


@pytest.mark.parametrize(("status", "kind"), STATUSES.items())
async def test_a_status_has_its_class(status, kind, rig, settled):
    """A caller could not catch what it can do something about."""
    rig.server.say(refused(status))
    connection = await rig.connect(attempts=1)
    with pytest.raises(SegueError) as raised:
        await settled(connection.accounts.get("7"))
    assert type(raised.value) is kind


async def test_an_unknown_outcome_is_not_a_time_out(rig, settled):
    """A caller would repeat by hand what only the same key may repeat."""
    rig.server.say(refused(504, "OUTCOME_UNKNOWN", wait="30"))
    connection = await rig.connect(attempts=1)
    with pytest.raises(OutcomeUnknown) as raised:
        await settled(connection.steps.create("4", {"type": "call"}))
    assert raised.value.retry_after == 30
    assert raised.value.idempotency_key == rig.server.asked[0].key


async def test_every_fault_arrives_whole(rig, settled):
    """A caller would learn of the first fault only, or not where it is."""
    said = refused(422, "VALIDATION_ERROR", source={"pointer": "/body/record/type"})
    second = {"detail": "And so is this.", "meta": {"reason": "unsupported"}}
    rig.server.say(Said(status=422, body={"errors": [*said.body["errors"], second]}))
    connection = await rig.connect()
    with pytest.raises(Invalid) as raised:
        await settled(connection.steps.create("4", {"type": "call"}))
    error = raised.value
    one, two = error.errors
    assert (one.id, one.title, one.detail) == ("req-1", "Wrong", "It is wrong.")
    assert (one.problem_type, one.code, one.status) == (error.code, error.code, "422")
    assert (one.pointer, one.meta) == ("/body/record/type", {"origin": "segue"})
    assert (two.pointer, two.status, two.meta) == (None, "", {"reason": "unsupported"})
    assert (error.status, error.request_id, error.retry_after) == (422, "req-1", None)
    assert str(error) == ("422 VALIDATION_ERROR: /body/record/type: It is wrong.; And so is this.")


async def test_an_error_of_the_old_shape_is_read(rig, settled):
    """What has neither code nor status would end in an exception about the exception."""
    fault = {"title": "Not found", "detail": "Not found", "problem_type": "VALIDATION_ERROR"}
    rig.server.say(Said(status=404, body={"errors": [fault]}))
    connection = await rig.connect()
    with pytest.raises(NotFound) as raised:
        await settled(connection.accounts.get("7"))
    assert raised.value.code == "VALIDATION_ERROR"


@pytest.mark.parametrize("body", [b"<html>", {"errors": []}, {"errors": "x"}, [], {"errors": [1]}])
async def test_an_error_of_somebody_else_says_so(body, rig, settled):
    """A proxy's 404 would look like a record that is not there, without a word."""
    rig.server.say(Said(status=404, body=body))
    connection = await rig.connect()
    with pytest.raises(NotFound) as raised:
        await settled(connection.accounts.get("7"))
    assert raised.value.code == "UNREADABLE_ANSWER"
    assert "not answered by Segue" in str(raised.value)


def test_an_error_survives_copying():
    """An error of a worker process would break the pool instead of arriving."""
    error = RateLimited(429, "CODE", retry_after=3, idempotency_key="k", request_id="r")
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 -- our own
        assert type(other) is RateLimited
        assert vars(other) == vars(error)


@pytest.mark.parametrize("said", [DROPPED, refused(401), Said(status=201, body=b"{")])
async def test_the_key_is_shown_nowhere(said, rig, settled, caplog):
    """An API key would stand in a log, a traceback or a crash report."""
    caplog.set_level(logging.DEBUG)
    rig.server.say(said)
    client = await rig.open(attempts=1)
    connection = client.connection("customer-1", "outreach")
    with pytest.raises(SegueError) as raised:
        await settled(connection.steps.create("4", {"type": "call"}))
    walked = traceback.walk_tb(raised.value.__traceback__)
    frames = traceback.StackSummary.extract(walked, capture_locals=True)
    seen = [str(frame.locals) for frame in frames if "segue/client/" in frame.filename]
    assert len(seen) > 1
    assert raised.value.__cause__ is raised.value.__context__ is None
    shown = [*seen, caplog.text, repr(client), repr(vars(client)), repr(raised.value)]
    assert API_KEY not in "\n".join(shown)
    assert rig.server.asked[0].headers["x-api-key"] == API_KEY


@pytest.mark.parametrize("api_key", ["", "two\nlines", " in-spaces ", "schlüssel"])
@pytest.mark.parametrize("kind", [Segue, AsyncSegue])
def test_a_key_that_no_header_carries_is_refused_unseen(kind, api_key):
    """A key with a line's end, as read from a file, would be quoted in the error."""
    with pytest.raises(ValueError, match="api_key must be") as raised:
        kind("http://127.0.0.1", api_key)
    assert not api_key or api_key not in str(raised.value)


@pytest.mark.parametrize("url", ["", "127.0.0.1:8080", "ftp://x", "http://", "http://x/?a=b"])
def test_a_url_that_cannot_be_asked_is_refused(url):
    """Every call would fail, after all of its attempts."""
    with pytest.raises(ValueError, match="url must"):
        Segue(url, API_KEY)


def test_a_password_in_the_url_is_not_shown():
    """It would stand wherever the client is logged."""
    with Segue("http://user:password@127.0.0.1:1/inner", API_KEY) as client:
        assert repr(client) == "Segue('http://127.0.0.1:1/inner')"


async def test_a_pool_is_closed_by_who_opened_it(rig):
    """Sockets would stay open, or somebody else's be closed."""
    lent = httpx2.Client() if rig.kind == "sync" else httpx2.AsyncClient()
    client = await rig.open(http=lent)
    own = await rig.open(http=None)
    await rig.stack.aclose()
    assert (lent.is_closed, own._http.is_closed) == (False, True)
    if rig.kind == "sync":
        lent.close()
    else:
        await lent.aclose()
    assert client._http is lent
