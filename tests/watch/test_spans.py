"""Traces: which spans a request makes, and what may stand in them."""

import json
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from segue.engine.watch import Watch, path_template
from segue.simulation import app as simulation
from segue.testing.world import API_KEY, CUSTOMER, World
from tests.http.places import STEP, sequence_id, steps_path
from tests.secrets.canaries import leaked, planted
from tests.tokens.worlds import ends

from .conftest import client_of, tree

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLERS = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "baggage": "who=a-caller-s-word"}


def told(spans: InMemorySpanExporter) -> str:
    """Give all that would be sent of the spans, as text."""
    return "\n".join(
        json.dumps([span.to_json(), [event.attributes for event in span.events]], default=str)
        for span in spans.get_finished_spans()
    )


async def test_a_step_is_request_plan_and_calls(outreach: World, spans: InMemorySpanExporter):
    """Nobody could see where the time of a slow request went."""
    path = await steps_path(outreach)
    async with client_of(outreach.services) as caller:
        assert (await caller.post(path, json={"record": STEP})).status_code == 201
    found = {span.name: span for span in spans.get_finished_spans()}

    route = "POST /engagement/v2/sequences/{sequence_id}/sequence_steps"
    assert tree(spans.get_finished_spans()) == [
        route,
        "  plan step.create",
        "    GET /sequences/{id}",
        "    GET /sequenceSteps",
        "  POST /templates",
        "  POST /sequenceSteps",
        "  POST /sequenceTemplates",
        "  POST /sequenceTemplates/{id}/actions/activate",
    ]
    request, plan, call = found[route], found["plan step.create"], found["POST /templates"]
    assert (request.kind, call.kind) == (SpanKind.SERVER, SpanKind.CLIENT)
    attributes = dict(request.attributes or {})
    assert attributes.pop("segue.write_id").startswith("wr_")
    assert attributes == {
        "http.request.method": "POST",
        "http.route": "/engagement/v2/sequences/{sequence_id}/sequence_steps",
        "http.response.status_code": 201,
        "segue.provider": "outreach",
    }
    assert plan.attributes == {
        "segue.provider": "outreach",
        "segue.operation": "step.create",
        "segue.dry_run": False,
        "segue.calls": 4,
        "segue.reads": 2,
    }
    assert call.attributes == {
        "segue.provider": "outreach",
        "http.request.method": "POST",
        "url.template": "/templates",
        "http.response.status_code": 201,
    }


async def test_a_callers_trace_goes_on_and_ends_with_us(
    outreach: World, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
):
    """A caller could not follow its request, or a vendor could follow our callers."""
    heard: list[set[str]] = []
    monkeypatch.setattr(simulation, "_watchers", list(simulation._watchers))
    simulation.watch(lambda _, asked: heard.append({name.lower() for name in asked.headers}))
    path = f"/engagement/v2/sequences/{await sequence_id(outreach)}"
    passed = {"path": "/api/v2/sequences", "method": "GET", "headers": {"accept": "text/plain"}}
    async with client_of(outreach.services, **CALLERS) as caller:
        await caller.get(path)
        await caller.post("/actions/v2/passthrough", json=passed)

    assert {f"{span.context.trace_id:032x}" for span in spans.get_finished_spans()} == {TRACE}
    assert len(heard) == 3
    for names in heard:
        assert "authorization" in names
        assert not names & {"traceparent", "tracestate", "baggage"}
    assert "a-caller-s-word" not in told(spans)


async def test_a_refresh_has_a_span_of_its_own(outreach: World, spans: InMemorySpanExporter):
    """A request that waits for a token would look as if the provider were slow."""
    path = f"/engagement/v2/sequences/{await sequence_id(outreach)}"
    await ends(outreach)
    async with client_of(outreach.services) as caller:
        assert (await caller.get(path)).status_code == 200

    assert tree(spans.get_finished_spans()) == [
        "GET /engagement/v2/sequences/{sequence_id}",
        "  refresh token",
        "  GET /sequences/{id}",
        "  GET /sequenceSteps",
    ]


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        ({"kind": "refused"}, 422, "422"),
        ({"kind": "server_error", "times": 3}, 504, "502"),
        ({"kind": "dropped", "times": 3}, 504, "Lost"),
    ],
    ids=["refused", "failed", "lost"],
)
async def test_a_failure_is_marked(
    outreach: World, spans: InMemorySpanExporter, fault: dict[str, Any], status: int, kind: str
):
    """A trace would not show which call went wrong."""
    path = await steps_path(outreach)
    await outreach.simulated.fault(fault.pop("kind"), method="POST", path="templates$", **fault)
    async with client_of(outreach.services) as caller:
        answer = await caller.post(path, json={"record": STEP})
    found = {span.name: span for span in spans.get_finished_spans()}

    call = found["POST /templates"]
    assert answer.status_code == status
    assert call.status.status_code is StatusCode.ERROR
    assert (call.attributes or {})["error.type"] == kind
    assert call.status.description is None
    request = found["POST /engagement/v2/sequences/{sequence_id}/sequence_steps"]
    wrong = StatusCode.ERROR if status >= 500 else StatusCode.UNSET
    assert request.status.status_code is wrong


