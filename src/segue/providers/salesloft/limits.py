"""What is left of the minute that a team shares, and what pages cost."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from segue.providers.salesloft.pages import DEAREST, PRICES
from segue.spi.limits import Headers, Heard, Limits, Window, heard, number
from segue.spi.plan import Request


def _minute(headers: Headers) -> Heard:
    # What is left is told with every answer. The header that told the limit is not on the present
    # page [S4], so it counts where it comes, and nothing rests on it.
    return heard(
        headers.get("x-ratelimit-limit-minute"), headers.get("x-ratelimit-remaining-minute")
    )


def cost(request: Request) -> int:
    """Say what a request costs: pages after the 100th cost 3 to 30 [S3 rate-limits]."""
    pages = [number(str(page)) or 1 for page in _given(request.query.get("page", 1))]
    page = max(pages, default=1)
    return next((price for last, price in PRICES if page <= last), DEAREST)


def _given(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else (value,)


LIMITS = Limits(
    # 600 a minute for the whole team, other integrations too [S3 rate-limits]. The minute is the
    # clock's: a client of 2025 counts the seconds of the answer's Date [S5].
    windows=(
        Window(
            name="minute",
            length=timedelta(minutes=1),
            limit=600,
            opens="clock",
            hear=_minute,
            place=("other", "minute"),
        ),
    ),
    scope=lambda _request: "team",
    scopes=("team",),
    cost=cost,
)
