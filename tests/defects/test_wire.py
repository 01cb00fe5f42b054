"""Defects of the old wire layer that no other test would see come back."""

import base64
import json
from typing import Any

import httpx2
import pytest

from tests.wire.shapes import ERRORS, faults
from tests.wire.site import DAY, ROOT, Site

pytestmark = pytest.mark.asyncio(loop_scope="session")
ANYWHERE = pytest.mark.parametrize("site", ["outreach"], indirect=True)
"""For what no provider is asked about: one stands for all."""


async def _refused(site: Site, response: httpx2.Response) -> list[str]:
    """See that a request was a caller's mistake, and that the provider heard nothing of it."""
    assert response.status_code == 400, response.text
    assert faults(response.json(), ERRORS) == []
    assert await site.simulated.requests() == []
    return [entry["source"]["pointer"] for entry in response.json()["errors"]]


@ANYWHERE
@pytest.mark.parametrize("name", ["pardot", "hubspot", "OUTREACH", "segue"])
async def test_a_provider_of_another_kind_is_the_callers_mistake(site: Site, name: str) -> None:
    """A10: it would be called a failure of the server."""
    response = await site.client.get(f"{ROOT}/accounts", headers={"x-provider-name": name})
    assert response.status_code == 400
    assert response.json()["errors"][0]["source"]["pointer"] == "/header/x-provider-name"


@pytest.mark.parametrize("address", [{"city": "Cork"}, {"country": None, "state": "Munster"}, {}])
async def test_a_partial_address_is_taken(site: Site, address: dict[str, Any]) -> None:
    """A12: a caller that knows the city alone could not say so."""
    body = {"record": {**site.new_contact(), "address": address}}
    made = await site.got("POST", "/contacts", body)
    read = (await site.got("GET", f"/contacts/{made['record']['id']}"))["address"] or {}
    if any("/address" in it["source"]["pointer"] for it in made["warnings"]):
        return
    assert {key: value for key, value in read.items() if value} == {
        key: value for key, value in address.items() if value
    }


@ANYWHERE
@pytest.mark.parametrize(
    ("template", "status"),
    [
        ({"id": "5001", "subject": "a", "body": "b"}, 400),
        ({"subject": "a"}, 400),
        ({"body": "b", "name": "c"}, 400),
        ({}, 400),
        ({"id": 5001}, 400),
        ({"id": "5001", "name": "c"}, 200),
        ({"subject": "a", "body": "b"}, 200),
    ],
)
async def test_content_is_named_or_written(
    site: Site, template: dict[str, Any], status: int
) -> None:
    """A14: content in two forms would be sent in one of them by luck, and nobody told which."""
    steps = [{"type": "auto_email", "template": template}]
    body = {"record": {"name": "Content", "type": "team", "steps": steps}}
    response = await site.ask("POST", "/sequences", body, dry_run="true")
    assert response.status_code == status, response.text
    if status == 400:
        (entry,) = response.json()["errors"]
        assert entry["source"]["pointer"].startswith("/body/record/steps/0/template")


@ANYWHERE
@pytest.mark.parametrize("date", ["tomorrow", "2030-02-30", "2030-05-06T10:00:00", "06/05/2030"])
async def test_what_is_no_day_is_refused(site: Site, date: str) -> None:
    """A13: a day that no calendar has would reach the provider."""
    await site.simulated.forget_requests()
    steps = [{"type": "call", "date": date}]
    body = {"record": {"name": "Days", "type": "team", "steps": steps}}
    response = await site.ask("POST", "/sequences", body)
    assert await _refused(site, response) == ["/body/record/steps/0/date"]


@ANYWHERE
@pytest.mark.parametrize("wrong", [{"order": 1.5}, {"order": -1}, {"interval_seconds": -DAY}])
async def test_places_and_waits_are_what_they_can_be(site: Site, wrong: dict[str, Any]) -> None:
    """A13: half a place, or a wait before the step ahead, would reach the provider."""
    await site.simulated.forget_requests()
    body = {"record": {"type": "call", **wrong}}
    response = await site.ask("POST", "/sequences/101/sequence_steps", body)
    assert await _refused(site, response) == [f"/body/record/{next(iter(wrong))}"]


@ANYWHERE
async def test_a_day_and_a_wait_do_not_mix(site: Site) -> None:
    """C24: both would be sent, and which one counts be a matter of luck."""
    await site.simulated.forget_requests()
    body = {"record": {"type": "call", "date": "2031-05-06", "interval_seconds": DAY}}
    response = await site.ask("POST", "/sequences/101/sequence_steps", body)
    assert await _refused(site, response) == ["/body/record"]


