"""Programs that a run starts. Each ends with the run, whatever becomes of it."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

START_SECONDS: Final = 60
STOP_SECONDS: Final = 30
POLL: Final = 0.005
PARENT_DEATH_SIGNAL: Final = 1
TRACER: Final = 0x59616D61
ANYONE: Final = ctypes.c_ulong(-1)

Found = TypeVar("Found")


@contextmanager
def running(
    command: Sequence[str | Path],
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program while the block lasts, with its output in `log`."""
    with log.open("wb") as lines:
        child = subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            preexec_fn=_tied,  # noqa: PLW1509 -- no thread runs here
        )
    try:
        yield child
    finally:
        stop(child)


def stop(child: "subprocess.Popen[bytes]") -> None:
    """End a program, by force where it does not end by itself."""
    if child.poll() is None:
        child.send_signal(signal.SIGCONT)
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def until(
    ready: Callable[[], Found | None],
    child: "subprocess.Popen[bytes]",
    log: Path,
    poll: float = POLL,
) -> Found:
    """Wait for what a program that starts is ready with; RuntimeError where it does not start."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and child.poll() is None:
        found = ready()
        if found is not None:
            return found
        time.sleep(poll)
    raise RuntimeError(f"{child.args!s} did not start: {tail(log)}")


def tail(log: Path) -> str:
    """Give the end of what a program has written."""
    return log.read_text(errors="replace")[-2000:]


def own_environment(**given: str) -> dict[str, str]:
    """Give the environment, without what somebody has set for a Segue or a Python of his own."""
    ours = ("SEGUE_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **given}


def _tied() -> None:
    # prctl(2): die with whoever started us, and let the profiler look where Yama is in force.
    libc = ctypes.CDLL(None)
    libc.prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    libc.prctl(TRACER, ANYONE, 0, 0, 0)
