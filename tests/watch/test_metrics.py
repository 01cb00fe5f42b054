"""What is counted, how it is shown, and to whom."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families

from segue.config import Settings, SettingsError
from segue.kit.clock import millis
from segue.kit.ids import new_id
from segue.model.problem import Problem
from segue.service.counting import BUCKETS, Counting, Tally, Timings
from segue.service.scraping import exposition
from segue.store.errors import Unavailable
from segue.store.tables import job_slices, jobs, writes
from segue.testing.world import API_KEY, CUSTOMER, World
from tests.http.places import STEP, sequence_id, steps_path
from tests.http.test_edge import Broken
from tests.tokens.worlds import ends, page

from .conftest import TOKEN, client_of, set_to

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
DEAD = {"error": "invalid_grant"}
NAMED = re.compile(r"^\| `(segue_[a-z_]+)(?:\{([a-z_, ]+)\})?` \|", re.MULTILINE)


async def shown(world: World) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Give every sample by its name and labels."""
    counting = world.services.watch
    assert isinstance(counting, Counting)
    text = (await exposition(world.services, counting)).decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(
    samples: Mapping[tuple[str, frozenset[tuple[str, str]]], float], name: str, **labels: str
) -> float:
    """Add up the samples of one name that have these labels."""
    wanted = set(labels.items())
    return sum(
        value for (found, given), value in samples.items() if found == name and wanted <= given
    )


async def test_a_write_and_its_calls_are_counted(outreach: World):
    """An operator could not see how much is asked, of whom, and how it ends."""
    path = await steps_path(outreach)
    async with client_of(outreach.services) as caller:
        for key in ("a", "a"):
            made = await caller.post(path, json={"record": STEP}, headers={"idempotency-key": key})
            assert made.status_code == 201
        await caller.post(f"{path}?dry_run=true", json={"record": STEP})
        await caller.post("/nothing/here", json={})
    found = await shown(outreach)

    route = "/engagement/v2/sequences/{sequence_id}/sequence_steps"
    assert of(found, "segue_requests_total", method="POST", route=route, status="201") == 2
    assert of(found, "segue_requests_total", route="none", status="404") == 1
    assert of(found, "segue_request_seconds_count", route=route) == 3
    assert of(found, "segue_requests_running") == 0
    calls = {"provider": "outreach", "outcome": "ok"}
    sent = await outreach.simulated.requests()
    assert of(found, "segue_provider_calls_total", **calls) == len(sent)
    assert of(found, "segue_provider_call_seconds_count", provider="outreach") == len(sent)
    for state in ("done", "replayed", "planned"):
        end = {"provider": "outreach", "operation": "step.create", "state": state}
        assert of(found, "segue_writes_total", **end) == 1
    assert of(found, "segue_database_up") == 1
    assert of(found, "process_open_fds") > 0


@pytest.mark.parametrize(
    ("fault", "outcome", "state"),
    [
        ({"kind": "refused"}, "refused", "refused"),
        ({"kind": "rate_limited"}, "rate_limited", "open"),
        ({"kind": "late", "seconds": 5}, "lost", "unknown"),
    ],
    ids=["refused", "rate limited", "lost"],
)
async def test_ends_are_told_apart(outreach: World, fault: dict, outcome: str, state: str):
    """What harms nobody and what somebody has to look at would be one number."""
    path = await steps_path(outreach)
    await outreach.simulated.fault(fault.pop("kind"), method="POST", path="sequenceSteps$", **fault)
    async with client_of(outreach.services) as caller:
        answer = await caller.post(path, json={"record": STEP})
    found = await shown(outreach)

    assert answer.status_code >= 400
    assert of(found, "segue_provider_calls_total", method="POST", outcome=outcome) >= 1
    assert of(found, "segue_writes_total", operation="step.create", state=state) == 1
    waiting = of(found, "segue_journal_writes", state="unknown")
    assert waiting == (1 if state == "unknown" else 0)


async def test_a_token_that_is_refreshed_or_refused_is_counted(outreach: World):
    """Customers would have to connect again one after the other before anybody looked."""
    await ends(outreach)
    await page(outreach)
    await outreach.simulated.fault("answer", path="token$", status=400, body=DEAD)
    await outreach.clock.advance(61)
    await ends(outreach)
    with pytest.raises(Problem):
        await page(outreach)
    found = await shown(outreach)

    assert of(found, "segue_token_refreshes_total", provider="outreach", result="refreshed") == 1
    assert of(found, "segue_token_refreshes_total", provider="outreach", result="refused") == 1
    assert of(found, "segue_provider_calls_held_total", reason="credential") == 1


