"""Faults drawn at random for a simulator: every kind of the design's list."""

import random
from collections.abc import Mapping
from typing import Any

KINDS: Mapping[str, int] = {
    "refused": 3,
    "rate_limited": 4,
    "server_error": 4,
    "slow": 3,
    "lost_answer": 7,
    "dropped": 4,
    "late": 7,
    "expired_token": 2,
    "revoked_token": 1,
    "malformed": 4,
    "answer": 2,
    "error_after": 5,
}
"""Kind -> how often it is drawn."""
WRITES = ("POST", "PUT", "PATCH", "DELETE")
PATHS: Mapping[str, tuple[str, ...]] = {
    "outreach": (
        "/templates",
        "/sequenceSteps",
        "/sequenceTemplates",
        "/sequences",
        "/sequenceStates",
        "/prospects",
        "/accounts",
    ),
    "salesloft": ("/cadence_imports", "/steps", "/people", "/accounts", "/cadence_memberships"),
    "apollo": (
        "/emailer_campaigns",
        "/emailer_steps",
        "/emailer_templates",
        "/emailer_touches",
        "/contacts",
        "/accounts",
    ),
}
MADE_AT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "outreach": {
        "step": ("/templates$", "/sequenceSteps", "/sequenceTemplates"),
        "sequence": ("/sequences", "/templates$", "/sequenceSteps", "/sequenceTemplates"),
        "account": ("/accounts",),
        "contact": ("/prospects",),
        "state": ("/sequenceStates",),
    },
    "salesloft": {
        "step": ("/cadence_imports$",),
        "sequence": ("/cadence_imports$",),
        "account": ("/accounts",),
        "contact": ("/people",),
        "state": ("/cadence_memberships",),
    },
    "apollo": {
        "step": ("/emailer_steps", "/emailer_templates", "/emailer_touches", "/sequences"),
        "sequence": ("/sequences", "/emailer_campaigns"),
        "account": ("/accounts$", "/accounts/"),
        "contact": ("/contacts$", "/contacts/"),
        "state": ("/emailer_campaigns",),
    },
}
"""Provider -> noun -> where its calls go; a late, lost or doubled one counts only there."""
METHODS: Mapping[str, tuple[str, ...]] = {
    "update": ("PATCH", "PUT"),
    "upsert": ("POST", "POST", "PATCH", "PUT"),
    "remove": ("DELETE", "POST"),
    "delete": ("DELETE", "PUT"),
}
"""Verb -> the methods of its calls; all others are POST."""
AIMED = 0.6
"""Share of faults that are meant for the very write before which they are armed."""
TOKEN = "/oauth/token$"
MOST_LATE = 45.0
"""Seconds: less than the settle time by more than the clocks are ever apart."""
SLOW = (0.02, 0.2)
"""Real seconds."""
STATUSES = (500, 502, 503, 504, 418)


def fault(rng: random.Random, provider: str, operation: str) -> dict[str, Any]:
    """Draw one fault."""
    (kind,) = rng.choices(list(KINDS), list(KINDS.values()))
    aimed = rng.random() < AIMED
    drawn: dict[str, Any] = {
        "kind": kind,
        "times": rng.choice([1, 1, 1, 2, 3]),
        "after": 0 if aimed else rng.choice([0, 0, 0, 1, 2, 5]),
        **(_at(rng, provider, operation) if aimed else _anywhere(rng, provider)),
    }
    if kind == "late":
        drawn["seconds"] = round(rng.uniform(0.5, MOST_LATE), 1)
        # A reading that lands late is only a reading that was dropped.
        drawn.setdefault("method", "POST")
    elif kind == "slow":
        drawn["seconds"] = round(rng.uniform(*SLOW), 3)
    elif kind == "answer":
        drawn |= {"status": rng.choice(STATUSES), "body": "<html>no</html>"}
    return drawn


def _at(rng: random.Random, provider: str, operation: str) -> dict[str, Any]:
    noun, verb = operation.split(".")
    path = rng.choice(MADE_AT[provider][noun])
    return {"method": rng.choice(METHODS.get(verb, ("POST",))), "path": path}


def _anywhere(rng: random.Random, provider: str) -> dict[str, Any]:
    drawn: dict[str, Any] = {}
    if rng.random() < 0.7:
        drawn["method"] = rng.choice(("GET", "POST", "POST", *WRITES))
    if rng.random() < 0.6:
        drawn["path"] = rng.choice(PATHS[provider])
    return drawn


def at_the_token(rng: random.Random) -> dict[str, Any]:
    """Draw a fault of a refresh: after a lost answer a refresh token is used a second time."""
    kind = rng.choice(["lost_answer", "dropped", "server_error", "malformed", "error_after"])
    return {"kind": kind, "path": TOKEN, "times": 1}
