"""Sequences over HTTP, with the real service and a simulated Outreach behind it."""

import httpx2
import pytest

from segue.testing.world import World

from .places import SEQUENCES, STEP, sequence_id


async def test_pages_follow_each_other_to_the_end(caller: httpx2.AsyncClient, outreach: World):
    """A caller would miss sequences, see one twice, or never stop."""
    seen: list[str] = []
    params = {"page_size": "3"}
    while True:
        page = (await caller.get(SEQUENCES, params=params)).json()
        seen += [record["id"] for record in page["records"]]
        if page["pagination"]["next"] is None:
            break
        params["cursor"] = page["pagination"]["next"]

    state = await outreach.simulated.state()
    assert sorted(seen) == sorted(str(row["id"]) for row in state["sequences"])


async def test_a_cursor_of_another_question_is_refused(caller: httpx2.AsyncClient):
    """A cursor would page through something else than was asked."""
    page = (await caller.get(SEQUENCES, params={"page_size": "1"})).json()
    params = {
        "cursor": page["pagination"]["next"],
        "modified_after": "2024-01-01T00:00:00+02:00",
    }

    response = await caller.get(SEQUENCES, params=params)

    assert response.status_code == 400


@pytest.mark.parametrize("size", ["0", "1001", "-1", "abc", "1.5", "٣"])
async def test_a_page_size_that_is_none_is_refused(caller: httpx2.AsyncClient, size: str):
    """A caller would get pages of another size than it asked for."""
    response = await caller.get(SEQUENCES, params={"page_size": size})

    assert response.status_code == 400
    assert response.json()["errors"][0]["source"]["pointer"] == "/query/page_size"


async def test_an_unescaped_time_is_read(caller: httpx2.AsyncClient):
    """A caller that does not escape the plus of a zone would be refused."""
    response = await caller.get(f"{SEQUENCES}?modified_after=2024-01-01T00:00:00+02:00")

    assert response.status_code == 200


@pytest.mark.parametrize("time", ["2024-01-01", "2024-01-01T00:00:00", "yesterday"])
async def test_a_time_without_zone_is_refused(caller: httpx2.AsyncClient, time: str):
    """A caller would be given what changed since another moment."""
    response = await caller.get(SEQUENCES, params={"modified_after": time})

    assert response.status_code == 400
    assert response.json()["errors"][0]["source"]["pointer"] == "/query/modified_after"


async def test_raw_data_is_there_only_when_asked_for(caller: httpx2.AsyncClient, outreach: World):
    """A caller would get provider records it does not want, or none that it wants."""
    path = f"{SEQUENCES}/{await sequence_id(outreach)}"

    plain = await caller.get(path, params={"include_raw_data": "false"})
    raw = await caller.get(path, params={"include_raw_data": "true"})

    assert "raw_data" not in plain.json()
    assert raw.json()["raw_data"]


async def test_a_sequence_is_made_with_its_steps_and_read_back(caller: httpx2.AsyncClient):
    """A sequence would lose a step or its order."""
    steps = [{**STEP, "interval_seconds": 0}, {"type": "call", "interval_seconds": 86_400}]
    record = {"name": "Made here", "type": "private", "steps": steps}

    made = await caller.post(SEQUENCES, json={"record": record})
    read = await caller.get(f"{SEQUENCES}/{made.json()['record']['id']}")

    assert made.status_code == 201
    assert read.json()["name"] == "Made here"
    assert read.json()["is_enabled"] is False
    assert [(step["type"], step["order"]) for step in read.json()["steps"]] == [
        ("auto_email", 1),
        ("call", 2),
    ]


async def test_camel_case_spellings_work(caller: httpx2.AsyncClient):
    """Clients of the old wire that use them would get warnings and an incomplete sequence."""
    step = {"type": "call", "intervalSeconds": 86_400, "taskNote": "Ask"}
    record = {"name": "Camel", "type": "team", "steps": [step]}

    response = await caller.post(SEQUENCES, json={"record": record})

    assert response.status_code == 201
    kinds = {warning["problem_type"] for warning in response.json()["warnings"]}
    assert "FIELD_UNKNOWN" not in kinds


async def test_a_sequence_that_is_not_there_is_404(caller: httpx2.AsyncClient):
    """The provider's 404 would be answered as another status."""
    response = await caller.get(f"{SEQUENCES}/999999")

    assert response.status_code == 404
    assert response.json()["errors"][0]["meta"]["origin"] == "remote-provider"
