"""Defects that the old service had at several providers."""

import asyncio
from typing import Any

import pytest

from tests.wire.site import CALL, DAY, EMAIL, REPLY, Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

CUSTOM = {
    "already_snake": {"inner_key": [{"deep_key": 1, "DeepCamel": None}]},
    "camelCase": "x_y",
    "With Space": True,
}


def _anywhere(value: Any, wanted: Any) -> bool:
    """Tell whether every key of `wanted` stands somewhere in a value, untouched."""
    if isinstance(value, dict):
        if all(value.get(key, ...) == each for key, each in wanted.items()):
            return True
        return any(_anywhere(each, wanted) for each in value.values())
    return isinstance(value, list) and any(_anywhere(each, wanted) for each in value)


@pytest.mark.parametrize("of", ["account", "account upsert", "contact", "contact change"])
async def test_custom_fields_are_sent_verbatim(site: Site, of: str) -> None:
    """B1: keys at some depth would be respelt, and another field of the customer's be written."""
    noun, _, way = of.partition(" ")
    record = site.new_account() if noun == "account" else site.new_contact()
    body: dict[str, Any] = {"record": {**record, "custom_fields": CUSTOM}}
    method, path = "POST", f"/{noun}s"
    if way == "upsert":
        path, body["upsert_on"] = f"{path}/_upsert", {"name": record["name"]}
    elif way:
        method, path = "PATCH", f"{path}/{await site.contact()}"
    shown = await site.got(method, path, body, dry_run="true")
    assert _anywhere(shown["calls"], CUSTOM)


@pytest.mark.parametrize("of", ["sequence", "step", "template"])
async def test_custom_fields_within_a_sequence_are_sent_verbatim(site: Site, of: str) -> None:
    """B1: the same, for what a sequence is made of."""
    step: dict[str, Any] = {**CALL}
    custom = {"custom_fields": CUSTOM}
    if of == "template":
        step = {**EMAIL, "template": {**EMAIL["template"], **custom}}
    elif of == "step":
        step |= custom
    record: dict[str, Any] = {"name": "Custom", "type": "team", "steps": [step]}
    if of == "sequence":
        record |= custom
    response = await site.ask("POST", "/sequences", {"record": record}, dry_run="true")
    shown = response.json()
    if response.status_code == 200 and _anywhere(shown["calls"], CUSTOM):
        return
    told = shown.get("warnings") or shown["errors"]
    assert any("custom_fields" in each["source"]["pointer"] for each in told), "sent, or told"


async def test_what_was_read_of_a_sequence_can_be_written(site: Site) -> None:
    """B3, E22, D11: a copy of a copy would run at other times, with other notes and threads."""
    steps = [EMAIL, {**REPLY, "interval_seconds": 2 * DAY}, CALL, {**CALL, "type": "task"}]
    made = {"name": "Original", "type": "team", "steps": steps}
    seen = []
    for _ in range(3):
        read = await site.got("GET", f"/sequences/{await site.made('/sequences', made)}")
        kept = ("type", "interval_seconds", "is_reply", "task_note")
        copied = [{key: step[key] for key in kept if key in step} for step in read["steps"]]
        seen.append([dict(step) for step in copied])
        for step, source in zip(copied, read["steps"], strict=True):
            if "template" in source:
                words = source["template"]
                step["template"] = {"subject": words.get("subject", ""), "body": words["body"]}
        made = {"name": "Copy", "type": "team", "steps": copied}
    assert seen[0] == seen[1] == seen[2]
    assert [step["interval_seconds"] for step in seen[2]] == [0, 2 * DAY, DAY, DAY]


async def test_what_was_read_of_a_contact_can_be_written(site: Site) -> None:
    """A11: the null type that is read would be refused, and no contact could be written back."""
    fields = ("first_name", "email_addresses", "phone_numbers", "address")
    listed = (await site.got("GET", "/contacts", page_size="100"))["records"]
    untyped = [
        it for it in listed if None in [e["email_address_type"] for e in it["email_addresses"]]
    ]
    if site.provider != "salesloft":
        assert untyped, "a contact of whose address the type is not known"
    for before in [*untyped[:1], *listed[:3]]:
        record = {field: before[field] for field in fields}
        changed = await site.ask("PATCH", f"/contacts/{before['id']}", {"record": record})
        assert changed.status_code == 200, changed.text
        after = await site.got("GET", f"/contacts/{before['id']}")
        assert {field: after[field] for field in fields} == record


async def test_a_type_may_be_null(site: Site) -> None:
    """A11: the same, for a contact that is made."""
    email = {"email_address": "null@lantern.example", "email_address_type": None}
    phone = {"phone_number": "+15550106666", "phone_number_type": None}
    record = {"last_name": "Null", "email_addresses": [email], "phone_numbers": [phone]}
    response = await site.ask("POST", "/contacts", {"record": record}, dry_run="true")
    assert response.status_code == 200, response.text


