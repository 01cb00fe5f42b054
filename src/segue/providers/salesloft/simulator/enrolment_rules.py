"""Who may be put on which cadence, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segue.providers.salesloft.simulator.book_rows import Person
from segue.providers.salesloft.simulator.cadences import visible
from segue.providers.salesloft.simulator.records import Cadence, User
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import complain
from segue.providers.salesloft.simulator.users import sees
from segue.providers.salesloft.simulator.wire import Complaints, Refused, as_number, not_found

NOT_OWNED = "is not owned by the provided user and is not a team cadence"
RESTRICTED = "has contact restrictions"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to go on which cadence, for whom, from which step."""

    person: Person
    cadence: Cadence
    user: User
    step_id: int | None


def wanted(request: Request, sent: Mapping[str, Any]) -> Wanted:
    """Read the ids sent and find what they name; ids may be strings (T S2, S7)."""
    complaints: Complaints = {}
    ids = {
        name: _id(sent, name, complaints)
        for name in ("person_id", "cadence_id", "user_id", "step_id", "task_id")
    }
    for name in ("person_id", "cadence_id"):
        if ids[name] is None:
            complaints.setdefault(name, ["is required"])
    request.refuse(complaints)
    account = request.account
    person = account.book.people.get(ids["person_id"] or 0)
    cadence = account.cadences.get(ids["cadence_id"] or 0)
    user = account.users.get(ids["user_id"] or 0) if ids["user_id"] else request.caller
    if person is None or not sees(request, person.owner):
        raise _unknown(request, "person_id")
    if cadence is None or not visible(cadence, request.caller):
        raise _unknown(request, "cadence_id")
    if user is None or not sees(request, user):
        raise _unknown(request, "user_id")
    return Wanted(person, cadence, user, _step(request, cadence, ids["step_id"]))


def check_enrolment(request: Request, ask: Wanted) -> Complaints:
    """Return why a person may not go on a cadence now, the same cadence aside."""
    complaints: Complaints = {}
    person, cadence, user = ask.person, ask.cadence, ask.user
    may_run = cadence.team_cadence or cadence.owner_id == user.id or user.personal_cadence_admin
    if not may_run:
        complain(complaints, request.switches["ownership_error_key"], NOT_OWNED)
    if not user.active:
        complain(complaints, "user_id", "is not active")
    at_closed = person.company is not None and person.company.do_not_contact
    if at_closed and request.switches["person_of_closed_account"] == "accepted":
        at_closed = False
    if person.do_not_contact or at_closed:
        complain(complaints, "person_id", RESTRICTED)
    draft_taken = cadence.state == "draft" and request.switches["enrol_in_draft"] == "staged"
    if cadence.state != "active" and not draft_taken:
        complain(complaints, "cadence_id", "is not active")
    return complaints


def _id(sent: Mapping[str, Any], name: str, complaints: Complaints) -> int | None:
    value = sent.get(name)
    if value is None or value == "":
        return None
    number = None if isinstance(value, (bool, float)) else as_number(str(value))
    if number is None:
        complain(complaints, name, "must be an integer")
    return number


def _step(request: Request, cadence: Cadence, id: int | None) -> int | None:
    steps = cadence.steps(request.now)
    if id is None:
        return steps[0].id if steps else None
    if id not in {step.id for step in steps}:
        request.refuse({"step_id": ["is not a step of this cadence"]})
    return id


def _unknown(request: Request, name: str) -> Refused:
    if request.switches["enrolment_of_unknown"] == "422":
        request.refuse({name: ["does not exist"]})
    return Refused(not_found())
