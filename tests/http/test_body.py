"""Bodies: media type, encoding and size."""

from typing import Any

import pytest
from starlette.requests import Request

from segue.http import body
from segue.model.problem import Problem

CHUNK = 65_536


class Sender:
    """A caller that sends a body in chunks, and counts how many were taken."""

    def __init__(self, size: int, headers: dict[str, str]) -> None:
        self.left = size
        self.taken = 0
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "POST", "path": "/somewhere", "headers": raw}
        self.request = Request(scope, self._receive)

    async def _receive(self) -> dict[str, Any]:
        size = min(CHUNK, self.left)
        self.left -= size
        self.taken += size
        return {"type": "http.request", "body": b"x" * size, "more_body": self.left > 0}


def _sender(size: int = 10, **headers: str) -> Sender:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Sender(size, {"content-type": "application/json", **named})


async def _refused(sender: Sender) -> Problem:
    with pytest.raises(Problem) as caught:
        await body.read(sender.request)
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.problem_type) == ("/somewhere", "VALIDATION_ERROR")
    return caught.value


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;",
    ],
)
async def test_json_is_read_however_it_is_spelt(media_type: str):
    """Clients that add a charset would be refused."""
    assert await body.read(_sender(content_type=media_type).request) == b"x" * 10


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/jsonp", "application/xml"])
async def test_another_media_type_is_415(media_type: str):
    """A form sent from another site by a browser would be taken for a call."""
    assert (await _refused(_sender(content_type=media_type))).status == 415


async def test_a_missing_media_type_is_415():
    """The same, for a body without any."""
    assert (await _refused(Sender(10, {}))).status == 415


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, identity"])
async def test_a_compressed_body_is_415(encoding: str):
    """A compressed body would be called malformed JSON."""
    assert (await _refused(_sender(content_encoding=encoding))).status == 415


async def test_the_limit_itself_is_allowed():
    """The limit would be one byte lower than documented."""
    sender = _sender(5_000_000, content_length="5000000", content_encoding="Identity")

    assert len(await body.read(sender.request)) == 5_000_000


@pytest.mark.parametrize("announced", ["5000001", "9" * 5000, "-1", "abc"])
async def test_an_announced_length_above_the_limit_is_413_before_reading(announced: str):
    """A caller could make the server read what it is going to refuse."""
    sender = _sender(6_000_000, content_length=announced)

    assert (await _refused(sender)).status == 413
    assert sender.taken == 0


async def test_a_chunked_body_is_read_no_further_than_the_limit():
    """A caller that announces no length could fill the memory."""
    sender = _sender(50_000_000)

    assert (await _refused(sender)).status == 413
    assert sender.taken <= 5_000_000 + CHUNK
