"""One Salesloft team in memory: what a request goes through before it reaches its resource."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from segue.providers.salesloft.simulator.account import Account, fresh_account
from segue.providers.salesloft.simulator.meter import Meter, cost_of
from segue.providers.salesloft.simulator.population import prepare
from segue.providers.salesloft.simulator.request import Request, read_body
from segue.providers.salesloft.simulator.routes import resolve
from segue.providers.salesloft.simulator.seeding import SEEDS, seed_cadences
from segue.providers.salesloft.simulator.showing import shown
from segue.providers.salesloft.simulator.switches import SWITCHES, defaults
from segue.providers.salesloft.simulator.tokens import Grant, Tokens
from segue.providers.salesloft.simulator.wire import Refused, forbidden, invalid, no_route
from segue.simulation.clock import Clock
from segue.simulation.vendor import Answer, Asked

AGE = timedelta(days=30)
"""How long ago the seeded rows were made."""

SEEDED_CADENCES: tuple[Mapping[str, Any], ...] = (
    {"name": "Q2 outbound", "steps": 3, "active": True},
    {"name": "Conference follow-up", "steps": 2},
    {"name": "Nothing in it yet"},
)
SPENT: Mapping[str, Answer] = {
    "json": Answer(429, {"error": "Rate limit exceeded"}),
    "html": Answer(429, "<html><body>Too Many Requests</body></html>", media_type="text/html"),
    "empty": Answer(429),
}
"""By position of `rate_limit_body`; the status is documented (V)."""


class Salesloft:
    """A stand-in for api.salesloft.com and accounts.salesloft.com."""

    name = "salesloft"
    SWITCHES = SWITCHES

    def __init__(self) -> None:
        self.switches = defaults()
        self.reset()

    def reset(self) -> None:
        """Go back to the fresh team: three users, stages, templates, three cadences, a book."""
        self._seen = datetime.now(UTC)
        born = self._seen - AGE
        self.account: Account = fresh_account(born)
        self.meter = Meter()
        self.tokens = Tokens(min(self.account.users), self.switches)
        seed_cadences(replace(self._request(), now=born), SEEDED_CADENCES)
        prepare(self.account)

    def answer(self, asked: Asked, clock: Clock) -> Answer:
        """Answer one request: meter, route, bearer, scope, resource.

        Every answer of the API has both rate limit headers (V), and the `Date` its minute is
        told by. The OAuth host is another one and has only the latter.
        """
        now = self._seen = clock.now()
        if asked.path == "/oauth/token":
            return _dated(self._token(asked, now), now)
        if asked.path == self.tokens.consent.path:
            return _dated(self.tokens.authorize(asked, now), now)
        cost = cost_of(asked.query)
        grant = self.tokens.find(asked.headers, now)
        if grant is not None and not self.meter.charge(now, cost):
            return self._metered(self._spent(), now, cost)
        try:
            answer = self._reply(asked, grant, now)
        except Refused as refused:
            answer = refused.answer
        return self._metered(answer, now, cost)

    def seed(self, what: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put rows in, or do what only the app does; returns ids under the same names.

        A cadence returns `{"id", "step_ids", "template_ids"}`, everything else a bare id.

        Rows: `cadences` (or `sequences`), `email_templates` (or `templates`), `team_templates`,
        `users`, `person_stages`, `custom_fields`, `accounts`, `people`, `cadence_memberships` (or
        `memberships`). The app: `activate`, `archive`, `clear_steps` (cadence ids),
        `team` (its fields). Besides: `caller` (user id the token acts as), `scopes` (list),
        `cost_per_minute` (600 at first), `import_delay_seconds` (3 at first), `oauth_app`.
        """
        own = {"caller", "scopes", "cost_per_minute", "oauth_app"}
        if unknown := sorted(set(what) - set(SEEDS) - own):
            raise ValueError(f"no {unknown} to seed; there are {sorted({*SEEDS, *own})}")
        if "caller" in what and what["caller"] not in self.account.users:
            raise ValueError(f"there is no user {what['caller']!r}")
        self._seen = max(self._seen, datetime.now(UTC))
        seeded = {
            name: put(self._request(), what[name]) for name, put in SEEDS.items() if name in what
        }
        if "caller" in what:
            self.tokens.act_as(int(what["caller"]))
        if "scopes" in what:
            self.tokens.rescope(" ".join(what["scopes"]))
        if "cost_per_minute" in what:
            self.meter.per_minute = int(what["cost_per_minute"])
        told = {name: what[name] for name in own & set(what)}
        if "oauth_app" in what:
            told["oauth_app"] = self.tokens.consent.seed(what["oauth_app"])
        return {**seeded, **told}

    def snapshot(self) -> Mapping[str, Any]:
        """Return every row as the API writes it, by resource; steps on their way included.

        Accounts, people and what goes with them are in it from the first request about them:
        until then they are a fresh team's.
        """
        return shown(self._request())

    def token(self) -> Mapping[str, str]:
        """Return a credential that works: `access_token` and `refresh_token`."""
        return self.tokens.current(self._seen)

    def expire_token(self) -> None:
        """End every access token; a refresh still works."""
        self.tokens.expire()

    def revoke_token(self) -> None:
        """End every access and refresh token."""
        self.tokens.revoke()

    def fault_answer(self, kind: str, clock: Clock) -> Answer:
        """Return the vendor's own words for `refused`, `rate_limited` or `server_error`."""
        now = clock.now()
        match kind:
            case "refused":
                complaint = {"step_groups.steps": ["is invalid"]}
                return self._metered(invalid(complaint, self.switches), now, 1)
            case "rate_limited":
                return self._metered(self._spent(), now, 1, remaining=0)
            case "server_error":
                # There is no contract for 5xx (V S4); this is what a client parses (T S2, S6).
                body = {"status": 500, "error": "Internal Server Error"}
                return self._metered(Answer(500, body), now, 1)
        raise ValueError(f"no words for {kind!r}")

    def _request(self) -> Request:
        """Make the request that seeding and showing act by: the first, an admin's, now."""
        asked = Asked("GET", "/", {}, {})
        admin = self.account.users[min(self.account.users)]
        return Request(asked, self.account, admin, self._seen, self.switches)

    def _token(self, asked: Asked, now: datetime) -> Answer:
        if asked.method != "POST":
            return no_route()
        keep_access = self.switches["access_token_after_refresh"] == "valid"
        try:
            return self.tokens.exchange(read_body(asked), now, keep_access=keep_access)
        except Refused as refused:
            return refused.answer

    def _spent(self) -> Answer:
        return SPENT[self.switches["rate_limit_body"]]

    def _reply(self, asked: Asked, grant: Grant | None, now: datetime) -> Answer:
        user_id = self.tokens.user_id if grant is None else grant.user_id
        caller = self.account.users[user_id]
        found = resolve(Request(asked, self.account, caller, now, self.switches))
        if found is None:
            return no_route()
        scope, reply, request = found
        if grant is None:
            return self.tokens.refusal(asked.headers)
        scopes = frozenset(grant.scopes.split())
        if scope is not None and scope not in scopes:
            return forbidden()
        return reply(replace(request, scopes=scopes))

    def _metered(
        self, answer: Answer, now: datetime, cost: int, *, remaining: int | None = None
    ) -> Answer:
        left = self.meter.remaining(now) if remaining is None else remaining
        headers = {
            **answer.headers,
            "x-ratelimit-endpoint-cost": str(cost),
            "x-ratelimit-remaining-minute": str(left),
        }
        if self.switches["limit_header"] == "present":
            headers["x-ratelimit-limit-minute"] = str(self.meter.per_minute)
        return _dated(replace(answer, headers=headers), now)


def _dated(answer: Answer, now: datetime) -> Answer:
    date = format_datetime(now.astimezone(UTC), usegmt=True)
    return replace(answer, headers={**answer.headers, "date": date})
