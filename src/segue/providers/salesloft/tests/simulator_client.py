"""How the simulator's tests ask it: without sockets, with the seeded credential."""

import json
from typing import Any

from segue.providers.salesloft.simulator import simulator
from segue.simulation import Answer, Asked, Clock

JSON = {"content-type": "application/json"}


class Client:
    """One simulated team and its clock."""

    def __init__(self) -> None:
        self.vendor = simulator()
        self.clock = Clock()
        self.bearer = {"authorization": f"Bearer {self.vendor.token()['access_token']}"}

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Answer:
        raw = b"" if body is None else json.dumps(body).encode()
        headers = {**self.bearer, **(JSON if raw else {})}
        listed = {
            k: list(v) if isinstance(v, (list, tuple)) else [str(v)] for k, v in query.items()
        }
        return self.vendor.answer(Asked(method, path, listed, headers, body, raw), self.clock)

    def get(self, path: str, **query: Any) -> Answer:
        return self.ask("GET", path, **query)

    def post(self, path: str, body: Any) -> Answer:
        return self.ask("POST", path, body)

    def imported(self, body: Any) -> int:
        """Import `body`, which must be accepted, and return the cadence's id."""
        answer = self.post("/v2/cadence_imports", body)
        assert answer.status == 200, answer.body
        number: int = answer.body["data"]["cadence"]["id"]
        return number

    def refused(self, body: Any) -> dict[str, Any]:
        """Import `body`, which must be refused with 422, and return the errors."""
        before = self.vendor.snapshot()
        answer = self.post("/v2/cadence_imports", body)
        assert answer.status == 422, answer.body
        assert self.vendor.snapshot() == before
        errors: dict[str, Any] = answer.body["errors"]
        return errors

    def steps(self, cadence_id: int) -> list[dict[str, Any]]:
        """Read a cadence's steps in the order they happen."""
        rows: list[dict[str, Any]] = self.get("/v2/steps", cadence_id=cadence_id).body["data"]
        return sorted(rows, key=lambda step: (step["day"], step["step_number"], step["id"]))


def an_import(*groups: Any, **content: Any) -> dict[str, Any]:
    """Make a sound import of `groups`; with `cadence_id`, one for an existing cadence."""
    body: dict[str, Any] = {"cadence_content": {"step_groups": list(groups), **content}}
    if "cadence_id" not in content:
        body["settings"] = {
            "name": "Q3 outbound",
            "target_daily_people": 0,
            "remove_replied": True,
            "remove_bounced": True,
            "external_identifier": None,
        }
        body["sharing_settings"] = {"team_cadence": False, "shared": True}
    return body


def phone(day: int = 1, reference: Any = "1", **changes: Any) -> dict[str, Any]:
    """Make a manual group of one call."""
    step = {"enabled": True, "name": "Call", "type": "Phone", "type_settings": {}}
    return {"day": day, "reference_id": reference, "steps": [step], **changes}


def email(day: int = 1, reference: Any = "1", previous: Any = None, **changes: Any) -> Any:
    """Make an automated group of one e-mail; `previous` is the group it replies to."""
    template = {"title": "Intro", "subject": "Hello {{first_name}}", "body": "<p>Hi</p>"}
    settings = {"previous_email_step_group_reference_id": previous, "email_template": template}
    step = {"enabled": True, "name": "Intro", "type": "Email", "type_settings": settings}
    return {
        "day": day,
        "reference_id": reference,
        "automated": True,
        "automated_settings": {"send_type": "after_time_delay", "delay_time": 30},
        "steps": [step],
        **changes,
    }
