"""What a connection may still ask of its provider, as callers see it."""

import httpx2
import pytest

from segue.testing.world import World

from .places import STEP, steps_path

PATH = "/segue/v1/budget"


@pytest.mark.usefixtures("outreach")
async def test_a_budget_is_told(caller: httpx2.AsyncClient):
    """A caller could not see a limit before it is met."""
    (fresh,) = (await caller.get(PATH)).json()["scopes"]
    assert fresh["scope"] == "user"
    assert fresh["windows"] == [
        {
            "window": "hour",
            "length_seconds": 3600,
            "limit": 10_000,
            "left": 10_000,
            "resets_at": None,
            "known": "default",
        }
    ]
    await caller.get("/engagement/v2/sequences")
    told = (await caller.get(PATH)).json()
    (window,) = told["scopes"][0]["windows"]
    assert (told["provider_name"], told["customer_id"]) == ("outreach", "customer-1")
    assert window["left"] < 10_000
    assert window["resets_at"] is not None


async def test_a_block_is_told(caller: httpx2.AsyncClient, outreach: World):
    """A caller would wonder why nothing is sent, with so much left."""
    await outreach.simulated.fault("rate_limited")
    limited = await caller.get("/engagement/v2/sequences")
    assert limited.status_code == 429
    (scope,) = (await caller.get(PATH)).json()["scopes"]
    assert scope["blocked_until"] is not None
    again = await caller.get("/engagement/v2/sequences")
    meta = again.json()["errors"][0]["meta"]
    assert (again.status_code, meta["origin"], meta["reason"]) == (429, "segue", "budget_exhausted")
    assert int(again.headers["retry-after"]) > 3000


async def test_a_dry_run_tells_its_cost(caller: httpx2.AsyncClient, outreach: World):
    """A caller would learn what a write costs by running out."""
    path = f"{await steps_path(outreach)}?dry_run=true"
    shown = (await caller.post(path, json={"record": STEP})).json()
    (cost,) = shown["cost"]
    assert cost["scope"] == "user"
    assert (cost["reads"], cost["calls"]) == (len(shown["reads"]), len(shown["calls"]))
    assert cost["windows"][0]["left"] <= 10_000 - cost["reads"]
