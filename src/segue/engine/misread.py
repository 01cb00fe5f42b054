"""Answers that an adapter cannot make sense of.

A provider's JSON may take a shape that it has never shown: a list for a mapping, a word for a
number, an id that is not there. An adapter's functions are pure, so what they raise then tells of
the answer and of nothing else. It is logged in full, because it may as well be our own mistake.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import structlog

from segue.engine.transport import Destination
from segue.kit import redact
from segue.spi.plan import identity

RAISED: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    StopIteration,
    TypeError,
    ValueError,
)

Result = TypeVar("Result")


class Misread(Exception):
    """An adapter's function failed on what a provider answered."""


def judge(
    destination: Destination, part: str, function: Callable[..., Result], *given: Any
) -> Result:
    """Let an adapter's function judge an answer; `Misread`, logged, where it cannot.

    `part` names the function for the log. What an adapter raises on purpose is passed on.
    """
    try:
        return function(*given)
    except RAISED as error:
        structlog.get_logger().exception(
            "an adapter could not read an answer", provider=destination.provider.name, part=part
        )
        raise Misread(type(error).__name__) from error


def identified(destination: Destination, found: Any) -> str | None:
    """Spell what a provider gave as an id; None for what cannot be one.

    A text that shows the credential is none: ids are stored, answered and logged in clear.
    """
    spelled = identity(found)
    if spelled is None or redact.standing_in(spelled, destination.secrets):
        return None
    return spelled
