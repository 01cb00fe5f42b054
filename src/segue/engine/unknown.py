"""Calls whose answer was lost: finding out, or saying honestly that nobody knows."""

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from segue.engine.run import Run, kind_of
from segue.engine.transport import Lost, NotSent
from segue.model.problem import OUTCOME_UNKNOWN, Fault, Problem
from segue.spi.errors import PlanRefused
from segue.spi.plan import Call, Lookup, Match, resolve
from segue.store import journal, links


class Verdict(Enum):
    """What a look-up says of a lost call."""

    HAPPENED = auto()
    DID_NOT = auto()
    WAIT = auto()
    """Too early to say."""
    AMBIGUOUS = auto()
    """Waiting cannot tell either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict, and the match that stands for the lost answer."""

    verdict: Verdict
    match: Match | None = None
    wait: int = 1
    """Whole seconds after which asking again can help."""


async def look(run: Run, lookup: Lookup) -> tuple[Match, ...] | None:
    """Make a look-up and give its matches; None when the provider gives no usable answer."""
    request = resolve(lookup.request, run.answers)
    try:
        answer = await run.tools.transport.send(run.destination, request)
    except (Lost, NotSent):
        return None
    if not answer.ok or answer.body is None:
        return None
    finder = run.destination.provider.finders[lookup.find]
    asked: Any = resolve(lookup.asked, run.answers)
    try:
        return finder(asked, answer.body)
    except PlanRefused:
        return None


async def settle(run: Run, position: int, call: Call) -> Finding:
    """Find out what became of a call that was started and whose answer nobody has."""
    provider = run.destination.provider
    if call.lookup is None:
        return Finding(verdict=Verdict.DID_NOT if call.repeatable else Verdict.AMBIGUOUS)
    matches = await look(run, call.lookup)
    if matches is None:
        return Finding(verdict=Verdict.WAIT, wait=5)
    started = run.rows[position].started_at
    fresh = [
        match
        for match in matches
        if match.made_at is None or match.made_at >= started - provider.tolerance
    ]
    left = math.ceil((started + provider.settle - run.tools.clock.now()).total_seconds())
    return await _judge(run, call, await _not_linked(run, call, fresh), left)


async def _judge(run: Run, call: Call, ours: list[Match], left: int) -> Finding:
    if ours and left > 0 and await _crowded(run, call):
        # Any of them may be another write's, which links it as soon as it goes on.
        return Finding(verdict=Verdict.WAIT, wait=left)
    if len(ours) > 1:
        return Finding(verdict=Verdict.AMBIGUOUS)
    if ours:
        return Finding(verdict=Verdict.HAPPENED, match=ours[0])
    if left <= 0 or call.repeatable:
        return Finding(verdict=Verdict.DID_NOT)
    return Finding(verdict=Verdict.WAIT, wait=left)


async def _crowded(run: Run, call: Call) -> bool:
    if call.lookup is None or not call.lookup.crowded:
        return False
    return bool(
        await journal.open_elsewhere(
            run.tools.database, run.destination.connection_id, kind_of(call), run.entry.id
        )
    )


async def _not_linked(run: Run, call: Call, matches: list[Match]) -> list[Match]:
    linked = await links.linked_elsewhere(
        run.tools.database,
        run.destination.connection_id,
        kind_of(call),
        [match.id for match in matches],
        run.entry.id,
    )
    return [match for match in matches if match.id not in linked]


def unknown(run: Run, name: str, finding: Finding) -> Problem:
    """Say that the outcome is not known, what exists as far as we know, and whether to wait."""
    title = run.destination.provider.title
    waiting = finding.verdict is Verdict.WAIT
    advice = (
        "Ask again with the same Idempotency-Key after Retry-After: the write then goes on from"
        " where it stands."
        if waiting
        else "More than one thing at the provider could be the result; a person has to look."
    )
    fault = Fault(
        title="The outcome is not known",
        detail=f"The answer of {title} to the call {name!r} was lost. {advice}",
        meta={
            "reason": "answer_lost",
            "write_id": run.entry.id,
            "call": name,
            "exists": [{"kind": kind, "id": made} for kind, made in run.made],
        },
    )
    return Problem(504, fault, code=OUTCOME_UNKNOWN, retry_after=finding.wait if waiting else None)
