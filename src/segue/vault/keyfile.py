"""The file that holds the key where the operator has set none."""

import base64
import os
import secrets
from pathlib import Path

from segue.vault.vault import KEY_BYTES


class KeyFileError(Exception):
    """The key file cannot be used; the message is one sentence that names it."""


def read_or_create(path: Path) -> tuple[tuple[bytes, ...], bool]:
    """Read the keys, or make one that only this user may read; says whether it was made.

    Of several processes that make one at once, one does, and the others read a whole file.
    """
    if path.exists():
        return read(path), False
    key = os.urandom(KEY_BYTES)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(base64.b64encode(key) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            path.hardlink_to(draft)
        finally:
            draft.unlink()
    except FileExistsError:
        return read(path), False
    except OSError as error:
        raise KeyFileError(f"The key file {path} cannot be made: {error.strerror}.") from error
    return (key,), True


def read(path: Path) -> tuple[bytes, ...]:
    """Read the keys from their file, base64 and one a line; the first of them seals."""
    try:
        keys = tuple(base64.b64decode(line, validate=True) for line in path.read_bytes().split())
    except OSError as error:
        raise KeyFileError(f"The key file {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise KeyFileError(f"The key file {path} does not hold base64.") from error
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise KeyFileError(f"The key file {path} does not hold 32 bytes in base64.")
    return keys
