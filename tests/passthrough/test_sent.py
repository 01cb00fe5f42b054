"""What reaches the provider, and what of its answer comes back."""

import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.engine import transport
from segue.testing.world import World
from tests.engine.peers import Peer, answers, hang_up, http, peer
from tests.http.conftest import client_of

from .conftest import PATH, PROVIDERS, Line, fault, line, names
from .test_pinning import REFUSED

FORGED = {
    "Authorization": "Bearer mine",
    "AUTHORIZATION ": "",
    "Proxy-Authorization": "Basic mine",
    "Cookie": "a=b",
    "Host": "evil.example",
    "X-API-Key": "mine",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "host=evil.example",
    "X-HTTP-Method-Override": "DELETE",
    "Content-Length": "1",
    "Transfer-Encoding": "chunked",
    "Connection": "close, x-hop",
    "Keep-Alive": "1",
    "TE": "trailers",
    "Trailer": "x",
    "Upgrade": "h2c",
    "Expect": "100-continue",
    "Accept-Encoding": "x-strange",
    "X-Hop": "mine",
}
JSON = {"content-type": "application/json"}
LOCATION = "Location: http://127.0.0.1:{}/api/v2/x"


@pytest.mark.parametrize("provider_name", PROVIDERS)
async def test_only_segue_says_who_asks_and_where(site: World):
    """A caller could act as another user, or smuggle a second request."""
    forged = {name: value for name, value in FORGED.items() if " " not in name}
    async with line(site) as there:
        answer = await there.ask("x", "POST", body={"a": 1}, headers={**forged, "X-Own": "kept"})
        (head,) = there.heads
    real = {
        name.lower(): value
        for name, value in site.provider.headers(site.session.destination.credential).items()
    }

    assert answer.json()["status"] == 200
    assert real.items() <= head.items()
    assert "mine" not in str(head)
    assert "evil" not in str(head)
    assert head["host"] in there.peer.url
    assert head["content-length"] == str(len('{"a":1}'))
    assert head["x-own"] == "kept"
    kept = {"", "host", "accept", "accept-encoding", "content-type", "content-length", "user-agent"}
    assert set(head) - kept - set(real) == {"x-own"}
    for secret in site.session.destination.secrets:
        assert secret not in head[""]
        assert secret.encode() not in there.peer.bodies[0]


async def test_a_callers_own_content_type_and_text_are_kept(site: World):
    """What is not JSON could not be sent."""
    headers = {"content-type": "text/csv", "accept": "text/plain"}
    async with line(site, http(b"a,b", "200 OK", "Content-Type: text/csv")) as there:
        answer = await there.ask("x", "PUT", body="a,b\né", headers=headers)
        (head,) = there.heads

    assert (head["content-type"], head["accept"]) == ("text/csv", "text/plain")
    assert there.peer.bodies == ["a,b\né".encode()]
    assert answer.json()["body"] == "a,b"


@pytest.mark.parametrize("body", [[{"a": 1}, 2], [], {}, {"a": [None, 1.5, "é"]}])
async def test_lists_and_objects_are_sent_as_json(site: World, body: Any):
    """The old service refused lists, which bulk routes need."""
    async with line(site) as there:
        await there.ask("x", "POST", body=body)

    assert json.loads(there.peer.bodies[0]) == body
    assert there.heads[0]["content-type"] == site.provider.media_type


async def test_a_query_is_spelled_and_joined(site: World):
    """Filters would be lost, or break out of their place."""
    query = {"page[size]": 5, "on": True, "ids[]": ["1", 2], "q": "a&b=c#d é", "f": 1.5}
    async with line(site) as there:
        answer = await there.ask("x?sort=name", "GET", query=query)
        (head,) = there.heads

    spelled = (
        "/api/v2/x?sort=name&page%5Bsize%5D=5&on=true&ids%5B%5D=1&ids%5B%5D=2"
        "&q=a%26b%3Dc%23d+%C3%A9&f=1.5"
    )
    assert head[""] == f"GET {spelled} HTTP/1.1"
    assert answer.json()["url"] == there.peer.url + spelled


async def test_a_hostile_path_sends_nothing(site: World):
    """A token would reach whoever is named."""
    async with line(site) as there, peer(http(b"{}")) as evil:
        for path in REFUSED:
            form = path.replace("evil.example", evil.url.removeprefix("http://"))
            body = json.dumps({"path": form, "method": "POST"})
            answer = await there.client.post(PATH, content=body, headers=JSON)
            assert answer.status_code == 400, path
            (error,) = answer.json()["errors"]
            assert error["source"]["pointer"] in {"/body", "/body/path"}

    assert there.peer.connections == evil.connections == 0


@pytest.fixture
async def pair(site: World) -> AsyncIterator[tuple[Line, Peer]]:
    """A provider, and somebody who must never be asked."""
    async with line(site) as there, peer(http(b"{}")) as evil:
        yield there, evil


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(
            ["/", "//", "..", "%2e", "%2f", "%5c", "\\", "@", ":", "?", "#", "api/v2", "x", "EVIL"]
        ),
        max_size=8,
    )
)
async def test_nobody_but_the_provider_is_ever_asked(pair: tuple[Line, Peer], parts: list[str]):
    """The same, for what nobody has listed."""
    there, evil = pair
    at = evil.url.removeprefix("http://")
    path = "".join(parts).replace("EVIL", at)
    for form in (path, f"/api/v2/{path}", f"//{at}/api/v2/{path}", f"http://{at}{path}"):
        body = {"path": form, "method": "POST"}
        assert (await there.client.post(PATH, json=body)).status_code in {200, 400}

    assert evil.connections == 0
    for head in there.heads:
        assert head[""].startswith("POST /api/v2")
        assert head["host"] == there.peer.url.removeprefix("http://")
    there.peer.heads.clear()


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Again", "308 Moved"])
async def test_a_redirect_is_shown_and_not_followed(site: World, status: str):
    """A provider that redirects, or is made to, would send the token elsewhere."""
    async with peer(http(b"{}")) as evil:
        location = LOCATION.format(evil.url.rpartition(":")[2])
        async with line(site, http(b"", status, location)) as there:
            told = (await there.ask("x")).json()

    assert told["status"] == int(status[:3])
    assert told["headers"]["location"] == location.partition(" ")[2]
    assert told["body"] == ""
    assert evil.connections == 0
    assert len(there.heads) == 1


