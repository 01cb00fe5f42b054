"""Writing a postal address: Apollo takes one line and works the parts out of it itself.

`present_raw_address` is documented to set city, state and country [OAS]; no source tells of a
street or a postal code that was read out of it.
"""

from typing import Any

from segue.model.contact import AddressWrite
from segue.model.warning import PlanWarning
from segue.providers.apollo.book import read
from segue.providers.apollo.book.losses import adjusted
from segue.spi.numbered import Row

LINE = "present_raw_address"
ORDER = ("street_1", "city", "state", "postal_code", "country")
UNREAD = ("street_1", "postal_code")
"""Parts of the line that Apollo may not show as such."""

Parts = dict[str, str | None]
Written = tuple[dict[str, Any], tuple[PlanWarning, ...]]


def new(address: AddressWrite | None) -> Written:
    """Give a new contact its address."""
    parts: Parts = {part: getattr(address, part, None) for part in ORDER}
    line = _line(parts)
    return ({LINE: line}, _warnings(parts, line)) if line else ({}, ())


def changed(address: AddressWrite | None, held: Row) -> Written:
    """Change the parts that are given; the others go into the line as they are held."""
    known = read.address(held)
    before: Parts = {part: getattr(known, part, None) for part in ORDER}
    if address is None:
        return ({LINE: ""} if known else {}), ()
    given = {part: getattr(address, part) for part in ORDER if part in address.model_fields_set}
    after = {**before, **given}
    if after == before:
        return {}, ()
    line = _line(after)
    written = {part: value for part, value in given.items() if value != before[part]}
    return {LINE: line}, _warnings(written, line)


def _line(parts: Parts) -> str:
    return ", ".join(value for part in ORDER if (value := parts[part]))


def _warnings(written: Parts, line: str) -> tuple[PlanWarning, ...]:
    return tuple(
        adjusted(
            f"/address/{part}",
            f"contact.address.{part}",
            "Apollo may not show this part",
            f"An address is sent as one line, {line!r}, of which Apollo is documented to read city,"
            " state and country only.",
        )
        for part in UNREAD
        if written.get(part)
    )


def expected(address: AddressWrite | None, parts: tuple[str, ...]) -> Parts:
    """Say which of `parts` should show what was written; all that are given, or none of them."""
    if address is None:
        return dict.fromkeys(ORDER)
    return {part: getattr(address, part) for part in parts if part in address.model_fields_set}
