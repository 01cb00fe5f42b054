"""Jobs over HTTP: checked whole, kept once, shown to nobody else, and listed."""

import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from segue.http.routes.jobs import LARGEST
from segue.model.job import MOST_CONTACTS
from segue.service.job_work import carry
from segue.store.tables import jobs
from segue.testing.world import API_KEY, CUSTOMER, World
from tests.http.conftest import client_of

PATH = "/segue/v1/jobs"
PERSON = {"contact_id": "501", "sequence_id": "101", "mailbox_id": "5"}
KEY = {"idempotency-key": "k"}
JSON = {"content-type": "application/json"}


@pytest.fixture
async def caller(outreach: World) -> AsyncIterator[httpx2.AsyncClient]:
    """Sends the three headers, and fails on any answer that the document does not have."""
    names = {"x-api-key": API_KEY, "x-customer-id": CUSTOMER, "x-provider-name": "outreach"}
    async with client_of(outreach.services, names) as found:
        yield found


def body(*records: object, **more: object) -> dict[str, object]:
    """Spell a job."""
    return {"job": {"type": "enrol", "records": list(records), **more}}


async def kept(world: World) -> int:
    """Count the jobs there are."""
    return len(await world.services.database.rows(jobs.select()))


async def test_a_job_is_answered_at_once_and_carried_out_later(
    caller: httpx2.AsyncClient, outreach: World
) -> None:
    """A caller would hold a connection open for as long as the provider takes."""
    await outreach.simulated.forget_requests()
    accepted = await caller.post(PATH, json=body(PERSON, {**PERSON, "contact_id": "502"}))

    assert accepted.status_code == 202
    assert accepted.headers["idempotency-key"]
    assert accepted.json()["outcomes"]["pending"] == 2
    assert not await outreach.simulated.requests()
    job_id = accepted.json()["id"]
    pending = await caller.get(f"{PATH}/{job_id}/outcomes")
    assert {row["outcome"] for row in pending.json()["records"]} == {"pending"}
    while await carry(outreach.services, job_id) is not None:
        pass
    done = (await caller.get(f"{PATH}/{job_id}")).json()
    assert (done["state"], done["outcomes"]["pending"]) == ("done", 0)
    first = await caller.get(f"{PATH}/{job_id}/outcomes", params={"page_size": "1"})
    assert first.json()["pagination"]["total_count"] == 2
    following = first.json()["pagination"]["next"]
    second = await caller.get(
        f"{PATH}/{job_id}/outcomes", params={"page_size": "1", "cursor": following}
    )
    rows = [*first.json()["records"], *second.json()["records"]]
    assert [row["contact_id"] for row in rows] == ["501", "502"]
    assert second.json()["pagination"]["next"] is None


async def test_the_same_key_is_the_same_job(caller: httpx2.AsyncClient, outreach: World) -> None:
    """A repeat after a lost answer would enrol everybody a second time."""
    first = await caller.post(PATH, json=body(PERSON), headers=KEY)
    again = await caller.post(PATH, json=body(PERSON), headers=KEY)
    other = await caller.post(PATH, json=body({**PERSON, "contact_id": "502"}), headers=KEY)

    assert again.json()["id"] == first.json()["id"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert other.status_code == 422
    assert other.json()["errors"][0]["meta"]["reason"] == "key_reused"
    assert await kept(outreach) == 1


async def test_every_fault_is_told_with_its_place_and_nothing_is_kept(
    caller: httpx2.AsyncClient, outreach: World
) -> None:
    """A job would be half done before anybody learnt that it cannot be done."""
    records: list[object] = [PERSON] * 250
    records[3] = {**PERSON, "contact_id": "not an id"}
    records[150] = {"contact_id": "501", "sequence_id": "101"}
    records[249] = {**PERSON, "sequence_id": "abc", "allow": ["active_elsewhere"]}

    refused = await caller.post(PATH, json=body(*records))

    assert refused.status_code == 400
    assert [fault["source"]["pointer"] for fault in refused.json()["errors"]] == [
        "/body/job/records/3/contact_id",
        "/body/job/records/150/mailbox_id",
        "/body/job/records/249/allow/0",
        "/body/job/records/249/sequence_id",
    ], refused.text
    assert await kept(outreach) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"job": None},
        {"job": {"type": "enrol", "records": []}},
        {"job": {"type": "dance", "records": [PERSON]}},
        {"job": {"type": "enrol", "records": "501"}},
        {"job": {"type": "enrol", "records": [5]}},
    ],
    ids=["empty", "null", "nobody", "another type", "no list", "no object"],
)
async def test_what_is_no_job_is_refused(
    caller: httpx2.AsyncClient, outreach: World, wrong: object
) -> None:
    """A malformed job would break the server, or be kept for ever."""
    refused = await caller.post(PATH, json=wrong)

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["source"]["pointer"].startswith("/body")
    assert await kept(outreach) == 0


