"""Time as a parameter, so that no test waits for a real hour."""

import asyncio
from datetime import UTC, datetime
from typing import Any, Protocol


class Clock(Protocol):
    """What tells the time and waits."""

    def now(self) -> datetime:
        """Say the present time, aware and in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def millis(moment: datetime) -> int:
    """Milliseconds since 1970-01-01T00:00Z, rounded down: how moments are stored."""
    return int(moment.timestamp() * 1000)


def moment(stored: int) -> datetime:
    """The inverse of `millis`."""
    return datetime.fromtimestamp(stored / 1000, UTC)


def iso(moment: datetime) -> str:
    """ISO-8601 in UTC with milliseconds and ``Z``: the wire's spelling of every time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_iso(text: Any) -> datetime | None:
    """Read an ISO-8601 time with a zone; None for anything else, and beyond year 9999."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
