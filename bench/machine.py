"""The machine that a run is made on, and how its cores are shared out."""

import os
import platform
import shutil
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NEEDED: Final = {"nginx": "nginx-light", "wrk": "wrk", "taskset": "util-linux"}
"""Programs, and the Debian packages that bring them."""
FEWEST_CORES: Final = 2
PATH: Final = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
PROCESS_CLOCK: Final = 2


@dataclass(frozen=True, slots=True)
class Cores:
    """Whose each core is, by number."""

    all: tuple[int, ...]

    @property
    def server(self) -> Sequence[str]:
        """Prefix of a command that runs where the server does."""
        return on(self.all[0])

    @property
    def rest(self) -> Sequence[str]:
        """Prefix of a command that runs where the server does not."""
        return on(*self.all[1:])

    def split(self, servers: int) -> tuple[list[Sequence[str]], Sequence[str]]:
        """Give a core to each of some servers; the rest is the load's, the provider's and ours."""
        return [on(core) for core in self.all[:servers]], on(*self.all[servers:])


def missing() -> list[str]:
    """Name the Debian packages that are not there."""
    return [package for name, package in NEEDED.items() if shutil.which(name, path=PATH) is None]


def program(name: str) -> str:
    """Give the whole path of a program; nginx is often not on the path of users."""
    return shutil.which(name, path=PATH) or name


def cores() -> Cores:
    """Name the cores that this process may use."""
    return Cores(tuple(sorted(os.sched_getaffinity(0))))


def stay_off(core: int) -> None:
    """Leave a core to the server: this process, and what it starts unpinned, such as PostgreSQL."""
    os.sched_setaffinity(0, os.sched_getaffinity(0) - {core})


def on(*chosen: int) -> Sequence[str]:
    """Give the prefix of a command that is to run on these cores."""
    return (program("taskset"), "-c", ",".join(map(str, chosen)))


def described(found: Cores) -> str:
    """Say in general words what machine this is."""
    named = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = named[0] if named else platform.machine()
    virtual = ", virtual" if "hypervisor" in Path("/proc/cpuinfo").read_text() else ""
    kernel = ".".join(platform.release().split("-")[0].split(".")[:2])
    return (
        f"{len(found.all)} cores ({model}{virtual}), {memory:.0f} GiB of memory, Linux {kernel},"
        f" CPython {platform.python_version()}, {_version('nginx', '-v')}, {_version('wrk', '-v')}"
    )


def _version(name: str, flag: str) -> str:
    ran = subprocess.run([program(name), flag], capture_output=True, text=True, check=False)
    words = (ran.stdout + ran.stderr).replace("nginx version:", "").replace("/", " ").split()
    found = next((word for word in words if word[:1].isdigit()), "of unknown version")
    return f"{name} {found}"


def busy() -> float:
    """Tell the load average of the last minute: what else the machine does before a run."""
    return os.getloadavg()[0]


def resident(pid: int) -> float:
    """Tell how much memory a process holds, in MB of 10^6 bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError(f"process {pid} tells no memory")


def spent(*pids: int) -> dict[int, float]:
    """Tell how many seconds of CPU each process that still runs has used, to the nanosecond."""
    found = {}
    for pid in pids:
        with suppress(OSError):
            # Linux spells the clock of a process's CPU as its inverted id and the clock's kind.
            found[pid] = time.clock_gettime((~pid << 3) | PROCESS_CLOCK)
    return found


def between(before: dict[int, float], after: dict[int, float]) -> float:
    """Tell how many seconds of CPU were used between two looks."""
    return sum(seconds - before[pid] for pid, seconds in after.items() if pid in before)
