"""How to see at Outreach what became of an enrolment, or of an act on one."""

from collections.abc import Iterable, Mapping
from typing import Any

from segue.kit import pointer
from segue.kit.clock import parse_iso
from segue.providers.outreach.documents import attributes, many, one, records
from segue.providers.outreach.lookups import NEWEST
from segue.providers.outreach.values import points_to
from segue.spi.plan import Finder, Lookup, Match


def enrolled(sequence: int, contact: int, *, known: Iterable[str]) -> Lookup:
    """Look for a state of that contact in that sequence that was not there before."""
    pair = {"filter[sequence][id]": str(sequence), "filter[prospect][id]": str(contact)}
    asked = {"sequence": str(sequence), "prospect": str(contact), "known": list(known)}
    return Lookup(request=many("sequenceStates", pair, sort=NEWEST), find="state", asked=asked)


def in_state(state: int, words: Iterable[str]) -> Lookup:
    """Look whether a state has come to one of these words."""
    asked = {"id": state, "words": list(words)}
    return Lookup(request=one("sequenceStates", state), find="state_in", asked=asked)


def gone(state: int) -> Lookup:
    """Look whether a state has been taken away. Asked for in a list, it is missing, not a 404."""
    request = many("sequenceStates", {"filter[id]": str(state)})
    return Lookup(request=request, find="state_gone", asked={"id": state})


def find_state(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find new states of that contact in that sequence, whatever has become of them since."""
    return tuple(
        Match(
            id=str(record["id"]),
            answer={"data": record},
            made_at=parse_iso(attributes(record).get("createdAt")),
        )
        for record in records(answer)
        if str(record["id"]) not in asked["known"]
        and points_to(record, "sequence") == asked["sequence"]
        and points_to(record, "prospect") == asked["prospect"]
    )


def find_state_in(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find that state where it has one of the words; nothing while it has another."""
    record = pointer.get(answer, "/data")
    same = str(pointer.get(record, "/id")) == str(asked["id"])
    there = attributes(record).get("state") in asked["words"]
    return (Match(id=str(asked["id"]), answer=answer),) if same and there else ()


def find_state_gone(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find that the state is no longer listed: one match then, none while it is."""
    listed = pointer.get(answer, "/data")
    if not isinstance(listed, list) or any(str(r["id"]) == str(asked["id"]) for r in listed):
        return ()
    return (Match(id=f"{asked['id']} gone", answer={}),)


FINDERS: Mapping[str, Finder] = {
    "state": find_state,
    "state_in": find_state_in,
    "state_gone": find_state_gone,
}
