"""Calls whose answer was lost: finding out, or saying honestly that nobody knows."""

import math
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Any

from segue.engine.again import Patience, ask, patience
from segue.engine.misread import Misread, identified, judge
from segue.engine.refusal import RATE_LIMITED, absent_at, retry_after
from segue.engine.run import Run, Tools, kind_of
from segue.engine.transport import Answer, CircuitOpen, Lost, NotSent, NotYet, Throttled
from segue.model.problem import OUTCOME_UNKNOWN, Fault, Problem
from segue.spi.errors import PlanRefused
from segue.spi.plan import Call, Lookup, Match, Request, resolve
from segue.spi.provider import Provider
from segue.store import journal, links
from segue.store.journal import CallRow

SOON = 5
"""Seconds after which a look-up that brought nothing is worth making again."""


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
    story: str = ""
    """What happened, where it is not that the answer of a call was lost."""
    trouble: str = ""
    """Why the look-up brought nothing, where it did not."""
    advice: str = ""
    """What to do, where it is not what the verdict says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look-up brought: matches, or the trouble that kept it from bringing any."""

    matches: tuple[Match, ...] = ()
    trouble: str = ""
    wait: int = SOON
    held: bool = False
    """Whether it would be in vain before `wait` seconds are over."""
    unsent: NotSent | None = None
    """Why the provider has seen nothing of it, where that is so."""
    limited: tuple[Request, Answer] | None = None
    """What was answered 429, and how, where that is so."""

    @property
    def failed(self) -> bool:
        """Tell whether the provider gave no usable answer."""
        return bool(self.trouble)


async def look(run: Run, lookup: Lookup, *, polled: bool = False) -> Looked:
    """Make a look-up. Raises `MissingOutput` where an earlier answer lacks what it needs.

    What fails in passing is asked again, but for a look-up that is `polled` anyway.
    """
    tools = run.tools
    patient = None if polled else patience(tools.clock, run.destination, tools.patience)
    requests = (lookup.request, *lookup.more)
    asked, bodies = resolve(lookup.asked, run.answers), []
    for request in requests:
        found = await _read(run, resolve(request, run.answers), patient, lookup)
        if isinstance(found, Looked):
            return found
        bodies.append(found.body)
    body = bodies if lookup.more else bodies[0]
    try:
        matches = judge(run.destination, lookup.find, _find, run, lookup.find, asked, body)
    except PlanRefused as refused:
        return Looked(trouble=f"The look-up does not tell: {refused.detail}")
    except Misread:
        return Looked(trouble="The look-up was answered in a shape that Segue does not know.")
    return Looked(matches=matches)


async def _read(
    run: Run, request: Request, patient: Patience | None, lookup: Lookup
) -> Answer | Looked:
    """Make one request of a look-up, or tell what kept it from bringing anything.

    A thing that may be absent, and is, brings an answer without a body.
    """
    try:
        answer = await ask(run.tools.transport, run.destination, request, patient)
    except (CircuitOpen, NotYet, Throttled) as held:
        trouble = f"The look-up was not sent ({held})."
        return Looked(trouble=trouble, wait=math.ceil(held.wait), held=True, unsent=held)
    except (Lost, NotSent) as error:
        unsent = error if isinstance(error, NotSent) else None
        return Looked(trouble=f"The look-up was not answered ({error}).", unsent=unsent)
    if answer.status == RATE_LIMITED:
        wait = retry_after(answer.headers, run.tools.clock.now())
        trouble, limited = "The look-up was rate limited.", (request, answer)
        return Looked(trouble=trouble, wait=wait, held=True, limited=limited)
    if lookup.may_be_absent and absent_at(run.destination, request, answer):
        return replace(answer, body=None)
    if not answer.ok or answer.body is None:
        return Looked(trouble=f"The look-up was answered {answer.status} without what it asked.")
    return answer


def _find(run: Run, finder: str, asked: Any, body: Any) -> tuple[Match, ...]:
    found = tuple(run.destination.provider.finders[finder](asked, body))
    if any(match.id and identified(run.destination, match.id) is None for match in found):
        raise ValueError("a match has an id that can be none")
    return found


def settled_at(tools: Tools, provider: Provider, row: CallRow) -> datetime:
    """Say when a started call can no longer take effect.

    The settle time counts from when its answer was given up. Where the process died with the call,
    nobody noted that; it was not later than the longest call lasts.
    """
    lost = row.finished_at or row.started_at + tools.longest_call
    return lost + provider.settle


async def settle(run: Run, position: int, call: Call) -> Finding:
    """Find out what became of a call that was started and whose answer nobody has."""
    provider, row = run.destination.provider, run.rows[position]
    if call.lookup is None:
        return Finding(verdict=Verdict.DID_NOT if call.repeatable else Verdict.AMBIGUOUS)
    looked = await look(run, call.lookup)
    if looked.failed:
        return Finding(verdict=Verdict.WAIT, wait=looked.wait, trouble=looked.trouble)
    fresh = [
        match
        for match in looked.matches
        if match.made_at is None or match.made_at >= row.started_at - provider.tolerance
    ]
    end = settled_at(run.tools, provider, row)
    left = math.ceil((end - run.tools.clock.now()).total_seconds())
    # Who has enrolled a contact is all one: it is in the sequence once, under one id.
    ours = fresh if call.tells is not None else await _not_linked(run, call, fresh)
    return await _judge(run, call, ours, left)


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
    story = finding.story or f"The answer of {title} to the call {name!r} was lost."
    advice = finding.advice or (
        "Ask again with the same Idempotency-Key after Retry-After: the write then goes on from"
        " where it stands."
        if waiting
        else f"Waiting cannot tell either: a person has to look at {title} whether it is there."
        " Only if it is not, ask again with a new Idempotency-Key."
    )
    fault = Fault(
        title="The outcome is not known",
        detail=" ".join(part for part in (story, finding.trouble, advice) if part),
        meta={
            "reason": "answer_lost",
            "write_id": run.entry.id,
            "call": name,
            "exists": exists(run),
        },
    )
    return Problem(504, fault, code=OUTCOME_UNKNOWN, retry_after=finding.wait if waiting else None)


def barred(run: Run) -> Finding:
    """Say why a write that its process left is not gone on with."""
    return Finding(
        verdict=Verdict.AMBIGUOUS,
        story=f"This write was left unfinished and is not carried on: {run.barred}.",
        advice="Ask again with the same Idempotency-Key: the write then goes on from where it"
        " stands.",
    )


def not_carried_on(finding: Finding) -> Problem:
    """Say why a write of which nothing stands has ended."""
    return Problem(409, Fault(detail=finding.story, meta={"reason": "not_carried_on"}))


def exists(run: Run) -> list[dict[str, str]]:
    """Name what stands at the provider because of this write, as far as is known."""
    return [{"kind": kind, "id": made} for kind, made in run.made]
