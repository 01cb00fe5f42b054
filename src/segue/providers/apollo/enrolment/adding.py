"""Enrolling contacts: few calls for many contacts, and none twice.

Apollo takes a contact into a sequence once, so that an add sent again enrols nobody again; but the
words of its answer then do not tell a contact that this sequence has from one that another has
[VCR]. So every call has a look-up, which reads each of its contacts; it is sent again only where
that shows that it added none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from segue.kit.clock import iso
from segue.model.state import Outcome, StateCreate
from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo.capabilities import require
from segue.providers.apollo.enrolment import presence, routes, states
from segue.providers.apollo.enrolment.presence import Presence
from segue.spi.enrolment import Told
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Enrol, Read, Write
from segue.spi.plan import Call, Lookup, Plan
from segue.spi.uses import used_by_state

MOST = 50
"""Contacts of one call."""
LIFTS = {
    "active_elsewhere": "sequence_active_in_other_campaigns",
    "no_email": "sequence_no_email",
    "unverified_email": "sequence_unverified_email",
}
"""The flag that lifts a block. All are false where they are not sent [OAS]."""


@dataclass(slots=True)
class Group:
    """Contacts that one call can enrol: everything else of them is equal."""

    like: StateCreate
    places: dict[str, list[int]] = field(default_factory=dict)
    """The places of each contact in the caller's list."""

    @property
    def sequence_id(self) -> str:
        """Give the sequence, as Apollo spells ids."""
        return self.like.sequence_id.lower()

    @property
    def lifted(self) -> list[str]:
        """Name the blocks that are lifted."""
        return sorted(set(self.like.allow or ()))


def _reads(ask: Enrol, answers: Answers) -> tuple[Read, ...]:
    try:
        _check(ask)
    except PlanRefused:
        return ()
    return presence.reads(presence.wanted(ask.states), answers)


def _check(ask: Enrol) -> None:
    for place, state in enumerate(ask.states):
        require(used_by_state(state, f"/{place}"))
        if state.mailbox_id is None:
            detail = "Apollo does not choose a mailbox: name the one that the e-mails are sent from"
            raise PlanRefused(f"{detail}, even where none is sent.", pointer=f"/{place}/mailbox_id")


def _plan(ask: Enrol, answers: Answers) -> Plan:
    _check(ask)
    known = {
        sequence_id: presence.presence(sequence_id, answers)
        for sequence_id in presence.wanted(ask.states)
    }
    told = tuple(_told(place, state, known) for place, state in enumerate(ask.states))
    groups, warnings = _groups(ask, known)
    calls: list[Call] = []
    for group in groups:
        few = sum(len(g.places) for g in groups if g.sequence_id == group.sequence_id)
        for contacts in _chunks(group, known[group.sequence_id], few):
            name = f"enrol.{len(calls) + 1}"
            calls.append(_call(name, ask, group, contacts, known[group.sequence_id]))
    return Plan(
        calls=tuple(calls),
        result=None,
        warnings=warnings,
        # Calls side by side may be answered 500 and be applied all the same [62388].
        at_once=1,
        told=tuple(each for each in told if each is not None),
    )


def _told(place: int, state: StateCreate, known: dict[str, Presence]) -> Told | None:
    contact_id, sequence_id = state.contact_id.lower(), state.sequence_id.lower()
    if contact_id not in known[sequence_id].inside:
        return None
    found = states.state_id(contact_id, sequence_id)
    return Told(place=place, outcome=Outcome.ALREADY_ENROLLED, state_id=found)


def _groups(ask: Enrol, known: dict[str, Presence]) -> tuple[list[Group], tuple[PlanWarning, ...]]:
    groups: dict[Any, Group] = {}
    first: dict[tuple[str, str], Group] = {}
    warnings: list[PlanWarning] = []
    for place, state in enumerate(ask.states):
        contact_id, sequence_id = state.contact_id.lower(), state.sequence_id.lower()
        if contact_id in known[sequence_id].inside:
            continue
        key = (sequence_id, state.mailbox_id, state.user_id, *sorted(set(state.allow or ())))
        own = groups.setdefault(key, Group(state))
        group = first.setdefault((sequence_id, contact_id), own)
        if group is not own:
            warnings.append(_twice(place, min(group.places[contact_id])))
        group.places.setdefault(contact_id, []).append(place)
    return [group for group in groups.values() if group.places], tuple(warnings)


def _twice(place: int, before: int) -> PlanWarning:
    return PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="The contact stands twice in the list",
        detail="A contact is in a sequence once. What this entry says differently from the one at"
        f" place {before} was not sent.",
        pointer=f"/{place}",
    )


def _chunks(group: Group, known: Presence, few: int) -> Iterator[list[str]]:
    # Where it is not known who is out, one word of the answer may mean that a contact is in: of a
    # contact alone in its call that can be looked up.
    size = 1 if not known.whole and few <= presence.FEW else MOST
    contacts = list(group.places)
    for start in range(0, len(contacts), size):
        yield contacts[start : start + size]


def _call(name: str, ask: Enrol, group: Group, contacts: list[str], known: Presence) -> Call:
    like, sequence_id = group.like, group.sequence_id
    placed = sorted((place, contact) for contact in contacts for place in group.places[contact])
    settings: dict[str, Any] = {
        "send_email_from_email_account_id": like.mailbox_id,
        **({} if like.user_id is None else {"user_id": like.user_id}),
        **{LIFTS[block]: True for block in group.lifted},
    }
    return Call(
        name=name,
        request=routes.add(sequence_id, contacts, **settings),
        makes="state",
        lookup=_lookup(ask, group, contacts),
        tells={
            "places": [place for place, _ in placed],
            "contacts": [contact for _, contact in placed],
            "sequence": sequence_id,
            "alone": len(contacts) == 1,
            "seen_out": known.whole,
            "asked_at": iso(ask.now),
        },
    )


def _lookup(ask: Enrol, group: Group, contacts: list[str]) -> Lookup:
    first, *others = (routes.contact(contact_id) for contact_id in contacts)
    return Lookup(
        request=first,
        more=tuple(others),
        may_be_absent=True,
        find="enrolled",
        asked={
            "contacts": contacts,
            "sequence": group.sequence_id,
            "lifted": group.lifted,
            "asked_at": iso(ask.now),
        },
    )


ENROL = Write(reads=_reads, plan=_plan, check=_check)
