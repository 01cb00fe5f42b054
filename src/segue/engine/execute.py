"""Carrying a plan out, from wherever its journal says it stopped."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from segue.engine.ending import abandon, close, give_up, stop
from segue.engine.misread import identified
from segue.engine.reads import unreachable
from segue.engine.refusal import RATE_LIMITED, problem_of, rule_for
from segue.engine.run import Noted, Run
from segue.engine.sending import Sent, doubtful, gone, in_doubt, send
from segue.engine.transport import Answer, Lost, NotSent
from segue.engine.undo import undo
from segue.engine.unknown import (
    Finding,
    Looked,
    Verdict,
    barred,
    exists,
    look,
    settle,
    settled_at,
)
from segue.kit import pointer
from segue.model.problem import Fault, Problem
from segue.model.warning import PlanWarning, WarningType
from segue.spi.plan import Call, Find, Lookup, MissingOutput, Request, resolve
from segue.store import leases, links
from segue.store.runner import Runner

POLL = 0.1
"""Seconds between two looks of a `Find`, doubled each time up to a second."""


async def execute(run: Run, *, answers_id: bool = True) -> str:
    """Make every call of the plan that has not been made, and give the id that the caller wants.

    Without `answers_id` the caller wants none, and none need be there.

    The journal's last commit, which closes the write, is left to the caller. Raises `Problem`: a
    refusal (then what could be undone is undone), a rate limit or an unreachable provider (then a
    repeat goes on from here), or an unknown outcome.
    """
    later = bool(run.rows)
    for position, call in enumerate(run.plan.calls):
        if run.restore(position, call):
            continue
        try:
            await _go_on(run, position, call, later=later)
        except MissingOutput as missing:
            raise await give_up(run, call.name, _lacking(run, str(missing))) from None
    result = run.plan.result
    if result is None:
        return ""
    try:
        found = identified(run.destination, resolve(result, run.answers))
    except MissingOutput:
        found = None
    if found is None and answers_id:
        raise await give_up(run, result.call, _lacking(run, f"{result.call}{result.pointer}"))
    return found or ""


def _lacking(run: Run, place: str) -> Finding:
    story = f"An answer of {run.destination.provider.title} has no {place!r}, which is needed."
    return Finding(verdict=Verdict.AMBIGUOUS, story=story)


async def _go_on(run: Run, position: int, call: Call | Find, *, later: bool) -> None:
    if isinstance(call, Find):
        await _find(run, position, call)
    elif call.only_if is not None and resolve(call.only_if, run.answers) is None:
        await run.commit(run.start(position, call))
        run.noted.append(run.finish(position, state="skipped"))
        run.take(call, None, None)
    else:
        await _make(run, position, call, later=later)


async def _make(run: Run, position: int, call: Call, *, later: bool) -> None:
    row = run.rows.get(position)
    if row is not None and row.state == "started" and await _recover(run, position, call):
        return
    if run.barred:
        raise await _barred(run, position, call)
    if later and call.guard is not None and not await _holds(run, position, call, call.guard):
        return
    request = resolve(call.request, run.answers)
    sent = await send(run, position, call, request)
    answer = sent.came
    if isinstance(answer, NotSent):
        stands = _standing(run, doubtful=sent.doubtful)
        problem = unreachable(run.destination, answer, stands=stands, meta=_named(run, call))
        raise await stop(run, problem, _unsent(run, position, sent))
    if isinstance(answer, Lost):
        await _lost(run, position, call)
        return
    if answer.ok and _id(run, call, answer.body) is not None:
        keep(run, position, call, answer.body)
        return
    rule = None if answer.ok else rule_for(run.destination, request, answer)
    if rule is None or not rule.clean:
        await _lost(run, position, call)
    else:
        await _refused(run, position, call, request, sent)


def _unsent(run: Run, position: int, sent: Sent) -> Noted:
    """Note that a try was not carried out; what an earlier one did stays open."""
    return run.lost(position) if sent.doubtful else run.state(position, "absent")


async def _recover(run: Run, position: int, call: Call) -> bool:
    """Learn what became of a call started earlier; true when it need not be sent again."""
    finding = await settle(run, position, call)
    if finding.verdict is Verdict.HAPPENED and finding.match is not None:
        match = finding.match
        keep(run, position, call, match.answer, warnings=match.warnings)
        return True
    if finding.verdict is Verdict.DID_NOT:
        run.wait_out(settled_at(run.tools, run.destination.provider, run.rows[position]))
        return False
    if run.barred and finding.verdict is Verdict.WAIT:
        finding = replace(barred(run), trouble=finding.trouble)
    raise await give_up(run, call.name, finding)


async def _lost(run: Run, position: int, call: Call) -> None:
    await run.commit(run.lost(position))
    await _adopt(run, position, call, await settle(run, position, call))


async def _adopt(run: Run, position: int, call: Call, finding: Finding) -> None:
    """Take what a look-up found for the answer, or say that nobody knows."""
    if finding.verdict is Verdict.HAPPENED and finding.match is not None:
        match = finding.match
        keep(run, position, call, match.answer, warnings=match.warnings)
        return
    if finding.verdict is Verdict.DID_NOT:
        finding = Finding(verdict=Verdict.WAIT)
    raise await give_up(run, call.name, finding)


async def _find(run: Run, position: int, call: Find) -> None:
    await run.commit(run.start(position, call))
    waited, pause, clock = 0.0, POLL, run.tools.clock
    longest = run.destination.provider.patience
    begun = clock.now()
    while True:
        looked = await look(run, call.lookup, polled=True)
        if len(looked.matches) == 1:
            (match,) = looked.matches
            run.noted.append(
                run.finish(position, state="finished", answer=match.answer, warnings=match.warnings)
            )
            run.take(call, match.answer, None, match.warnings)
            return
        # A look-up may take as long as any call, and a clock may go back.
        spent = max(timedelta(seconds=waited), clock.now() - begun)
        wait = max(pause, looked.wait) if looked.held else pause
        if spent + timedelta(seconds=wait if looked.held else 0) >= longest:
            raise await give_up(run, call.name, _not_found(run, call, looked))
        await clock.sleep(wait)
        waited, pause = waited + wait, min(1.0, pause * 2)


def _not_found(run: Run, call: Find, looked: Looked) -> Finding:
    title = run.destination.provider.title
    if looked.matches:
        story = f"{title} did the write, but shows {len(looked.matches)} results for {call.name!r}."
        return Finding(verdict=Verdict.AMBIGUOUS, story=story)
    story = f"{title} did the write, but does not show yet what it made ({call.name!r})."
    return Finding(verdict=Verdict.WAIT, wait=looked.wait, story=story, trouble=looked.trouble)


def _id(run: Run, call: Call, body: Any) -> str | None:
    return identified(run.destination, pointer.get(body, call.id_at)) if call.id_at else ""


def keep(run: Run, position: int, call: Call, body: Any, warnings: Any = ()) -> None:
    """Note that a call took effect with this answer, and that what it made is this write's."""
    object_id = _id(run, call, body) or None
    if call.makes and object_id is not None:
        at = run.tools.clock.now()

        async def link(tx: Runner) -> None:
            connection = run.destination.connection_id
            if not await links.link(tx, connection, call.makes, object_id, run.entry.id, at):
                raise claimed()

        run.noted.append(link)
    run.noted.append(
        run.finish(
            position,
            state="finished",
            answer=body,
            object_id=object_id,
            warnings=tuple(warnings),
        )
    )
    run.take(call, body, object_id, warnings)


