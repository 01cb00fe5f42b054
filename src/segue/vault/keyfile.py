"""The file that holds the key where the operator has set none."""

import base64
import os
from pathlib import Path

from segue.vault.vault import KEY_BYTES


class KeyFileError(Exception):
    """The key file cannot be used; the message is one sentence that names it."""


def decode_key(text: str) -> bytes:
    """Read a key spelled in base64; ValueError unless it is 32 bytes."""
    key = base64.b64decode(text.strip(), validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("An encryption key is 32 bytes.")
    return key


def read_or_create(path: Path) -> tuple[bytes, bool]:
    """Read the key, or make one that only this user may read; says whether it was made.

    Of several processes that make one at once, one does, and the others read a whole file.
    """
    if path.exists():
        return read(path), False
    key = os.urandom(KEY_BYTES)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
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
    return key, True


def read(path: Path) -> bytes:
    """Read the key from its file."""
    try:
        return decode_key(path.read_text("ascii"))
    except OSError as error:
        raise KeyFileError(f"The key file {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise KeyFileError(f"The key file {path} does not hold 32 bytes in base64.") from error
