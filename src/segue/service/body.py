"""Bodies: from bytes to a checked record, with every fault at once."""

import json
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from segue.kit import pointer
from segue.kit.canonical import finite, not_json, shallow
from segue.model.problem import VALIDATION, Fault, Problem
from segue.model.wire import Written, extra_keys

DEEPEST: Final = 100
"""Levels of lists and objects."""
MOST_VALUES: Final = 200_000
"""Commas and brackets of a body, those in its texts too. Five megabytes of empty objects took
seconds to read, in which the process answered nobody."""
MOST_KEYS: Final = 1_000
"""Keys of one object."""
LONGEST_KEY: Final = 1_000
"""Characters."""
MOST_UNKNOWN: Final = 10_000
"""Keys of a whole body that the wire does not know; each is a warning."""
MOST_FAULTS: Final = 100
"""Faults of one body that are told."""
HALVES: Final = re.compile(rb"\\u[dD][89a-fA-F]")
"""How JSON spells half of a surrogate pair, which stands for nothing on its own."""

Record = TypeVar("Record", bound=Written)
Envelope = TypeVar("Envelope", bound=Written)


def parse(body: bytes, *, most: int = MOST_VALUES) -> Any:
    """Parse JSON; anything else is a 400. Numbers that JSON does not have are refused too.

    A body has at most so many commas and brackets, and is nested at most 100 levels deep; an object
    has at most 1,000 keys of at most 1,000 characters, and none twice.
    """
    if sum(map(body.count, (b",", b"[", b"{"))) > most:
        detail = f"The body has too many values: {most:,} commas and brackets at most."
        raise Problem(400, _fault(detail, "/body"))
    try:
        found = json.loads(
            body, parse_constant=not_json, parse_float=finite, object_pairs_hook=_held
        )
    except _Unheld as why:
        raise Problem(400, _fault(str(why), "/body")) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise Problem(400, _fault("The body is not JSON.", "/body")) from None
    few = body.count(b"[") + body.count(b"{") <= DEEPEST
    if not few and not shallow(found, DEEPEST):
        raise _too_deep()
    return found


class _Unheld(ValueError):
    """An object is not taken; the message says why."""


def _held(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(pairs) > MOST_KEYS:
        raise _Unheld(f"An object has at most {MOST_KEYS:,} keys.")
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Unheld(f"The key {twice[:LONGEST_KEY]!r} stands twice in one object.")
    if max(map(len, found), default=0) > LONGEST_KEY:
        raise _Unheld(f"A key has at most {LONGEST_KEY:,} characters.")
    return found


def _too_deep() -> Problem:
    return Problem(400, _fault("The body is nested too deeply.", "/body"))


def _fault(detail: str, place: str) -> Fault:
    return Fault(detail=detail, pointer=place, problem_type=VALIDATION)


def check(model: type[Envelope], body: bytes) -> Envelope:
    """Validate a body; raises `Problem` 400 with one fault for each thing that is wrong."""
    try:
        checked = model.model_validate_json(body)
    except ValidationError as error:
        raise Problem(400, *_all_told(error)) from None
    return _spelled_once(checked)


def check_parsed(model: type[Envelope], parsed: Any, spelled: Callable[[], bytes]) -> Envelope:
    """Do as `check` with what was read of a `plain` body, in a fraction of its time.

    For models that hold nothing but texts, lists and objects, which are the same either way.
    `spelled` gives the body, whose faults are told as every other body's.
    """
    try:
        return _spelled_once(model.model_validate(parsed))
    except ValidationError:
        return check(model, spelled())


def plain(body: bytes) -> bool:
    """Tell whether `parse` reads a body as `check` does.

    Python's parser also reads other encodings, a byte order mark, and halves of surrogate pairs.
    """
    try:
        return not body.decode().startswith("\ufeff") and not HALVES.search(body)
    except UnicodeDecodeError:
        return False


def _spelled_once(checked: Envelope) -> Envelope:
    unknown, doubled = extra_keys(checked)
    if doubled:
        detail = "This field is given in both of its spellings."
        places = doubled[:MOST_FAULTS]
        raise Problem(400, *(_fault(detail, pointer.join(("body", *key))) for key in places))
    if len(unknown) > MOST_UNKNOWN:
        raise Problem(400, _fault(f"More than {MOST_UNKNOWN:,} keys are not known here.", "/body"))
    return checked


def _all_told(error: ValidationError) -> list[Fault]:
    told = [_told(details) for details in error.errors(include_url=False)[:MOST_FAULTS]]
    if (more := error.error_count() - len(told)) > 0:
        told.append(_fault(f"{more:,} more values are wrong.", "/body"))
    return told


def _told(details: ErrorDetails) -> Fault:
    return _fault(f"{details['msg']}.", pointer.join(("body", *details["loc"])))
