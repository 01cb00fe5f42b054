"""A Cadenza account in memory."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from segue.kit.clock import iso
from segue.simulation.clock import Clock
from segue.simulation.consent import Consent, Wanted
from segue.simulation.vendor import Answer, Asked

TOKEN = "cadenza-0123456789"
FAULTS = {"refused": 422, "rate_limited": 429, "server_error": 500}


class Simulator:
    """One account: its people, and its flows with their stages."""

    name = "cadenza"
    SWITCHES: Mapping[str, tuple[str, ...]] = {"made_status": ("201", "200")}

    def __init__(self) -> None:
        self.switches = {"made_status": "201"}
        self.reset()

    def reset(self) -> None:
        self._alive, self._ids = True, count(1)
        self._consent = Consent("Cadenza")
        self._people: list[dict[str, Any]] = []
        self._flows: dict[str, dict[str, Any]] = {}

    def seed(self, what: Mapping[str, Any]) -> Mapping[str, Any]:
        if unknown := what.keys() - {"users", "oauth_app"}:
            raise ValueError(f"there is nothing to seed as {sorted(unknown)}")
        made = [{**user, "id": f"us-{next(self._ids)}"} for user in what.get("users", ())]
        self._people += made
        app = {"oauth_app": self._consent.seed(what["oauth_app"])} if "oauth_app" in what else {}
        return {"users": [user["id"] for user in made], **app}

    def snapshot(self) -> Mapping[str, Any]:
        flows = list(self._flows.values())
        stages = [stage for flow in flows for stage in flow["stages"]]
        return {"people": self._people, "flows": flows, "stages": stages}

    def token(self) -> Mapping[str, str]:
        return {"access_token": TOKEN}

    def expire_token(self) -> None:
        self._alive = False

    def revoke_token(self) -> None:
        self._alive = False

    def fault_answer(self, kind: str, _clock: Clock) -> Answer:
        return Answer(FAULTS[kind], {"why": kind}, {"Retry-After": "7"})

    def answer(self, asked: Asked, clock: Clock) -> Answer:
        if asked.path == self._consent.path:
            return self._consent.answer(asked, clock.now(), _objection)
        if asked.path == "/oauth/token":
            return self._exchange(asked.form(), clock)
        flow_id = "/".join(asked.path.split("/")[3:4])
        if not self._alive or asked.headers.get("authorization") != f"Token {TOKEN}":
            return Answer(401, {"why": "no such token"})
        if flow_id and flow_id not in self._flows:
            return Answer(404, {"why": "no such flow"})
        if asked.method == "GET":
            flows = list(self._flows.values())
            return Answer(200, {"flow": self._flows[flow_id]} if flow_id else {"flows": flows})
        return Answer(int(self.switches["made_status"]), self._add(flow_id, asked.body, clock))

    def _exchange(self, sent: Mapping[str, str], clock: Clock) -> Answer:
        if not self._consent.known(sent):
            return Answer(401, {"error": "invalid_client"})
        if self._consent.redeem(sent, clock.now()) is None:
            return Answer(400, {"error": "invalid_grant"})
        return Answer(200, {"access_token": TOKEN, "token_type": "Bearer"})

    def _add(self, flow_id: str, body: dict[str, Any], clock: Clock) -> dict[str, Any]:
        if flow_id:
            stage = self._numbered("st", body, clock)
            self._flows[flow_id]["stages"].append(stage)
            return {"stage": stage}
        stages = [self._numbered("st", stage, clock) for stage in body["stages"]]
        flow = self._numbered("fl", {**body, "stages": stages}, clock)
        self._flows[flow["id"]] = flow
        return {"flow": flow}

    def _numbered(self, word: str, body: dict[str, Any], clock: Clock) -> dict[str, Any]:
        return {**body, "id": f"{word}-{next(self._ids)}", "made": iso(clock.now())}


def _objection(wanted: Wanted) -> str | None:
    return None if wanted.challenge else "A code challenge is needed."
