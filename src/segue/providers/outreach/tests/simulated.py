"""One simulated Outreach account, asked without a socket, for the simulator's own tests."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from segue.providers.outreach.simulator.vendor import Outreach
from segue.simulation.clock import Clock
from segue.simulation.vendor import Answer, Asked

MEDIA_TYPE = "application/vnd.api+json"


class Account:
    """A client with a valid token that builds JSON:API documents."""

    def __init__(self) -> None:
        self.vendor = Outreach()
        self.clock = Clock()
        self.credential = dict(self.vendor.token())

    def switch(self, **positions: str) -> None:
        """Move switches, each to a position it has."""
        for name, position in positions.items():
            assert position in self.vendor.SWITCHES[name]
        self.vendor.switches.update(positions)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask for `path`, which may have a query; `headers` replace those of a good client."""
        sent = {
            "authorization": f"Bearer {self.credential['access_token']}",
            "content-type": MEDIA_TYPE,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        raw = b"" if body is None else json.dumps(body).encode()
        parts = urlsplit(path)
        query = parse_qs(parts.query, keep_blank_values=True)
        asked = Asked(method, f"/api/v2{parts.path}", query, sent, body, raw)
        return self.vendor.answer(asked, self.clock)

    def get(self, path: str) -> Any:
        """Return the body of a GET that succeeds."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer
        return answer.body

    def ids(self, path: str) -> list[int]:
        """Return the ids a collection answers."""
        return [row["id"] for row in self.get(path)["data"]]

    def post(
        self, type: str, attributes: Mapping[str, Any] | None = None, **related: Any
    ) -> Answer:
        """Send a create; `related` holds ids by relationship."""
        document = {"type": type, "attributes": attributes or {}, **_linkage(related)}
        return self.ask("POST", f"/{_plural(type)}", {"data": document})

    def make(
        self, type: str, attributes: Mapping[str, Any] | None = None, **related: Any
    ) -> dict[str, Any]:
        """Create, and return the row as the vendor answers it."""
        answer = self.post(type, attributes, **related)
        assert answer.status == 201, answer
        return dict(answer.body["data"])

    def patch(
        self, type: str, id: int, attributes: Mapping[str, Any] | None = None, **related: Any
    ) -> Answer:
        """Send a change."""
        document = {"type": type, "id": id, "attributes": attributes or {}, **_linkage(related)}
        return self.ask("PATCH", f"/{_plural(type)}/{id}", {"data": document})

    def step(self, sequence: int, **attributes: Any) -> Answer:
        """Send the create of a step of `sequence`."""
        given = {"stepType": "auto_email", **attributes}
        return self.post("sequenceStep", given, sequence=sequence)

    def seed_sequence(self, **item: Any) -> dict[str, Any]:
        """Seed one sequence and return the ids made."""
        return dict(self.vendor.seed({"sequences": [item]})["sequences"][0])


def _plural(type: str) -> str:
    return {"emailAddress": "emailAddresses", "mailbox": "mailboxes"}.get(type, f"{type}s")


def _linkage(related: Mapping[str, Any]) -> dict[str, Any]:
    types = {"owner": "user"}
    return {
        "relationships": {
            name: {"data": None if to is None else {"type": types.get(name, name), "id": to}}
            for name, to in related.items()
        }
    }


def errors(answer: Answer) -> list[tuple[str, str | None]]:
    """Return each error's id and pointer."""
    return [(it["id"], it.get("source", {}).get("pointer")) for it in answer.body["errors"]]


def refused(answer: Answer, status: int, id: str, pointer: str | None = None) -> bool:
    """Assert that an answer is one refusal; true, so that it can itself be asserted."""
    assert (answer.status, errors(answer)) == (status, [(id, pointer)])
    return True


def invalid(answer: Answer, name: str, *, kind: str = "attributes") -> bool:
    """Assert that an answer is a 422 about one member, or with no name about the whole row."""
    return refused(answer, 422, "validationError", f"/data/{kind}/{name}" if name else "/data")
