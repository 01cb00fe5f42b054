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
TOKEN = "/oauth/token$"
MOST_LATE = 45.0
"""Seconds: less than the settle time by more than the clocks are ever apart."""
SLOW = (0.02, 0.2)
"""Real seconds."""
STATUSES = (500, 502, 503, 504, 418)


def fault(rng: random.Random, provider: str) -> dict[str, Any]:
    """Draw one fault."""
    (kind,) = rng.choices(list(KINDS), list(KINDS.values()))
    drawn: dict[str, Any] = {"kind": kind, "times": rng.choice([1, 1, 1, 2, 3])}
    if rng.random() < 0.7:
        drawn["method"] = rng.choice(WRITES) if rng.random() < 0.8 else "GET"
        if drawn["method"] != "GET" and rng.random() < 0.5:
            drawn["method"] = "POST"
    if rng.random() < 0.6:
        drawn["path"] = rng.choice(PATHS[provider])
    drawn["after"] = rng.choice([0, 0, 0, 1, 2, 5])
    if kind == "late":
        drawn["seconds"] = round(rng.uniform(0.5, MOST_LATE), 1)
        # A reading that lands late is only a reading that was dropped.
        drawn.setdefault("method", "POST")
    elif kind == "slow":
        drawn["seconds"] = round(rng.uniform(*SLOW), 3)
    elif kind == "answer":
        drawn |= {"status": rng.choice(STATUSES), "body": "<html>no</html>"}
    return drawn


def at_the_token(rng: random.Random) -> dict[str, Any]:
    """Draw a fault of a refresh: after a lost answer a refresh token is used a second time."""
    kind = rng.choice(["lost_answer", "dropped", "server_error", "malformed", "error_after"])
    return {"kind": kind, "path": TOKEN, "times": 1}
