"""What stands in the audit log, and what does not."""

import io
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from segue.http.auditing import AUDITED
from segue.http.operations import OPERATIONS
from segue.store import audit
from segue.store.errors import Unavailable
from segue.testing.world import CUSTOMER

from .conftest import AUDIT, Office

SEQUENCES = "/engagement/v2/sequences"
PASSTHROUGH = "/actions/v2/passthrough"
JOBS = "/segue/v1/jobs"
LINKS = "/mgmt/v2/magic_links"
RECORD = {"name": "Private words", "type": "team"}
LOOKING = {"searchAccounts", "searchContacts", "searchSequenceStates"}

KeyWith = Callable[..., Awaitable[dict[str, Any]]]


async def test_a_write_is_entered_with_who_and_how_it_ended(office: Office):
    """Nobody could tell which key changed what."""
    made = await office.client.post(SEQUENCES, json={"record": RECORD})
    (entry,) = await office.entries()
    session = office.world.session

    assert entry.pop("id").startswith("aud_")
    assert entry.pop("at").endswith("Z")
    assert entry.pop("key_id").startswith("key_")
    write_id = entry.pop("write_id")
    assert entry == {
        "who": "key",
        "what": "createSequence",
        "status": 201,
        "customer_id": CUSTOMER,
        "provider_name": "outreach",
        "connection_id": session.connection_id,
        "subject": None,
    }
    shown = await office.client.get(f"/segue/v1/writes/{write_id}")
    assert shown.json()["answer"]["body"] == made.json()


async def test_refusals_failures_and_repeats_are_entered(office: Office):
    """The log would tell only of what went well."""
    headers = {"idempotency-key": "one"}
    await office.client.post(SEQUENCES, json={"record": {"type": "team"}}, headers=headers)
    await office.world.simulated.fault("rate_limited", method="POST")
    for _ in range(3):
        told = await office.client.post(SEQUENCES, json={"record": RECORD}, headers=headers)
        await office.world.clock.advance(float(told.headers.get("retry-after", "0")) + 1)
    entries = await office.entries()

    assert [entry["status"] for entry in entries] == [201, 201, 429, 400]
    assert entries[0]["write_id"] == entries[1]["write_id"] is not None


async def test_reads_and_dry_runs_are_not_entered(office: Office):
    """What happened would drown in what did not."""
    await office.client.get(SEQUENCES)
    await office.client.post(SEQUENCES, json={"record": RECORD}, params={"dry_run": "true"})
    await office.client.post("/engagement/v2/contacts/_search", json={"filter": {}})
    await office.client.get("/segue/v1/keys")

    assert await office.entries() == []


async def test_passthroughs_are_entered_also_those_that_read(office: Office):
    """They can do anything, and are in no journal."""
    for method in ("GET", "DELETE"):
        body = {"path": "/api/v2/prospects/99999", "method": method}
        assert (await office.client.post(PASSTHROUGH, json=body)).status_code == 200
    await office.client.post(PASSTHROUGH, json={"path": "//evil.example", "method": "GET"})

    assert await office.acts() == [("sendPassthroughRequest", status) for status in (400, 200, 200)]


async def test_changes_to_keys_and_connections_are_entered(office: Office):
    """Whoever took an application over could do so unseen."""
    client, customer = office.client, "/mgmt/v2/customers/second"
    await client.put("/mgmt/v2/customers", json={"customer_id": "second", "name": "S", "email": ""})
    asked = {"provider_name": "outreach", **office.world.session.destination.credential}
    await client.post(f"{customer}/connections", json=asked, params={"verify": "false"})
    await client.delete(f"{customer}/connections/outreach")
    made = (await client.post("/segue/v1/keys", json={"name": "new"})).json()
    await client.delete(f"/segue/v1/keys/{made['id']}")
    entries = await office.entries()

    assert [entry["what"] for entry in entries] == [
        "revokeKey",
        "createKey",
        "deleteConnection",
        "createConnection",
        "upsertCustomer",
    ]
    assert entries[2]["connection_id"] == entries[3]["connection_id"] is not None
    assert {entry["customer_id"] for entry in entries[2:4]} == {"second"}