async def test_the_answers_own_connection_and_cookies_are_kept_back(site: World):
    """The provider's session with us would be handed on; a length would not be the body's."""
    headers = ("Set-Cookie: s=1", "Connection: keep-alive", "X-RateLimit-Remaining: 7")
    async with line(site, http(b'{"a": 1}', "200 OK", *headers)) as there:
        told = (await there.ask("x")).json()

    assert told["headers"] == {"x-ratelimit-remaining": "7"}


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b"null", None),
        (b"", ""),
        (b"<p>", "<p>"),
        (b"[1]", [1]),
        (b'"a"', "a"),
        (b"\xff", "\ufffd"),
    ],
)
async def test_bodies_of_every_kind_are_shown(site: World, raw: bytes, body: Any):
    """What is not an object would break the answer."""
    async with line(site, http(raw)) as there:
        assert (await there.ask("x")).json()["body"] == body


async def test_what_is_sent_is_bounded(site: World):
    """One caller could fill the server's memory, or flood the provider."""
    async with line(site) as there:
        large = await there.ask("x", "POST", body="a" * 5_000_000)
        wide = await there.ask("x", query={"a": "b" * 20_000})
        long = await there.ask("x/" + "a" * 9_000)
        many = await there.ask("x", headers={f"x-{n}": "1" for n in range(101)})

    assert large.status_code == 413
    assert fault(wide) == (400, "/body/query")
    assert fault(long) == (400, "/body/path")
    assert fault(many) == (400, "/body/headers")
    assert there.peer.connections == 0


async def test_what_comes_back_is_bounded(site: World, monkeypatch: pytest.MonkeyPatch):
    """A provider's endless answer would fill the server's memory."""
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 1_000)
    async with line(site, http(b"a" * 1_001)) as there:
        read, wrote = await there.ask("x"), await there.ask("x", "POST")

    for answer in (read, wrote):
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["meta"]["reason"]) == (502, "answer_too_large")
    assert "may have done" in wrote.text
    assert "may have done" not in read.text


async def test_an_answer_that_is_lost_is_504(site: World):
    """A caller would take it for the provider's own answer."""
    async with line(site, hang_up) as there:
        answer = await there.ask("x", "POST")
        (error,) = answer.json()["errors"]

    assert (answer.status_code, error["meta"]["reason"]) == (504, "answer_lost")
    assert error["code"] == "GATEWAY_TIMEOUT_ERROR"
    assert len(there.heads) == 1


async def test_a_provider_that_cannot_be_reached_is_502(site: World):
    """The same."""
    async with peer(hang_up) as gone:
        pass
    services = replace(site.services, api_urls={"outreach": f"{gone.url}/api/v2"})
    async with client_of(services, names(site)) as client:
        answer = await client.post(PATH, json={"path": "/api/v2/x", "method": "POST"})
    (error,) = answer.json()["errors"]

    assert (answer.status_code, error["meta"]["reason"]) == (502, "unreachable")


async def test_a_compressed_answer_is_read(site: World):
    """Its headers would say of the body what is no longer so."""
    packed = gzip.compress(b'{"a": 1}')
    async with line(site, http(packed, "200 OK", "Content-Encoding: gzip")) as there:
        told = (await there.ask("x")).json()

    assert (told["headers"], told["body"]) == ({}, {"a": 1})


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"method": "get"}, "/body/method"),
        ({"method": "TRACE"}, "/body/method"),
        ({"path": ""}, "/body/path"),
        ({"path": 7}, "/body/path"),
        ({"body": 7}, "/body/body"),
        ({"body": True}, "/body/body"),
        ({"query": {"a": None}}, "/body/query/a"),
        ({"query": {"a": {"b": 1}}}, "/body/query/a"),
        ({"query": {"a": [[1]]}}, "/body/query/a"),
        ({"headers": {"a": 1}}, "/body/headers/a"),
        ({"headers": {"x": "a\r\nb: c"}}, "/body/headers/x"),
        ({"headers": {"x": "é"}}, "/body/headers/x"),
        ({"headers": {"a": "1", "A": "2"}}, "/body/headers"),
    ],
)
async def test_a_request_that_cannot_be_made_is_refused(
    site: World, asked: dict[str, Any], pointer: str
):
    """Something else than what was meant would be sent."""
    async with line(site, answers(b"")) as there:
        body = {"path": "/api/v2/x", "method": "POST", **asked}
        assert fault(await there.client.post(PATH, json=body)) == (400, pointer)

    assert there.peer.connections == 0


async def test_a_headers_name_is_a_name(site: World):
    """A second header could be written inside a name."""
    async with line(site) as there:
        for name in ("a b", "a:b", "a\r\nb", "é", ""):
            answer = await there.ask("x", headers={name: "1"})
            assert answer.status_code == 400

    assert there.peer.connections == 0
