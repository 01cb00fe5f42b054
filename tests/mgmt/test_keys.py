"""API keys: what they may do, how one follows another, when they were used."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from segue.http.operations import OPERATIONS
from segue.kit.clock import parse_iso
from segue.model.scope import SCOPES
from segue.testing.world import API_KEY, CUSTOMER, World

from .conftest import CUSTOMERS, KeyWith

KEYS = "/segue/v1/keys"
MADE = {"id", "name", "prefix", "scopes", "created_at", "last_used_at", "revoked_at", "key"}


async def _made(caller: httpx2.AsyncClient, **body: Any) -> dict[str, Any]:
    response = await caller.post(KEYS, json={"name": "nightly", **body})
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json()
    return found


async def _status(caller: httpx2.AsyncClient, key: str, path: str = CUSTOMERS) -> int:
    return (await caller.get(path, headers={"x-api-key": key})).status_code


async def test_a_key_is_made_and_shown_once(caller: httpx2.AsyncClient):
    """A key could not be used, or could be read by whoever lists the keys."""
    made = await _made(caller)

    assert set(made) == MADE
    assert made["scopes"] == ["read", "write"]
    assert made["key"].startswith(made["prefix"])
    assert await _status(caller, made["key"]) == 200
    listed = (await caller.get(KEYS)).json()["records"]
    assert [set(each) for each in listed] == [MADE - {"key"}] * 2
    assert made["key"] not in str(listed)
    assert API_KEY not in str(listed)


async def test_a_revoked_key_is_refused_at_once(caller: httpx2.AsyncClient):
    """A leaked key would go on working."""
    made = await _made(caller)

    gone = await caller.delete(f"{KEYS}/{made['id']}")

    assert (gone.status_code, gone.content) == (204, b"")
    assert await _status(caller, made["key"]) == 401
    assert (await caller.delete(f"{KEYS}/{made['id']}")).status_code == 404
    assert (await caller.post(f"{KEYS}/{made['id']}/_rotate")).status_code == 404


async def test_a_key_is_rotated_at_once_unless_it_is_said(caller: httpx2.AsyncClient):
    """Whoever rotates a leaked key would leave it open."""
    old = await _made(caller, scopes=["read"])

    new = (await caller.post(f"{KEYS}/{old['id']}/_rotate")).json()

    assert (new["name"], new["scopes"]) == (old["name"], old["scopes"])
    assert new["id"] != old["id"]
    assert await _status(caller, old["key"]) == 401
    assert await _status(caller, new["key"]) == 200


async def test_a_rotated_key_goes_on_for_the_overlap(caller: httpx2.AsyncClient, site: World):
    """Every process of the caller would have to change its key in one instant."""
    old = await _made(caller)
    path = f"{KEYS}/{old['id']}/_rotate"

    new = (await caller.post(path, json={"overlap_seconds": 600})).json()

    assert await _status(caller, old["key"]) == 200
    await site.clock.advance(601)
    assert await _status(caller, old["key"]) == 401
    assert await _status(caller, new["key"]) == 200


async def test_a_key_in_its_overlap_can_still_be_revoked(caller: httpx2.AsyncClient):
    """A key that leaks during the overlap would stay open to its end."""
    old = await _made(caller)
    await caller.post(f"{KEYS}/{old['id']}/_rotate", json={"overlap_seconds": 600})

    assert (await caller.delete(f"{KEYS}/{old['id']}")).status_code == 204
    assert await _status(caller, old["key"]) == 401


async def test_nobody_gives_what_its_own_key_does_not_have(
    caller: httpx2.AsyncClient, key_with: KeyWith
):
    """A key that may manage could make one that reads every credential."""
    body = {"name": "more", "scopes": ["read", "export_credentials"]}
    exporting = await key_with("export_credentials")
    listed = (await caller.get(KEYS)).json()["records"]
    (found,) = [each for each in listed if exporting.startswith(each["prefix"])]

    made = await caller.post(KEYS, json=body)
    rotated = await caller.post(f"{KEYS}/{found['id']}/_rotate")

    for refused in (made, rotated):
        assert refused.status_code == 403
        assert refused.json()["errors"][0]["meta"]["scope"] == "export_credentials"
    assert await _status(caller, exporting, "/segue/v1/providers") == 403


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": "x", "scopes": []}, {"name": "x", "scopes": ["all"]}]
)
async def test_what_is_no_key_is_400(caller: httpx2.AsyncClient, body: dict[str, Any]):
    """A key would be made that may do something that nobody meant."""
    assert (await caller.post(KEYS, json=body)).status_code == 400


async def test_the_time_of_use_is_noted_once_a_minute(caller: httpx2.AsyncClient, site: World):
    """Nobody could tell which key is still needed, or every read would be a write."""
    made = await _made(caller)

    async def used() -> Any:
        listed = (await caller.get(KEYS)).json()["records"]
        return next(each["last_used_at"] for each in listed if each["id"] == made["id"])

    assert await used() is None
    await _status(caller, made["key"])
    first = await used()
    await site.clock.advance(30)
    await _status(caller, made["key"])
    assert await used() == first
    await site.clock.advance(31)
    await _status(caller, made["key"])
    later = await used()
    assert parse_iso(later) - parse_iso(first) >= timedelta(seconds=60)


async def test_a_key_that_is_refused_says_nothing_of_why(caller: httpx2.AsyncClient):
    """Whoever tries keys could tell those that were once good."""
    made = await _made(caller)
    await caller.delete(f"{KEYS}/{made['id']}")

    told = [
        (await caller.get(CUSTOMERS, headers={"x-api-key": key})).json()["errors"][0]["detail"]
        for key in (made["key"], "segue_never-made", "x")
    ]

    assert len(set(told)) == 1


KEYED = [each for each in OPERATIONS if each.described.get("security") != []]


@pytest.mark.parametrize("operation", KEYED, ids=lambda each: each.id)
async def test_every_operation_needs_the_scope_that_it_says(
    operation: Any, caller: httpx2.AsyncClient, key_with: KeyWith
):
    """A key that may only read could write, or the document would send callers for other keys."""
    needs = operation.needs
    others = [scope for scope in SCOPES if scope != needs]
    path = operation.path.format_map(_Any())
    named = {"x-customer-id": CUSTOMER, "x-provider-name": "outreach"}

    body = _example(operation)
    lacking, having = [
        await caller.request(operation.method, path, json=body, headers={**named, "x-api-key": key})
        for key in (await key_with(*others), await key_with(needs))
    ]

    assert lacking.status_code == 403, lacking.text
    meta = lacking.json()["errors"][0]["meta"]
    assert (meta["reason"], meta["scope"]) == ("missing_scope", needs)
    assert lacking.json()["errors"][0]["code"] == "FORBIDDEN_ERROR"
    assert f'"scope":"{needs}"' not in having.text


@pytest.mark.parametrize("operation", KEYED, ids=lambda each: each.id)
async def test_a_key_without_the_scope_learns_of_no_connection(
    operation: Any, caller: httpx2.AsyncClient, key_with: KeyWith
):
    """Any key could find out who a product's customers are, and what they use, by trying names."""
    path, body = operation.path.format_map(_Any()), _example(operation)
    key = await key_with("export" if operation.needs != "export" else "manage")

    answers = [
        await caller.request(
            operation.method,
            path,
            json=body,
            headers={"x-api-key": key, "x-customer-id": customer, "x-provider-name": provider},
        )
        for customer, provider in ((CUSTOMER, "outreach"), ("nobody", "outreach"), ("nobody", "x"))
    ]

    assert {answer.status_code for answer in answers} == {403}


def _example(operation: Any) -> Any:
    asked = operation.described.get("requestBody", {"content": {}})["content"]
    shown = asked.get("application/json", {"examples": {}})["examples"].values()
    return next((each["value"] for each in shown), None)


class _Any(dict[str, str]):
    """Fills every place of a path."""

    def __missing__(self, key: str) -> str:
        return "outreach" if key in ("provider_name", "name") else "1"
