"""Adding people to cadences: one membership a call.

A bulk route is told of [S8] but not documented, so it is not used.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from segue.model.state import Outcome, StateCreate
from segue.model.warning import PlanWarning, WarningType
from segue.providers.salesloft import paths
from segue.providers.salesloft.answers import records, text
from segue.providers.salesloft.capabilities import require
from segue.providers.salesloft.enrolment.memberships import RESOURCE, is_current
from segue.providers.salesloft.pages import stamp
from segue.spi.enrolment import Told
from segue.spi.errors import PlanRefused
from segue.spi.numbered import Row
from segue.spi.operation import Answers, Enrol, Read, Write
from segue.spi.plan import Call, Lookup, Plan, Request
from segue.spi.uses import used_by_state

AT_ONCE = 4
CHUNK = 50
"""Ids that one read asks for."""
MOST_LOOKS = 100
"""Reads of who is on a cadence already. Beyond it Salesloft is left to say so itself."""

Pair = tuple[str, str]
"""A sequence and a contact."""


def _reads(ask: Enrol, _answers: Answers) -> tuple[Read, ...]:
    return (*_of_sequences(ask), *_of_users(ask), *islice(_of_memberships(ask), MOST_LOOKS))


def _chunks(ids: Iterable[str]) -> Iterable[list[str]]:
    left = list(dict.fromkeys(ids))
    return (left[start : start + CHUNK] for start in range(0, len(left), CHUNK))


def _of_sequences(ask: Enrol) -> Iterable[Read]:
    for i, ids in enumerate(_chunks(state.sequence_id for state in ask.states)):
        request = paths.cadences(**{"ids[]": ids, "per_page": paths.LARGEST_PAGE})
        yield Read(name=f"cadences {i}", request=request)


def _of_users(ask: Enrol) -> Iterable[Read]:
    # A membership takes a user by number; a guid has to be looked up [S1].
    named = (state.user_id for state in ask.states if state.user_id is not None)
    for i, guids in enumerate(_chunks(name.lower() for name in named if not name.isdecimal())):
        query = {"guid[]": guids, "visible_only": "false", "per_page": paths.LARGEST_PAGE}
        request = Request(method="GET", path=("v2", "users"), query={**query, "page": 1})
        yield Read(name=f"users {i}", request=request)


def _of_memberships(ask: Enrol) -> Iterable[Read]:
    contacts: defaultdict[str, list[str]] = defaultdict(list)
    for state in ask.states:
        contacts[state.sequence_id].append(state.contact_id)
    for sequence_id, ids in contacts.items():
        for i, chunk in enumerate(_chunks(ids)):
            yield Read(name=f"members {sequence_id} {i}", request=_members(sequence_id, chunk))


def _members(sequence_id: str, contacts: list[str]) -> Request:
    # One person is a documented filter [S1], several are one that is seen to work [S7].
    people = {"person_id": contacts[0]} if len(contacts) == 1 else {"person_id[]": contacts}
    query = {"cadence_id": sequence_id, **people, "per_page": paths.LARGEST_PAGE}
    return Request(method="GET", path=("v2", RESOURCE), query=query)


def _plan(ask: Enrol, answers: Answers) -> Plan:
    require(used for i, state in enumerate(ask.states) for used in used_by_state(state, f"/{i}"))
    cadences = _cadences(ask, answers)
    users = _users(ask, answers)
    held = _held(answers)
    calls: list[Call] = []
    told: list[Told] = []
    for pair, places in _pairs(ask).items():
        rows = [row for row in held.get(pair, ()) if is_current(row)]
        if rows:
            told += [_already(place, rows[0]) for place in places]
        else:
            tells = {"places": places, "active": is_active(cadences[pair[0]])}
            calls.append(_call(pair, tells, users.get(places[0]), held.get(pair, [])))
    return Plan(
        calls=tuple(calls),
        result=None,
        warnings=(*_not_active(ask, cadences), *_other_users(ask, users)),
        at_once=AT_ONCE,
        told=tuple(told),
    )


def _pairs(ask: Enrol) -> dict[Pair, list[int]]:
    found: defaultdict[Pair, list[int]] = defaultdict(list)
    for place, state in enumerate(ask.states):
        found[_pair(state)].append(place)
    return found


def _pair(state: StateCreate) -> Pair:
    return state.sequence_id, state.contact_id


def _held(answers: Answers) -> dict[Pair, list[Row]]:
    found: defaultdict[Pair, list[Row]] = defaultdict(list)
    for row in _rows(answers, "members "):
        cadence, person = row.get("cadence"), row.get("person")
        if isinstance(cadence, Mapping) and isinstance(person, Mapping):
            found[str(cadence.get("id")), str(person.get("id"))].append(row)
    return found


def _cadences(ask: Enrol, answers: Answers) -> dict[str, Row]:
    found = {str(row["id"]): row for row in _rows(answers, "cadences ")}
    for place, state in enumerate(ask.states):
        if state.sequence_id not in found:
            raise PlanRefused(
                "Salesloft shows no such cadence to this user. Nobody was added.",
                pointer=f"/{place}/sequence_id",
                status=404,
                reason="not_found",
            )
    return found


def _users(ask: Enrol, answers: Answers) -> dict[int, int]:
    """Give the number of the user of each place that names one."""
    numbers = {str(row.get("guid")).lower(): row.get("id") for row in _rows(answers, "users ")}
    found: dict[int, int] = {}
    for place, state in enumerate(ask.states):
        if state.user_id is None:
            continue
        number = state.user_id if state.user_id.isdecimal() else numbers.get(state.user_id.lower())
        if number is None:
            raise PlanRefused(
                "Salesloft shows no such user. Nobody was added.",
                pointer=f"/{place}/user_id",
                status=404,
                reason="not_found",
            )
        found[place] = int(number)
    return found


def _rows(answers: Answers, prefix: str) -> Iterable[Row]:
    return (row for name in answers if name.startswith(prefix) for row in records(answers[name]))


def _call(pair: Pair, tells: Mapping[str, Any], user: int | None, held: list[Row]) -> Call:
    sequence_id, contact_id = pair
    body = {"person_id": int(contact_id), "cadence_id": int(sequence_id)}
    if user is not None:
        body["user_id"] = user
    before = max((stamp(row.get("added_at")) or "" for row in held), default=None)
    return Call(
        name=f"membership {tells['places'][0]}",
        request=Request(method="POST", path=("v2", RESOURCE), body=body),
        makes="state",
        id_at="/data/id",
        lookup=Lookup(
            request=_members(sequence_id, [contact_id]),
            find="membership",
            asked={"contact_id": contact_id, "sequence_id": sequence_id, "before": before},
        ),
        tells=tells,
    )


def is_active(cadence: Row) -> bool:
    """Tell whether people on a cadence get its steps."""
    return cadence.get("current_state") in (None, "active") and not cadence.get("draft")


def _already(place: int, row: Row) -> Told:
    return Told(place=place, outcome=Outcome.ALREADY_ENROLLED, state_id=text(row.get("id")))


def _not_active(ask: Enrol, cadences: Mapping[str, Row]) -> Iterable[PlanWarning]:
    warned: set[str] = set()
    for place, state in enumerate(ask.states):
        cadence = cadences[state.sequence_id]
        if is_active(cadence) or state.sequence_id in warned:
            continue
        warned.add(state.sequence_id)
        word = cadence.get("current_state") or "draft"
        yield PlanWarning(
            problem_type=WarningType.NOT_ACTIVATED,
            title="The cadence is not active",
            detail=(
                f"Cadence {state.sequence_id} is in the state {word!r}: nobody in it gets a step"
                " before it is active, which only Salesloft's own screens can change. Salesloft"
                " may refuse to add people to it."
            ),
            pointer=f"/{place}/sequence_id",
        )


def _other_users(ask: Enrol, users: Mapping[int, int]) -> Iterable[PlanWarning]:
    for first, *others in _pairs(ask).values():
        for place in others:
            if users.get(place) not in (None, users.get(first)):
                yield PlanWarning(
                    problem_type=WarningType.VALUE_ADJUSTED,
                    title="The contact is listed twice",
                    detail=(
                        f"The same contact and sequence stand at place {first} with another user;"
                        " a person is on a cadence once, for the user named there."
                    ),
                    pointer=f"/{place}/user_id",
                )


ENROL: Write[Enrol] = Write(reads=_reads, plan=_plan)