async def test_warnings_are_counted_by_their_type(outreach: World):
    """Nobody would see that a provider loses what is asked."""
    async with client_of(outreach.services) as caller:
        step = {**STEP, "name": "Opening"}
        answer = await caller.post(await steps_path(outreach), json={"record": step})
    types = [warning["problem_type"] for warning in answer.json()["warnings"]]
    found = await shown(outreach)

    assert types
    assert of(found, "segue_warnings_total", provider="outreach") == len(types)
    assert of(found, "segue_warnings_total", problem_type=types[0]) == types.count(types[0])


async def test_an_open_write_grows_old(outreach: World):
    """A write that nobody goes on with would be seen by nobody."""
    async with client_of(outreach.services) as caller:
        await caller.post(await steps_path(outreach), json={"record": STEP})
    database, now = outreach.services.database, outreach.services.clock.now()
    began = millis(now - timedelta(seconds=90))
    await database.run(writes.update().values(state="open", done_at=None, created_at=began))
    found = await shown(outreach)

    assert of(found, "segue_journal_writes", state="open", waits_for="segue") == 1
    assert of(found, "segue_journal_writes", state="open", waits_for="caller") == 0
    assert of(found, "segue_oldest_open_write_seconds") >= 90


async def test_a_lost_database_is_a_metric_and_no_failure(outreach: World):
    """The scrape would fail just when it matters, and its counters with it."""
    async with client_of(outreach.services) as caller:
        await caller.get("/health")
    lost = set_to(outreach, metrics="open")
    object.__setattr__(lost, "database", Broken(Unavailable("no server at 10.0.0.1")))
    async with client_of(lost) as caller:
        answer = await caller.get("/metrics")

    assert answer.status_code == 200
    assert "segue_database_up 0.0" in answer.text
    assert 'route="/health"' in answer.text
    assert "segue_journal_writes{" not in answer.text


async def test_no_label_names_a_tenant_or_a_record(outreach: World):
    """Whoever may see the metrics would learn who the customers are."""
    sequence = await sequence_id(outreach)
    application = outreach.session.application_id
    async with client_of(outreach.services) as caller:
        await caller.post(f"/engagement/v2/sequences/{sequence}/sequence_steps", json={})
        await caller.get(f"/engagement/v2/sequences/{sequence}")
        await caller.get(f"/{CUSTOMER}/{API_KEY}")
        await caller.request("SPELL", "/health")
    counting = outreach.services.watch
    assert isinstance(counting, Counting)
    text = (await exposition(outreach.services, counting)).decode()

    for secret in (CUSTOMER, application, API_KEY, "contract suite", "SPELL", f'"{sequence}"'):
        assert secret not in text
    assert 'method="other"' in text


async def test_the_metrics_are_off_by_default(outreach: World):
    """A server on the internet would tell everybody how it is doing."""
    async with client_of(outreach.services) as caller:
        answer = await caller.get("/metrics")

    assert answer.status_code == 404
    assert "segue_" not in answer.text


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        (None, 401),
        ("Bearer wrong", 401),
        ("Bearer wröng", 401),
        (f"Basic {TOKEN}", 401),
        (TOKEN, 401),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN}", 200),
    ],
)
async def test_a_token_lets_in(outreach: World, shown: str | None, status: int):
    """The token would be for show."""
    headers = {} if shown is None else {"authorization": shown.encode().decode("latin-1")}
    services = set_to(outreach, metrics="token", metrics_token=TOKEN)
    async with client_of(services) as caller:
        answer = await caller.get(
            "/metrics", headers={name: value.encode("latin-1") for name, value in headers.items()}
        )

    assert answer.status_code == status
    assert ("segue_build_info" in answer.text) == (status == 200)


@pytest.mark.parametrize("given", [{"SEGUE_METRICS": "token"}, {"SEGUE_METRICS_TOKEN": TOKEN}])
def test_a_token_and_its_setting_belong_together(given: dict[str, str]):
    """An operator who sets one of the two would believe the metrics guarded, or shown."""
    with pytest.raises(SettingsError, match="SEGUE_METRICS_TOKEN"):
        Settings.load(given)


