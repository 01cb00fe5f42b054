"""What the bulk calls for contacts and for accounts share [OAS]."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from segue.providers.apollo.simulator.refusals import bad_id, unprocessable
from segue.providers.apollo.simulator.request import Check, Params, Request, ordered
from segue.providers.apollo.simulator.stamps import zulu

MOST_CREATED = 100
MOST_UPDATED = 1000
AT_ONCE = 100
"""How many an update changes before it answers; more are a job."""
_LATER = timedelta(seconds=2)


def required(*names: str) -> Check:
    """Make the check that a request has these parameters."""

    def check(params: Params, _: Mapping[str, str]) -> None:
        for name in names:
            if not ordered(params, name):
                raise unprocessable(f"Required parameter '{name}' missing")

    return check


def created_rows(request: Request, plural: str, missing: str) -> list[Mapping[str, Any]]:
    """Return the rows of a bulk creation."""
    sent = request.params.get(plural)
    if not isinstance(sent, list) or not all(isinstance(it, dict) for it in sent) or not sent:
        raise unprocessable(missing)
    if len(sent) > MOST_CREATED:
        raise unprocessable(f"Please limit your array to 100 {plural} or fewer.")
    return sent


def check_length(rows: list[Any]) -> None:
    """Refuse more rows than an update takes."""
    if len(rows) > MOST_UPDATED:
        raise unprocessable("Please limit your array to fewer than 1000.")


def check_owner(request: Request) -> str | None:
    """Return the owner sent beside the rows; refused when there is no such user."""
    owner = str(request.params.get("owner_id") or "")
    if owner and owner not in request.account.users:
        raise bad_id(owner)
    return owner or None


def later(request: Request, job_type: str, ids: list[str], apply: Callable[[], None]) -> Any:
    """Accept work and do it two seconds later; return what says so."""
    request.account.book.jobs.append((request.now + _LATER, apply))
    return {
        "entity_progress_job": {
            "id": request.new_id(),
            "job_type": job_type,
            "status": "pending",
            "entity_ids": ids,
            "created_at": zulu(request.now),
            "updated_at": zulu(request.now),
        }
    }
