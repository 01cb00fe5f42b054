"""What clients of the old wire send in their own ways, and what is refused in all of them."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from .shapes import CONTACT, ERRORS, faults, page
from .site import DAY, ROOT, Site

pytestmark = pytest.mark.asyncio(loop_scope="session")
ANYWHERE = pytest.mark.parametrize("site", ["outreach"], indirect=True)
"""For what no provider is asked about: one stands for all."""
JSON = {"content-type": "application/json"}
LISTS = ("accounts", "contacts", "users", "mailboxes", "sequences")
SEARCHES = {
    "accounts": {"name": "Nobody"},
    "contacts": {"emails": ["nobody@lantern.example"]},
    "sequence_states": {"contact_id": "1"},
}


def pointers(response: httpx2.Response, status: int) -> list[str]:
    """Give the places of a refusal, whose shape is checked."""
    assert response.status_code == status, response.text
    found = response.json()
    assert faults(found, ERRORS) == []
    assert all(entry["status"] == str(status) for entry in found["errors"])
    return [entry["source"]["pointer"] for entry in found["errors"]]


async def _many(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 7):
        yield body[start : start + 7]


def _camel(value: Any) -> Any:
    if isinstance(value, list):
        return [_camel(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, each in value.items():
        first, *more = key.split("_")
        found[first + "".join(word.capitalize() for word in more)] = _camel(each)
    return found


async def test_camel_case_is_read_in_every_record(site: Site) -> None:
    """A program that spells keys so would get warnings, and records without its values."""
    address = {"city": "Cork", "country": "Ireland"}
    contact = _camel({**site.new_contact(), "job_title": "Pilot", "address": address})
    assert "emailAddresses" in contact
    made = await site.got("POST", "/contacts", {"record": contact})
    assert "FIELD_UNKNOWN" not in [warning["problem_type"] for warning in made["warnings"]]
    read = await site.got("GET", f"/contacts/{made['record']['id']}")
    assert read["job_title"] == "Pilot"
    assert read["address"]["city"] == "Cork"
    assert read["email_addresses"][0]["email_address"].startswith("l")
    assert read["phone_numbers"][0]["phone_number_type"] == "mobile"
    step = {"type": "call", "intervalSeconds": DAY, "taskNote": "Ring"}
    record = {"name": "Camel", "type": "team", "steps": [step]}
    sequence = await site.made("/sequences", record)
    (read_step,) = (await site.got("GET", f"/sequences/{sequence}"))["steps"]
    assert (read_step["interval_seconds"], read_step["task_note"]) == (DAY, "Ring")
    wanted = {"contactId": made["record"]["id"]}
    searched = await site.ask("POST", "/sequence_states/_search", {"filter": wanted})
    assert searched.status_code == 200


async def test_unknown_keys_are_taken_and_told(site: Site) -> None:
    """A program that sends a key too many would be refused, or believe that it did something."""
    body = {"record": {**site.new_account(), "industry": "Shipping"}, "extra": 1}
    made = await site.got("POST", "/accounts", body)
    unknown = [it for it in made["warnings"] if it["problem_type"] == "FIELD_UNKNOWN"]
    assert "/body/record/industry" in [warning["source"]["pointer"] for warning in unknown]


@pytest.mark.parametrize("path", LISTS)
async def test_what_every_old_list_call_sent_is_taken(site: Site, path: str) -> None:
    """A program that spells out every default would be refused."""
    query = {"include_raw_data": "false", "read_from_cache": "false", "page_size": "10"}
    response = await site.client.get(f"{ROOT}/{path}/", params=query, headers=JSON)
    assert response.status_code == 200


@ANYWHERE
@pytest.mark.parametrize("name", ["include_raw_data", "read_from_cache"])
@pytest.mark.parametrize("value", ["TRUE", "1", "yes", "", "False"])
async def test_booleans_are_two_words(site: Site, name: str, value: str) -> None:
    """A flag in another spelling would be read as its contrary."""
    response = await site.ask("GET", "/accounts", **{name: value})
    assert pointers(response, 400) == [f"/query/{name}"]


@ANYWHERE
@pytest.mark.parametrize("size", ["abc", "0", "-1", "1001", "5000", "", "1.0", "+5", " 5"])
async def test_a_page_size_that_is_none_is_refused(site: Site, size: str) -> None:
    """A size would be clamped without a word, or reach the provider as it is."""
    response = await site.ask("GET", "/contacts", page_size=size)
    assert pointers(response, 400) == ["/query/page_size"]


@ANYWHERE
@pytest.mark.parametrize("path", SEARCHES)
async def test_searches_refuse_such_a_size_too(site: Site, path: str) -> None:
    """A search would take what a list refuses."""
    body = {"filter": SEARCHES[path]}
    if path == "sequence_states":
        body = {"filter": {"contact_id": await site.first("/contacts")}}
    response = await site.ask("POST", f"/{path}/_search", body, page_size="1001")
    assert pointers(response, 400) == ["/query/page_size"]


@pytest.mark.parametrize(("size", "most"), [("1000", 1000), ("3", 3), ("1", 1)])
async def test_every_size_up_to_1000_is_taken(site: Site, size: str, most: int) -> None:
    """A provider's smaller maximum would turn an allowed size into an error, or be passed over."""
    found = await site.got("GET", "/contacts", page_size=size)
    limit = {"outreach": 1000, "salesloft": 100, "apollo": 100}[site.provider]
    total = found["pagination"]["total_count"]
    assert len(found["records"]) == min(most, limit, total)
    assert faults(found, page(CONTACT)) == []


