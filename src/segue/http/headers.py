"""Headers that a caller may send, checked by hand."""

import re
from collections.abc import Iterable

from segue.kit.ids import new_uuid
from segue.model.problem import VALIDATION, Fault

LONGEST_KEY = 255
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")

RawHeaders = Iterable[tuple[bytes, bytes]]


def request_id(headers: RawHeaders) -> str:
    """Keep the caller's ``x-request-id`` where it is a plain word of 1 to 128, or make one."""
    given = [value for name, value in headers if name == b"x-request-id"]
    if len(given) == 1 and REQUEST_ID.fullmatch(given[0]):
        return given[0].decode()
    return new_uuid()


def idempotency_key(headers: RawHeaders) -> tuple[str, list[Fault]]:
    """Give the caller's ``Idempotency-Key``, or one made here where it is absent or not valid."""
    given = [value.decode("latin-1") for name, value in headers if name == b"idempotency-key"]
    if not given:
        return new_uuid(), []
    key = given[0]
    if len(given) > 1:
        detail = "The header Idempotency-Key stands more than once."
    elif not 1 <= len(key) <= LONGEST_KEY:
        detail = f"The header Idempotency-Key must have 1 to {LONGEST_KEY} characters."
    elif not key.isprintable():
        detail = "The header Idempotency-Key has a character that cannot be printed."
    else:
        return key, []
    fault = Fault(detail=detail, pointer="/header/idempotency-key", problem_type=VALIDATION)
    return new_uuid(), [fault]
