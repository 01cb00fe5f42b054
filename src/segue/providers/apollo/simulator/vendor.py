"""One Apollo team behind one method: edge, route, credential, scope, limit, resource."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from segue.providers.apollo.simulator import refusals
from segue.providers.apollo.simulator.access import admit, pass_edge
from segue.providers.apollo.simulator.account import MASTER, Account
from segue.providers.apollo.simulator.first import first_account
from segue.providers.apollo.simulator.limits import Limits, full_minute
from segue.providers.apollo.simulator.listings import label_row
from segue.providers.apollo.simulator.people import user_row
from segue.providers.apollo.simulator.refusals import Refused
from segue.providers.apollo.simulator.request import Request, gathered
from segue.providers.apollo.simulator.resources.contact_rows import contacts_kept
from segue.providers.apollo.simulator.resources.enrolments import land
from segue.providers.apollo.simulator.routes import Route, find
from segue.providers.apollo.simulator.seeding import seed
from segue.providers.apollo.simulator.shapes import campaign_whole, step_row, touch_row
from segue.providers.apollo.simulator.switches import SWITCHES, defaults
from segue.simulation import Answer, Asked, Clock, minted

_HEALTH = "auth/health"
_JSON = "application/json; charset=utf-8"


class Apollo:
    """Apollo with one team and one master key."""

    name = "apollo"
    SWITCHES: Mapping[str, tuple[str, ...]] = SWITCHES

    def __init__(self) -> None:
        self.switches = defaults()
        self._account = Account("")
        self._limits = Limits()
        self._answered = 0
        self._minted = 0
        self._key = ""
        self.reset()

    def answer(self, asked: Asked, clock: Clock) -> Answer:
        """Answer one request and apply it."""
        now = clock.now()
        self._answered += 1
        land(self._account, now)
        try:
            pass_edge(asked, self.switches)
            found = find(asked.method, asked.path)
            if found is None:
                return refusals.NO_ROUTE
            return self._routed(asked, *found, now)
        except Refused as refused:
            return refused.answer

    def seed(self, what: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put rows in and return their ids. `ValueError` names what cannot be seeded."""
        return seed(self._account, what, datetime.now(UTC))

    def snapshot(self) -> Mapping[str, Any]:
        """Return the whole state by resource, as the wire shows it; without keys.

        Contacts and accounts are without what all of them have alike.
        """
        account = self._account
        campaigns = account.campaigns.values()
        return {
            "emailer_campaigns": [campaign_whole(account, it) for it in campaigns],
            "emailer_steps": [
                step_row(account, it) for row in campaigns for it in account.steps_of(row["id"])
            ],
            "emailer_touches": [
                touch_row(it) for row in campaigns for it in account.touches_in(row["id"])
            ],
            "emailer_templates": [dict(it) for it in account.templates.values()],
            "emailer_schedules": [dict(it) for it in account.schedules.values()],
            "labels": [label_row(account, it) for it in account.labels.values()],
            "email_accounts": [dict(it) for it in account.mailboxes.values()],
            "contact_stages": list(account.book.contact_stages.values()),
            "account_stages": list(account.book.account_stages.values()),
            "typed_custom_fields": list(account.book.fields.values()),
            "contacts": contacts_kept(account.book),
            "accounts": list(account.book.accounts.values()),
            "users": [user_row(it) for it in account.users.values()],
        }

    def reset(self) -> None:
        """Go back to the fresh, minimally seeded account; the key stays the same."""
        self._account = first_account(datetime.now(UTC))
        self._limits = Limits()
        self._minted = 0
        self._mint()

    def expire_token(self) -> None:
        """Let the master key stop working: keys do not expire, so this is `revoke_token`."""
        self._account.keys.pop(self._key, None)

    def revoke_token(self) -> None:
        """Take the master key back, as an admin does in the settings."""
        self.expire_token()

    def token(self) -> Mapping[str, str]:
        """Return a master key that works; a new one when the last was taken back."""
        if self._key not in self._account.keys:
            self._mint()
        return {"api_key": self._key}

    def fault_answer(self, kind: str, clock: Clock) -> Answer:
        """Return Apollo's words for `refused`, `rate_limited` or `server_error`."""
        if kind == "refused":
            return refusals.unprocessable(refusals.NO_WAIT_TIME).answer
        if kind == "server_error":
            return refusals.SERVER_ERROR
        plan = self.switches["plan"]
        return full_minute("sequences/create", plan, clock.now())

    def _mint(self) -> None:
        self._minted += 1
        self._key = f"simulated-{minted.MARK}-key-{self._minted:04d}"
        self._account.keys[self._key] = MASTER

    def _routed(self, asked: Asked, route: Route, id: str, now: datetime) -> Answer:
        label = route.gate.label
        try:
            actor = admit(self._account, self.switches, asked, route.gate)
        except Refused as refused:
            if label == _HEALTH and self.switches["health_with_dead_key"] == "logged_out":
                return Answer(200, {"healthy": True, "is_logged_in": False})
            return refused.answer
        # What cannot be parsed, or lacks what is required, never reaches the controller: it is
        # counted nowhere, and its answer has no limits in its headers [VCR].
        params = gathered(asked)
        if route.check is not None:
            route.check(params, self.switches)
        plan, style = self.switches["plan"], self.switches["rate_limit_body"]
        headers = self._limits.count(label, plan, now, body=style)
        request = Request(self._account, self.switches, params, id, actor, now)
        try:
            answer = route.resource(request)
        except Refused as refused:
            answer = refused.answer
        return self._stamped(answer, headers)

    def _stamped(self, answer: Answer, headers: dict[str, str]) -> Answer:
        number = f"{self._answered:012x}"
        own = {
            "x-request-id": f"00000000-0000-4000-8000-{number}",
            "x-http-request-id": str(self._answered),
            "x-runtime": "0.034894",
        }
        if answer.status == 200:
            own["x-transaction-id"] = number
        return Answer(answer.status, answer.body, {**headers, **own}, _JSON)
