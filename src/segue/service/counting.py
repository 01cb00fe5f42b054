"""Everything counted, for Prometheus. Labels name no customer, no application and no record."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from itertools import accumulate
from typing import Any, Final

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Gauge,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from segue.engine.watch import CallOutcome, HeldReason, RefreshResult, Watch, WriteEnd

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
BUCKETS: Final = (
    *(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5),
    *(1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
)
"""Seconds: from what the server needs by itself to the longest wait for a provider."""
EDGES: Final = (*map(floatToGoString, BUCKETS), "+Inf")


class Tally(Collector):
    """Counts by labels, in the thread of the event loop alone, so that counting takes no lock."""

    def __init__(
        self, registry: CollectorRegistry, name: str, documentation: str, *labels: str
    ) -> None:
        self.name, self.documentation, self.labels = name, documentation, labels
        self.counts: defaultdict[tuple[str, ...], int] = defaultdict(int)
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Give what was counted until now; in any thread."""
        family = CounterMetricFamily(self.name, self.documentation, labels=self.labels)
        for labels, count in self.counts.copy().items():
            family.add_metric(labels, count)
        yield family


class Timings(Collector):
    """Sorts seconds into `BUCKETS` by labels, in the thread of the event loop alone too."""

    def __init__(
        self, registry: CollectorRegistry, name: str, documentation: str, *labels: str
    ) -> None:
        self.name, self.documentation, self.labels = name, documentation, labels
        self.counts: defaultdict[tuple[str, ...], list[int]] = defaultdict(_empty)
        self.sums: defaultdict[tuple[str, ...], float] = defaultdict(float)
        registry.register(self)

    def observe(self, labels: tuple[str, ...], seconds: float) -> None:
        """Sort one length of time in."""
        self.counts[labels][bisect_left(BUCKETS, seconds)] += 1
        self.sums[labels] += seconds

    def collect(self) -> Iterator[Metric]:
        """Give what was sorted in until now; in any thread."""
        family = HistogramMetricFamily(self.name, self.documentation, labels=self.labels)
        for labels, counts in self.counts.copy().items():
            upto = zip(EDGES, accumulate(counts.copy()), strict=True)
            family.add_metric(labels, list(upto), self.sums.get(labels, 0.0))
        yield family


def _empty() -> list[int]:
    return [0] * len(EDGES)


class Counting(Watch):
    """Counts what it hears, in a registry of its own."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.registry = registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)
        self.scraped = Scraped(registry)
        self._under_way = 0
        running = Gauge(
            "segue_requests_running", "Requests that are being answered", registry=registry
        )
        running.set_function(lambda: self._under_way)
        self._requests = Tally(
            registry, "segue_requests", "Requests answered", "method", "route", "status"
        )
        self._request_seconds = Timings(
            registry, "segue_request_seconds", "How long answering took", "method", "route"
        )
        self._calls = Tally(
            *(registry, "segue_provider_calls", "Requests to providers"),
            *("provider", "method", "outcome"),
        )
        self._call_seconds = Timings(
            *(registry, "segue_provider_call_seconds", "How long providers took"),
            *("provider", "method"),
        )
        self._held = Tally(
            *(registry, "segue_provider_calls_held", "Requests that Segue kept back"),
            *("provider", "reason"),
        )
        self._writes = Tally(
            *(registry, "segue_writes", "Requests that write, by how they ended"),
            *("provider", "operation", "state"),
        )
        self._warnings = Tally(
            *(registry, "segue_warnings", "Warnings in answers to writes"),
            *("provider", "problem_type"),
        )
        self._refreshes = Tally(
            *(registry, "segue_token_refreshes", "Attempts to get a new token"),
            *("provider", "result"),
        )

    def began(self) -> None:
        self._under_way += 1

    def requested(self, method: str, route: str, status: int | None, seconds: float) -> None:
        self._under_way -= 1
        self._requests.counts[method, route, "none" if status is None else str(status)] += 1
        self._request_seconds.observe((method, route), seconds)

    def called(self, provider: str, method: str, outcome: CallOutcome, seconds: float) -> None:
        self._calls.counts[provider, method, outcome] += 1
        self._call_seconds.observe((provider, method), seconds)

    def held(self, provider: str, reason: HeldReason) -> None:
        self._held.counts[provider, reason] += 1

    def wrote(self, provider: str, operation: str, end: WriteEnd) -> None:
        self._writes.counts[provider, operation, end] += 1

    def warned(self, provider: str, problem_type: str) -> None:
        self._warnings.counts[provider, problem_type] += 1

    def refreshed(self, provider: str, result: RefreshResult) -> None:
        self._refreshes.counts[provider, result] += 1

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