async def _refused(run: Run, position: int, call: Call, request: Request, sent: Sent) -> None:
    now, answer = run.tools.clock.now(), sent.came
    assert isinstance(answer, Answer)  # noqa: S101 -- what was not answered was not refused
    if answer.status == RATE_LIMITED:
        meta = _named(run, call) | _existing(run)
        problem = problem_of(run.destination, request, answer, now=now, meta=meta)
        raise await stop(run, problem, _unsent(run, position, sent))
    if sent.doubtful and gone(request, answer):
        keep(run, position, call, answer.body)
        return
    if call.optional is not None and not sent.doubtful:
        _leave_out(run, position, call, call.optional)
        return
    problem = problem_of(run.destination, request, answer, now=now, meta=_named(run, call))
    if sent.doubtful:
        doubt = await in_doubt(run, position, call, str(problem))
        if call.optional is not None and doubt.verdict is not Verdict.HAPPENED:
            # Whether it is on is a matter for a warning, not for who waits for what was made.
            _leave_out(run, position, call, _perhaps(run, call, call.optional, problem))
            return
        await _adopt(run, position, call, doubt)
        return
    raise await _give_back(run, position, problem)


def _leave_out(run: Run, position: int, call: Call, warning: PlanWarning) -> None:
    run.noted.append(run.finish(position, state="skipped", warnings=(warning,)))
    run.take(call, None, None, (warning,))


def _perhaps(run: Run, call: Call, refused: PlanWarning, problem: Problem) -> PlanWarning:
    title = run.destination.provider.title
    detail = (
        f"The answer of {title} to the call {call.name!r} was lost. Sent again it was refused"
        f" ({problem}), which does not tell whether the first took effect. If it did not, this"
        f" holds: {refused.detail}"
    )
    return replace(
        refused,
        problem_type=WarningType.PARTIAL_SUCCESS,
        title="It is not known whether this took effect",
        detail=detail,
    )


