"""A person's three phone numbers."""

from collections.abc import Mapping, Sequence

from segue.model.contact import PhoneNumber, PhoneType
from segue.model.warning import PlanWarning, WarningType

PLACES: Mapping[PhoneType | None, str] = {
    "primary": "phone",
    "home": "home_phone",
    "mobile": "mobile_phone",
}
"""Type -> where Salesloft holds it. Other types have no place; their rows drop them."""

CLEARED: Mapping[str, None] = dict.fromkeys(PLACES.values())


def written(
    entries: Sequence[PhoneNumber], *, changing: bool
) -> tuple[dict[str, str | None], tuple[PlanWarning, ...]]:
    """Place phone numbers; on a change a null number clears its type's place."""
    body: dict[str, str | None] = {}
    warnings: list[PlanWarning] = []
    for i, entry in enumerate(entries):
        place = PLACES.get(entry.phone_number_type)
        if place is None or (entry.phone_number is None and not changing):
            continue
        if place not in body:
            body[place] = entry.phone_number
        elif body[place] != entry.phone_number:
            warnings.append(_left_out(i, entry))
    return body, tuple(warnings)


def _left_out(place: int, entry: PhoneNumber) -> PlanWarning:
    return PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="One number was left out",
        detail="It was not sent: Salesloft holds one number of this type.",
        pointer=f"/phone_numbers/{place}",
        capability=f"contact.phone_numbers.{entry.phone_number_type}",
    )