async def test_a_page_has_ten_where_nothing_is_said(site: Site) -> None:
    """A program that counts on the old default would loop over pages of another size."""
    assert len((await site.got("GET", "/contacts"))["records"]) == 10


@ANYWHERE
@pytest.mark.parametrize("path", [*LISTS, "accounts/1", "sequences/1/readiness"])
async def test_an_unknown_parameter_is_refused(site: Site, path: str) -> None:
    """A misspelt filter would be passed over, and everything returned."""
    response = await site.ask("GET", f"/{path}", modified_since="2024-01-01T00:00:00Z")
    assert pointers(response, 400) == ["/query/modified_since"]


@ANYWHERE
@pytest.mark.parametrize("name", ["read_from_cache", "page_size", "cursor", "modified_after"])
async def test_one_record_takes_no_parameter_of_a_list(site: Site, name: str) -> None:
    """As before: the old wire refused these on a reading of one."""
    response = await site.ask("GET", "/accounts/1", **{name: "false"})
    assert pointers(response, 400) == [f"/query/{name}"]


@ANYWHERE
@pytest.mark.parametrize("query", ["page_size=5&page_size=5", "page_size=5&page_size=6"])
async def test_a_repeated_parameter_is_refused(site: Site, query: str) -> None:
    """One of two values would win by luck."""
    response = await site.client.get(f"{ROOT}/accounts?{query}")
    assert pointers(response, 400) == ["/query/page_size"]


@ANYWHERE
async def test_reading_from_a_cache_is_refused(site: Site) -> None:
    """A program would believe that what it reads is cheap, or complete as of its sync."""
    response = await site.ask("GET", "/accounts", read_from_cache="true")
    assert pointers(response, 400) == ["/query/read_from_cache"]
    assert response.json()["errors"][0]["meta"]["reason"] == "unsupported"
    body = {"filter": SEARCHES["contacts"]}
    response = await site.ask("POST", "/contacts/_search", body, read_from_cache="true")
    assert pointers(response, 400) == ["/query/read_from_cache"]


MOMENT = "2026-01-01T00:00:00"
SPELLINGS = (
    f"{MOMENT}Z",
    f"{MOMENT}.000Z",
    f"{MOMENT}%2B00:00",
    f"{MOMENT}+00:00",
    "2026-01-01T02%3A00%3A00%2B02%3A00",
    "2026-01-01T02:00:00+02:00",
    "2025-12-31T19:00:00-05:00",
)


async def test_a_moment_is_one_in_every_spelling(site: Site) -> None:
    """An unescaped colon or plus would be refused, or shift the moment by its zone."""
    totals = []
    for spelling in SPELLINGS:
        path = f"{ROOT}/contacts?page_size=10&modified_after={spelling}"
        response = await site.client.get(path)
        assert response.status_code == 200, (spelling, response.text)
        totals.append([record["id"] for record in response.json()["records"]])
    assert all(total == totals[0] for total in totals)


async def test_what_changed_after_now_is_nothing(site: Site) -> None:
    """The filter would be passed over, and an incremental reader read everything each time."""
    late = (datetime.now(UTC) + timedelta(days=300)).isoformat()
    found = await site.got("GET", "/contacts", modified_after=late)
    assert found["records"] == []


@ANYWHERE
@pytest.mark.parametrize("moment", ["2024-01-01", MOMENT, "now", "", "2024-13-01T00:00:00Z"])
async def test_what_is_no_moment_is_refused(site: Site, moment: str) -> None:
    """A reader would be given what changed since another moment."""
    response = await site.ask("GET", "/contacts", modified_after=moment)
    assert pointers(response, 400) == ["/query/modified_after"]


NO_FILTER = {
    "outreach": (),
    "salesloft": ("users", "mailboxes"),
    "apollo": ("accounts", "users", "mailboxes", "sequences"),
}
NOUNS = {"accounts": "account", "users": "user", "mailboxes": "mailbox", "sequences": "sequence"}


@pytest.mark.parametrize("path", NOUNS)
async def test_a_provider_without_that_filter_says_so(site: Site, path: str) -> None:
    """A reader would take everything for what has changed."""
    response = await site.ask("GET", f"/{path}", modified_after=f"{MOMENT}Z")
    if path not in NO_FILTER[site.provider]:
        assert response.status_code == 200
        return
    assert pointers(response, 400) == ["/query/modified_after"]
    (entry,) = response.json()["errors"]
    assert entry["meta"]["reason"] == "unsupported"
    assert entry["meta"]["capability"] == f"{NOUNS[path]}.list.modified_after"


