"""Sending one call of a write, and whether an earlier try of it may have taken effect."""

from dataclasses import dataclass

from segue.engine.again import Came, came_of, patience, untouched
from segue.engine.run import Run
from segue.engine.transport import Answer
from segue.engine.undo import GONE
from segue.engine.unknown import Finding, Verdict, settle, settled_at
from segue.spi.plan import Call, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of a call at last."""

    came: Came
    doubtful: bool
    """Whether an earlier try's answer was lost, so that a refusal of this one says nothing of it.
    """


def doubtful(run: Run, position: int, call: Call) -> bool:
    """Tell whether a call that is about to be sent may have taken effect, or may yet."""
    row = run.rows.get(position)
    if row is None or row.state != "started":
        return False
    over = settled_at(run.tools, run.destination.provider, row) <= run.tools.clock.now()
    # What a look-up has not found by then is not there; without one nobody ever knows.
    return call.lookup is None or not over


async def send(run: Run, position: int, call: Call, request: Request) -> Sent:
    """Send a call, again where it may be repeated and failed in passing, under a fresh lease."""
    tools, tried, doubt = run.tools, 0, doubtful(run, position, call)
    patient = patience(tools.clock, run.destination, tools.patience)
    while True:
        await run.commit(run.start(position, call))
        tried += 1
        came = await came_of(tools.transport, run.destination, request, tried=tried)
        pause = patient.pause(tried, came) if call.repeatable else None
        if pause is None:
            return Sent(came=came, doubtful=doubt)
        if not untouched(came):
            doubt = True
            run.wait_out(tools.clock.now() + run.destination.provider.settle)
        await tools.clock.sleep(pause)


def gone(request: Request, answer: Answer) -> bool:
    """Tell whether what was to be deleted is not there, as after an earlier try that worked."""
    return request.method == "DELETE" and answer.status in GONE


async def in_doubt(run: Run, position: int, call: Call, refused: str) -> Finding:
    """Find out about a call that was refused when it was sent again after a lost answer."""
    await run.commit(run.lost(position))
    story = (
        f"The answer of {run.destination.provider.title} to the call {call.name!r} was lost. Sent"
        f" again it was refused ({refused}), which does not tell whether the first took effect."
    )
    if call.lookup is None:
        return Finding(verdict=Verdict.AMBIGUOUS, story=story)
    finding = await settle(run, position, call)
    if finding.verdict is Verdict.DID_NOT:
        wait = int(run.destination.provider.settle.total_seconds())
        return Finding(verdict=Verdict.WAIT, wait=wait, story=story)
    return finding
