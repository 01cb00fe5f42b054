"""What one try at a slice of a job comes to: done, to be gone on with later, or the job's end."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from segue.model.problem import Fault, Problem
from segue.model.state import UNSENT, Outcome, Reason
from segue.model.warning import WarningType
from segue.service.carrying import Outcome as Answered

Row = Mapping[str, Any]
"""What became of one contact, spelled as a batch spells it."""

PATIENCE: Final = timedelta(days=1)
"""How long a job goes on waiting while nothing moves at all."""
LONGEST_PAUSE: Final = 300
"""Seconds between two tries where nobody has said how long to wait."""
RATE_LIMITED: Final = 429
UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403
LATER: Final = frozenset({RATE_LIMITED, 500, 502, 503, 504})
WORDS: Final[Mapping[int, str]] = {409: "busy", RATE_LIMITED: "rate_limited", 500: "internal"}
RECORD: Final = re.compile(r"/body/records/(\d+)(?:/(\w+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A slice as it stands: its contacts, and what has become of each so far."""

    records: Sequence[Mapping[str, Any]]
    rows: tuple[Row | None, ...]
    """By place in the slice; None where it is still to be done."""
    warnings: tuple[Mapping[str, Any], ...] = ()
    left_out: frozenset[int] = frozenset()
    """Contacts because of which a plan was refused: the others go on without them."""
    rounds: int = 0
    """How often contacts were left out; each makes another write of what is left."""
    tries: int = 0
    """Since anything was last learnt."""

    @property
    def chosen(self) -> list[int]:
        """List the places that the present write is about."""
        return [place for place in range(len(self.records)) if place not in self.left_out]

    @property
    def told(self) -> int:
        """Count the contacts whose outcome will not change."""
        return sum(1 for row in self.rows if row is not None and row["outcome"] != Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What follows from a try."""

    part: Part
    done: bool = False
    """Nothing is left to do for this slice."""
    wait: float = 0
    """Seconds before the next try."""
    waiting: Mapping[str, str] = field(default_factory=dict)
    """Why: a word for programs, and a sentence."""
    problem: Problem | None = None
    """Why the whole job cannot go on."""


def answered(part: Part, answer: Answered) -> Verdict:
    """Judge the answer to a write that was carried out, if only in part."""
    rows = list(part.rows)
    final = answer.retry_after is None
    for place, row in zip(part.chosen, answer.body["records"], strict=True):
        rows[place] = row if final or row["reason"] not in UNSENT else None
    after = replace(part, rows=tuple(rows), warnings=_warnings(part, answer.body["warnings"]))
    stopped = answer.stopped
    if stopped is not None and is_dead(stopped):
        unsent = tuple(None if row and row["reason"] in UNSENT else row for row in rows)
        return Verdict(part=replace(after, rows=unsent), problem=stopped)
    if answer.retry_after is None:
        return Verdict(part=after, done=True)
    if stopped is not None:
        return _later(part, after, stopped)
    waiting = {"reason": "answer_lost", "detail": "Some outcomes are not known yet."}
    moved = after.told > part.told
    tries = 0 if moved else part.tries + 1
    wait = max(answer.retry_after, _pause(tries))
    return Verdict(part=replace(after, tries=tries), wait=wait, waiting=waiting)


def refused(part: Part, problem: Problem) -> Verdict:
    """Judge a problem that kept the whole write from being carried out."""
    if is_dead(problem):
        return Verdict(part=part, problem=problem)
    if problem.retry_after is not None or problem.status in LATER:
        return _later(part, part, problem)
    return _left_out(part, problem)


def impatient(verdict: Verdict, since: datetime | None, now: datetime) -> Verdict:
    """End the job where nothing has moved since long ago."""
    if not verdict.waiting or since is None or now - since < PATIENCE:
        return verdict
    detail = f"Nothing has moved for a day. Last: {verdict.waiting['detail']}"
    problem = Problem(504, Fault(detail=detail, meta={"reason": verdict.waiting["reason"]}))
    return replace(verdict, problem=problem)


def is_dead(problem: Problem) -> bool:
    """Tell whether a problem is of the credential, and would meet every other contact too."""
    named = any("reason" in fault.meta for fault in problem.faults)
    return problem.status == UNAUTHORIZED or (problem.status == FORBIDDEN and named)


def words_of(problem: Problem) -> dict[str, str]:
    """Say in a word and in a sentence what a problem is."""
    fault = problem.faults[0]
    word = fault.meta.get("reason") or WORDS.get(problem.status, "unreachable")
    return {"reason": str(word), "detail": fault.detail}


def _later(before: Part, after: Part, problem: Problem) -> Verdict:
    tries = 0 if after.told > before.told else before.tries + 1
    # A limit says truly when it ends; how long a provider is away, nobody knows.
    pause = 0 if problem.status == RATE_LIMITED and problem.retry_after else _pause(tries)
    wait = max(problem.retry_after or 0, pause)
    return Verdict(part=replace(after, tries=tries), wait=wait, waiting=words_of(problem))


def _pause(tries: int) -> float:
    return float(min(LONGEST_PAUSE, 2 ** min(tries, 16)))


def _left_out(part: Part, problem: Problem) -> Verdict:
    """Tell the contacts that a refusal is about, and let the others go on without them."""
    rows, out = list(part.rows), set(part.left_out)
    fault = problem.faults[0]
    for place in _meant(part, fault.pointer or ""):
        out.add(place)
        rows[place] = {
            "id": None,
            "contact_id": part.records[place]["contact_id"],
            "outcome": str(Outcome.FAILED),
            "reason": str(Reason.REJECTED),
            "detail": fault.detail,
        }
    after = replace(
        part, rows=tuple(rows), left_out=frozenset(out), rounds=part.rounds + 1, tries=0
    )
    return Verdict(part=after, done=not after.chosen)


def _meant(part: Part, pointer: str) -> list[int]:
    found = RECORD.match(pointer)
    if found is None or int(found[1]) >= len(part.chosen):
        return part.chosen
    first, name = part.chosen[int(found[1])], found[2]
    if name is None:
        return [first]
    value = part.records[first].get(name)
    return [place for place in part.chosen if part.records[place].get(name) == value]


def _warnings(part: Part, told: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Keep warnings with their place in the slice; a contact's own row says that it is not in."""
    kept = []
    chosen = part.chosen
    for warning in told:
        found = RECORD.match(warning["source"]["pointer"])
        if warning["problem_type"] == WarningType.PARTIAL_SUCCESS or found is None:
            continue
        rest = warning["source"]["pointer"].removeprefix(f"/body/records/{found[1]}")
        kept.append({**warning, "place": chosen[int(found[1])], "source": {"pointer": rest}})
    return tuple(kept)
