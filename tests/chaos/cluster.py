"""A PostgreSQL server of the campaign's own, which can be stopped at once and started again."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres

SETTINGS = {
    **postgres.SETTINGS,
    # A commit that PostgreSQL has confirmed has to outlive `stop -m immediate`.
    "synchronous_commit": "on",
}
STOP_SECONDS = 20


class Cluster:
    """A PostgreSQL server and its files."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._user = postgres.USER_FOR_ROOT if os.geteuid() == 0 else None
        if self._user:
            os.chown(home, pwd.getpwnam(self._user).pw_uid, -1)
        found = postgres.installed()
        packages = found if self._user is None else postgres.reachable(found, home)
        self._binaries = packages / postgres.PACKAGE / "pginstall/bin"
        self._files = home / "cluster"
        subprocess.run(
            [self._binaries / "initdb", "-D", self._files, *postgres.INITDB],
            user=self._user,
            cwd=home,
            check=True,
            capture_output=True,
        )
        self._child = self._start()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.home}"

    def restart(self) -> None:
        """Stop as `pg_ctl stop -m immediate` does, and start; it recovers from its log."""
        self.stop(signal.SIGQUIT)
        self._child = self._start()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop; SIGQUIT is the immediate way, in which nothing is written any more."""
        self._child.send_signal(how)
        self._child.wait(STOP_SECONDS)

    def _start(self) -> "subprocess.Popen[bytes]":
        settings = {**SETTINGS, "unix_socket_directories": str(self.home)}
        status = self._files / "postmaster.pid"
        status.unlink(missing_ok=True)
        with (self.home / "log").open("ab") as log:
            child = subprocess.Popen(
                [
                    *(self._binaries / "postgres", "-D", self._files),
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                user=self._user,
                cwd=self.home,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        postgres.wait_until_ready(child, status, self.home / "log")
        return child


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server in a folder of its own, and remove both at the end."""
    home = Path(tempfile.mkdtemp(prefix="segue-chaos-", dir="/tmp"))
    try:
        started = Cluster(home)
        try:
            yield started
        finally:
            started.stop()
    finally:
        shutil.rmtree(home)
