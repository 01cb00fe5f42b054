"""Outreach, as one account in memory."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from segue.providers.outreach.simulator import routes
from segue.providers.outreach.simulator.errors import Refused, record_invalid, route_not_found
from segue.providers.outreach.simulator.limit import Limiter
from segue.providers.outreach.simulator.oauth import ALL_SCOPES, Tokens
from segue.providers.outreach.simulator.org import VENDOR_SITE, Org
from segue.providers.outreach.simulator.resources import BY_TYPE
from segue.providers.outreach.simulator.seeding import ROWS, seed_minimal, seed_rows
from segue.providers.outreach.simulator.switches import SWITCHES
from segue.providers.outreach.simulator.waiting import settle
from segue.simulation.clock import Clock
from segue.simulation.vendor import Answer, Asked

SEEDED_USER = 1
ACCESS = ("oauth_app", "per_hour", "scopes", "token")
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"


class Outreach:
    """Implements `segue.simulation.vendor.Vendor`."""

    name = "outreach"
    SWITCHES = SWITCHES

    def __init__(self) -> None:
        self.switches = {name: positions[0] for name, positions in SWITCHES.items()}
        self._given: list[dict[str, str]] = []
        self.reset()

    def reset(self) -> None:
        """Go back to the fresh account; every credential `token` gave is good again."""
        self.org = Org()
        self.org.switches = self.switches
        self.org.user_id = SEEDED_USER
        self.tokens = Tokens(self.switches, SEEDED_USER)
        for pair in self._given:
            self.tokens.admit(pair, SEEDED_USER, frozenset(ALL_SCOPES.split()))
        self.limiter = Limiter(self.switches)
        seed_minimal(self.org)

    def answer(self, asked: Asked, clock: Clock) -> Answer:
        """Authenticate, limit, route and apply one request."""
        now = clock.now()
        if asked.path == "/oauth/token" and asked.method == "POST":
            return self.tokens.grant(asked, now)
        if asked.path == self.tokens.consent.path:
            return self.tokens.authorize(asked, now)
        if asked.path != routes.ROOT and not asked.path.startswith(routes.ROOT + "/"):
            return route_not_found().answer()
        grant = self.tokens.bearer(asked, now)
        if grant is None:
            return self.tokens.unauthorized(asked)
        if not self.limiter.take(grant.user_id, now):
            return self.limiter.refusal(grant.user_id, now)
        self.org.now = now
        settle(self.org)
        self.org.user_id, self.org.site = grant.user_id, _site(asked)
        try:
            answer = routes.answer(self.org, grant, asked)
        except Refused as refused:
            answer = refused.answer()
        headers = self.limiter.headers(grant.user_id, now)
        return Answer(answer.status, answer.body, headers, answer.media_type)

    def seed(self, what: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put rows in; `segue.providers.outreach.simulator.seeding` says what can be."""
        seeds = (*ROWS, *ACCESS)
        if unknown := sorted(set(what) - set(seeds)):
            raise ValueError(f"cannot seed {unknown}; can seed {list(seeds)}")
        self.org.now = max(self.org.now, datetime.now(UTC))
        try:
            made = seed_rows(self.org, what)
        except Refused as refused:
            raise ValueError(f"cannot seed that: {refused.errors}") from refused
        if "per_hour" in what:
            self.limiter.per_hour = int(what["per_hour"])
        if "oauth_app" in what:
            made["oauth_app"] = self.tokens.consent.seed(what["oauth_app"])
        if "scopes" in what:
            self.tokens.rescope(frozenset(what["scopes"]))
        if "token" in what:
            scopes = frozenset(what["token"].get("scopes", ALL_SCOPES.split()))
            made["token"] = self.tokens.issue(what["token"].get("user", SEEDED_USER), scopes)
        return made

    def snapshot(self) -> Mapping[str, Any]:
        """Return every row by the plural of its resource; attributes and relationships flat."""
        rows = self.org.rows.snapshot()
        return {it.plural: rows.get(it.type, []) for it in BY_TYPE.values()}

    def expire_token(self) -> None:
        """Let every access token run out; refreshing still works."""
        self.tokens.expire()

    def revoke_token(self) -> None:
        """Take every token back; refreshing answers 400."""
        self.tokens.revoke()

    def token(self) -> Mapping[str, str]:
        """Make a new valid credential of the first user, with every scope Segue asks for."""
        pair = self.tokens.issue(SEEDED_USER, frozenset(ALL_SCOPES.split()))
        self._given.append(pair)
        return pair

    def fault_answer(self, kind: str, clock: Clock) -> Answer:
        """Return a clean 422, the 429, or the 502 HTML that writes meet in practice [SC]."""
        now = clock.now()
        if kind == "rate_limited":
            return self.limiter.refusal(SEEDED_USER, now)
        headers = self.limiter.headers(SEEDED_USER, now)
        if kind == "server_error":
            return Answer(502, BAD_GATEWAY, headers, "text/html")
        refused = record_invalid("Record", "was refused by the simulator").answer()
        return Answer(refused.status, refused.body, headers, refused.media_type)


def _site(asked: Asked) -> str:
    """Return where links lead: to the host that was asked."""
    host = asked.headers.get("host", "")
    return f"http://{host}" if host else VENDOR_SITE
