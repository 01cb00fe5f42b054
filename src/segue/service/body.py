"""Bodies: from bytes to a checked record, with every fault at once."""

import json
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from segue.kit import pointer
from segue.kit.canonical import finite, not_json
from segue.model.problem import VALIDATION, Fault, Problem
from segue.model.wire import Written, doubled_keys

Record = TypeVar("Record", bound=Written)
Envelope = TypeVar("Envelope", bound=Written)


def parse(body: bytes) -> Any:
    """Parse JSON; anything else is a 400. Numbers that JSON does not have are refused too."""
    try:
        return json.loads(
            body, parse_constant=not_json, parse_float=finite, object_pairs_hook=_once
        )
    except _Doubled as doubled:
        detail = f"The key {doubled.args[0]!r} stands twice in one object."
        raise Problem(400, _fault(detail, "/body")) from None
    except RecursionError:
        raise Problem(400, _fault("The body is nested too deeply.", "/body")) from None
    except ValueError:
        raise Problem(400, _fault("The body is not JSON.", "/body")) from None


class _Doubled(ValueError):
    """A key stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _Doubled(next(key for key in keys if keys.count(key) > 1))
    return found


def _fault(detail: str, place: str) -> Fault:
    return Fault(detail=detail, pointer=place, problem_type=VALIDATION)


def check(model: type[Envelope], body: bytes) -> Envelope:
    """Validate a body; raises `Problem` 400 with one fault for each thing that is wrong."""
    try:
        checked = model.model_validate_json(body)
    except ValidationError as error:
        faults = [_told(details) for details in error.errors(include_url=False)]
        raise Problem(400, *faults) from None
    if doubled := doubled_keys(checked):
        detail = "This field is given in both of its spellings."
        raise Problem(400, *(_fault(detail, pointer.join(("body", *key))) for key in doubled))
    return checked


def _told(details: ErrorDetails) -> Fault:
    return _fault(f"{details['msg']}.", pointer.join(("body", *details["loc"])))
