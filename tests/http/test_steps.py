"""Steps over HTTP, with the real service and a simulated Outreach behind it."""

import httpx2
import pytest

from segue.testing.world import World

from .places import STEP, step_path, steps_path


async def _post(
    caller: httpx2.AsyncClient, world: World, record=None, **options
) -> httpx2.Response:
    path = await steps_path(world)
    return await caller.post(path, json={"record": record or STEP}, **options)


async def test_a_step_is_made_and_answered_with_its_id(caller: httpx2.AsyncClient, outreach: World):
    """The one thing that this server is for would not work."""
    response = await _post(caller, outreach)

    assert response.status_code == 201
    state = await outreach.simulated.state()
    assert response.json()["record"]["id"] in {str(row["id"]) for row in state["sequenceSteps"]}
    assert response.headers["idempotency-key"]


async def test_a_repeat_with_the_key_is_replayed(caller: httpx2.AsyncClient, outreach: World):
    """A caller that repeats would send a prospect the same e-mail twice."""
    first = await _post(caller, outreach)
    key = {"idempotency-key": first.headers["idempotency-key"]}
    await outreach.simulated.forget_requests()

    again = await _post(caller, outreach, headers=key)

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert await outreach.simulated.requests(writes=True) == []


async def test_a_trailing_slash_does_not_make_another_request(
    caller: httpx2.AsyncClient, outreach: World
):
    """A repeat that is spelt with a slash would be refused as another request."""
    first = await _post(caller, outreach, headers={"idempotency-key": "k"})
    path = await steps_path(outreach)

    again = await caller.post(f"{path}/", json={"record": STEP}, headers={"idempotency-key": "k"})

    assert again.json() == first.json()


async def test_a_key_of_another_request_is_422(caller: httpx2.AsyncClient, outreach: World):
    """A reused key would silently drop the second write."""
    key = {"idempotency-key": "k"}
    await _post(caller, outreach, headers=key)

    response = await _post(caller, outreach, {**STEP, "interval_seconds": 7200}, headers=key)

    assert response.status_code == 422
    assert response.headers["idempotency-key"] == "k"


async def test_a_dry_run_shows_the_calls_and_makes_none(
    caller: httpx2.AsyncClient, outreach: World
):
    """A caller could not see what a write would do without doing it."""
    path = await steps_path(outreach)
    await outreach.simulated.forget_requests()

    response = await caller.post(path, json={"record": STEP}, params={"dry_run": "true"})

    assert response.status_code == 200
    assert [call["method"] for call in response.json()["calls"]]
    assert await outreach.simulated.requests(writes=True) == []


async def test_strict_refuses_what_is_answered_with_a_warning(
    caller: httpx2.AsyncClient, outreach: World
):
    """A caller that asked for all or nothing would get a part."""
    named = {**STEP, "name": "Second touch"}

    loose = await _post(caller, outreach, named)
    strict = await _post(caller, outreach, named, params={"strict": "true"})

    assert [warning["source"] for warning in loose.json()["warnings"]] == [
        {"pointer": "/body/record/name"}
    ]
    assert strict.status_code == 400
    assert strict.json()["errors"][0]["problem_type"] == "FIELD_NOT_SUPPORTED"


async def test_every_fault_of_a_body_is_told_at_once(caller: httpx2.AsyncClient, outreach: World):
    """A caller would mend one mistake at a time."""
    wrong = {"type": "sms", "interval_seconds": "1", "order": 0, "template": {}}

    response = await _post(caller, outreach, wrong)

    assert response.status_code == 400
    assert {entry["source"]["pointer"] for entry in response.json()["errors"]} == {
        "/body/record/type",
        "/body/record/interval_seconds",
        "/body/record/order",
        "/body/record/template",
    }


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 100_000])
async def test_a_body_that_is_no_record_is_400(
    caller: httpx2.AsyncClient, outreach: World, content: bytes
):
    """The old wire answered 500 to malformed JSON."""
    path = await steps_path(outreach)

    response = await caller.post(
        path, content=content, headers={"content-type": "application/json; charset=UTF-8"}
    )

    assert response.status_code == 400
    assert response.json()["errors"][0]["problem_type"] == "VALIDATION_ERROR"


async def test_a_rate_limit_passes_through(caller: httpx2.AsyncClient, outreach: World):
    """A caller would hammer a provider that asks for rest."""
    path = await steps_path(outreach)
    await outreach.simulated.fault("rate_limited", method="POST")

    response = await caller.post(path, json={"record": STEP})

    assert response.status_code == 429
    assert int(response.headers["retry-after"]) >= 0
    assert response.json()["errors"][0]["meta"]["origin"] == "remote-provider"


async def test_a_lost_answer_is_504_and_its_write_can_be_seen(
    caller: httpx2.AsyncClient, outreach: World
):
    """A caller would be told that a write failed which took effect, and repeat it blindly."""
    path = await steps_path(outreach)
    await outreach.simulated.fault("late", method="POST", path="sequenceSteps$", seconds=5)

    lost = await caller.post(path, json={"record": STEP}, headers={"idempotency-key": "k"})

    (entry,) = lost.json()["errors"]
    assert (lost.status_code, entry["code"]) == (504, "OUTCOME_UNKNOWN")
    assert lost.headers["idempotency-key"] == "k"
    seen = await caller.get(f"/segue/v1/writes/{entry['meta']['write_id']}")
    assert seen.status_code == 200
    assert seen.json()["state"] == "unknown"
    assert seen.json()["idempotency_key"] == "k"


async def test_a_step_is_changed(caller: httpx2.AsyncClient, outreach: World):
    """A change would be refused, or answered as if it made something."""
    made = await _post(caller, outreach)
    path = await step_path(outreach, made.json()["record"]["id"])

    response = await caller.patch(path, json={"record": {"interval_seconds": 7200}})

    assert response.status_code == 200
    assert response.json() == {"warnings": []}


async def test_a_dry_run_of_a_change_shows_its_calls(caller: httpx2.AsyncClient, outreach: World):
    """The same, for a change."""
    made = await _post(caller, outreach)
    path = await step_path(outreach, made.json()["record"]["id"])

    response = await caller.patch(
        path, json={"record": {"interval_seconds": 7200}}, params={"dry_run": "true"}
    )

    assert response.json()["calls"]


@pytest.mark.parametrize("id", ["%20", "a%00b", "..", "x" * 5000, "7;drop", "%F0%9F%98%80"])
async def test_an_id_that_cannot_be_one_is_refused(
    caller: httpx2.AsyncClient, outreach: World, id: str
):
    """An id could reach another resource of the provider, or crash the server."""
    await outreach.simulated.forget_requests()

    response = await caller.post(
        f"/engagement/v2/sequences/{id}/sequence_steps", json={"record": STEP}
    )

    assert response.status_code in {400, 404}
    assert await outreach.simulated.requests() == []