@pytest.mark.parametrize(
    ("path", "filter"),
    [
        ("contacts", {"emails": []}),
        ("contacts", {}),
        ("accounts", {}),
        ("accounts", {"name": None, "domain": None}),
        ("accounts", {"name": ""}),
        ("sequence_states", {}),
        ("sequence_states", {"contact_id": None}),
        ("sequence_states", {"contactid": "1"}),
        ("accounts", {"nmae": "x"}),
    ],
)
async def test_no_filter_is_not_every_record(site: Site, path: str, filter: dict[str, Any]) -> None:
    """A17: a search for nothing, or for a misspelt key, would bring everything there is."""
    await site.simulated.forget_requests()
    response = await site.ask("POST", f"/{path}/_search", {"filter": filter})
    assert all(pointer.startswith("/body/filter") for pointer in await _refused(site, response))


@pytest.mark.parametrize("path", ["contacts", "accounts", "sequence_states"])
async def test_a_search_needs_its_filter(site: Site, path: str) -> None:
    """A17: a body without a filter would be a search for everything."""
    await site.simulated.forget_requests()
    response = await site.ask("POST", f"/{path}/_search", {})
    assert await _refused(site, response) == ["/body/filter"]


@ANYWHERE
async def test_who_has_no_connection_learns_nothing(site: Site) -> None:
    """A20: the ids of the server's own rows would be shown to anyone with a key."""
    headers = {"x-customer-id": "nobody"}
    response = await site.client.get(f"{ROOT}/accounts", headers=headers)
    assert response.status_code == 404
    assert not any(mark in response.text for mark in ("app_", "cn_", "nobody", "customer-1"))


ELSEWHERE = [
    "..%2Fusers%2F1",
    "1%2F..%2F..%2Fusers",
    "1%3Finclude=owner",
    "1%23x",
    "..",
    "%2E%2E",
    "1%00",
    "1;x",
    "%5C..%5Cusers",
]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "accounts/{}"),
        ("GET", "contacts/{}"),
        ("GET", "users/{}"),
        ("GET", "mailboxes/{}"),
        ("GET", "sequences/{}"),
        ("GET", "sequences/{}/sequence_steps"),
        ("GET", "sequences/{}/readiness"),
        ("GET", "sequence_states/{}"),
        ("GET", "templates/{}"),
        ("PATCH", "accounts/{}"),
        ("PATCH", "contacts/{}"),
        ("DELETE", "sequence_states/{}"),
        ("POST", "sequences/{}/sequence_steps"),
    ],
)
async def test_an_id_reaches_no_other_resource(site: Site, method: str, path: str) -> None:
    """A21: the customer's credential would be used on another resource of the provider."""
    await site.simulated.forget_requests()
    record = {"type": "call"} if path.endswith("steps") else {"name": "x"}
    body = None if method in ("GET", "DELETE") else {"record": record}
    for each in ELSEWHERE:
        response = await site.ask(method, f"/{path.format(each)}", body)
        assert response.status_code in {400, 404, 405}, response.text
    assert await site.simulated.requests() == []


@pytest.mark.parametrize(
    "record",
    [
        {"contact_id": "../users/1", "sequence_id": "1"},
        {"contact_id": "1", "sequence_id": "1?x=y"},
        {"contact_id": "1", "sequence_id": "1", "mailbox_id": "1/../2"},
    ],
)
async def test_an_id_in_a_body_reaches_none_either(site: Site, record: dict[str, str]) -> None:
    """A21: the same, by a body."""
    await site.simulated.forget_requests()
    response = await site.ask("POST", "/sequence_states", {"record": record})
    assert await _refused(site, response)


def _old(at: Any) -> str:
    spelled = json.dumps({"id": at, "reverse": False}, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(spelled).rstrip(b"=").decode()


@pytest.mark.parametrize("path", ["contacts", "sequences"])
@pytest.mark.parametrize(
    "cursor",
    [
        _old("https://evil.example/api/v2/prospects?page%5Bsize%5D=10"),
        _old("http://127.0.0.1:1/steal"),
        _old(2),
        _old("1' OR '1'='1"),
        "abc",
        "%00",
        "=",
    ],
)
async def test_a_forged_cursor_leads_nowhere(site: Site, path: str, cursor: str) -> None:
    """A7, A22, A23: a caller's own URL would be fetched with the customer's token."""
    await site.simulated.forget_requests()
    response = await site.ask("GET", f"/{path}", cursor=cursor)
    assert await _refused(site, response) == ["/query/cursor"]


async def test_a_cursor_names_no_place_of_the_provider(site: Site) -> None:
    """A22: whoever reads a cursor would learn a URL, and whoever changes it choose another."""
    page = await site.got("GET", "/contacts", page_size="2")
    cursor = page["pagination"]["next"]
    plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert b"http" not in plain
    again = await site.ask("GET", "/accounts", cursor=cursor)
    assert again.status_code == 400, "a cursor is good for one list"


@ANYWHERE
@pytest.mark.parametrize(
    "customer", ["customer-1' OR '1'='1", "customer-1'--", "%", "customer-1\\", "*"]
)
async def test_a_customers_id_is_a_value_and_no_statement(site: Site, customer: str) -> None:
    """A23: one customer's caller would read another's records."""
    headers = {"x-customer-id": customer}
    response = await site.client.get(f"{ROOT}/accounts", headers=headers)
    assert response.status_code == 404, response.text
