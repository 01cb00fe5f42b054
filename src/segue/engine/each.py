"""Carrying out calls that each stand alone, so that one that is refused leaves the others alone."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from segue.engine.again import patience
from segue.engine.misread import Misread, identified, judge
from segue.engine.reads import unreachable
from segue.engine.refusal import BAD_REQUEST, RATE_LIMITED, problem_of, rule_for
from segue.engine.run import Run
from segue.engine.transport import Answer, Lost, NotSent, Throttled
from segue.engine.unknown import (
    SOON,
    Finding,
    Verdict,
    barred,
    look,
    not_carried_on,
    settle,
)
from segue.model.problem import Problem
from segue.model.state import Outcome, Reason
from segue.spi.codec import read_told
from segue.spi.enrolment import Told
from segue.spi.errors import ErrorRule
from segue.spi.plan import Call, Request, resolve

OK = 200
UNAUTHORIZED = 401
FORBIDDEN = 403


@dataclass(slots=True, kw_only=True)
class Each:
    """What has become of the calls so far."""

    run: Run
    longest_wait: float
    """Seconds that a rate limit may ask for, and is waited for."""
    told: list[Told] = field(default_factory=list)
    refusals: dict[int, Problem] = field(default_factory=dict)
    """The provider's answer, by place in the caller's list."""
    stopped: Problem | None = None
    """Why no further call is sent."""
    why: Reason = Reason.NOT_SENT
    wait: int | None = None
    """Seconds after which a repeat can learn more; None where waiting does not help."""

    def wait_for(self, seconds: int | None) -> None:
        """Note that a repeat can learn more after a time."""
        if seconds is not None:
            self.wait = max(self.wait or 0, seconds)


async def execute_each(run: Run, *, longest_wait: float) -> Each:
    """Make every call that has not been made, and tell what became of every place.

    The journal's last commit, which closes the write, is left to the caller. A call whose answer
    was lost is told `unknown`; a repeat looks it up. What stops the whole write, such as a rate
    limit that lasts or a dead credential, is in `stopped`. Raises `Problem` 409 when the lease is
    lost.
    """
    each = Each(run=run, longest_wait=longest_wait, told=list(run.plan.told))
    if run.barred:
        each.stopped = not_carried_on(barred(run))
    calls = iter(enumerate(run.plan.calls))
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(run.plan.at_once, len(run.plan.calls))):
                group.create_task(_work(each, calls))
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    each.told.sort(key=lambda told: told.place)
    return each


async def _work(each: Each, calls: Iterator[tuple[int, Any]]) -> None:
    for position, call in calls:
        each.told += await _one(each, position, call)


async def _one(each: Each, position: int, call: Call) -> tuple[Told, ...]:
    run = each.run
    if run.restore(position, call):
        kept = run.answers[call.name]
        if "told" in kept:
            return tuple(map(read_told, kept["told"]))
        return _tell(run, call, kept["status"], kept["body"], state_id=kept.get("state_id"))
    row = run.rows.get(position)
    if row is not None and row.state == "started":
        known = await _recovered(each, position, call)
        if known is not None:
            return known
    if each.stopped is not None:
        return _all(call, Outcome.FAILED, each.why, str(each.stopped))
    return await _send(each, position, call)


async def _recovered(each: Each, position: int, call: Call) -> tuple[Told, ...] | None:
    """Learn what became of a call started earlier; None when it is to be sent."""
    finding = await settle(each.run, position, call)
    if finding.verdict is Verdict.DID_NOT:
        return None
    return _settled(each, position, call, finding)


def _settled(each: Each, position: int, call: Call, finding: Finding) -> tuple[Told, ...]:
    if finding.verdict is Verdict.HAPPENED and finding.match is not None:
        told = _tell(each.run, call, OK, finding.match.answer)
        _keep(each, position, call, (OK, finding.match.answer), told)
        return told
    if finding.verdict is Verdict.AMBIGUOUS:
        words = "The answer was lost, and waiting cannot tell: a person has to look."
    else:
        each.wait_for(max(finding.wait, SOON))
        words = " ".join(part for part in ("The answer was lost.", finding.trouble) if part)
    return _all(call, Outcome.UNKNOWN, Reason.ANSWER_LOST, words)


async def _send(each: Each, position: int, call: Call) -> tuple[Told, ...]:
    run = each.run
    request = resolve(call.request, run.answers)
    patient = patience(run.tools.clock, run.destination, each.longest_wait)
    for tried in count(1):
        await run.commit(run.start(position, call))
        try:
            answer = await run.tools.transport.send(run.destination, request)
        except NotSent as error:
            limited = isinstance(error, Throttled)
            why = Reason.RATE_LIMITED if limited else Reason.UNREACHABLE
            _stop(each, unreachable(run.destination, error), why)
            return await _unsent(each, position, call)
        except Lost:
            return await _lost(each, position, call)
        if answer.status != RATE_LIMITED:
            return await _answered(each, position, call, request, answer)
        pause = patient.pause(tried, answer)
        if pause is None or each.stopped is not None:
            problem = problem_of(run.destination, request, answer, now=run.tools.clock.now())
            _stop(each, problem, Reason.RATE_LIMITED)
            break
        await run.tools.clock.sleep(pause)
    return await _unsent(each, position, call)


def _stop(each: Each, problem: Problem, why: Reason) -> None:
    if each.stopped is None:
        each.stopped, each.why = problem, why
        each.wait_for(problem.retry_after)


async def _unsent(each: Each, position: int, call: Call) -> tuple[Told, ...]:
    await each.run.commit(each.run.state(position, "absent"))
    return _all(call, Outcome.FAILED, each.why, str(each.stopped))


async def _lost(each: Each, position: int, call: Call) -> tuple[Told, ...]:
    await each.run.commit(each.run.lost(position))
    finding = await settle(each.run, position, call)
    if finding.verdict is Verdict.DID_NOT:
        finding = Finding(verdict=Verdict.WAIT)
    return _settled(each, position, call, finding)


async def _answered(
    each: Each, position: int, call: Call, request: Request, answer: Answer
) -> tuple[Told, ...]:
    run = each.run
    rule = None if answer.ok else rule_for(run.destination, request, answer)
    if not answer.ok and (rule is None or not rule.clean):
        return await _lost(each, position, call)
    if not answer.ok and _concerns_all(answer, rule):
        problem = problem_of(run.destination, request, answer, now=run.tools.clock.now())
        _stop(each, problem, Reason.NOT_SENT)
        return await _unsent(each, position, call)
    try:
        told = _tell(run, call, answer.status, answer.body)
    except Misread:
        return await _lost(each, position, call)
    if not answer.ok:
        problem = problem_of(run.destination, request, answer, now=run.tools.clock.now())
        each.refusals |= dict.fromkeys((one.place for one in told), problem)
    told = await _named(run, call, told)
    _keep(each, position, call, (answer.status, answer.body), told)
    return told


def _concerns_all(answer: Answer, rule: ErrorRule | None) -> bool:
    """Tell whether a refusal would meet every other call too: it is of the credential."""
    named = rule is not None and rule.reason is not None
    return answer.status == UNAUTHORIZED or (answer.status == FORBIDDEN and named)


async def _named(run: Run, call: Call, told: tuple[Told, ...]) -> tuple[Told, ...]:
    """Learn the id of a state that was there already, where the refusal did not tell it."""
    nameless = all(one.state_id is None for one in told)
    there = all(one.outcome is Outcome.ALREADY_ENROLLED for one in told)
    if not (told and nameless and there) or call.lookup is None:
        return told
    looked = await look(run, call.lookup)
    if len(looked.matches) != 1:
        return told
    return tuple(replace(one, state_id=looked.matches[0].id) for one in told)


def _keep(
    each: Each, position: int, call: Call, answer: tuple[int, Any], told: tuple[Told, ...]
) -> None:
    status, body = answer
    state_id = next((one.state_id for one in told if one.state_id), None)
    kept = {"status": status, "body": body, "state_id": state_id}
    took = status < BAD_REQUEST
    run = each.run
    run.noted.append(
        run.finish(
            position,
            state="finished" if took else "skipped",
            answer=kept,
            object_id=state_id,
        )
    )
    run.take(call, kept, state_id if took else None)


def _tell(
    run: Run, call: Call, status: int, body: Any, *, state_id: str | None = None
) -> tuple[Told, ...]:
    provider = run.destination.provider
    if provider.tell_enrolments is None or call.tells is None:
        raise TypeError(f"{provider.name} cannot tell what became of {call.name!r}")
    told = judge(
        run.destination, "tell_enrolments", provider.tell_enrolments, call.tells, status, body
    )
    if {one.place for one in told} != set(call.tells["places"]):
        raise Misread
    ids = (one.state_id for one in told if one.state_id is not None)
    if any(identified(run.destination, id) is None for id in ids):  # noqa: A001 -- the state's
        raise Misread
    if state_id is not None and all(one.state_id is None for one in told):
        return tuple(replace(one, state_id=state_id) for one in told)
    return told


def _all(call: Call, outcome: Outcome, reason: Reason, words: str) -> tuple[Told, ...]:
    places = (call.tells or {}).get("places", ())
    return tuple(Told(place=place, outcome=outcome, reason=reason, words=words) for place in places)
