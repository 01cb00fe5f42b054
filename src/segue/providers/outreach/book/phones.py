"""Phone numbers. Outreach holds them in five arrays of a prospect, one for each type.

An array that is sent replaces what it held, and one that is not sent stays.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from segue.model.contact import UNTYPED, PhoneNumber
from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach.book.read import PHONES
from segue.providers.outreach.documents import Record
from segue.providers.outreach.values import texts

ARRAYS: Mapping[str, str] = {"mobile": "mobilePhones", "home": "homePhones", "work": "workPhones"}
OTHER, VOIP = "otherPhones", "voipPhones"

# Outreach has no such types. A primary number went to the mobile ones on the old wire.
STAND_INS: Mapping[str | None, str] = {"primary": "mobilePhones", None: OTHER}

Arrays = Mapping[str, list[str]]


def sent(
    entries: list[PhoneNumber] | None, held: Record | None = None
) -> tuple[dict[str, Any], tuple[PlanWarning, ...]]:
    """Give the arrays to send for what is written, of a prospect that holds `held`.

    Types that no entry names keep their numbers; no entries at all clear them.
    """
    before: Arrays = {name: texts((held or {}).get(name)) for name in PHONES}
    after = _typed(entries, before) if entries else {name: [] for name in PHONES}
    warnings = tuple(_stood_in(i, entry, after) for i, entry in _without_type(entries or ()))
    return {name: after[name] for name in PHONES if after[name] != before[name]}, warnings


def _typed(entries: Iterable[PhoneNumber], before: Arrays) -> dict[str, list[str]]:
    after = {name: list(numbers) for name, numbers in before.items()}
    by_type: dict[str | None, list[str]] = {}
    for entry in entries:
        named = by_type.setdefault(entry.phone_number_type, [])
        if entry.phone_number is not None:
            named.append(entry.phone_number)
    for kind, name in ARRAYS.items():
        if kind in by_type:
            after[name] = by_type[kind]
    if "other" in by_type:
        after[VOIP], after[OTHER] = _parted(by_type["other"], before)
    return after


def _parted(numbers: Iterable[str], before: Arrays) -> tuple[list[str], list[str]]:
    """Part numbers of type other: a voip number is read as one, and stays where it is."""
    plain, voip, other = list(before[OTHER]), list(before[VOIP]), []
    for number in numbers:
        same = next((each for each in voip if _digits(each) == _digits(number)), None)
        if number in plain:
            plain.remove(number)
            other.append(number)
        elif same is None:
            other.append(number)
        else:
            voip.remove(same)
    kept = list(before[VOIP])
    for gone in voip:
        kept.remove(gone)
    return kept, other


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit()) or number


def _without_type(entries: Iterable[PhoneNumber]) -> list[tuple[int, PhoneNumber]]:
    return [
        (i, entry)
        for i, entry in enumerate(entries)
        if entry.phone_number_type in STAND_INS and entry.phone_number is not None
    ]


def _stood_in(i: int, entry: PhoneNumber, after: dict[str, list[str]]) -> PlanWarning:
    """Put a number of no type of Outreach's where it fits, unless it is held already."""
    number, kind = str(entry.phone_number), entry.phone_number_type
    held = next(
        (name for name, kept in after.items() if _digits(number) in map(_digits, kept)), None
    )
    name = held or STAND_INS[kind]
    if held is None:
        after[name] = [number, *after[name]] if kind == "primary" else [*after[name], number]
    asked = f"type {kind}" if kind else "no type"
    return PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="The number gets another type",
        detail=f"Asked for a number of {asked}, which Outreach does not know; it stands among the"
        f" {name} and is read back as {PHONES[name]}. Numbers that are there already stay.",
        pointer=f"/phone_numbers/{i}",
        capability=f"contact.phone_numbers.{kind or UNTYPED}",
    )
