"""Counting how requests that write end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from segue.engine.watch import Watch, WriteEnd
from segue.model.problem import OUTCOME_UNKNOWN, Problem

if TYPE_CHECKING:
    from segue.service.writes import Outcome

RATE_LIMITED: Final = 429
CONFLICT: Final = 409
SERVER_ERROR: Final = 500


@contextmanager
def counted(
    watch: Watch, provider: str, operation: str
) -> Iterator[Callable[["Outcome"], "Outcome"]]:
    """Count how one request ends; the block hands its outcome to what it is given."""

    def count(outcome: "Outcome") -> "Outcome":
        end = _end(outcome)
        watch.wrote(provider, operation, end)
        if end in ("done", "open"):
            for warning in outcome.body.get("warnings", ()):
                watch.warned(provider, warning["problem_type"])
        return outcome

    try:
        yield count
    except Problem as problem:
        watch.wrote(provider, operation, _end_of_problem(problem))
        raise
    except Exception:
        watch.wrote(provider, operation, "failed")
        raise


def _end(outcome: "Outcome") -> WriteEnd:
    if outcome.replayed:
        return "replayed"
    if outcome.write_id is None:
        return "planned"
    return "done" if outcome.retry_after is None else "open"


def _end_of_problem(problem: Problem) -> WriteEnd:
    if problem.code == OUTCOME_UNKNOWN:
        return "unknown"
    passing = problem.status >= SERVER_ERROR or problem.status == RATE_LIMITED
    waits = problem.status == CONFLICT and problem.retry_after is not None
    return "open" if passing or waits else "refused"
