"""What every request passes: log lines, unexpected failures, a lost database."""

import io
import json
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs

from segue.engine.credential import Credentials
from segue.http.app import create_app
from segue.store.errors import Unavailable
from segue.store.runner import Runner
from segue.testing.world import API_KEY, CUSTOMER, World
from segue.vault import Vault

from .conftest import client_of
from .places import STEP, sequence_id, steps_path

HEADERS = {"x-api-key": API_KEY, "x-customer-id": CUSTOMER, "x-provider-name": "outreach"}
SECRET = "Bearer planted-secret-0123456789"


class Broken:
    """A database that fails at every statement."""

    dialect = "sqlite"

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def rows(self, *_: Any, **__: Any) -> Any:
        raise self.error

    row = rows
    run = rows
    together = rows

    def transaction(self) -> AbstractAsyncContextManager[Runner]:
        raise self.error

    async def close(self) -> None:
        raise self.error


def _lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_each_request_has_one_line(stream: io.StringIO, outreach: World):
    """An operator could not see who asked for what, and how it ended."""
    path = await steps_path(outreach)
    async with client_of(outreach.services, HEADERS) as caller:
        response = await caller.post(
            f"{path}/", json={"record": STEP}, headers={"x-request-id": "mine"}
        )

    (line,) = [line for line in _lines(stream) if line["event"] == "request"]
    assert response.status_code == 201
    assert line.pop("ms") > 0
    assert line.pop("write_id").startswith("wr_")
    assert line.pop("at")
    assert line.pop("key_id").startswith("key_")
    assert len(line.pop("trace_id")) == 32
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": "mine",
        "method": "POST",
        "route": "/engagement/v2/sequences/{sequence_id}/sequence_steps",
        "status": 201,
        "application_id": outreach.session.application_id,
        "customer_id": CUSTOMER,
        "provider": "outreach",
    }


async def test_no_line_holds_a_secret(stream: io.StringIO, outreach: World):
    """The log would open the customer's account to whoever reads it."""
    path = f"/engagement/v2/sequences/{await sequence_id(outreach)}"
    async with client_of(outreach.services, HEADERS) as caller:
        await caller.get(path)
        await caller.get(f"/{API_KEY}", params={"key": API_KEY})
        await caller.get(path, headers={"x-api-key": "segue_wrong-0123456789"})

    shown = stream.getvalue()
    assert len(_lines(stream)) >= 3
    for secret in (API_KEY, "segue_wrong-0123456789", *outreach.session.destination.secrets):
        assert secret not in shown


@pytest.mark.parametrize("key", [API_KEY, f"segue_{'aB3_' * 10}xyz"])
@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("PUT", 405)])
async def test_a_key_in_a_path_is_not_repeated(outreach: World, key: str, method: str, status: int):
    """A caller that builds its URL wrongly would find its key wherever it keeps our answers."""
    path = f"/nothing/{key}" if status == 404 else f"/engagement/v2/sequences/{key}"
    async with client_of(outreach.services, HEADERS) as caller:
        response = await caller.request(method, path)

    (fault,) = response.json()["errors"]
    assert response.status_code == status
    assert fault["source"]["pointer"] == path.replace(key, "[redacted]")


async def test_a_write_that_failed_is_named_in_its_line(stream: io.StringIO, outreach: World):
    """An operator could not find the write that a caller asks about."""
    path = await steps_path(outreach)
    await outreach.simulated.fault("late", method="POST", path="sequenceSteps$", seconds=5)
    async with client_of(outreach.services, HEADERS) as caller:
        response = await caller.post(path, json={"record": STEP})

    (line,) = [line for line in _lines(stream) if line["event"] == "request"]
    assert (line["status"], response.status_code) == (504, 504)
    assert line["write_id"] == response.json()["errors"][0]["meta"]["write_id"]


async def test_an_unexpected_failure_is_500_with_a_neutral_sentence(
    stream: io.StringIO, outreach: World
):
    """A caller would get no envelope, or the inside of an exception."""
    error = ValueError(f"planted {SECRET} beside {API_KEY}")
    services = replace(outreach.services, database=Broken(error))
    async with client_of(services, HEADERS) as caller:
        response = await caller.post("/engagement/v2/sequences", json={"record": STEP})

    (entry,) = response.json()["errors"]
    assert (response.status_code, entry["code"]) == (500, "INTERNAL_SERVER_ERROR")
    assert entry["id"] == response.headers["x-request-id"]
    assert response.headers["idempotency-key"]
    assert "planted" not in response.text
    (line,) = [line for line in _lines(stream) if line["level"] == "error"]
    assert "test_edge.py" in line["exception"]
    assert line["request_id"] == entry["id"]
    assert "planted-secret" not in stream.getvalue()
    assert API_KEY not in stream.getvalue()


async def test_a_credential_that_cannot_be_opened_is_500(stream: io.StringIO, outreach: World):
    """A server with the wrong encryption key would show what it tried to open."""
    services = replace(outreach.services, vault=Vault(b"\x08" * 32), credentials=Credentials())
    async with client_of(services, HEADERS) as caller:
        response = await caller.get("/engagement/v2/sequences")

    assert response.status_code == 500
    assert [line["status"] for line in _lines(stream) if line["event"] == "request"] == [500]


async def test_a_lost_database_is_503(stream: io.StringIO, outreach: World):
    """A caller would be told that the request is at fault, or that nothing can have happened."""
    services = replace(outreach.services, database=Broken(Unavailable("no server at 10.0.0.1")))
    async with client_of(services, HEADERS) as caller:
        response = await caller.post("/engagement/v2/sequences", json={"record": STEP})

    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    assert response.headers["idempotency-key"]
    assert "10.0.0.1" not in response.text
    assert "10.0.0.1" in stream.getvalue()


async def test_a_caller_that_leaves_is_no_failure_of_ours(stream: io.StringIO, outreach: World):
    """Every broken connection would be reported as an error of the server."""
    raw = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/engagement/v2/sequences",
        "query_string": b"",
        "headers": [*raw, (b"content-type", b"application/json")],
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await create_app(outreach.services)(scope, receive, send)

    assert sent == []
    assert {line["level"] for line in _lines(stream)} == {"info"}


@pytest.mark.parametrize("touched", [False, True], ids=["never touched", "touched before"])
async def test_nobody_hears_of_local_variables_without_configuration(
    capsys: pytest.CaptureFixture[str], outreach: World, *, touched: bool
):
    """A server that forgot to configure its log would print every variable of a traceback."""
    if touched:
        with capture_logs():
            pass  # Leaves structlog configured, with the printer that it had.
    services = replace(outreach.services, database=Broken(ValueError(SECRET)))
    async with client_of(services, HEADERS) as caller:
        response = await caller.get("/engagement/v2/sequences")

    shown = "".join(capsys.readouterr())
    assert response.status_code == 500
    assert httpx2.codes.is_error(response.status_code)
    assert API_KEY not in shown
    assert "planted-secret" not in shown
    assert "Traceback" in shown
