"""Everything counted, for Prometheus. Labels name no customer, no application and no record."""

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any, Final, TypeVar

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from segue.engine.watch import CallOutcome, HeldReason, RefreshResult, Watch, WriteEnd

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
BUCKETS: Final = (
    *(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5),
    *(1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
)
"""Seconds: from what the server needs by itself to the longest wait for a provider."""

Metric = TypeVar("Metric")

# Each counter would come with a second series that says when it began.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Children(dict[tuple[str, ...], Metric]):
    """A metric's children by their labels: looking one up here costs a third of `labels`."""

    def __init__(self, child: Callable[..., Metric]) -> None:
        super().__init__()
        self._child: Callable[..., Metric] = child

    def __missing__(self, labels: tuple[str, ...]) -> Metric:
        made = self[labels] = self._child(*labels)
        return made


class Counting(Watch):
    """Counts what it hears, in a registry of its own."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.registry = registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)
        self.scraped = Scraped(registry)
        self._running = Gauge(
            "segue_requests_running", "Requests that are being answered", registry=registry
        )
        self._requests = _counter(
            registry, "segue_requests", "Requests answered", "method", "route", "status"
        )
        self._request_seconds = _histogram(
            registry, "segue_request_seconds", "How long answering took", "method", "route"
        )
        self._calls = _counter(
            *(registry, "segue_provider_calls", "Requests to providers"),
            *("provider", "method", "outcome"),
        )
        self._call_seconds = _histogram(
            *(registry, "segue_provider_call_seconds", "How long providers took"),
            *("provider", "method"),
        )
        self._held = _counter(
            *(registry, "segue_provider_calls_held", "Requests that Segue kept back"),
            *("provider", "reason"),
        )
        self._writes = _counter(
            *(registry, "segue_writes", "Requests that write, by how they ended"),
            *("provider", "operation", "state"),
        )
        self._warnings = _counter(
            *(registry, "segue_warnings", "Warnings in answers to writes"),
            *("provider", "problem_type"),
        )
        self._refreshes = _counter(
            *(registry, "segue_token_refreshes", "Attempts to get a new token"),
            *("provider", "result"),
        )

    def began(self) -> None:
        self._running.inc()

    def requested(self, method: str, route: str, status: int | None, seconds: float) -> None:
        self._running.dec()
        self._requests[method, route, "none" if status is None else str(status)].inc()
        self._request_seconds[method, route].observe(seconds)

    def called(self, provider: str, method: str, outcome: CallOutcome, seconds: float) -> None:
        self._calls[provider, method, outcome].inc()
        self._call_seconds[provider, method].observe(seconds)

    def held(self, provider: str, reason: HeldReason) -> None:
        self._held[provider, reason].inc()

    def wrote(self, provider: str, operation: str, end: WriteEnd) -> None:
        self._writes[provider, operation, end].inc()

    def warned(self, provider: str, problem_type: str) -> None:
        self._warnings[provider, problem_type].inc()

    def refreshed(self, provider: str, result: RefreshResult) -> None:
        self._refreshes[provider, result].inc()

    def exposition(self) -> bytes:
        """Write everything in Prometheus's text format."""
        return generate_latest(self.registry)


class Scraped:
    """What is not counted but looked up whenever somebody asks for the metrics."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, documentation: str, *labels: str) -> Gauge:
            return Gauge(name, documentation, labels, registry=registry)

        self.build = gauge("segue_build_info", "The version that runs; always 1", "version")
        self.build.labels(version("segue")).set(1)
        self.database = gauge("segue_database_up", "Whether the database answered this scrape")
        self.writes = gauge(
            *("segue_journal_writes", "Writes without an end, at most 10,000 of them"),
            *("state", "waits_for"),
        )
        self.jobs = gauge("segue_jobs", "Jobs without an end, at most 10,000 of them", "state")
        self.contacts = gauge(
            "segue_job_contacts", "Contacts of those jobs, by what became of them", "outcome"
        )
        self.budget = gauge(
            *("segue_budget_left_ratio", "The least that a connection has left of a window"),
            *("provider", "window"),
        )
        self.blocked = gauge(
            *("segue_budgets_blocked", "Budgets that a provider's 429 has stopped"),
            *("provider",),
        )
        self.circuits = gauge(
            *("segue_circuit_state", "0 closed, 1 half open, 2 open", "host"),
        )
        self.tasks = gauge("segue_tasks", "Tasks of the event loop")
        self.oldest = gauge(
            "segue_oldest_open_write_seconds",
            "Since the oldest write began that neither a caller nor a person has to go on with",
        )

    def fill(self, gauge: Gauge, values: Mapping[tuple[str, ...], float]) -> None:
        """Put these children in the place of those that a gauge had."""
        gauge.clear()
        for labels, value in values.items():
            gauge.labels(*labels).set(value)


def _counter(
    registry: CollectorRegistry, name: str, documentation: str, *labels: str
) -> Children[Counter]:
    return Children(Counter(name, documentation, labels, registry=registry).labels)


def _histogram(
    registry: CollectorRegistry, name: str, documentation: str, *labels: str
) -> Children[Histogram]:
    metric = Histogram(name, documentation, labels, registry=registry, buckets=BUCKETS)
    return Children(metric.labels)
