"""Who may ask: the table of Apollo's credentials, routes and scopes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from segue.providers.apollo.simulator.account import MASTER, Account, Row
from segue.providers.apollo.simulator.refusals import (
    BAD_AUTHORIZATION,
    BAD_BEARER,
    BAD_KEY,
    BLOCKED_AT_EDGE,
    NO_CREDENTIAL,
    NO_ROUTE,
    Refused,
    inaccessible,
    out_of_scope,
)
from segue.simulation import Asked

# Agents that Cloudflare refused in front of Apollo [ADEL]; python-requests passed [VCR].
_BLOCKED_AGENTS = re.compile(r"python-(?:urllib|httpx)/", re.IGNORECASE)
# The health probe is on no scope list, and it is no route of the web application either [UM].
_FOR_EVERY_KEY = frozenset({"auth/health"})


@dataclass(frozen=True, slots=True)
class Gate:
    """What a route asks of a credential: its label, and whether it is on no scope list."""

    label: str
    private: bool


def pass_edge(asked: Asked, switches: Mapping[str, str]) -> None:
    """Refuse a default agent, as Cloudflare does before Apollo is reached."""
    agent = asked.headers.get("user-agent", "")
    if switches["edge_block"] == "on" and _BLOCKED_AGENTS.match(agent):
        raise Refused(BLOCKED_AT_EDGE)


def admit(account: Account, switches: Mapping[str, str], asked: Asked, gate: Gate) -> Row:
    """Return the user a request acts as; refused with 422, 401 or 403.

    Apollo looks at `Authorization` first, even beside a good key (seen 2026-08-21) [DEMO].
    """
    authorization = asked.headers.get("authorization")
    if authorization is not None:
        return _bearer(account, authorization, gate, beside_key="x-api-key" in asked.headers)
    key = _key(switches, asked)
    if key is None:
        raise Refused(NO_CREDENTIAL)
    if key not in account.keys:
        raise Refused(BAD_KEY)
    scope = account.keys[key]
    if gate.private:
        _open(switches, gate)
        if scope is not MASTER:
            raise inaccessible(gate.label)
    elif scope is not MASTER and gate.label not in scope | _FOR_EVERY_KEY:
        raise out_of_scope(gate.label)
    return account.acting_user()


def _key(switches: Mapping[str, str], asked: Asked) -> str | None:
    key = asked.headers.get("x-api-key")
    if key is None and switches["legacy_key"] == "accepted":
        in_body = asked.body.get("api_key") if isinstance(asked.body, dict) else None
        key = in_body or next(iter(asked.query.get("api_key", ())), None)
    return key


def _bearer(account: Account, authorization: str, gate: Gate, *, beside_key: bool) -> Row:
    scheme, _, token = authorization.partition(" ")
    user = account.bearers.get(token) if scheme.lower() == "bearer" else None
    if user is not None:
        # A private read with the token of Apollo's own command line was a 403 (2026-09-14) [CREA].
        if gate.private:
            raise inaccessible(gate.label, "access token")
        return account.users[user]
    if beside_key or scheme.lower() == "bearer":
        raise Refused(BAD_BEARER)
    raise Refused(BAD_AUTHORIZATION)


def _open(switches: Mapping[str, str], gate: Gate) -> None:
    if switches["private_routes"] == "closed":
        raise inaccessible(gate.label)
    if switches["private_routes"] == "absent":
        raise Refused(NO_ROUTE)