@pytest.mark.parametrize("path", ["accounts", "contacts", "sequences"])
async def test_a_trailing_slash_is_accepted_everywhere(site: Site, path: str) -> None:
    """A program that adds one would be redirected, and lose its body."""
    assert (await site.ask("GET", f"/{path}/")).status_code == 200
    known = await site.first(f"/{path}")
    assert (await site.ask("GET", f"/{path}/{known}/")).status_code == 200


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8"])
async def test_an_empty_get_or_delete_may_name_a_type(site: Site, media_type: str) -> None:
    """Old clients send a type with every call; without a body it means nothing."""
    headers = {"content-type": media_type}
    read = await site.client.get(f"{ROOT}/accounts", headers=headers)
    assert read.status_code == 200
    state = await site.state()
    gone = await site.client.delete(f"{ROOT}{state}", headers=headers)
    assert gone.status_code == 200


@ANYWHERE
@pytest.mark.parametrize("media_type", ["application/json;charset=UTF-8", "Application/JSON"])
async def test_a_type_may_be_spelt_otherwise(site: Site, media_type: str) -> None:
    """A client library's own spelling of the type would be refused."""
    body = json.dumps({"record": site.new_account()}).encode()
    headers = {"content-type": media_type}
    response = await site.client.post(f"{ROOT}/accounts", content=body, headers=headers)
    assert response.status_code == 201


async def test_a_body_may_come_in_pieces(site: Site) -> None:
    """A client that streams its bodies would be refused, or half of one be read."""
    record = site.new_account()
    body = _many(json.dumps({"record": record}).encode())
    response = await site.client.post(f"{ROOT}/accounts", content=body, headers=JSON)
    assert response.status_code == 201
    read = await site.got("GET", f"/accounts/{response.json()['record']['id']}")
    assert read["name"] == record["name"]


@ANYWHERE
@pytest.mark.parametrize("body", [b"{", b"", b"record", b'{"record": {}', b"\xff"])
async def test_what_is_no_json_is_400(site: Site, body: bytes) -> None:
    """A caller's slip would be called a failure of ours."""
    response = await site.client.post(f"{ROOT}/accounts", content=body, headers=JSON)
    assert pointers(response, 400) == ["/body"]


@ANYWHERE
@pytest.mark.parametrize("body", [b"1", b"null", b"[]", b'"record"', b'{"record": []}', b"{}"])
async def test_what_is_no_record_is_400(site: Site, body: bytes) -> None:
    """The same, for what is JSON and no record."""
    response = await site.client.post(f"{ROOT}/accounts", content=body, headers=JSON)
    assert pointers(response, 400)


@ANYWHERE
async def test_too_long_a_body_is_413(site: Site) -> None:
    """It would be read whole, or be called a failure of ours."""
    long = b'{"record": {"name": "' + b"x" * 5_000_001 + b'"}}'
    response = await site.client.post(f"{ROOT}/accounts", content=long, headers=JSON)
    assert pointers(response, 413) == [f"{ROOT}/accounts"]


@ANYWHERE
@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_another_type_is_415(site: Site, media_type: str) -> None:
    """A form sent by a browser from another site would be taken for a call."""
    headers = {"content-type": media_type}
    response = await site.client.post(f"{ROOT}/accounts", content=b"{}", headers=headers)
    assert pointers(response, 415) == [f"{ROOT}/accounts"]


@ANYWHERE
async def test_numbers_are_no_text_and_text_no_number(site: Site) -> None:
    """As before: a body's value of another type is refused where it stands."""
    step = {"type": "call", "interval_seconds": "86400", "order": True}
    record = {"name": 7, "type": "team", "steps": [step]}
    response = await site.ask("POST", "/sequences", {"record": record})
    assert sorted(pointers(response, 400)) == [
        "/body/record/name",
        "/body/record/steps/0/interval_seconds",
        "/body/record/steps/0/order",
    ]


async def test_null_is_nothing_where_it_was_nothing(site: Site) -> None:
    """A program that sends null for what it does not have could write nothing."""
    record = {**site.new_contact(), "job_title": None, "address": None, "owner_id": None}
    made = await site.ask("POST", "/contacts", {"record": record})
    assert made.status_code == 201, made.text


@ANYWHERE
async def test_an_unknown_path_or_method_is_told(site: Site) -> None:
    """A caller would be told that a record is missing, where there is no such path."""
    response = await site.ask("GET", "/nothing")
    assert pointers(response, 404) == [f"{ROOT}/nothing"]
    response = await site.ask("DELETE", "/accounts/1")
    assert pointers(response, 405) == [f"{ROOT}/accounts/1"]
