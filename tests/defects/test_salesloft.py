"""Defects of the old service's Salesloft adapter, through HTTP."""

import pytest

from tests.wire.site import DAY, EMAIL, Site

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("site", ["salesloft"], indirect=True),
]


async def test_who_is_deactivated_is_locked(site: Site) -> None:
    """D16: who enrols for users that are not locked would pick the deactivated ones."""
    await site.simulated.seed({"users": [{"email": "gone@segue.example", "active": False}]})
    listed = await site.got("GET", "/users", page_size="100", include_raw_data="true")
    locked = {it["is_locked"]: it["raw_data"]["active"] for it in listed["records"]}
    assert locked == {True: False, False: True}


async def test_a_step_has_a_name_of_its_own(site: Site) -> None:
    """D9, D10: a step would be called after nothing, or after the note of its e-mail."""
    email = {**EMAIL, "type": "manual_email", "task_note": "Mind the tone"}
    call = {"type": "call", "interval_seconds": DAY, "task_note": "Ring twice"}
    named = {"type": "task", "interval_seconds": DAY, "name": "Research"}
    record = {"name": "Names", "type": "team", "steps": [email, call, named]}
    read = await site.got("GET", f"/sequences/{await site.made('/sequences', record)}")
    names = [step["name"] for step in read["steps"]]
    assert names[2] == "Research"
    assert not any("undefined" in name or "None" in name for name in names)
    assert "Mind the tone" not in names[0]
    assert read["steps"][1]["task_note"] == "Ring twice"


async def test_a_list_of_sequences_reads_no_steps_of_others(site: Site) -> None:
    """D19: every page of a list would cost what the whole team's steps cost."""
    await site.simulated.forget_requests()
    await site.got("GET", "/sequences", page_size="1")
    sent = await site.simulated.requests()
    assert len(sent) <= 2
    steps = [entry for entry in sent if "/steps" in entry["path"]]
    assert all("cadence_id" in str(entry["query"]) for entry in steps)


@pytest.mark.parametrize("kind", ["work", "personal", None])
async def test_the_only_address_of_a_contact_is_kept(site: Site, kind: str | None) -> None:
    """D23: a contact would be made without any address, and nobody told."""
    email = f"only{next(site.numbers)}@lantern.example"
    address = {"email_address": email, "email_address_type": kind}
    record = {"last_name": "Lantern", "email_addresses": [address]}
    made = await site.made("/contacts", record)
    read = await site.got("GET", f"/contacts/{made}")
    assert email in [it["email_address"] for it in read["email_addresses"]]
    found = await site.got("POST", "/contacts/_search", {"filter": {"emails": [email]}})
    assert [it["id"] for it in found["records"]] == [made]


async def test_a_custom_field_that_replaces_a_typed_one_is_told(site: Site) -> None:
    """D24: a contact's address would be another than the one that was given for it."""
    record = {**site.new_contact(), "custom_fields": {"email_address": "other@lantern.example"}}
    response = await site.ask("POST", "/contacts", {"record": record}, dry_run="true")
    found = response.json()
    told = found.get("warnings") or found.get("errors")
    assert any("custom_fields" in each["source"]["pointer"] for each in told)


async def test_a_custom_field_cannot_be_the_import(site: Site) -> None:
    """D29: a caller's key would take the place of the steps that are sent."""
    for place in ("cadence_content", "step_groups"):
        custom = {place: {"step_groups": []}}
        record = {"name": "Import", "type": "team", "steps": [EMAIL], "custom_fields": custom}
        response = await site.ask("POST", "/sequences", {"record": record})
        assert response.status_code == 400
        pointer = f"/body/record/custom_fields/{place}"
        assert [it["source"]["pointer"] for it in response.json()["errors"]] == [pointer]