async def test_a_read_that_is_sent_again_says_so(outreach: World, spans: InMemorySpanExporter):
    """Two spans of the same name could be two reads, or one that failed at first."""
    path = f"/engagement/v2/sequences/{await sequence_id(outreach)}"
    await outreach.simulated.fault("server_error", path="sequences/", times=2)
    async with client_of(outreach.services) as caller:
        assert (await caller.get(path)).status_code == 200
    calls = [span for span in spans.get_finished_spans() if span.name == "GET /sequences/{id}"]

    counted = [(span.attributes or {}).get("http.request.resend_count") for span in calls]
    assert counted == [None, 1, 2]


async def test_no_span_holds_a_secret_or_a_person(outreach: World, spans: InMemorySpanExporter):
    """Whoever reads the traces could act as the customer, or would learn of its contacts."""
    path = await steps_path(outreach)
    person = {"email_addresses": [{"email_address": "alma@example.com"}], "first_name": "Almafied"}
    filtered = {"filter": {"emails": {"type": "equals", "value": "alma@example.com"}}}
    async with client_of(outreach.services) as caller:
        await caller.post(path, json={"record": STEP}, headers={"idempotency-key": "Hello"})
        await caller.post("/engagement/v2/contacts", json={"record": person})
        await caller.post("/engagement/v2/contacts/_search", json=filtered)
        await caller.get(f"/{API_KEY}?api_key={API_KEY}")
        secret = outreach.session.destination.secrets[0]
        passed = {"path": f"/api/v2/prospects/{secret}", "method": "GET"}
        await caller.post("/actions/v2/passthrough", json=passed)
        for fault in ("refused", "dropped", "malformed"):
            await outreach.simulated.fault(fault)
            await caller.post(path, json={"record": STEP})
        await ends(outreach)
        await caller.get("/engagement/v2/sequences")

    text = told(spans)
    assert len(spans.get_finished_spans()) > 20
    assert leaked(text, planted(outreach)) == []
    for word in (CUSTOMER, "alma", "Almafied", "Hello", outreach.session.application_id):
        assert word not in text


async def test_a_mistake_of_ours_is_marked_by_its_type_alone(
    outreach: World, spans: InMemorySpanExporter
):
    """An exception's message would carry what somebody sent into the traces."""
    watch = outreach.services.watch
    with pytest.raises(ValueError, match="secret"), watch.span("x", {}):
        raise ValueError("secret words")
    (span,) = spans.get_finished_spans()

    assert span.status.status_code is StatusCode.ERROR
    assert span.attributes == {"error.type": "ValueError"}
    assert span.events == ()


@pytest.mark.parametrize(
    ("path", "template"),
    [
        (("sequences", 7, "actions", "activate"), "/sequences/{id}/actions/activate"),
        (("v2", "cadences", "1839745"), "/v2/cadences/{id}"),
        (("emailer_campaigns", "5f0c6d0e4b6f4c0f9f2d3a1b"), "/emailer_campaigns/{id}"),
        (("people", "alma@example.com", ""), "/people/{id}/{id}"),
        (("people", "x" * 41, "é"), "/people/{id}/{id}"),
    ],
)
def test_an_id_is_no_part_of_a_name(path: tuple[str | int, ...], template: str):
    """Each record would have a span's name, and a metric, of its own."""
    assert path_template(path) == template


async def test_a_log_line_names_its_trace(
    outreach: World, spans: InMemorySpanExporter, capsys: pytest.CaptureFixture[str]
):
    """A trace could not be joined to the lines of its request."""
    async with client_of(outreach.services, **CALLERS) as caller:
        await caller.get("/health")

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["trace_id"] for line in lines if line["event"] == "request"] == [TRACE]
    assert len(spans.get_finished_spans()) == 1


async def test_spans_go_where_something_sets_them_up_later(monkeypatch: pytest.MonkeyPatch):
    """Whoever embeds the server would see no span until it is started again."""
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", None)
    watch, heard = Watch(), InMemorySpanExporter()
    with watch.span("before", {}) as nowhere:
        assert not nowhere.is_recording()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(heard))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    with watch.span("after", {"segue.provider": "outreach"}):
        assert trace.get_current_span().is_recording()

    assert [(span.name, span.attributes) for span in heard.get_finished_spans()] == [
        ("after", {"segue.provider": "outreach"})
    ]
