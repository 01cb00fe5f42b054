"""The hourly limit: 10,000 requests for each user, told in three headers [AE-rate, TAP, DOC]."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from segue.providers.outreach.simulator.errors import MEDIA_TYPE
from segue.simulation.vendor import Answer

WINDOW = timedelta(hours=1)
PER_HOUR = 10_000


@dataclass(slots=True)
class Window:
    """One user's present hour."""

    ends: datetime
    used: int = 0


class Limiter:
    """Count requests by user. The hour starts with its first request."""

    def __init__(self, switches: dict[str, str]) -> None:
        self.per_hour = PER_HOUR
        self._switches = switches
        self._windows: dict[int, Window] = {}

    def take(self, user_id: int, now: datetime) -> bool:
        """Count a request; False where the hour is used up, which costs nothing."""
        window = self._window(user_id, now)
        if window.used >= self.per_hour:
            return False
        window.used += 1
        return True

    def headers(self, user_id: int, now: datetime) -> dict[str, str]:
        """Return the headers every answer bears. Reset is in epoch seconds [TAP]."""
        window = self._window(user_id, now)
        left = max(0, self.per_hour - window.used)
        both = f"{left}, {left + self.per_hour}"
        two = self._switches["remaining_header"] == "two_values"
        return {
            "X-RateLimit-Limit": str(self.per_hour),
            "X-RateLimit-Remaining": both if two else str(left),
            "X-RateLimit-Reset": str(math.ceil(window.ends.timestamp())),
        }

    def refusal(self, user_id: int, now: datetime) -> Answer:
        """Answer 429 in the documented words."""
        again = self._window(user_id, now).ends.astimezone(UTC)
        detail = (
            f"You have exceeded your permitted rate limit of {self.per_hour:,};"
            f" please try again at {again:%Y-%m-%dT%H:%M:%S}."
        )
        error = {"id": "rateLimitExceeded", "title": "Rate Limit Exceeded", "detail": detail}
        headers = self.headers(user_id, now) | {
            "X-RateLimit-Remaining": "0",
            "Retry-After": self._retry_after(again, now),
        }
        return Answer(429, {"errors": [error]}, headers, MEDIA_TYPE)

    def _retry_after(self, again: datetime, now: datetime) -> str:
        forms = {
            "epoch": str(math.ceil(again.timestamp())),
            "seconds": str(math.ceil((again - now).total_seconds())),
            "iso": f"{again:%Y-%m-%dT%H:%M:%SZ}",
        }
        return forms[self._switches["retry_after"]]

    def _window(self, user_id: int, now: datetime) -> Window:
        window = self._windows.get(user_id)
        if window is None or now >= window.ends:
            window = self._windows[user_id] = Window(now + WINDOW)
        return window
