"""Every kind of fault, over a real socket."""

import asyncio
import json

import aiohttp
import pytest


async def post(client, text="hello", **options):
    async with client.post("/letters", json={"text": text}, **options) as answer:
        return answer.status, await answer.text(), answer.headers


async def hung_up_on(client, text="hello"):
    """Tell whether the connection was closed with no byte of an answer."""
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await post(client, text)
    return True


@pytest.mark.parametrize(
    ("kind", "status"), [("refused", 422), ("rate_limited", 429), ("server_error", 502)]
)
async def test_failures_in_the_vendors_words(client, control, letters, kind, status):
    """Broken: a failure would not be the vendor's own, or would have been applied."""
    await control("POST", "faults", kind=kind)
    got = await post(client)
    assert got[:2] == (status, f"<p>{kind}</p>")
    assert got[2]["Content-Type"] == "text/html"
    assert await letters() == []


async def test_lost_answer(client, control, letters):
    """Broken: a lost answer could not be told from a write that never happened."""
    await control("POST", "faults", kind="lost_answer")
    assert await hung_up_on(client)
    assert await letters() == ["hello"]


async def test_dropped(client, control, letters):
    """Broken: a connection that drops early would leave the write behind."""
    await control("POST", "faults", kind="dropped")
    assert await hung_up_on(client)
    assert await letters() == []


async def test_late_lands_when_the_clock_gets_there(client, control, letters):
    """Broken: the write that lands after its connection dropped could not be rehearsed."""
    await control("POST", "faults", kind="late", seconds=30)
    assert await hung_up_on(client)
    await control("POST", "clock", advance=20)
    assert await letters() == []
    await control("POST", "clock", advance=11)
    assert await letters() == ["hello"]


async def test_late_writes_land_in_order_at_their_moment(client, control):
    """Broken: a late write would bear the time it was looked at instead of the time it landed."""
    await control("POST", "faults", kind="late", seconds=50)
    await hung_up_on(client, "second")
    await control("POST", "faults", kind="late", seconds=10)
    await hung_up_on(client, "first")
    before = await control("GET", "clock")
    await control("POST", "clock", advance=3600)
    landed = (await control("GET", "state"))["state"]["letters"]
    after = await control("GET", "clock")
    assert [letter["text"] for letter in landed] == ["first", "second"]
    assert before["now"] < landed[0]["at"] < landed[1]["at"] < after["now"]


async def test_late_lands_before_a_later_request_is_answered(client, control):
    """Broken: a vendor request would be answered from a state that is already past."""
    await control("POST", "faults", kind="late", seconds=0)
    assert await hung_up_on(client)
    async with client.get("/letters") as answer:
        assert len(await answer.json()) == 1


@pytest.mark.parametrize("kind", ["expired", "revoked"])
async def test_dead_credentials(client, control, letters, kind):
    """Broken: the vendor would go on accepting a credential that is dead."""
    await control("POST", "faults", kind=f"{kind}_token")
    status, body, _ = await post(client)
    assert (status, json.loads(body)) == (401, {"credential": kind})
    assert (await post(client))[0] == 401
    assert await letters() == []


async def test_malformed(client, control, letters):
    """Broken: a success that cannot be read would not have been applied, or could be read."""
    await control("POST", "faults", kind="malformed")
    status, body, headers = await post(client)
    assert (status, headers["Content-Type"]) == (201, "application/json")
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(body)
    assert await letters() == ["hello"]


async def test_malformed_without_a_body_to_spoil(client, control):
    """Broken: a 204 cannot have a body, so a spoilt one must not claim to be a 204."""
    await control("POST", "faults", kind="malformed")
    async with client.delete("/letters") as answer:
        assert answer.status == 200
        assert (await answer.text()).startswith("{")


async def test_malformed_leaves_refusals_alone(client, control):
    """Broken: a clean refusal would turn into an unknown outcome."""
    await control("POST", "faults", kind="expired_token")
    await post(client)
    await control("POST", "faults", kind="malformed")
    status, body, _ = await post(client)
    assert (status, json.loads(body)) == (401, {"credential": "expired"})


async def test_answer_given_verbatim(client, control, letters):
    """Broken: an answer nobody foresaw could not be rehearsed."""
    headers = {"Retry-After": "2026-01-01T00:00:00Z"}
    await control("POST", "faults", kind="answer", status=503, body={"x": 1}, headers=headers)
    status, body, got = await post(client)
    assert (status, json.loads(body)) == (503, {"x": 1})
    assert got["Retry-After"] == headers["Retry-After"]
    await control("POST", "faults", kind="answer", status=403, body="<p>no</p>")
    status, body, got = await post(client)
    assert (status, body, got["Content-Type"]) == (403, "<p>no</p>", "text/html")
    assert await letters() == []


async def test_slow_is_applied_and_outlasts_a_patient_client(client, control, letters):
    """Broken: a client's time-out would find nothing to reconcile."""
    await control("POST", "faults", kind="slow", seconds=600)
    with pytest.raises(TimeoutError):
        await post(client, timeout=aiohttp.ClientTimeout(total=0.05))
    assert await letters() == ["hello"]
    await control("POST", "faults", kind="slow", seconds=0.01)
    assert (await post(client))[0] == 201


async def held(control, many):
    while await control("GET", "hold") != many:
        continue


async def test_hold_before_applies_on_release(client, control, letters):
    """Broken: a race could not be stopped at the moment before the write."""
    await control("POST", "faults", kind="hold_before", times=2)
    waiting = [asyncio.ensure_future(post(client, text)) for text in ("a", "b")]
    await held(control, 2)
    assert await letters() == []
    assert await control("POST", "hold/release") == 2
    assert [(await it)[0] for it in waiting] == [201, 201]
    assert sorted(await letters()) == ["a", "b"]
    assert await control("GET", "hold") == 0


async def test_hold_before_is_not_applied_when_the_client_goes(client, control, letters):
    """Broken: a client that died before its write would find it done."""
    await control("POST", "faults", kind="hold_before")
    with pytest.raises(TimeoutError):
        await post(client, timeout=aiohttp.ClientTimeout(total=0.05))
    await held(control, 0)
    await control("POST", "hold/release")
    assert await letters() == []


async def test_hold_after_is_applied_before_release(client, control, letters):
    """Broken: a race could not be stopped at the moment after the write."""
    await control("POST", "faults", kind="hold_after")
    waiting = asyncio.ensure_future(post(client))
    await held(control, 1)
    assert await letters() == ["hello"]
    await control("POST", "hold/release")
    assert (await waiting)[0] == 201


async def test_hold_after_survives_a_client_that_goes(client, control, letters):
    """Broken: a held answer whose client has gone would stay held."""
    await control("POST", "faults", kind="hold_after")
    with pytest.raises(TimeoutError):
        await post(client, timeout=aiohttp.ClientTimeout(total=0.05))
    await held(control, 0)
    assert await letters() == ["hello"]


@pytest.mark.parametrize("kind", ["hold_before", "hold_after"])
async def test_reset_drops_what_is_held(client, control, letters, kind):
    """Broken: a request held in one test would land in the next."""
    await control("POST", "faults", kind=kind)
    waiting = asyncio.ensure_future(hung_up_on(client))
    await held(control, 1)
    await control("POST", "reset")
    assert await waiting
    assert await letters() == []


async def test_error_after(client, control, letters):
    """Broken: a gateway's error after the write could not be told from one before it."""
    await control("POST", "faults", kind="error_after")
    assert (await post(client))[0] == 502
    assert await letters() == ["hello"]
