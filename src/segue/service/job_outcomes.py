"""What became of a job's contacts, as it is kept and as it is told."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from segue.engine.seal import seal, unseal
from segue.model.problem import Problem
from segue.model.state import Outcome, Reason
from segue.service.job_verdict import Part, Row, words_of
from segue.store.jobs import Job, Slice, SliceState
from segue.vault import Vault

ENDED: Mapping[str, str] = {
    "cancelled": "The job was cancelled before this contact's turn.",
    "failed": "The job ended before this contact's turn.",
}


def opened(vault: Vault, slice: Slice) -> Part:
    """Open a slice: its contacts, and what has become of each so far."""
    records = unseal(vault, slice.records, write_id=slice.job_id, part=f"{slice.position}/records")
    if slice.outcomes is None:
        return Part(records=records, rows=(None,) * slice.size, tries=slice.tries)
    kept = unseal(vault, slice.outcomes, write_id=slice.job_id, part=f"{slice.position}/outcomes")
    return Part(
        records=records,
        rows=tuple(kept["rows"]),
        warnings=tuple(kept["warnings"]),
        left_out=frozenset(kept["left_out"]),
        rounds=kept["rounds"],
        tries=slice.tries,
    )


def packed(vault: Vault, slice: Slice, part: Part, state: SliceState) -> Slice:
    """Put what has become of a slice's contacts into it, sealed and counted."""
    kept = {
        "rows": part.rows,
        "warnings": part.warnings,
        "left_out": sorted(part.left_out),
        "rounds": part.rounds,
    }
    sealed = seal(vault, kept, write_id=slice.job_id, part=f"{slice.position}/outcomes")
    counted = Counter(row["outcome"] for row in part.rows if row is not None)
    after = replace(slice, state=state, outcomes=sealed, tries=part.tries)
    return after.counting(counted)


def sealed_problem(vault: Vault, job_id: str, problem: Problem) -> bytes:
    """Seal why a job could not go on."""
    told = {"status": str(problem.status), **words_of(problem)}
    return seal(vault, told, write_id=job_id, part="problem")


def opened_text(
    vault: Vault, job: Job, part: Literal["waiting", "problem"]
) -> dict[str, Any] | None:
    """Open what a job waits for, or why it could not go on."""
    sealed = job.waiting if part == "waiting" else job.problem
    if sealed is None:
        return None
    found: dict[str, Any] = unseal(vault, sealed, write_id=job.id, part=part)
    return found


def pending_row(record: Mapping[str, Any]) -> Row:
    """Spell a contact whose turn is still to come."""
    return _row(record, "pending", None, None)


def ended_row(vault: Vault, job: Job) -> Callable[[Mapping[str, Any]], Row]:
    """Make what spells a contact whose turn has not come before the job ended."""
    detail = ENDED.get(job.state)
    if (problem := opened_text(vault, job, "problem")) is not None:
        detail = f"{detail} {problem['detail']}"
    return lambda record: _row(record, str(Outcome.FAILED), str(Reason.NOT_SENT), detail)


def told(warning: Mapping[str, Any]) -> dict[str, Any]:
    """Spell a kept warning, but for its place."""
    return {name: value for name, value in warning.items() if name != "place"}


def _row(record: Mapping[str, Any], outcome: str, reason: str | None, detail: str | None) -> Row:
    return {
        "id": None,
        "contact_id": record["contact_id"],
        "outcome": outcome,
        "reason": reason,
        "detail": detail,
    }
