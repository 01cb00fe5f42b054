"""Enrolling contacts, each by a request of its own.

The vendor's bulk route is left alone: without ids it applies to every prospect there is [OAS26].
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from segue.model.state import Outcome
from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach.capabilities import require
from segue.providers.outreach.documents import Record, attributes, create, csv, many
from segue.providers.outreach.enrolment import lookups
from segue.providers.outreach.enrolment.read import is_over
from segue.providers.outreach.pages import collected, missing, walk
from segue.providers.outreach.values import points_to
from segue.spi.enrolment import Told
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Enrol, Read
from segue.spi.plan import Call, Plan
from segue.spi.uses import used_by_state

AT_ONCE = 4
CHUNK = 50
"""Ids of one filter. A thousand contacts are then 20 readings, and as many of sequences at most."""

Pair = tuple[int, int]
"""A sequence and a contact."""
Item = TypeVar("Item")


def reads(ask: Enrol, answers: Answers) -> tuple[Read, ...]:
    """Name what must be known first: who is in already, and which sequences are off."""
    wanted: list[Read] = []
    for name, pairs in _chunks("states", sorted(_places(ask))):
        query = {
            "filter[sequence][id]": csv(sorted({sequence for sequence, _ in pairs})),
            "filter[prospect][id]": csv(sorted({contact for _, contact in pairs})),
        }
        wanted += walk(name, many("sequenceStates", query, sort="createdAt"), answers)
    for name, ids in _chunks("sequences", _sequences(ask)):
        wanted += walk(name, many("sequences", {"filter[id]": csv(ids)}), answers)
    return missing(tuple(wanted), answers)


def _chunks(name: str, items: list[Item]) -> Iterator[tuple[str, list[Item]]]:
    for start in range(0, len(items), CHUNK):
        yield f"{name}_{start // CHUNK + 1}", items[start : start + CHUNK]


def _places(ask: Enrol) -> dict[Pair, list[int]]:
    """Give the places in the caller's list of every pair, in its order."""
    found: dict[Pair, list[int]] = {}
    for place, state in enumerate(ask.states):
        found.setdefault((int(state.sequence_id), int(state.contact_id)), []).append(place)
    return found


def _sequences(ask: Enrol) -> list[int]:
    return sorted({int(state.sequence_id) for state in ask.states})


def plan(ask: Enrol, answers: Answers) -> Plan:
    """Plan one request for every contact that is not in its sequence yet."""
    check(ask)
    places, present = _places(ask), _present(ask, answers)
    told: list[Told] = []
    calls: list[Call] = []
    for pair, listed in places.items():
        mailbox = _mailbox(ask, listed)
        there = present.get(pair, [])
        running = [state for state in there if not is_over(state)]
        if running:
            latest = max(int(state["id"]) for state in running)
            told += _already(listed, str(latest))
        else:
            calls.append(_call(pair, mailbox, listed, [str(state["id"]) for state in there]))
    return Plan(
        calls=tuple(calls),
        result=None,
        at_once=AT_ONCE,
        told=tuple(sorted(told, key=lambda one: one.place)),
        warnings=tuple(_off(ask, answers, calls)),
    )


def check(ask: Enrol) -> None:
    """Refuse what no answer could make possible."""
    for place, state in enumerate(ask.states):
        require(used_by_state(state, f"/{place}"))
        if state.mailbox_id is None:
            raise PlanRefused(
                "Outreach enrols a contact with the mailbox that its e-mails are sent from, so"
                " mailbox_id is needed.",
                pointer=f"/{place}/mailbox_id",
            )


def _mailbox(ask: Enrol, places: list[int]) -> int:
    first, *others = places
    mailbox = ask.states[first].mailbox_id
    for place in others:
        if ask.states[place].mailbox_id != mailbox:
            raise PlanRefused(
                f"Entry {first} enrols the same contact in the same sequence from another mailbox.",
                pointer=f"/{place}/mailbox_id",
            )
    return int(mailbox or 0)


def _present(ask: Enrol, answers: Answers) -> Mapping[Pair, list[Record]]:
    found: dict[Pair, list[Record]] = {}
    for name, _ in _chunks("states", sorted(_places(ask))):
        for state in collected(name, answers):
            sequence, contact = points_to(state, "sequence"), points_to(state, "prospect")
            if sequence is not None and contact is not None:
                found.setdefault((int(sequence), int(contact)), []).append(state)
    return found


def _already(places: Iterable[int], state_id: str) -> list[Told]:
    return [
        Told(place=place, outcome=Outcome.ALREADY_ENROLLED, state_id=state_id) for place in places
    ]


def _call(pair: Pair, mailbox: int, places: list[int], over: list[str]) -> Call:
    sequence, contact = pair
    return Call(
        name=f"state_{places[0]}",
        request=create(
            "sequenceStates",
            "sequenceState",
            {},
            {
                "prospect": ("prospect", contact),
                "sequence": ("sequence", sequence),
                "mailbox": ("mailbox", mailbox),
            },
        ),
        makes="state",
        id_at="/data/id",
        lookup=lookups.enrolled(sequence, contact, known=over),
        tells={"places": places, "over": over},
    )


def _off(ask: Enrol, answers: Answers, calls: Iterable[Call]) -> Iterator[PlanWarning]:
    """Warn of sequences that take contacts and send them nothing: the state stays paused [SC] or
    pending [ONF], and no error says so."""
    off = {
        str(record["id"])
        for name, _ in _chunks("sequences", _sequences(ask))
        for record in collected(name, answers)
        if attributes(record).get("enabled") is False
    }
    for call in calls:
        place = (call.tells or {})["places"][0]
        sequence = ask.states[place].sequence_id
        if sequence in off:
            off.remove(sequence)
            yield PlanWarning(
                problem_type=WarningType.NOT_ACTIVATED,
                title="The sequence is off",
                detail=f"Sequence {sequence} is off. Outreach takes contacts in all the same, and"
                " sends them nothing until it is switched on.",
                pointer=f"/{place}/sequence_id",
            )
