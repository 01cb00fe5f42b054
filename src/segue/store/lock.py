"""The lock that keeps a second server off a SQLite file."""

import os
import sys
from pathlib import Path

from segue.store.errors import Unusable


class FileLock:
    """An exclusive operating-system lock on a file, held until `release` or the process's end."""

    def __init__(self, path: Path) -> None:
        """Take the lock at once; Unusable where another server has it."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise Unusable(
                f"Another server uses {path.with_suffix('')}: a SQLite file serves one process,"
                " and PostgreSQL (SEGUE_DATABASE_URL) serves several."
            ) from error

    def release(self) -> None:
        """Let the next server have the file."""
        os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