async def test_one_number_wipes_no_other(site: Site) -> None:
    """C17: a change of one number, or of one address, would clear those of other types."""
    emails = [
        {"email_address": f"{kind}{next(site.numbers)}@lantern.example", "email_address_type": kind}
        for kind in ("primary", "personal")
    ]
    phones = [
        {"phone_number": "+15550107777", "phone_number_type": "mobile"},
        {"phone_number": "+15550108888", "phone_number_type": "home"},
    ]
    record = {**site.new_contact(), "email_addresses": emails, "phone_numbers": phones}
    made = await site.made("/contacts", record)
    before = await site.got("GET", f"/contacts/{made}")
    new = {"phone_number": "+15550109999", "phone_number_type": "mobile"}
    await site.got("PATCH", f"/contacts/{made}", {"record": {"phone_numbers": [new]}})
    after = await site.got("GET", f"/contacts/{made}")
    assert after["email_addresses"] == before["email_addresses"]
    others = [it for it in before["phone_numbers"] if it["phone_number_type"] != "mobile"]
    assert others, "the number at home"
    assert [it for it in after["phone_numbers"] if it["phone_number_type"] != "mobile"] == others
    assert new in after["phone_numbers"]


async def _pages(site: Site, path: str, size: str, filter: Any = None) -> list[Any]:
    found, query = [], {"page_size": size}
    while True:
        if filter is None:
            page = await site.got("GET", path, **query)
        else:
            page = await site.got("POST", path, {"filter": filter}, **query)
        found.append(page)
        cursor = page["pagination"]["next"]
        if cursor is None:
            return found
        query["cursor"] = cursor
        assert len(found) < 100


async def test_an_account_search_can_be_walked(site: Site) -> None:
    """A5, E31: what lies beyond the first page could not be reached."""
    name = f"Twin Lantern {next(site.numbers)}"
    made = []
    for _ in range(3):
        domain = f"twin{next(site.numbers)}.example"
        made.append(await site.made("/accounts", {"name": name, "domain": domain}))
    pages = await _pages(site, "/accounts/_search", "1", {"name": name})
    found = [record["id"] for page in pages for record in page["records"]]
    assert sorted(found) == sorted(made)
    assert max(len(page["records"]) for page in pages) == 1


@pytest.mark.parametrize("path", ["/accounts", "/contacts", "/users", "/mailboxes", "/sequences"])
async def test_a_total_is_the_number_of_all(site: Site, path: str) -> None:
    """B12: it would be the length of a page, or of something else again."""
    size = {"/users": "2", "/mailboxes": "1", "/sequences": "2"}.get(path, "50")
    pages = await _pages(site, path, size)
    assert len(pages) > 1
    found = [record["id"] for page in pages for record in page["records"]]
    assert len(found) == len(set(found))
    totals = {page["pagination"].get("total_count") for page in pages} - {None}
    assert totals <= {len(found)}


async def test_a_searchs_total_is_the_number_of_all(site: Site) -> None:
    """B12: the same, for searches."""
    contacts = [site.new_contact() for _ in range(3)]
    emails = [it["email_addresses"][0]["email_address"] for it in contacts]
    for contact in contacts:
        await site.made("/contacts", contact)
    pages = await _pages(site, "/contacts/_search", "1", {"emails": emails})
    assert sum(len(page["records"]) for page in pages) == 3
    assert {page["pagination"].get("total_count") for page in pages} <= {3, None}


async def test_two_upserts_at_once_make_one(site: Site) -> None:
    """B16: both would find nothing, and both make it."""
    record = site.new_account()
    body = {"record": record, "upsert_on": {"name": record["name"]}}
    answers = await asyncio.gather(*(site.ask("POST", "/accounts/_upsert", body) for _ in range(4)))
    ids = {it.json()["record"]["id"] for it in answers if it.status_code == 201}
    others = {it.status_code for it in answers} - {201}
    assert len(ids) == 1
    assert others <= {409}
    pages = await _pages(site, "/accounts/_search", "10", {"name": record["name"]})
    assert [it["id"] for page in pages for it in page["records"]] == list(ids)


async def test_a_provider_that_is_slow_down_is_told(site: Site) -> None:
    """B9, E18: a limit would be a failure of the server, without a word of how long to wait."""
    path = {"outreach": "sequences$", "salesloft": "cadence_imports", "apollo": "sequences$"}
    await site.simulated.fault("rate_limited", method="POST", path=path[site.provider])
    record = {"name": "Limited", "type": "team", "steps": [CALL]}
    response = await site.ask("POST", "/sequences", {"record": record})
    assert response.status_code == 429, response.text
    assert int(response.headers["retry-after"]) > 0
    assert response.json()["errors"][0]["meta"]["origin"] == "remote-provider"
    await site.clock.advance(int(response.headers["retry-after"]))


async def test_two_contacts_in_one_sequence_have_two_ids(site: Site) -> None:
    """E13: one state's id would stand for another's contact."""
    records = [await site.enrolment() for _ in range(2)]
    body = {"records": records}
    found = (await site.got("POST", "/sequence_states/_batch", body))["records"]
    assert len({it["id"] for it in found}) == 2
    for record, told in zip(records, found, strict=True):
        read = await site.got("GET", f"/sequence_states/{told['id']}")
        assert (read["id"], read["contact_id"]) == (told["id"], record["contact_id"])
