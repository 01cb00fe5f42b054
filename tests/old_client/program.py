"""A program that was written for the old service: standard library only, and its own habits.

It sends a content type with every request, empty ones too, sends bodies in chunks, spells some
keys in camelCase and booleans as text. Nothing in it knows of Segue. It prints one JSON object.

    python program.py BASE_URL API_KEY CUSTOMER_ID PROVIDER_NAME
"""

import json
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = "/engagement/v2"
DAY = 86_400


class Service:
    """The old service's API, as this program calls it."""

    def __init__(self, base_url: str, api_key: str, customer_id: str, provider: str) -> None:
        self.http = HTTPConnection(urlsplit(base_url).netloc, timeout=60)
        self.headers = {
            "x-api-key": api_key,
            "x-customer-id": customer_id,
            "x-provider-name": provider,
            "Content-Type": "application/json",
        }

    def call(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """Make a call; anything but a success ends the program."""
        target = f"{ROOT}{path}" + (f"?{urlencode(query)}" if query else "")
        if body is None:
            self.http.request(method, target, headers=self.headers)
        else:
            chunks = _chunks(json.dumps(body).encode())
            headers = {**self.headers, "Transfer-Encoding": "chunked"}
            self.http.request(method, target, chunks, headers, encode_chunked=True)
        response = self.http.getresponse()
        answer = response.read()
        if response.status not in (200, 201):
            raise SystemExit(f"{method} {target}: {response.status} {answer.decode()}")
        return json.loads(answer)

    def every(self, path: str) -> list[Any]:
        """List everything, page by page."""
        found: list[Any] = []
        query = {"page_size": "50", "include_raw_data": "false", "read_from_cache": "false"}
        while True:
            page = self.call("GET", path, **query)
            found += page["records"]
            cursor = page["pagination"]["next"]
            if cursor is None:
                return found
            query["cursor"] = cursor


def _chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 100):
        yield body[start : start + 100]


STEPS = [
    {
        "type": "auto_email",
        "intervalSeconds": 0,
        "template": {"name": "Opening", "subject": "Hello", "body": "<p>Hello there</p>"},
    },
    {
        "type": "manual_email",
        "interval_seconds": DAY,
        "isReply": True,
        "template": {"subject": "Hello", "body": "<p>Any news?</p>"},
    },
    {"type": "call", "interval_seconds": DAY, "taskNote": "Ring twice"},
    {"type": "task", "interval_seconds": DAY, "task_note": "Look them up"},
]


def run(service: Service, provider: str) -> dict[str, Any]:
    """Do what such programs do, from the first account to the last list."""
    users = [user for user in service.every("/users") if not user["is_locked"]]
    boxes = [box for box in service.every("/mailboxes") if not box["is_disabled"]]
    owner, box = users[0]["id"], boxes[0]["id"]
    account = _account(service, owner)
    contact = _contact(service, account, "ada@quay.example")
    sequence = service.call(
        "POST", "/sequences", {"record": {"name": "Quay", "type": "team", "steps": STEPS}}
    )["record"]["id"]
    to = sequence
    if provider == "salesloft":
        # A cadence takes steps only while it is empty: the old service said so too.
        empty = {"record": {"name": "Empty", "type": "team"}}
        to = service.call("POST", "/sequences", empty)["record"]["id"]
    step = service.call("POST", f"/sequences/{to}/sequence_steps", {"record": STEPS[2]})["record"][
        "id"
    ]
    into = sequence
    if provider == "salesloft":
        # A new cadence is a draft, which only a person can activate there.
        ready = [each["id"] for each in service.every("/sequences") if each["is_enabled"]]
        into = ready[0]
    state = _enrol(service, contact, into, box, owner)
    second = _contact(service, account, "ben@quay.example")
    batch = service.call(
        "POST",
        "/sequence_states/_batch",
        {"records": [_state(second, into, box, owner), _state(contact, into, box, owner)]},
    )
    return {
        "made": {"account": account, "contact": contact, "sequence": sequence, "state": state},
        "step": {"sequence": to, "id": step},
        "batch": [record["id"] for record in batch["records"]],
        "found": _search(service, contact, into),
        "changed": _change(service, account, contact),
        "listed": {
            name: [record["id"] for record in service.every(f"/{name}")]
            for name in ("accounts", "contacts", "users", "mailboxes", "sequences")
        },
        "read": service.call("GET", f"/sequences/{sequence}", include_raw_data="true"),
    }


def _account(service: Service, owner: str) -> str:
    record = {"name": "Quay Street", "domain": "quay.example", "ownerId": owner}
    made: str = service.call("POST", "/accounts", {"record": record})["record"]["id"]
    return made


def _contact(service: Service, account: str, email: str) -> str:
    record = {
        "firstName": email.partition("@")[0].capitalize(),
        "lastName": "Quay",
        "jobTitle": "Pilot",
        "accountId": account,
        "emailAddresses": [{"emailAddress": email, "emailAddressType": "primary"}],
        "phone_numbers": [{"phone_number": "+353 91 111111", "phone_number_type": "mobile"}],
    }
    made: str = service.call("POST", "/contacts", {"record": record})["record"]["id"]
    return made


def _state(contact: str, sequence: str, box: str, user: str) -> dict[str, str]:
    return {"contact_id": contact, "sequence_id": sequence, "mailbox_id": box, "user_id": user}


def _enrol(service: Service, contact: str, sequence: str, box: str, user: str) -> str:
    body = {"record": _state(contact, sequence, box, user)}
    made: str = service.call("POST", "/sequence_states", body)["record"]["id"]
    return made


def _search(service: Service, contact: str, sequence: str) -> dict[str, Any]:
    filters = {
        "contacts": {"emails": ["ada@quay.example", "nobody@quay.example"]},
        "accounts": {"name": "Quay Street"},
        "sequence_states": {"contact_id": contact, "sequence_id": sequence},
    }
    found = {
        name: service.call("POST", f"/{name}/_search", {"filter": wanted}, include_raw_data="true")
        for name, wanted in filters.items()
    }
    return {name: [record["id"] for record in page["records"]] for name, page in found.items()}


def _change(service: Service, account: str, contact: str) -> dict[str, Any]:
    service.call("PATCH", f"/accounts/{account}", {"record": {"name": "Quay Street West"}})
    service.call("PATCH", f"/contacts/{contact}", {"record": {"jobTitle": "Harbour pilot"}})
    upserted = service.call(
        "POST",
        "/accounts/_upsert",
        {"record": {"name": "Quay Street East"}, "upsert_on": {"name": "Quay Street West"}},
    )
    return {
        "account": service.call("GET", f"/accounts/{account}")["name"],
        "contact": service.call("GET", f"/contacts/{contact}")["job_title"],
        "upserted": upserted["record"]["id"],
    }


if __name__ == "__main__":
    print(json.dumps(run(Service(*sys.argv[1:]), sys.argv[4])))
