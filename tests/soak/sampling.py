"""What a process holds, looked at again and again, and whether that grows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

LARGEST_GROWTH = 0.03
"""Of memory, after warming up."""
SLACK = 3
"""Of everything else: connections are kept for a while."""
KILO = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look."""

    seconds: float
    """Since the load began."""
    memory: int
    """Bytes resident."""
    descriptors: int
    threads: int
    tasks: int
    requests: int


def look(pid: int, *, seconds: float, tasks: int, requests: int) -> Sample:
    """Look at a process."""
    home = Path("/proc") / str(pid)
    told = (home / "status").read_text()
    (resident,) = re.findall(r"^VmRSS:\s+(\d+) kB$", told, re.MULTILINE)
    (threads,) = re.findall(r"^Threads:\s+(\d+)$", told, re.MULTILINE)
    return Sample(
        seconds=seconds,
        memory=int(resident) * KILO,
        descriptors=len(list((home / "fd").iterdir())),
        threads=int(threads),
        tasks=tasks,
        requests=requests,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the first and the last fifth have shown, of what was seen after warming up."""

    name: str
    first: float
    last: float
    bad: bool

    @property
    def growth(self) -> float:
        """How much more the last is, as a part of the first."""
        return (self.last - self.first) / self.first if self.first else 0.0


def judge(samples: Sequence[Sample], *, warm: float) -> list[Verdict]:
    """Compare the first and the last fifth; samples of the first `warm` seconds do not count.

    Of memory the medians, of all else the least, since requests under way have their own.
    """
    counted = [sample for sample in samples if sample.seconds >= warm]
    fifth = max(1, len(counted) // 5)
    found = []
    for name in ("memory", "descriptors", "threads", "tasks"):
        typical = median if name == "memory" else min
        first, last = (
            typical([getattr(sample, name) for sample in some])
            for some in (counted[:fifth], counted[-fifth:])
        )
        most = first * (1 + LARGEST_GROWTH) if name == "memory" else first + SLACK
        found.append(Verdict(name, first, last, last > most))
    return found


def table(samples: Sequence[Sample], lines: int = 12) -> list[str]:
    """Spell some of the samples, evenly chosen."""
    names = [field.name for field in fields(Sample)]
    chosen = samples[:: max(1, len(samples) // lines)]
    rows = [[f"{sample.seconds:.0f}", f"{sample.memory / KILO**2:.1f}"] for sample in chosen]
    for row, sample in zip(rows, chosen, strict=True):
        row += [str(getattr(sample, name)) for name in names[2:]]
    heads = ["seconds", "memory MiB", *names[2:]]
    return ["  ".join(f"{cell:>11}" for cell in row) for row in (heads, *rows)]