async def test_a_job_may_be_longer_than_any_other_body_and_has_an_end(
    caller: httpx2.AsyncClient, outreach: World
) -> None:
    """Large jobs would be refused, or a caller could fill the memory."""
    long = {**PERSON, "note": "x" * 5_100_000}
    accepted = await caller.post(PATH, json=body(long))
    too_long = await caller.post(PATH, content=b" " * (LARGEST + 1), headers=JSON)
    many = json.dumps(body(*[{}] * (MOST_CONTACTS + 1))).encode()
    too_many = await caller.post(PATH, content=many, headers=JSON)

    assert accepted.status_code == 202
    assert too_long.status_code == 413
    assert too_many.status_code == 400
    assert await kept(outreach) == 1


async def test_what_is_dropped_is_warned_of_in_the_outcomes(
    caller: httpx2.AsyncClient, outreach: World
) -> None:
    """A field that the provider has no place for would be lost in silence."""
    records = [{**PERSON, "contact_id": str(501 + i)} for i in range(3)]
    records[2] |= {"user_id": "1", "nonsense": 1}
    job_id = (await caller.post(PATH, json=body(*records))).json()["id"]
    while await carry(outreach.services, job_id) is not None:
        pass

    pages = [
        (await caller.get(f"{PATH}/{job_id}/outcomes", params=asked)).json()
        for asked in ({}, {"page_size": "2"})
    ]

    pointers = [{warning["source"]["pointer"] for warning in page["warnings"]} for page in pages]
    assert {"/body/job/records/2/user_id", "/body/job/records/2/nonsense"} <= pointers[0]
    assert not any("/records/2" in pointer for pointer in pointers[1])


async def test_jobs_are_listed_the_newest_first(
    caller: httpx2.AsyncClient, outreach: World
) -> None:
    """A caller that lost an id could never find its job again."""
    made = []
    for _ in range(3):
        made.append((await caller.post(PATH, json=body(PERSON))).json()["id"])
        await outreach.clock.advance(1)
    first = (await caller.get(PATH, params={"page_size": "2"})).json()
    cursor = first["pagination"]["next"]
    second = (await caller.get(PATH, params={"page_size": "2", "cursor": cursor})).json()

    listed = [job["id"] for job in (*first["records"], *second["records"])]
    assert listed == made[::-1]
    assert second["pagination"]["next"] is None


async def test_the_job_of_another_connection_is_not_there(
    caller: httpx2.AsyncClient, outreach: World
) -> None:
    """A customer could read, or cancel, another's job."""
    job_id = (await caller.post(PATH, json=body(PERSON))).json()["id"]
    await outreach.services.database.run(jobs.update().values(customer_id="somebody else"))

    for method, path in (("GET", ""), ("GET", "/outcomes"), ("POST", "/_cancel")):
        found = await caller.request(method, f"{PATH}/{job_id}{path}")
        assert found.status_code == 404, path
    assert (await caller.get(PATH)).json()["records"] == []
