"""One simulated Apollo team, asked without a socket, for the simulator's own tests."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from segue.providers.apollo.simulator.vendor import Apollo
from segue.simulation.clock import Clock
from segue.simulation.vendor import Answer, Asked

Body = dict[str, Any]


class Team:
    """A client with a master key."""

    def __init__(self) -> None:
        self.vendor = Apollo()
        self.clock = Clock()
        self.key = self.vendor.token()["api_key"]

    def switch(self, **positions: str) -> None:
        """Move switches, each to a position it has."""
        for name, position in positions.items():
            assert position in self.vendor.SWITCHES[name]
        self.vendor.switches.update(positions)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask with just these headers; `path` starts after `/api/v1` and may have a query."""
        raw = b"" if body is None else json.dumps(body).encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.vendor.answer(asked(method, path, raw, sent), self.clock)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask as a good client does; `headers` replace its own."""
        own = {"x_api_key": self.key, "content_type": "application/json"}
        return self.send(method, path, body, **{**own, **headers})

    def raw(self, method: str, path: str, raw: bytes = b"", clock: Clock | None = None) -> Answer:
        """Ask as a good client does, with these bytes and perhaps at another time."""
        sent = {"x-api-key": self.key, "content-type": "application/json"}
        return self.vendor.answer(asked(method, path, raw, sent), clock or self.clock)

    def good(self, method: str, path: str, body: Any = None) -> Any:
        """Return the body of a request that succeeds; creates are 200 as well."""
        answer = self.ask(method, path, body)
        assert answer.status == 200, answer
        return answer.body

    def bad(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """Return status and text of a request that is refused."""
        answer = self.ask(method, path, body)
        assert answer.status >= 400, answer
        return answer.status, answer.body["error"]

    def create(self, *steps: Body, **settings: Any) -> Any:
        """Create a sequence over the documented route."""
        sent = {"name": "Made", **settings, "emailer_steps": list(steps)}
        return self.good("POST", "/sequences", sent)

    def made(self, *steps: Body, **settings: Any) -> str:
        """Create a sequence and return its id."""
        return str(self.create(*steps, **settings)["emailer_campaign"]["id"])

    def graph(self, id: str) -> Any:
        """Return a sequence with its arrays."""
        return self.good("GET", f"/emailer_campaigns/{id}")

    def campaign(self, id: str) -> Any:
        """Return a sequence alone."""
        return self.graph(id)["emailer_campaign"]

    def schedule(self, name: str = "Normal Business Hours") -> str:
        """Return the id of a schedule."""
        rows = self.good("GET", "/emailer_schedules")["emailer_schedules"]
        return str(next(row["id"] for row in rows if row["name"] == name))

    def users(self) -> Any:
        """Return every user."""
        return self.good("GET", "/users/search?per_page=100")["users"]

    def seeded(self, **sequence: Any) -> Any:
        """Seed one sequence and return the ids made."""
        return self.vendor.seed({"sequences": [sequence]})["sequences"][0]

    def add(self, campaign_id: str, type: str = "auto_email", **fields: Any) -> Any:
        """Add a step the private way and return the answer's body."""
        wait = {"wait_time": 1, "wait_mode": "day"}
        sent = {"emailer_campaign_id": campaign_id, "type": type, **wait, **fields}
        return self.good("POST", "/emailer_steps", sent)

    def contact(self, **fields: Any) -> Any:
        """Create a contact and return it."""
        return self.good("POST", "/contacts", fields)["contact"]

    def person(self, **fields: Any) -> str:
        """Seed a contact with a verified address and return its id."""
        number = len(self.vendor.snapshot()["contacts"])
        sent = {"email": f"person{number}@example.com", **fields}
        return str(self.vendor.seed({"contacts": [sent]})["contacts"][0])

    def mailbox(self, email: str = "robin@mail.example") -> str:
        """Return the id of a mailbox."""
        rows = self.good("GET", "/email_accounts")["email_accounts"]
        return str(next(row["id"] for row in rows if row["email"] == email))

    def enrol(self, campaign_id: str, *contact_ids: str, **more: Any) -> Any:
        """Put contacts in a sequence and return the answer's body."""
        sent = {
            "emailer_campaign_id": campaign_id,
            "contact_ids": list(contact_ids),
            "send_email_from_email_account_id": self.mailbox(),
            **more,
        }
        return self.good("POST", f"/emailer_campaigns/{campaign_id}/add_contact_ids", sent)

    def skipped(self, campaign_id: str, contact_id: str, **more: Any) -> str | None:
        """Try to put one contact in a sequence; return why it was passed over."""
        answer = self.enrol(campaign_id, contact_id, **more)
        added = [row["id"] for row in answer["contacts"]]
        reason = dict(answer["skipped_contact_ids"]).get(contact_id)
        assert added == ([] if reason else [contact_id])
        return reason

    def leave(self, campaign_id: str, *contact_ids: str, mode: str, **more: Any) -> Any:
        """Finish, stop or remove contacts and return the answer's body."""
        sent = {"emailer_campaign_ids": [campaign_id], "contact_ids": contact_ids, "mode": mode}
        path = "/emailer_campaigns/remove_or_stop_contact_ids"
        return self.good("POST", path, {**sent, **more})

    def turn(self, campaign_id: str, contact_id: str, status: str) -> Any:
        """Pause, resume or finish one enrolment the private way."""
        path = f"/emailer_campaigns/{campaign_id}/change_contact_statuses"
        return self.good("POST", path, {"contact_ids": [contact_id], "status": status})

    def status(self, contact_id: str, campaign_id: str) -> Any:
        """Return an enrolment as the contact shows it; None when there is none."""
        rows = self.good("GET", f"/contacts/{contact_id}")["contact"]["contact_campaign_statuses"]
        return next((row for row in rows if row["emailer_campaign_id"] == campaign_id), None)

    def standing(self, contact_id: str, campaign_id: str) -> Any:
        """Return status and reason of an enrolment."""
        row = self.status(contact_id, campaign_id)
        return row and (row["status"], row["inactive_reason"])


