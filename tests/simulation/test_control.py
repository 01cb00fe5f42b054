"""The control endpoint: state, clock, switches, which requests a fault strikes, the record."""

import asyncio
from datetime import datetime

import aiohttp
import pytest

from segue.simulation import Answer, Asked, Clock, Host, serve
from segue.simulation.wire import hang_up


async def statuses(client, many, method="POST", path="/letters"):
    got = []
    for _ in range(many):
        async with client.request(method, path, json={"text": "x"}) as answer:
            got.append(answer.status)
    return got


async def test_times_and_after(client, control):
    """Broken: a fault could not be aimed at the third write of a composite."""
    await control("POST", "faults", kind="refused", after=2, times=2)
    assert await statuses(client, 6) == [201, 201, 422, 422, 201, 201]
    (fault,) = await control("GET", "faults")
    assert (fault["hit"], fault["kind"], fault["id"]) == (2, "refused", 1)


async def test_times_without_end(client, control):
    """Broken: a vendor that is down for good could not be rehearsed."""
    await control("POST", "faults", kind="server_error", times=None)
    assert await statuses(client, 5) == [502] * 5
    await control("DELETE", "faults")
    assert await statuses(client, 1) == [201]


async def test_method_and_path(client, control):
    """Broken: a fault would strike a request it was not aimed at."""
    await control("POST", "faults", kind="refused", method="post", path=r"^/letters/\d+$")
    assert await statuses(client, 1, "GET", "/letters/1") == [200]
    assert await statuses(client, 1, "POST", "/letters") == [201]
    assert await statuses(client, 1, "POST", "/letters/1") == [422]


async def test_faults_strike_in_the_order_they_were_armed(client, control):
    """Broken: a test of several faults in a row would not know which comes first."""
    await control("POST", "faults", kind="refused")
    await control("POST", "faults", kind="rate_limited")
    assert await statuses(client, 3) == [422, 429, 201]


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("faults", {"kind": "explode"}, "lost_answer"),
        ("faults", {"kind": "slow", "often": 2}, "often"),
        ("faults", {"kind": "answer"}, "status"),
        ("faults", {"kind": "slow", "path": "("}, "regular expression"),
        ("switches", {"colour": "red"}, "stamp"),
        ("switches", {"stamp": "red"}, "free"),
        ("clock", {}, "advance"),
        ("seed", {"parcels": []}, "letters"),
        ("seed", [1], "JSON object"),
    ],
)
async def test_bad_control_requests_say_what_is_allowed(client, path, body, says):
    """Broken: a misspelt fault would pass for one that never struck."""
    async with client.post(f"/__simulator__/{path}", json=body) as answer:
        assert answer.status == 400
        assert says in await answer.text()


async def test_unknown_control(client):
    """Broken: a misspelt control would reach the vendor."""
    async with client.get("/__simulator__/stats") as answer:
        assert answer.status == 404
        assert "GET /__simulator__/state" in await answer.text()


async def test_switches(client, control):
    """Broken: what the documents leave open could not be moved, or would move half-way."""
    assert await control("GET", "switches") == {
        "stamp": {"positions": ["needed", "free"], "present": "needed"}
    }
    assert await control("POST", "switches", stamp="free") == {"stamp": "free"}
    async with client.post("/__simulator__/switches", json={"stamp": "needed", "x": "y"}) as answer:
        assert answer.status == 400
    assert (await control("GET", "state"))["switches"] == {"stamp": "free"}


async def test_clock(control):
    """Broken: a vendor's window could only be waited for."""
    before = datetime.fromisoformat((await control("GET", "clock"))["now"])
    after = datetime.fromisoformat((await control("POST", "clock", advance=3600))["now"])
    assert before.tzinfo is not None
    assert (after - before).total_seconds() >= 3600


async def test_seed_token_and_state(control):
    """Broken: a test could not set its stage from outside the process."""
    assert await control("POST", "seed", letters=["a", "b"]) == {"letters": 2}
    assert await control("GET", "token") == {"access_token": "stamp"}
    state = await control("GET", "state")
    assert state["name"] == "letterbox"
    assert [it["text"] for it in state["state"]["letters"]] == ["a", "b"]


