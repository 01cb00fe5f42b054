"""The entry of a write that is done, and the end of its journal: one commit, both or neither."""

from collections import Counter
from typing import Any

import asyncpg
import pytest

from segue.http.auditing import AUDITED
from segue.service import carrying
from segue.store import audit
from tests.conftest import ENGINES

from .conftest import Office

SEQUENCES = "/engagement/v2/sequences"
STATES = "/engagement/v2/sequence_states"
RECORD = {"name": "Private words", "type": "team"}
STEP = {"type": "call", "interval_seconds": 86_400}
PERSON = {"contact_id": "501", "sequence_id": "101", "mailbox_id": "5"}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """What is committed at once is the database's doing."""
    return str(request.param)


async def test_neither_stands_where_one_cannot(office: Office, monkeypatch: pytest.MonkeyPatch):
    """A write would be done without an entry, or be entered as done and lie open."""
    headers = {"idempotency-key": "one"}
    await office.client.post(SEQUENCES, json={"record": {}})
    (stands,) = await office.entries()
    with monkeypatch.context() as patch:
        patch.setattr(carrying, "audit_id", lambda _: stands["id"])
        failed = await office.client.post(SEQUENCES, json={"record": RECORD}, headers=headers)

    assert await office.acts() == [("createSequence", failed.status_code), ("createSequence", 400)]
    (write,) = (await office.client.get("/segue/v1/writes")).json()["records"]
    assert (failed.status_code, write["state"]) == (409, "open")
    again = await office.client.post(SEQUENCES, json={"record": RECORD}, headers=headers)
    entry, *earlier = await office.entries()
    assert (again.status_code, entry["status"], len(earlier)) == (201, 201, 2)
    assert entry["write_id"] == write["id"]


async def test_each_request_is_entered_once_with_the_status_of_its_answer(office: Office):
    """The log would tell of one write twice, or of another end than its caller was told."""
    client, told = office.client, []
    for key in ("one", "one", "two"):
        made = await client.post(
            SEQUENCES, json={"record": RECORD}, headers={"idempotency-key": key}
        )
        told.append(("createSequence", made.status_code, None))
    id = made.json()["record"]["id"]  # noqa: A001 -- the wire's word
    steps = f"{SEQUENCES}/{id}/sequence_steps"
    step = await client.post(steps, json={"record": STEP})
    told.append(("createSequenceStep", step.status_code, id))
    step_id = step.json()["record"]["id"]
    changed = await client.patch(f"{steps}/{step_id}", json={"record": {"interval_seconds": 3600}})
    told.append(("updateSequenceStep", changed.status_code, step_id))
    for people in ([PERSON], [PERSON, {**PERSON, "contact_id": "999"}]):
        batch = await client.post(f"{STATES}/_batch", json={"records": people})
        told.append(("batchCreateSequenceState", batch.status_code, None))

    entered = [(each["what"], each["status"], each["subject"]) for each in await office.entries()]
    assert Counter(entered) == Counter(told)
    assert [status for _, status, _ in told] == [201, 201, 201, 201, 200, 201, 201]
    assert {what for what, _, _ in told} <= AUDITED


async def test_what_was_replayed_or_refused_has_a_commit_of_its_own(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    """What closes nothing would be entered nowhere."""
    apart: list[tuple[str, int]] = []
    add = audit.add

    async def seen(tx: Any, entry: audit.AuditEntry) -> None:
        if tx is office.world.services.database:
            apart.append((entry.what, entry.status))
        await add(tx, entry)

    monkeypatch.setattr(audit, "add", seen)
    for record in ({}, RECORD, RECORD):
        headers = {"idempotency-key": "one"}
        await office.client.post(SEQUENCES, json={"record": record}, headers=headers)

    assert apart == [("createSequence", 400), ("createSequence", 201)]
    assert [status for _, status in await office.acts()] == [201, 201, 400]


@pytest.mark.postgres
class TestPostgres:
    """What it costs on PostgreSQL."""

    @pytest.fixture
    def engine(self) -> str:
        return "postgres"

    async def test_it_takes_one_round_trip(self, office: Office, monkeypatch: pytest.MonkeyPatch):
        """Every write would wait for one more, or for each statement of its closing commit."""
        sent: list[str] = []
        execute = asyncpg.Connection.execute

        async def counted(self: Any, query: str, *args: Any, **more: Any) -> str:
            sent.append(query)
            return str(await execute(self, query, *args, **more))

        monkeypatch.setattr(asyncpg.Connection, "execute", counted)
        made = await office.client.post(SEQUENCES, json={"record": RECORD})

        assert made.status_code == 201
        (query,) = [query for query in sent if "INTO audit" in query]
        assert "UPDATE writes" in query