async def _holds(run: Run, position: int, call: Call, guard: Lookup) -> bool:
    """See that what the plan rests on is still so, or end the write as refused.

    False where what the write has made cannot be taken back: then a call that only changes things
    is left out, with a warning, because refusing it would leave the thing there unfinished.
    """
    looked = await look(run, guard)
    if not doubtful(run, position, call) and (held := _held_back(run, call, looked)) is not None:
        raise await stop(run, held)
    if looked.failed:
        story = (
            f"This write stopped before the call {call.name!r}, and whether it may still be sent"
            f" cannot be seen at {run.destination.provider.title}."
        )
        finding = Finding(
            verdict=Verdict.WAIT, wait=looked.wait, story=story, trouble=looked.trouble
        )
        raise await give_up(run, call.name, finding)
    if len(looked.matches) == 1:
        return True
    if not call.makes and _stays(run):
        run.noted.append(run.start(position, call))
        _leave_out(run, position, call, _overtaken(run, call))
        return False
    detail = (
        f"What this write was planned on has changed at {run.destination.provider.title} since, so"
        " the call was not sent again. Ask again to plan afresh."
    )
    meta = {"reason": "changed_meanwhile", **_named(run, call)}
    fault = Fault(detail=detail, meta=meta)
    problem = Problem(409, fault, retry_after=1)
    raise await _give_back(run, position, problem, only_made=True)


def _held_back(run: Run, call: Call, looked: Looked) -> Problem | None:
    """Say what kept a look-up from being made, where that says nothing of what was looked for."""
    meta = _named(run, call)
    if looked.unsent is not None:
        stands = _standing(run, doubtful=False)
        return unreachable(run.destination, looked.unsent, stands=stands, meta=meta)
    if looked.limited is not None:
        now = run.tools.clock.now()
        return problem_of(run.destination, *looked.limited, now=now, meta=meta | _existing(run))
    return None


def _existing(run: Run) -> dict[str, Any]:
    return {"exists": exists(run)} if run.made else {}


def _stays(run: Run) -> bool:
    return any(
        isinstance(call, Call)
        and call.makes
        and call.undo is None
        and position in run.rows
        and run.rows[position].state in ("finished", "left")
        for position, call in enumerate(run.plan.calls)
    )


def _overtaken(run: Run, call: Call) -> PlanWarning:
    detail = (
        f"The call {call.name!r} was left out, because the sequence has changed at"
        f" {run.destination.provider.title} since this write was planned. What the write made"
        " stands where it was made."
    )
    return PlanWarning(
        problem_type=WarningType.PARTIAL_SUCCESS,
        title="Others have changed the sequence meanwhile",
        detail=detail,
        pointer="",
    )


async def _give_back(
    run: Run, position: int, problem: Problem, *, only_made: bool = False
) -> Problem:
    """Undo what a refused write has made, and name in the problem what is left over."""
    if position not in run.rows:
        run.noted.append(run.start(position, run.plan.calls[position]))
    run.noted.append(run.state(position, "refused"))
    leftovers = await undo(run, only_made=only_made)
    if leftovers:
        (fault,) = problem.faults
        told = replace(fault, meta={**fault.meta, "leftovers": leftovers})
        problem = Problem(problem.status, told, retry_after=problem.retry_after)
    until = run.tools.clock.now() + run.destination.provider.settle

    async def ending(tx: Runner) -> None:
        if all(one["certain"] for one in leftovers):
            await leases.release(tx, run.lease)
        else:
            # An undoing whose answer was lost may still land.
            await leases.leave(tx, run.lease, until=until)

    await close(run, problem, "refused", ending)
    return problem


def _named(run: Run, call: Call) -> dict[str, Any]:
    return {"call": call.name, "write_id": run.entry.id}


def _standing(run: Run, *, doubtful: bool) -> str:
    if doubtful:
        return "An earlier try may have been carried out. Ask again with the same Idempotency-Key."
    if not any(row.state in ("finished", "left") for row in run.rows.values()):
        return "Nothing was sent."
    return (
        "The write has stopped halfway, and what it did before stands. Ask again with the same"
        " Idempotency-Key: it goes on from there."
    )


async def _barred(run: Run, position: int, call: Call) -> Problem:
    row = run.rows.get(position)
    if row is not None and row.state == "started" and call.lookup is not None:
        # A call that may be sent again is taken not to have happened before that is certain.
        end = settled_at(run.tools, run.destination.provider, row)
        if end <= run.tools.clock.now():
            run.noted.append(run.state(position, "absent"))
    return await abandon(run, call.name, barred(run))


def claimed() -> Problem:
    """Say that another write took for its own what this one's answer named."""
    detail = "Another write has claimed what this one made. Ask again with the same key."
    return Problem(409, Fault(detail=detail, meta={"reason": "claimed"}), retry_after=1)