def test_no_two_services_share_a_number():
    """Tests, and applications in one process, would count for each other."""
    one, other = Counting(), Counting()
    one.held("outreach", "busy")

    assert b'reason="busy"' in one.exposition()
    assert b'reason="busy"' not in other.exposition()


def test_the_buckets_hold_a_fast_answer_and_a_slow_provider():
    """Everything would fall into the first bucket, or into the last."""
    assert (BUCKETS[0], BUCKETS[-1]) == (0.001, 60)
    assert list(BUCKETS) == sorted(BUCKETS)


def _registered() -> dict[str, set[str]]:
    found = {}
    for metric in Counting().registry._collector_to_names:
        if isinstance(metric, MetricWrapperBase):
            found[metric._name] = set(metric._labelnames)
        elif isinstance(metric, Tally | Timings):
            total = "_total" if isinstance(metric, Tally) else ""
            found[metric.name + total] = set(metric.labels)
    return found


def test_the_documents_table_is_the_registrys():
    """Alerts would be written for a metric that is not there, or with a label that is not."""
    rows = NAMED.findall(OPERATING.read_text(encoding="utf-8"))
    told = {name: {one.strip() for one in labels.split(",") if one} for name, labels in rows}

    assert told == _registered()


async def test_a_failing_hosts_circuit_is_shown(outreach: World):
    """Every call would be refused at once, and nobody would see why."""
    path = f"/engagement/v2/sequences/{await sequence_id(outreach)}"
    await outreach.simulated.fault("server_error", times=50)
    async with client_of(outreach.services) as caller:
        for _ in range(5):
            await caller.get(path)
        assert (await caller.get(path)).status_code == 503
    found = await shown(outreach)

    assert of(found, "segue_circuit_state", host=outreach.simulated.url) == 2
    assert of(found, "segue_provider_calls_held_total", reason="circuit_open") >= 1


async def test_jobs_and_their_contacts_are_shown(outreach: World):
    """A job that stands still would be seen by whoever waits for it alone."""
    database, now = outreach.services.database, millis(outreach.services.clock.now())
    job = {"application_id": "a", "customer_id": "c", "provider": "p", "connection_id": "x"}
    job |= {"digest": "d", "type": "t", "total": 300, "created_at": now}
    for state in ("queued", "running", "running", "done"):
        id = new_id("job")  # noqa: A001 -- the job's
        await database.run(jobs.insert().values(**job, id=id, key=id, state=state))
        slice_of = {"job_id": id, "size": 100, "state": "done", "records": b"", "enrolled": 60}
        await database.run(job_slices.insert().values(**slice_of, position=0, first=0, skipped=30))
    found = await shown(outreach)

    assert of(found, "segue_jobs", state="queued") == 1
    assert of(found, "segue_jobs", state="running") == 2
    assert of(found, "segue_job_contacts", outcome="enrolled") == 180
    assert of(found, "segue_job_contacts", outcome="left") == 30


async def test_the_budget_that_is_left_is_shown(outreach: World):
    """Nobody would see a provider's limit coming before it is there."""
    path = f"/engagement/v2/sequences/{await sequence_id(outreach)}"
    async with client_of(outreach.services) as caller:
        await caller.get(path)
        found = await shown(outreach)
        await outreach.simulated.fault("rate_limited", times=9)
        await caller.get(path)
    limited = await shown(outreach)

    assert 0.9 < of(found, "segue_budget_left_ratio", provider="outreach") < 1
    assert of(found, "segue_budgets_blocked", provider="outreach") == 0
    assert of(limited, "segue_budgets_blocked", provider="outreach") == 1


def test_every_alert_is_about_a_metric_that_there_is():
    """An alert with a misspelt name never fires."""
    rules = (OPERATING.parent / "watching" / "alerts.yml").read_text(encoding="utf-8")
    expressions = re.findall(r"expr: (?:>-\n)?(.*?)\n\s+(?:for|labels):", rules, re.DOTALL)
    used = {name for one in expressions for name in re.findall(r"\bsegue_[a-z_]+", one)}

    assert len(expressions) == rules.count("alert:")
    assert used <= set(_registered())
    assert len(used) >= 8
