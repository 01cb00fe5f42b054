"""The time a simulated vendor goes by: real time plus an offset that tests move."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tell a simulated vendor what time it is; aware UTC."""

    def __init__(self) -> None:
        self._offset = timedelta(0)
        self._fixed: datetime | None = None

    def now(self) -> datetime:
        """Return the vendor's present time, aware UTC."""
        return self._fixed or datetime.now(UTC) + self._offset

    def advance(self, seconds: float) -> None:
        """Move the vendor's time forward by `seconds`; never waits."""
        self._offset += timedelta(seconds=seconds)

    def reset(self) -> None:
        """Go back to real time."""
        self._offset = timedelta(0)

    @staticmethod
    def fixed(moment: datetime) -> "Clock":
        """Make a clock that stands at `moment`, for a write that lands later than it was sent."""
        clock = Clock()
        clock._fixed = moment
        return clock
