"""Every operation's answer: status, keys, types, null or absent."""

import httpx2
import pytest

from segue.testing.world import API_KEY

from .asks import READS, READY, REFUSED, WRITES
from .shapes import DRY_RUN, ERRORS, faults, raw
from .site import ROOT, Site

pytestmark = pytest.mark.asyncio(loop_scope="session")
JSON = "application/json"


def _refused(site: Site, operation: str, response: httpx2.Response) -> bool:
    """Tell whether the provider cannot do an operation; then it must be refused so."""
    row = REFUSED[site.provider].get(operation)
    if row is None:
        return False
    assert response.status_code == 400
    assert faults(response.json(), ERRORS) == []
    (entry,) = response.json()["errors"]
    assert entry["code"] == "BAD_REQUEST"
    assert entry["meta"] | {"application_name": ""} == {
        "origin": "segue",
        "reason": "unsupported",
        "capability": row,
        "application_name": "",
    }
    return True


@pytest.mark.parametrize("operation", READS)
async def test_a_read_answers_as_it_did(site: Site, operation: str) -> None:
    """A client of the old wire would miss a key, or meet one, or a type, that it cannot read."""
    ask, shape = READS[operation]
    response = await ask(site)
    if _refused(site, operation, response):
        return
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == JSON
    assert faults(response.json(), shape) == []
    if "records" in shape:
        assert response.json()["records"], "an empty page shows no keys"


@pytest.mark.parametrize("operation", READS)
async def test_raw_data_comes_when_asked_for_alone(site: Site, operation: str) -> None:
    """A client that asked for the provider's own record would not get it."""
    ask, shape = READS[operation]
    response = await ask(site, include_raw_data="true")
    if _refused(site, operation, response):
        return
    assert faults(response.json(), raw(shape)) == []
    without = await ask(site, include_raw_data="false")
    assert faults(without.json(), shape) == []


async def test_readiness_answers_so(site: Site) -> None:
    """A client could not tell what keeps a sequence from sending."""
    ask, shape = READY
    response = await ask(site)
    assert response.status_code == 200
    assert faults(response.json(), shape) == []
    checks = response.json()["checks"]
    names = ["enabled", "steps", "content", "approved", "schedule", "mailbox"]
    assert [check["name"] for check in checks] == names
    assert all(check["todo"] for check in checks if check["ok"] is not True)


@pytest.mark.parametrize("operation", WRITES)
async def test_a_write_answers_as_it_did(site: Site, operation: str) -> None:
    """A client of the old wire would take a success for a failure, or not find the id."""
    ask, status, shape = WRITES[operation]
    response = await ask(site)
    assert response.headers["idempotency-key"]
    if _refused(site, operation, response):
        return
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == JSON
    assert faults(response.json(), shape) == []


@pytest.mark.parametrize("operation", WRITES)
async def test_a_dry_run_answers_alike_everywhere(site: Site, operation: str) -> None:
    """A caller could not see what a write would send, or it would be sent."""
    ask, _, _ = WRITES[operation]
    response = await ask(site, dry_run="true")
    if _refused(site, operation, response):
        return
    assert response.status_code == 200, response.text
    assert faults(response.json(), DRY_RUN) == []


async def test_an_upsert_of_what_is_there_is_201_too(site: Site) -> None:
    """A client that takes 201 for success would take the second upsert for a failure."""
    record = site.new_account()
    body = {"record": record, "upsert_on": {"name": record["name"]}}
    first, again = [await site.ask("POST", "/accounts/_upsert", body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["record"] == again.json()["record"]


async def test_a_list_of_sequences_has_no_steps(site: Site) -> None:
    """A client would believe that a listed sequence has none, or wait for all of them."""
    listed = (await site.got("GET", "/sequences", page_size="5"))["records"]
    assert all("steps" not in record for record in listed)


async def test_what_has_no_value_is_absent_from_a_step(site: Site) -> None:
    """A client that copies a step would write nulls, which the wire refuses."""
    read = await site.got("GET", f"/sequences/{await site.sequence()}")
    email, _, call, _ = read["steps"]
    assert "task_note" not in email
    assert "template" not in call
    assert "date" not in call
    assert [step["order"] for step in read["steps"]] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "path",
    ["accounts", "contacts", "users", "mailboxes", "sequences", "sequence_states", "templates"],
)
async def test_an_unknown_id_is_not_found(site: Site, path: str) -> None:
    """A client would take an error of ours for a record that is gone, or the reverse."""
    unknown = {"apollo": "0" * 24}.get(site.provider, "999999999")
    if path == "sequence_states" and site.provider == "apollo":
        unknown = f"{unknown}:{unknown}"
    response = await site.ask("GET", f"/{path}/{unknown}")
    assert response.status_code == 404, response.text
    assert faults(response.json(), ERRORS) == []
    assert response.json()["errors"][0]["status"] == str(response.status_code)


async def test_each_error_names_the_same_status_twice(site: Site) -> None:
    """A client that reads the body alone would act on another status than the line's."""
    for status, headers in ((401, {"x-api-key": "wrong"}), (404, {"x-customer-id": "nobody"})):
        response = await site.client.get(f"{ROOT}/accounts", headers=headers)
        assert response.status_code == status
        assert faults(response.json(), ERRORS) == []
        assert response.json()["errors"][0]["status"] == str(status)
        assert API_KEY not in response.text
