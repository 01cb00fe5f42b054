"""Defects of the old service's Apollo adapter, through HTTP."""

import pytest

from tests.wire.site import EMAIL, Site

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("site", ["apollo"], indirect=True),
]


async def _two_on(site: Site) -> list[str]:
    """Give two sequences that are switched on."""
    rows = [{"name": f"On {n}", "active": True, "steps": 1} for n in range(2)]
    made = await site.simulated.seed({"sequences": rows})
    return [str(row["id"] if isinstance(row, dict) else row) for row in made["sequences"]]


async def test_a_block_is_lifted_by_who_asks_for_it_alone(site: Site) -> None:
    """E14, E16: everyone would be enrolled twice over, or nobody be told why somebody is not."""
    one, other = await _two_on(site)
    record = await site.enrolment()
    await site.made("/sequence_states", {**record, "sequence_id": one})
    into = {**record, "sequence_id": other}
    kept = await site.ask("POST", "/sequence_states", {"record": into})
    assert kept.status_code == 422, kept.text
    (entry,) = kept.json()["errors"]
    assert entry["meta"]["reason"] == "active_elsewhere"
    allowed = {**into, "allow": ["active_elsewhere"]}
    made = await site.got("POST", "/sequence_states", {"record": allowed})
    assert made["record"]["outcome"] == "enrolled"


async def test_one_who_cannot_be_enrolled_fails_no_other(site: Site) -> None:
    """E16: the whole batch would be an error, although the others had been enrolled."""
    one, other = await _two_on(site)
    taken = await site.enrolment()
    await site.made("/sequence_states", {**taken, "sequence_id": one})
    free = await site.enrolment()
    records = [{**it, "sequence_id": other} for it in (taken, free)]
    found = await site.got("POST", "/sequence_states/_batch", {"records": records})
    told = [(it["outcome"], it["reason"]) for it in found["records"]]
    assert told == [("skipped", "active_elsewhere"), ("enrolled", None)]


async def test_a_similar_address_is_another_person(site: Site) -> None:
    """E11: a search would bring a person whose address is only alike."""
    record = site.new_contact()
    email = record["email_addresses"][0]["email_address"]
    alike = {"email_address": f"x{email}", "email_address_type": "primary"}
    await site.made("/contacts", {**record, "email_addresses": [alike]})
    found = await site.got("POST", "/contacts/_search", {"filter": {"emails": [email]}})
    assert found["records"] == []
    made = await site.made("/contacts", record)
    body = {"filter": {"emails": [email, email.upper()]}}
    found = await site.got("POST", "/contacts/_search", body)
    assert [it["id"] for it in found["records"]] == [made]


async def test_a_similar_name_is_another_company(site: Site) -> None:
    """E12: an upsert would change a company that is called alike."""
    record = site.new_account()
    longer = await site.made("/accounts", {**record, "name": f"{record['name']} Holding"})
    body = {"record": {**record, "domain": None}, "upsert_on": {"name": record["name"]}}
    made = await site.got("POST", "/accounts/_upsert", body)
    assert made["record"]["id"] != longer
    read = await site.got("GET", f"/accounts/{longer}")
    assert read["name"].endswith("Holding")


async def test_each_counter_has_apollos_name(site: Site) -> None:
    """E30: a counter would be missing under the name that Apollo has for it."""
    read = await site.got("GET", f"/sequences/{await site.sequence()}", include_raw_data="true")
    listed = await site.got("GET", "/sequences", page_size="1", include_raw_data="true")
    for record in (read, *listed["records"]):
        assert "spamBlockedRate" not in record["metrics"]
    theirs = {key for key in listed["records"][0]["raw_data"] if key.startswith("unique_")}
    ours = {key.casefold() for key in listed["records"][0]["metrics"]}
    assert {key.replace("_", "") for key in theirs} <= ours
    assert "spamblockrate" in ours


async def test_a_sequence_is_off_while_it_is_made(site: Site) -> None:
    """E4: whoever is in it would be sent a half-made sequence."""
    await site.simulated.forget_requests()
    record = {"name": "Quiet", "type": "team", "steps": [EMAIL]}
    made = await site.made("/sequences", record)
    for entry in await site.simulated.requests(writes=True):
        assert (entry["body"] or {}).get("active") is not True
    assert (await site.got("GET", f"/sequences/{made}"))["is_enabled"] is False


async def test_a_change_that_nobody_told_has_no_time(site: Site) -> None:
    """E21: a sync that goes by the time of change would read everything, or nothing."""
    sequence = await site.got("GET", f"/sequences/{await site.sequence()}")
    assert sequence["last_modified_at"] is None
    account = await site.got("GET", f"/accounts/{await site.account()}")
    assert account["last_modified_at"] is None