async def test_what_was_acted_on_is_named(office: Office):
    """Nobody could tell which key was revoked, or which job was cancelled, once it had happened."""
    client, session = office.client, office.world.session
    key = (await client.post("/segue/v1/keys", json={"name": "new"})).json()
    new = (await client.post(f"/segue/v1/keys/{key['id']}/_rotate")).json()
    await client.delete(f"/segue/v1/keys/{new['id']}")
    await client.delete("/segue/v1/keys/key_of-nobody")
    person = {"contact_id": "501", "sequence_id": "101", "mailbox_id": "5"}
    job = (await client.post(JOBS, json={"job": {"type": "enrol", "records": [person]}})).json()
    await client.post(f"{JOBS}/{job['id']}/_cancel")
    asked = {
        "customer_id": CUSTOMER,
        "provider_name": session.provider.name,
        "return_url": "http://localhost/in",
        "expiration_secs": 60,
    }
    link = (await client.post(LINKS, json=asked)).json()
    await client.delete(f"{LINKS}/{link['id']}")
    await client.delete(f"/mgmt/v2/customers/{CUSTOMER}/connections/outreach")

    told = [(entry["what"], entry["subject"]) for entry in await office.entries()]
    assert told == [
        ("deleteConnection", None),
        ("deleteMagicLink", link["id"]),
        # Whoever has the id of a link can use it.
        ("createMagicLink", None),
        ("cancelJob", job["id"]),
        ("createJob", job["id"]),
        ("revokeKey", None),
        ("revokeKey", new["id"]),
        ("rotateKey", key["id"]),
        ("createKey", key["id"]),
    ]


async def test_what_a_key_was_not_allowed_is_entered(office: Office, key_with: KeyWith):
    """Somebody who tries the doors with a stolen key would not be seen."""
    key = await key_with("read")
    headers = {"x-api-key": key["key"]}
    await office.client.post(SEQUENCES, json={"record": RECORD}, headers=headers)
    await office.client.delete(f"/segue/v1/keys/{key['id']}", headers=headers)

    assert await office.acts(key_id=key["id"]) == [("revokeKey", 403), ("createSequence", 403)]
    await office.client.delete(f"/segue/v1/keys/{key['id']}", headers={"x-api-key": "wrong"})
    assert len(await office.entries()) == 2


async def test_what_becomes_of_a_token_is_entered(office: Office):
    """Nobody could tell when a customer's access ended."""
    await office.world.simulated.fault("expired_token")
    assert (await office.client.get(SEQUENCES)).status_code == 200

    (entry,) = await office.entries()
    assert (entry["who"], entry["what"], entry["key_id"]) == ("segue", "connection.refreshed", None)


async def test_a_log_that_cannot_be_written_leaves_the_answer_as_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch, stream: io.StringIO
):
    """What was carried out would be answered as an error, and be done again."""

    async def lost(*_: Any) -> None:
        raise Unavailable("gone")

    monkeypatch.setattr(audit, "add", lost)
    asked = {"path": "/api/v2/prospects/99999", "method": "DELETE"}
    response = await office.client.post(PASSTHROUGH, json=asked)

    assert response.status_code == 200
    (line,) = [line for line in stream.getvalue().splitlines() if "audit entry" in line]
    assert json.loads(line)["entry"]["what"] == "sendPassthroughRequest"


async def test_no_words_and_no_secrets_are_in_it(office: Office):
    """A log that everybody with `manage` reads would hold what only some may see."""
    await office.client.post(SEQUENCES, json={"record": RECORD})
    told = (await office.client.get(AUDIT)).text

    assert "Private words" not in told
    assert not [secret for secret in office.world.session.destination.secrets if secret in told]


def test_everything_that_changes_something_is_audited():
    """A new operation could change things unseen."""
    changing = {operation.id for operation in OPERATIONS if operation.method != "GET"}
    assert changing - AUDITED == LOOKING


def test_entries_cannot_be_changed():
    """Whoever did something could take it out of the log."""
    functions = {name for name, found in vars(audit).items() if callable(found)}
    own = {name for name in functions if getattr(audit, name).__module__ == audit.__name__}
    assert {name for name in own if name.islower()} - {"_entry", "audit_id", "earliest"} == {
        "_listing",
        "add",
        "listing",
    }
