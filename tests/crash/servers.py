"""Real server processes for tests: started in milliseconds, killed, and asked over HTTP."""

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("server.py")
KILLED = 9


class Servers:
    """The parent of every server process of a test run."""

    def __init__(self, parent: "subprocess.Popen[str]") -> None:
        self._parent = parent
        self._answer()

    def order(self, **what: Any) -> Any:
        """Give one order; `AssertionError` with the server's own words when it fails."""
        assert self._parent.stdin is not None
        self._parent.stdin.write(json.dumps(what) + "\n")
        self._parent.stdin.flush()
        answer = self._answer()
        assert "error" not in answer, answer["error"]
        return answer

    def _answer(self) -> Any:
        assert self._parent.stdout is not None
        line = self._parent.stdout.readline()
        assert line, "the parent of the servers has ended"
        return json.loads(line)


@contextmanager
def servers() -> Iterator[Servers]:
    """Start the parent, and end it with every server it still has."""
    parent = subprocess.Popen(
        [sys.executable, "-W", "error", str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Servers(parent)
    finally:
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.close()
        parent.wait(30)
        parent.stdout.close()


@dataclass(frozen=True, slots=True)
class Server:
    """One running server process."""

    url: str
    pid: int
    servers: Servers

    def kill(self) -> None:
        """Kill -9."""
        self.servers.order(kill=self.pid)

    def ended(self) -> int:
        """Wait until it has ended by itself; gives the signal that ended it."""
        return int(self.servers.order(ended=self.pid)["signal"])


@dataclass(slots=True)
class Rack:
    """Where one test's servers run: their settings, their common clock, their trap, their log."""

    servers: Servers
    environ: Mapping[str, str]
    folder: Path
    running: list[Server] = field(default_factory=list)
    _names: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self._write("clock", "0")
        self._write("trap", "{}")

    def start(self, **environ: str) -> Server:
        """Start one more server process."""
        order = {
            "environ": {**self.environ, **environ},
            **{name: str(self.folder / name) for name in ("clock", "trap", "log")},
        }
        started = self.servers.order(start=order)
        self.running.append(Server(started["url"], started["pid"], self.servers))
        return self.running[-1]

    def kill(self, server: Server) -> None:
        """Kill -9 one of the servers."""
        self.running.remove(server)
        server.kill()

    def fell(self, server: Server) -> None:
        """Wait until a server has been killed by its trap, which is taken away."""
        self.running.remove(server)
        assert server.ended() == KILLED
        self._write("trap", "{}")

    def set_trap(self, when: str, method: str = "", path: str = "") -> None:
        """Let a server kill itself `before` or `after` a request to the provider, or where it has
        `closed` or `answered` its caller's.
        """
        self._write("trap", json.dumps({"when": when, "method": method, "path": path}))

    def set_clock(self, offset: float) -> None:
        """Let every server's clock run `offset` seconds ahead of real time."""
        self._write("clock", str(offset))

    def close(self) -> None:
        """Kill whatever still runs."""
        while self.running:
            self.running.pop().kill()

    @property
    def log(self) -> str:
        """What the servers have logged."""
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def _write(self, name: str, text: str) -> None:
        """Replace the file whole, so that no server reads half of it."""
        fresh = self.folder / f"{name}.{next(self._names)}"
        fresh.write_text(text)
        fresh.replace(self.folder / name)
