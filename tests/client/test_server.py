"""Against the real server: the main job on every simulator, from either client."""

import asyncio
import subprocess
import sys

import aiohttp
import pytest

from segue import registry
from segue.client import AsyncSegue, Invalid, NotFound, Segue, Unauthorized
from segue.testing.simulated import Simulated

STEP = {"type": "call", "interval_seconds": 86400}
SPRING = {"name": "Spring launch", "type": "team", "steps": [STEP, {**STEP, "name": "Again"}]}
"""Outreach counts requests by the hour, and names the hour's end."""
BAD = {"type": "call", "interval_seconds": -1}


def _main_job(url: str, api_key: str, provider: str) -> None:
    with Segue(url, api_key) as segue:
        connection = segue.connection("customer-1", provider)
        planned = connection.dry_run.sequences.create(SPRING)
        assert planned.calls
        made = connection.sequences.create(SPRING)
        again = connection.sequences.create(SPRING, idempotency_key=made.idempotency_key)
        assert (again.id, again.replayed, made.replayed) == (made.id, True, False)
        assert again.warnings == made.warnings
        found = connection.sequences.get(made.id, include_raw_data=True)
        assert (found["num_steps"], len(found["steps"])) == (2, 2)
        assert found["raw_data"]
        assert made.id in {each["id"] for each in connection.sequences.list(page_size=1)}
        with pytest.raises(Invalid) as raised:
            connection.steps.create(made.id, BAD)
        assert [each.pointer for each in raised.value.errors] == ["/body/record/interval_seconds"]


@pytest.mark.parametrize("provider", registry.names())
async def test_the_main_job_without_awaiting(provider, sandbox):
    """The client would fit a server of the tests' own, and not the one that is served."""
    await asyncio.to_thread(_main_job, sandbox.url, sandbox.api_key, provider)


async def test_the_main_job_awaited(sandbox):
    """The awaited client would fit a server of the tests' own, and not the one that is served."""
    async with AsyncSegue(sandbox.url, sandbox.api_key) as segue:
        connection = segue.connection("customer-1", "outreach")
        sequence = await connection.sequences.create({"name": "Spring launch", "type": "team"})
        lossy = {"type": "call", "interval_seconds": 86400.5, "name": "First call"}
        plan = await connection.dry_run.steps.create(sequence.id, lossy)
        step = await connection.steps.create(sequence.id, lossy)
        assert [each.pointer for each in step.warnings] == [
            "/body/record/name",
            "/body/record/interval_seconds",
        ]
        assert plan.warnings == step.warnings
        with pytest.raises(Invalid) as raised:
            await connection.steps.create(sequence.id, lossy, strict=True)
        assert raised.value.errors[0].meta["reason"] == "strict"
        found = await connection.sequences.get(sequence.id)
        assert [each["id"] for each in found["steps"]] == [step.id]
        assert sequence.id in [each["id"] async for each in connection.sequences.list()]


async def test_a_rate_limited_provider_is_waited_for(sandbox):
    """A caller would get the 429 of a moment, or the step twice."""
    waits = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(seconds)

    async with (
        aiohttp.ClientSession() as http,
        AsyncSegue(sandbox.url, sandbox.api_key, sleep=sleep) as segue,
    ):
        connection = segue.connection("customer-1", "outreach")
        sequence = await connection.sequences.create({"name": "Spring launch", "type": "team"})
        simulated = Simulated(sandbox.sites["outreach"].url, http)
        limited = {"status": 429, "headers": {"Retry-After": "1"}, "body": {}}
        await simulated.fault("answer", method="POST", path="sequenceSteps$", **limited)
        step = await connection.steps.create(sequence.id, STEP)
        found = await connection.sequences.get(sequence.id)
    assert len(waits) == 1
    assert waits[0] >= 1
    assert [each["id"] for each in found["steps"]] == [step.id]


async def test_what_the_server_refuses_has_its_class(sandbox):
    """Classes and codes would be right for envelopes that no server sends."""
    async with AsyncSegue(sandbox.url, "segue_wrong") as segue:
        with pytest.raises(Unauthorized):
            await segue.connection("customer-1", "outreach").sequences.list().page()
    async with AsyncSegue(sandbox.url, sandbox.api_key) as segue:
        with pytest.raises(NotFound) as raised:
            await segue.connection("nobody", "outreach").sequences.get("1")
    assert raised.value.code == "NOT_FOUND_ERROR"
    assert raised.value.request_id == raised.value.errors[0].id


def test_the_client_brings_nothing_of_the_server():
    """A product that only calls Segue would load the server, its database and its vault."""
    code = "import sys, segue.client; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    modules = said.stdout.split()
    server = {"sqlalchemy", "aiohttp", "fastapi", "pydantic", "cryptography", "structlog"}
    assert not server & set(modules)
    assert not [
        name
        for name in modules
        if name.startswith("segue.") and not name.startswith("segue.client")
    ]


def test_the_command_line_does_without_the_client():
    """`segue --help` would load an HTTP library that no command uses."""
    code = "import sys, segue.cli; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"segue.client", "httpx2"} & set(said.stdout.split())
