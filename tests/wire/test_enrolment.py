"""Who is not enrolled: one by one, and among others."""

import pytest

from .shapes import ERRORS, WARNING, faults
from .site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")
ROW = {
    "id": "id?",
    "contact_id": "id",
    "outcome": "outcome",
    "reason": "text?",
    "detail": "text?",
}
BATCH = {"records": [ROW], "warnings": [WARNING]}
NOBODY = {"outreach": "999999999", "salesloft": "999999999", "apollo": "0" * 24}


async def test_a_batch_tells_of_each_in_its_order(site: Site) -> None:
    """A caller could not tell whom to enrol again, or take somebody for enrolled who is not."""
    good = await site.enrolment()
    bad = {**good, "contact_id": NOBODY[site.provider]}
    response = await site.ask("POST", "/sequence_states/_batch", {"records": [bad, good]})
    assert response.status_code == 201, response.text
    assert faults(response.json(), BATCH) == []
    first, second = response.json()["records"]
    assert [first["contact_id"], second["contact_id"]] == [bad["contact_id"], good["contact_id"]]
    assert (first["id"], first["outcome"], first["reason"]) == (None, "skipped", "not_found")
    assert first["detail"]
    assert (second["outcome"], second["reason"]) == ("enrolled", None)
    assert second["id"]
    assert "retry-after" not in response.headers, "all of it is final"


async def test_one_who_is_not_taken_is_an_error_with_the_reason(site: Site) -> None:
    """A caller would be told that somebody is enrolled, or not why they are not."""
    record = {**await site.enrolment(), "contact_id": NOBODY[site.provider]}
    response = await site.ask("POST", "/sequence_states", {"record": record})
    assert response.is_client_error, response.text
    assert faults(response.json(), ERRORS) == []
    meta = response.json()["errors"][0]["meta"]
    assert (meta["outcome"], meta["reason"]) == ("skipped", "not_found")


async def test_who_is_in_already_is_told_by_the_same_id(site: Site) -> None:
    """A second enrolment would fail, or look like a new one."""
    record = await site.enrolment()
    first = await site.got("POST", "/sequence_states", {"record": record})
    again = await site.ask("POST", "/sequence_states", {"record": record})
    assert again.status_code == 201
    found = again.json()["record"]
    assert found == {"id": first["record"]["id"], "outcome": "already_enrolled"}
    told = [warning["problem_type"] for warning in again.json()["warnings"]]
    assert "ALREADY_EXISTS" in told


async def test_nobody_is_no_batch(site: Site) -> None:
    """An empty batch would be answered as if something had been done."""
    response = await site.ask("POST", "/sequence_states/_batch", {"records": []})
    assert response.status_code == 400
    assert response.json()["errors"][0]["source"]["pointer"] == "/body/records"


async def test_a_repeat_of_a_batch_enrols_nobody_again(site: Site) -> None:
    """A caller that repeats after a lost answer would enrol everybody twice."""
    body = {"records": [await site.enrolment(), await site.enrolment()]}
    headers = {"idempotency-key": f"batch-{next(site.numbers)}-{site.provider}"}
    path = "/engagement/v2/sequence_states/_batch"
    first, again = [await site.client.post(path, json=body, headers=headers) for _ in range(2)]
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
