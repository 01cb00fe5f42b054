"""Reading the audit log."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from segue.kit.clock import iso
from segue.store import applications, keys

from .conftest import AUDIT, Office

PASSTHROUGH = "/actions/v2/passthrough"
OTHER_KEY = "segue_another-application-0123456789"


async def _happen(office: Office, count: int) -> None:
    for _ in range(count):
        await office.client.post(PASSTHROUGH, json={"path": "/", "method": "PUT"})
        await office.world.clock.advance(60)


async def test_it_is_walked_page_by_page_the_newest_first(office: Office):
    """Old entries could not be reached, or would come twice."""
    await _happen(office, 7)
    whole = await office.entries(page_size="100")
    found, cursor = [], None
    for _ in range(4):
        given = {"page_size": "2", **({"cursor": cursor} if cursor else {})}
        page = (await office.client.get(AUDIT, params=given)).json()
        found += page["records"]
        cursor = page["pagination"]["next"]

    assert cursor is None
    assert found == whole
    assert [entry["at"] for entry in found] == sorted((e["at"] for e in found), reverse=True)
    assert len({entry["id"] for entry in found}) == 7


async def test_a_cursor_of_another_question_is_refused(office: Office):
    """A page would be taken for part of another list."""
    await _happen(office, 3)
    page = (await office.client.get(AUDIT, params={"page_size": "1"})).json()
    cursor = page["pagination"]["next"]

    for given in ({"cursor": cursor, "what": "createKey"}, {"cursor": f"{cursor}A"}):
        response = await office.client.get(AUDIT, params=given)
        assert response.status_code == 400
        assert response.json()["errors"][0]["source"] == {"pointer": "/query/cursor"}


async def test_it_is_filtered(office: Office):
    """Whoever looks for one customer's history would read everybody's."""
    start = office.world.clock.now()
    await _happen(office, 3)
    await office.client.put("/mgmt/v2/customers", json={"customer_id": "x", "name": "X"})
    connection = office.world.session.connection_id
    (key,) = {entry["key_id"] for entry in await office.entries()}
    second = iso(start + timedelta(seconds=60))

    assert len(await office.entries()) == 4
    assert len(await office.entries(what="sendPassthroughRequest")) == 3
    assert len(await office.entries(connection_id=connection)) == 3
    assert len(await office.entries(provider_name="outreach")) == 3
    assert len(await office.entries(customer_id="nobody")) == 0
    assert len(await office.entries(key_id=key)) == 4
    assert len(await office.entries(since=second)) == 3
    assert len(await office.entries(until=second)) == 1
    assert len(await office.entries(since=second, until=second)) == 0


@pytest.mark.parametrize(
    "given", [{"since": "yesterday"}, {"page_size": "0"}, {"limit": "1"}, {"what": ""}]
)
async def test_a_wrong_filter_is_refused(office: Office, given: dict[str, str]):
    """A misspelt filter would show everything."""
    response = await office.client.get(AUDIT, params=given)

    assert response.status_code == 400
    (name,) = given
    assert response.json()["errors"][0]["source"] == {"pointer": f"/query/{name}"}


async def test_it_needs_a_key_that_may_manage(
    office: Office, key_with: Callable[..., Awaitable[dict[str, Any]]]
):
    """Every key could watch what the others do."""
    key = await key_with("read", "write")
    response = await office.client.get(AUDIT, headers={"x-api-key": key["key"]})

    assert response.status_code == 403
    assert response.json()["errors"][0]["meta"]["scope"] == "manage"


async def test_another_applications_entries_are_not_shown(office: Office):
    """One application could watch another."""
    await _happen(office, 2)
    database, now = office.world.services.database, office.world.clock.now()
    other = (await applications.create(database, "another", now)).id
    await keys.issue(database, other, "tests", now, secret=OTHER_KEY)
    response = await office.client.get(AUDIT, headers={"x-api-key": OTHER_KEY})

    assert response.json()["records"] == []
