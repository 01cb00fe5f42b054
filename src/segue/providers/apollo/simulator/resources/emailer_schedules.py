"""`/emailer_schedules`: sending windows, the private way [UM][VAL]."""

from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.refusals import unprocessable
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.stamps import zulu
from segue.simulation import Answer

# The rule was seen, its words were not.
NO_NAME = "Name and time zone must not be empty"
_FLAGS = ("use_contacts_time_zone", "skip_holidays")


def create(request: Request) -> Answer:
    """Make a schedule that sends nothing yet: `schedule_hash` is dropped (2026-05-09) [UM]."""
    new: Row = {
        "id": request.new_id(),
        "name": None,
        "default": False,
        "time_zone": None,
        "schedule_hash": {},
        "created_at": zulu(request.now),
        "use_contacts_time_zone": False,
        "skip_holidays": True,
    }
    return _kept(request, new, hours=False)


def show(request: Request) -> Answer:
    """Return a schedule."""
    return Answer(200, {"emailer_schedule": dict(request.row(request.account.schedules))})


def update(request: Request) -> Answer:
    """Change a schedule; name and time zone are sent every time [UM]."""
    return _kept(request, dict(request.row(request.account.schedules)), hours=True)


def delete(request: Request) -> Answer:
    """Delete a schedule."""
    request.row(request.account.schedules)
    del request.account.schedules[request.id]
    return Answer(200, {"emailer_schedule": {"id": request.id, "deleted": True}})


def _kept(request: Request, row: Row, *, hours: bool) -> Answer:
    params = request.params
    if not params.get("name") or not params.get("time_zone"):
        raise unprocessable(NO_NAME)
    row.update(name=params["name"], time_zone=params["time_zone"])
    row.update({key: params[key] for key in _FLAGS if key in params})
    if hours and isinstance(params.get("schedule_hash"), dict):
        row["schedule_hash"] = params["schedule_hash"]
    request.account.schedules[row["id"]] = row
    return Answer(200, {"emailer_schedule": dict(row)})
