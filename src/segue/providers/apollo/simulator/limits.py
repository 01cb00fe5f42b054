"""Apollo's rate limits: three fixed windows for each team and endpoint, opened by a first hit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from segue.providers.apollo.simulator.refusals import Refused
from segue.simulation import Answer

# Requests a minute, an hour and a day; docs.apollo.io, 2026-08 [AE]; `free` also seen live [VCR].
PLANS: Mapping[str, tuple[int | None, int | None, int | None]] = {
    "free": (50, 200, 600),
    "basic": (200, 400, 2000),
    "professional": (200, 400, 2000),
    "organization": (200, 600, 6000),
    "unlimited": (None, None, None),
}


@dataclass(frozen=True, slots=True)
class _Span:
    """One kind of window and how its headers spell it [VCR]."""

    unit: str
    length: timedelta
    limit: str
    usage: str
    left: str


_SPANS = (
    _Span(
        "minute",
        timedelta(minutes=1),
        "x-rate-limit-minute",
        "x-minute-usage",
        "x-minute-requests-left",
    ),
    _Span(
        "hour",
        timedelta(hours=1),
        "x-rate-limit-hourly",
        "x-hourly-usage",
        "x-hourly-requests-left",
    ),
    _Span(
        "day",
        timedelta(days=1),
        "x-rate-limit-24-hour",
        "x-24-hour-usage",
        "x-24-hour-requests-left",
    ),
)


@dataclass(slots=True)
class _Window:
    opened: datetime
    used: int = 0


@dataclass(slots=True)
class Limits:
    """What one team has used of each endpoint."""

    _windows: dict[tuple[str, str], _Window] = field(default_factory=dict)

    def count(self, label: str, plan: str, now: datetime, *, body: str = "json") -> dict[str, str]:
        """Count one request and return the headers of its answer.

        Refused with 429 when a window is full; the request is then counted nowhere.
        """
        windows = [self._window(label, span, now) for span in _SPANS]
        for span, window, limit in reversed(list(zip(_SPANS, windows, PLANS[plan], strict=True))):
            if limit is not None and window.used >= limit:
                wait = (window.opened + span.length - now).total_seconds()
                raise Refused(over(label, span.unit, limit, wait, _headers(windows, plan), body))
        for window in windows:
            window.used += 1
        return _headers(windows, plan)

    def _window(self, label: str, span: _Span, now: datetime) -> _Window:
        window = self._windows.get((label, span.unit))
        if window is None or now >= window.opened + span.length:
            window = self._windows[label, span.unit] = _Window(now)
        return window


def _headers(windows: list[_Window], plan: str) -> dict[str, str]:
    """Spell the headers: an unlimited window has an empty limit and no usage [AE]."""
    headers: dict[str, str] = {}
    for span, window, limit in zip(_SPANS, windows, PLANS[plan], strict=True):
        headers[span.limit] = "" if limit is None else str(limit)
        if limit is not None:
            headers[span.usage] = str(window.used)
            headers[span.left] = str(max(0, limit - window.used))
    return headers


def full_minute(label: str, plan: str, now: datetime) -> Answer:
    """Make the 429 of an endpoint whose minute was used up just now."""
    limit = PLANS[plan][0] or 0
    windows = [_Window(now, limit) for _ in _SPANS]
    return over(label, "minute", limit, 60, _headers(windows, plan))


def over(
    label: str, unit: str, limit: int, wait: float, headers: Mapping[str, str], body: str = "json"
) -> Answer:
    """Make a 429; the action `index` is left out of the words [OAS]. `wait` is in seconds."""
    text = (
        f"The maximum number of api calls allowed for api/v1/{label.removesuffix('/index')} is "
        f"{limit} times per {unit}. Please upgrade your plan from "
        "https://app.apollo.io/#/settings/plans/upgrade."
    )
    headers = {**headers, "retry-after": str(max(1, math.ceil(wait)))}
    if body == "text":
        return Answer(429, text, headers, "text/plain")
    return Answer(429, {"message": text}, headers)
