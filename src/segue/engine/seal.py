"""What the journal keeps sealed: plans, answers and problems, as JSON."""

import json
from typing import Any

from segue.kit.canonical import encode
from segue.vault import Vault


def seal(vault: Vault, value: Any, *, write_id: str, part: str) -> bytes:
    """Seal a JSON value for one part of one write."""
    return vault.seal(encode(value), bound_to=f"{write_id}/{part}")


def unseal(vault: Vault, sealed: bytes, *, write_id: str, part: str) -> Any:
    """Open what `seal` made for the same part of the same write."""
    return json.loads(vault.open(sealed, bound_to=f"{write_id}/{part}"))
