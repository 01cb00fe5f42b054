"""Sending traces away, and going unready before stopping: a server as its operator sets it."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx2
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.trace import get_tracer, get_tracer_provider

from segue.config import Settings, SettingsError
from segue.engine.tracing import asked_for, exporting, secrets_of
from tests.cli.test_serve import SEGUE, logged

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@contextmanager
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Serve as a collector of traces; gives its URL and what it was sent."""
    taken: list[tuple[str, bytes]] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            taken.append((self.headers.get("authorization", ""), body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep what the tests print to themselves."""

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", taken
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served(folder: Path, **environ: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run a server with these variables; gives its process and URL."""
    child = subprocess.Popen(
        [SEGUE, "serve", "--port", "0"],
        cwd=folder,
        env=environ,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield child, logged(child, "serving")["url"]
    finally:
        child.kill()
        child.communicate()


def test_a_server_sends_its_traces_where_it_is_told(tmp_path: Path):
    """An operator would set the standard's variables, and see nothing."""
    with collector() as (url, taken):
        environ = {ENDPOINT: url, "OTEL_EXPORTER_OTLP_HEADERS": "authorization=collectors-token"}
        with served(tmp_path, **environ) as (child, server):
            assert httpx2.get(f"{server}/health").status_code == 200
            child.send_signal(signal.SIGTERM)
            assert child.wait() == 0
    (authorization, body) = taken[0]
    sent = ExportTraceServiceRequest.FromString(body).resource_spans[0]

    assert authorization == "collectors-token"
    names = {one.key: one.value.string_value for one in sent.resource.attributes}
    assert names["service.name"] == "segue"
    assert [span.name for scope in sent.scope_spans for span in scope.spans] == ["GET /health"]


def test_a_server_that_is_told_to_stop_is_unready_first(tmp_path: Path):
    """Whatever sends it requests would learn of it by requests that fail."""
    with served(tmp_path, SEGUE_DRAIN_SECONDS="2") as (child, server):
        assert httpx2.get(f"{server}/ready").status_code == 200
        child.send_signal(signal.SIGTERM)
        while (answer := httpx2.get(f"{server}/ready")).status_code == 200:
            assert child.poll() is None
        assert answer.json()["checks"]["serving"]["reason"] == "The server was told to stop."
        assert httpx2.get(f"{server}/health").status_code == 200
        assert child.wait() == 0


@pytest.mark.parametrize(
    ("environ", "asked"),
    [
        ({}, False),
        ({ENDPOINT: " "}, False),
        ({ENDPOINT: "http://c:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", ENDPOINT: "http://c:4318"}, False),
        ({"OTEL_SDK_DISABLED": "TRUE", ENDPOINT: "http://c:4318"}, False),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, False),
    ],
)
def test_traces_are_sent_only_where_they_are_asked_for(environ: dict[str, str], *, asked: bool):
    """A server would talk to a place that nobody has named, or to none where one is."""
    assert asked_for(environ) is asked


@pytest.mark.parametrize(
    "environ",
    [
        {"OTEL_TRACES_EXPORTER": "console"},
        {ENDPOINT: "http://c:4317", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
    ],
)
def test_what_cannot_be_sent_is_refused_at_the_start(environ: dict[str, str]):
    """Traces would be missed when they are needed, and nobody told before."""
    with pytest.raises(SettingsError, match="OTEL_"):
        asked_for(environ)


async def test_without_the_extra_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch):
    """The operator would read a traceback about a module."""
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(SettingsError, match=r"segue\[otel\]"):
        async with exporting({ENDPOINT: "http://127.0.0.1:1"}):
            pass


async def test_unasked_nothing_is_set_up():
    """Every server would pay for traces that go nowhere."""
    before = get_tracer_provider()
    async with exporting({}) as tracer:
        assert type(tracer) is type(get_tracer("anybody's"))
    assert get_tracer_provider() is before


def test_secrets_of_the_settings_are_known():
    """A line about the collector, or the database, would show what opens it."""
    headers = {"OTEL_EXPORTER_OTLP_HEADERS": "authorization=Basic%20abc%3D%3D,x=secret-2"}
    assert set(secrets_of(headers)) == {"Basic%20abc%3D%3D", "Basic abc==", "secret-2"}
    key = "A" * 43 + "="
    settings = Settings(
        database_url="postgresql://segue:pass%40word@db/segue",
        encryption_key=f"{key},{key}",
        metrics="token",
        metrics_token="a-token-for-scraping",
    )
    assert {key, "a-token-for-scraping", "pass%40word", "pass@word"} <= set(settings.secrets)
