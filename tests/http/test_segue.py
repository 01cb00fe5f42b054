"""What is Segue's own: providers, capabilities, writes, health."""

import httpx2

from segue.store import applications, journal, keys
from segue.testing.world import World

from .places import STEP, steps_path

OTHER_KEY = "segue_another-application-0123456789"


async def test_the_providers_are_listed(caller: httpx2.AsyncClient):
    """A caller could not learn what `x-provider-name` takes."""
    response = await caller.get("/segue/v1/providers")

    assert [record["name"] for record in response.json()["records"]] == ["outreach"]


async def test_the_capability_table_is_the_providers_own(
    caller: httpx2.AsyncClient, outreach: World
):
    """The published claims would not be those that writes follow."""
    response = await caller.get("/segue/v1/providers/outreach/capabilities")

    rows = {row["name"]: row["support"] for row in response.json()["capabilities"]}
    table = outreach.provider.capabilities.table
    assert {name: str(row.support) for name, row in table.items()} == rows


async def test_an_unknown_provider_is_404(caller: httpx2.AsyncClient):
    """A misspelt name would be answered with an empty table."""
    response = await caller.get("/segue/v1/providers/nobody/capabilities")

    assert response.status_code == 404


async def test_a_write_of_another_application_is_not_shown(
    caller: httpx2.AsyncClient, outreach: World
):
    """One application could read another's writes."""
    made = await caller.post(
        await steps_path(outreach), json={"record": STEP}, headers={"idempotency-key": "k"}
    )
    database, now = outreach.services.database, outreach.services.clock.now()
    other = (await applications.create(database, "another", now)).id
    await keys.issue(database, other, "tests", now, secret=OTHER_KEY)
    (write_id,) = [
        write.id
        for write in await journal.listing(database, outreach.session.application_id, None, 10)
    ]
    path = f"/segue/v1/writes/{write_id}"

    own = await caller.get(path)
    others = await caller.get(path, headers={"x-api-key": OTHER_KEY})

    assert own.json()["answer"] == {"status": 201, "body": made.json()}
    assert others.status_code == 404


async def test_writes_are_listed_page_by_page(caller: httpx2.AsyncClient, outreach: World):
    """An operator would have to know the ids of the writes that are unknown."""
    for key in ("a", "b", "c"):
        path = await steps_path(outreach)
        await caller.post(path, json={"record": STEP}, headers={"idempotency-key": key})

    first = (await caller.get("/segue/v1/writes?page_size=2&state=done")).json()
    cursor = first["pagination"]["next"]
    second = (await caller.get(f"/segue/v1/writes?page_size=2&state=done&cursor={cursor}")).json()
    wrong = await caller.get("/segue/v1/writes?state=lost")
    others = await caller.get(f"/segue/v1/writes?state=open&cursor={cursor}")

    records = [*first["records"], *second["records"]]
    assert [record["idempotency_key"] for record in records] == ["c", "b", "a"]
    assert not any(record["recovers"] for record in records)
    assert second["pagination"]["next"] is None
    assert (await caller.get("/segue/v1/writes?state=unknown")).json()["records"] == []
    assert (wrong.status_code, others.status_code) == (400, 400)


async def test_health_needs_nothing(client: httpx2.AsyncClient):
    """A load balancer would need a key, or take a healthy server out."""
    response = await client.get("/health")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
