"""Telling, contact by contact, what became of an enrolment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from segue.model.state import Outcome, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one contact of a list."""

    place: int
    """In the caller's list, from 0."""
    outcome: Outcome
    state_id: str | None = None
    """Of the sequence state, where there is one and the provider tells."""
    reason: Reason | None = None
    words: str | None = None
    """The provider's own words, or ours where it has said nothing."""


Teller = Callable[[Mapping[str, Any], int, Any], tuple[Told, ...]]
"""Tells, from a call's `tells`, the status of its answer and the parsed body, what became of every
contact that the call was about. It is asked for accepted answers and for clean refusals alike, and
for the answer of a look-up's match, with status 200."""