def asked(method: str, path: str, raw: bytes, headers: dict[str, str]) -> Asked:
    """Make a request as the scaffolding hands it to a vendor; bytes that are no JSON are None."""
    parts = urlsplit(path)
    query = parse_qs(parts.query, keep_blank_values=True)
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    return Asked(method, f"/api/v1{parts.path}", query, headers, body, raw)


def email(body: str = "<div>Hello</div>", **touch: Any) -> Body:
    """Describe an automatic e-mail with one approved touch."""
    template = {"subject": "Hi", "body_html": body}
    touches = [{"type": "new_thread", "status": "approved", "emailer_template": template, **touch}]
    return {"type": "auto_email", "wait_time": 1, "wait_mode": "day", "emailer_touches": touches}


def task(type: str = "call", **fields: Any) -> Body:
    """Describe a step without touches."""
    return {"type": type, "wait_time": 1, "wait_mode": "day", **fields}


def whole(graph: Any) -> list[Body]:
    """Describe the steps of a sequence for a declarative update: every id, every content."""
    templates = {row["id"]: row for row in graph["emailer_templates"]}
    steps = []
    for step in graph["emailer_steps"]:
        touches = [
            {
                **{key: touch[key] for key in ("id", "type", "status", "include_signature")},
                "emailer_template": {
                    key: templates[touch["emailer_template_id"]][key]
                    for key in ("id", "subject", "body_html")
                },
            }
            for touch in graph["emailer_touches"]
            if touch["emailer_step_id"] == step["id"]
        ]
        keys = ("id", "position", "type", "wait_time", "wait_mode", "note", "exact_datetime")
        steps.append({**{key: step[key] for key in keys}, "emailer_touches": touches})
    return steps


def unlike(answered: Any, sample: Any, at: str = "") -> list[str]:
    """Say where an answer lacks a key of a sample or has another JSON type; null fits anything.

    Every row of a list is held against the first of the sample.
    """
    if isinstance(sample, dict) and isinstance(answered, dict):
        absent = [f"{at}/{key}: absent" for key in sample if key not in answered]
        pairs = [(f"{at}/{key}", answered[key], sample[key]) for key in sample if key in answered]
    elif isinstance(sample, list) and isinstance(answered, list):
        absent = []
        pairs = [(f"{at}/{n}", row, sample[0]) for n, row in enumerate(answered) if sample]
    else:
        fits = None in (sample, answered) or _kind(sample) == _kind(answered)
        return [] if fits else [f"{at}: {answered!r} is not like {sample!r}"]
    return absent + [fault for at, one, other in pairs for fault in unlike(one, other, at)]


def _kind(value: Any) -> str:
    """A number that is still loading is a string."""
    number = value == "loading" or (isinstance(value, int | float) and not isinstance(value, bool))
    return "number" if number else type(value).__name__
