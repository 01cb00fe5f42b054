"""Requests that nobody would think of, made from the OpenAPI document."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any, Self

import httpx2
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks

from segue import registry
from segue.http.app import create_app
from segue.testing.world import API_KEY, CUSTOMER, world

HEADERS = {"x-api-key": API_KEY, "x-customer-id": CUSTOMER, "x-provider-name": "outreach"}
EXAMPLES = 40


class Served:
    """The application on a port of its own thread, over a simulated Outreach."""

    def __init__(self, database_url: str) -> None:
        self.url = ""
        self.document: dict[str, Any] = {}
        self._database_url = database_url
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self) -> None:
        async with world(registry.load("outreach"), self._database_url) as found:
            app = create_app(found.services)
            config = uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off")
            self._server = uvicorn.Server(config)
            config.load()
            self._server.lifespan = config.lifespan_class(config)
            await self._server.startup()
            port = self._server.servers[0].sockets[0].getsockname()[1]
            self.url, self.document = f"http://127.0.0.1:{port}", app.openapi()
            self._ready.set()
            await self._server.main_loop()
            await self._server.shutdown()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(30), "the server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture
def served(database_url: str) -> Iterator[Served]:
    with Served(database_url) as found:
        yield found


def test_nothing_crashes_and_everything_answers_as_described(served: Served):
    """A caller could make the server fail, or answer what no client expects."""
    schema = schemathesis.openapi.from_dict(served.document)
    places, tried = _places(served.url), []
    for found in schema.get_all_operations():
        _try(found.ok(), served.url, places)
        tried.append(found.ok().label)
    assert len(tried) == 9


def _places(url: str) -> dict[str, str]:
    """Find a sequence and a step that are there."""
    sequences = f"{url}/engagement/v2/sequences"
    records = httpx2.get(sequences, headers=HEADERS).json()["records"]
    sequence_id = next(record["id"] for record in records if record["name"] == "Outbound")
    steps = httpx2.get(f"{sequences}/{sequence_id}", headers=HEADERS).json()["steps"]
    return {"sequence_id": sequence_id, "sequence_step_id": steps[0]["id"], "name": "outreach"}


def _try(operation: Any, url: str, places: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case) -> None:
        case.path_parameters = {
            name: places.get(name, value) if len(str(value)) % 2 else value
            for name, value in (case.path_parameters or {}).items()
        }
        response = case.call(base_url=url, headers=HEADERS)
        case.validate_response(
            response,
            checks=[
                checks.not_a_server_error,
                checks.status_code_conformance,
                checks.content_type_conformance,
                checks.response_schema_conformance,
                checks.response_headers_conformance,
            ],
        )

    ask()
