"""Finding at Salesloft what a write has made there."""

from collections.abc import Callable, Mapping
from typing import Any

from segue.kit.clock import parse_iso
from segue.providers.salesloft.answers import records, text
from segue.providers.salesloft.timing import whole
from segue.spi.plan import Match


def imported_cadence(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find the cadence that a lost import made, by the identifier that the import gave it.

    The write's own id is proof enough; a caller's identifier may stand on an older cadence too,
    so then the age of the cadence is told as well.
    """
    return tuple(
        Match(
            id=str(cadence["id"]),
            answer={"data": {"cadence": {"id": cadence["id"]}}},
            made_at=None if asked["ours"] else parse_iso(cadence.get("created_at")),
        )
        for cadence in records(answer)
        if text(cadence.get("external_identifier")) == text(asked["external_identifier"])
    )


def imported_steps(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Tell whether a lost import put steps into a cadence that had none.

    Any step there counts: to say "nothing arrived" of an import that Salesloft has changed a
    little would be worse than to find later that the step is not the one that was asked for.
    """
    if not records(answer):
        return ()
    made = {"data": {"cadence": {"id": asked["cadence_id"]}}}
    return (Match(id=str(asked["cadence_id"]), answer=made),)


def step(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find a step by day, type and name: an import does not tell the ids of its steps [S1]."""
    return tuple(
        Match(id=str(one["id"]), answer=one)
        for one in records(answer)
        if whole(one.get("day"), 0) == whole(asked["day"], -1)
        # Capitalised in an import, lower case on reading [S1].
        and str(one.get("type")).lower() == str(asked["type"]).lower()
        and _line(one.get("name")) == _line(asked["name"])
    )


def _line(name: Any) -> str:
    return " ".join(str(name or "").split())


FINDERS: Mapping[str, Callable[[Mapping[str, Any], Any], tuple[Match, ...]]] = {
    "imported_cadence": imported_cadence,
    "imported_steps": imported_steps,
    "step": step,
}
