"""Cursors of pages: opaque, signed, and good for one question of one connection only."""

import base64
import hashlib
import hmac
import json
from typing import Any

from segue.kit.canonical import digest, encode
from segue.model.problem import VALIDATION, Fault, Problem
from segue.vault import Vault

TAG = 16


def sign(vault: Vault, cursor: Any, *, question: Any) -> str:
    """Spell an adapter's cursor for the wire; `question` is all that it is bound to."""
    plain = encode({"at": cursor, "of": digest(question)})
    tag = hmac.new(vault.derive("cursor"), plain, hashlib.sha256).digest()[:TAG]
    return base64.urlsafe_b64encode(tag + plain).rstrip(b"=").decode()


def verify(vault: Vault, spelled: str, *, question: Any) -> Any:
    """Read a cursor back; `Problem` 400 when it is not ours, or belongs to another question."""
    try:
        raw = base64.urlsafe_b64decode(spelled + "=" * (-len(spelled) % 4))
    except ValueError:
        raise _refused("It is not a cursor of this API.") from None
    tag, plain = raw[:TAG], raw[TAG:]
    expected = hmac.new(vault.derive("cursor"), plain, hashlib.sha256).digest()[:TAG]
    if not hmac.compare_digest(tag, expected):
        raise _refused("It is not a cursor of this API.")
    found = json.loads(plain)
    if found["of"] != digest(question):
        raise _refused("It belongs to another list, filter or connection.")
    return found["at"]


def _refused(detail: str) -> Problem:
    return Problem(
        400,
        Fault(
            title="The cursor cannot be used",
            detail=detail,
            pointer="/query/cursor",
            problem_type=VALIDATION,
        ),
    )
