"""Writing a postal address: Apollo takes one line and works the parts out of it itself.

`present_raw_address` is documented as city, state and country [OAS]. Nobody tells what becomes of a
street or a postal code in it, which may be taken for a city, so these are held and never sent.
"""

from typing import Any

from segue.model.contact import AddressWrite
from segue.model.warning import PlanWarning
from segue.providers.apollo.book import read
from segue.providers.apollo.book.losses import adjusted
from segue.spi.numbered import Row

LINE = "present_raw_address"
ORDER = ("city", "state", "country")

Parts = dict[str, str | None]
Written = tuple[dict[str, Any], tuple[PlanWarning, ...]]


def new(address: AddressWrite | None) -> dict[str, Any]:
    """Give a new contact its address."""
    line = _line({part: getattr(address, part, None) for part in ORDER})
    return {LINE: line} if line else {}


def changed(address: AddressWrite | None, held: Row) -> Written:
    """Change the parts that are given; the others go into the line as they are held."""
    known = read.address(held)
    before: Parts = {part: getattr(known, part, None) for part in ORDER}
    if address is None:
        return ({LINE: ""} if known else {}), ()
    given = _given(address)
    after = {**before, **given}
    differing = [part for part in ORDER if after[part] != before[part]]
    if not differing:
        return {}, ()
    if any(after.values()) and not any(after[part] for part in differing):
        return {}, tuple(_stays(part, before[part]) for part in differing)
    return {LINE: _line(after)}, ()


def _stays(part: str, value: str | None) -> PlanWarning:
    return adjusted(
        f"/address/{part}",
        f"contact.address.{part}@null",
        "A part of an address is not cleared alone",
        f"{value!r} stays: Apollo would work the rest out anew and might take it for something"
        " else. Write another address, or clear the whole.",
    )


def _given(address: AddressWrite) -> Parts:
    return {part: getattr(address, part) for part in ORDER if part in address.model_fields_set}


def _line(parts: Parts) -> str:
    return ", ".join(value for part in ORDER if (value := parts[part]))


def expected(address: AddressWrite | None, held: Row) -> Parts:
    """Say what should be shown after a change: the parts given, and those that were not sent.

    Nobody tells whether a new line takes the street of the old one away.
    """
    if address is None:
        return dict.fromkeys(read.PARTS)
    known = read.address(held)
    unsent = (part for part in read.PARTS if part not in ORDER)
    kept = {part: value for part in unsent if (value := getattr(known, part, None))}
    return {**kept, **_given(address)}
