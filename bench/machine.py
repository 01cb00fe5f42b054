"""The machine that a run was made on, and how its cores are shared out."""

import os
import platform
import shutil
from collections.abc import Sequence
from pathlib import Path

NEEDED = {"nginx": "nginx-light", "wrk": "wrk", "taskset": "util-linux"}
"""Programs, and the Debian packages that bring them."""
FEWEST_CORES = 2
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])


def missing() -> list[str]:
    """Name the Debian packages that are not there."""
    return [package for name, package in NEEDED.items() if shutil.which(name, path=PATH) is None]


def cores() -> list[int]:
    """Name the cores that this process may use."""
    return sorted(os.sched_getaffinity(0))


def on(*chosen: int) -> Sequence[str]:
    """Give the prefix of a command that is to run on these cores."""
    return ("taskset", "-c", ",".join(map(str, chosen)))


def described() -> str:
    """Say what machine this is, in one line."""
    named = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{len(cores())} cores ({named[0] if named else platform.machine()}), {memory:.0f} GiB,"
        f" Linux {platform.release()}, CPython {platform.python_version()}"
    )


def resident(pid: int) -> float:
    """Tell how much memory a process holds, in MB of 10^6 bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError(f"process {pid} tells no memory")


def spent(pid: int) -> float:
    """Tell how many seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