async def test_reset(client, control, letters):
    """Broken: one test would leak into the next."""
    await control("POST", "switches", stamp="free")
    await control("POST", "seed", letters=["a"])
    await control("POST", "faults", kind="late", seconds=5)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await statuses(client, 1)
    await control("POST", "faults", kind="refused")
    before = await control("POST", "clock", advance=3)
    await control("POST", "reset")
    after = await control("POST", "clock", advance=0)
    assert after["now"] < before["now"]
    assert await control("GET", "faults") == []
    assert await control("GET", "requests") == []
    assert (await control("GET", "state"))["switches"] == {"stamp": "needed"}
    await control("POST", "clock", advance=60)
    assert await letters() == []
    assert await statuses(client, 1) == [201]


async def test_requests_are_recorded_in_order(client, control):
    """Broken: a test could not prove what was sent, in which order, and what went wrong."""
    await control("POST", "faults", kind="dropped", path="^/lost")
    await statuses(client, 1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.post("/lost?page=1&page=2")
    first, second = await control("GET", "requests")
    assert first == {
        "n": 1,
        "at": first["at"],
        "method": "POST",
        "path": "/letters",
        "query": {},
        "body": {"text": "x"},
        "status": 201,
        "fault": None,
    }
    assert (second["n"], second["query"]) == (2, {"page": ["1", "2"]})
    assert (second["status"], second["fault"], second["body"]) == (None, "dropped", None)
    await control("DELETE", "requests")
    assert await control("GET", "requests") == []


@pytest.mark.parametrize("as_form", [True, False])
async def test_no_credential_is_recorded(client, control, as_form):
    """Broken: a secret would stand in the record."""
    secret = {"client_secret": "hidden1", "refresh_token": "hidden2", "text": "shown"}
    sent = {"data": secret} if as_form else {"json": secret}
    await control("POST", "faults", kind="refused")
    headers = {"Authorization": "Bearer hidden3"}
    await client.post("/oauth/token?api_key=hidden4", headers=headers, **sent)
    (entry,) = await control("GET", "requests")
    assert entry["body"]["text"] == "shown"
    assert "hidden" not in str(entry)


async def test_what_is_not_json_is_recorded_as_text(client, control):
    """Broken: a body the vendor could not read would be lost to the test as well."""
    await control("POST", "faults", kind="refused")
    await client.post("/letters", data=b"\xff{")
    (entry,) = await control("GET", "requests")
    assert entry["body"].endswith("{")


async def test_many_hosts_in_one_process(letterbox):
    """Broken: tests of several vendors at once would share state or a port."""
    with Host(serve(letterbox())) as one, Host(serve(letterbox())) as two:
        assert one.url != two.url
        async with aiohttp.ClientSession() as client:
            await client.post(f"{one.url}/letters", json={"text": "x"})
            async with client.get(f"{two.url}/letters") as answer:
                assert await answer.json() == []


async def test_stopping_does_not_wait_for_held_or_slow_requests(letterbox):
    """Broken: a test that fails half-way would hang the run."""
    async with aiohttp.ClientSession() as client:
        with Host(serve(letterbox())) as host:
            for kind in ("hold_before", "slow"):
                fault = {"kind": kind, "seconds": 600, "path": kind}
                await client.post(f"{host.url}/__simulator__/faults", json=fault)
            waiting = [
                asyncio.ensure_future(client.post(f"{host.url}/{kind}", json={"text": kind}))
                for kind in ("hold_before", "slow")
            ]
            ready = False
            while not ready:
                async with client.get(f"{host.url}/__simulator__/requests") as answer:
                    ready = len(await answer.json()) == 2
        ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(it, aiohttp.ClientError) for it in ended)


async def test_hanging_up_needs_the_host():
    """Broken: under another server a lost answer would silently become an answer."""

    async def receive():
        return {"type": "http.disconnect"}

    with pytest.raises(RuntimeError, match="host"):
        await hang_up({}, receive)


def test_an_answers_bytes():
    """Broken: a body would reach the client in another form than the vendor gives it."""
    assert Answer(204).encoded() == b""
    assert Answer(200, "<p>").encoded() == b"<p>"
    assert Answer(200, {"name": "é", "n": None}).encoded() == '{"name":"é","n":null}'.encode()


def test_a_form_that_is_no_text():
    """Broken: a body of stray bytes would stop the simulator instead of being refused."""
    assert Asked("POST", "/", {}, {}, None, b"a=1&b=%20").form() == {"a": "1", "b": " "}
    assert Asked("POST", "/", {}, {}, None, b"\xff").form() == {}


def test_a_fixed_clock_stands():
    """Broken: a late write would be applied at a moment that moves while it is applied."""
    moment = Clock().now()
    assert Clock.fixed(moment).now() == moment
