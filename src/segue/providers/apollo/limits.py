"""What is left of three windows, which are counted by team and endpoint."""

import re
from collections.abc import Callable
from datetime import timedelta

from segue.spi.limits import UNLIMITED, Headers, Heard, Limits, Opens, Window, heard
from segue.spi.plan import Request, Segment

ACTION = re.compile(r"[a-z][a-z_]{0,59}")
OBJECT_ID = re.compile(r"[0-9a-fA-F]{24}")
PLAIN = {"GET": "index", "POST": "create"}
BY_ID = {"GET": "show", "PUT": "update", "PATCH": "update", "DELETE": "destroy"}


def scope(request: Request) -> str:
    """Name the endpoint as Apollo counts it, by controller and action [VCR]."""
    controller, *rest = request.path or ("",)
    if not rest:
        return f"{controller}/{PLAIN.get(request.method, 'update')}"
    action = rest[-1]
    if _is_action(action):
        return f"{controller}/{action}"
    return f"{controller}/{BY_ID.get(request.method, 'create')}"


def _is_action(segment: Segment) -> bool:
    if not isinstance(segment, str) or OBJECT_ID.fullmatch(segment):
        return False
    return ACTION.fullmatch(segment) is not None


def _hear(*spelled: str) -> Callable[[Headers], Heard]:
    def hear(headers: Headers) -> Heard:
        for name in spelled:
            limit = headers.get(f"x-rate-limit-{name}")
            if limit == "":
                return Heard(limit=UNLIMITED)
            # The minute and the hours spell what is left in two ways [VCR].
            found = heard(limit, headers.get(f"x-{name}-requests-left"))
            if found.limit is not None and found.left is not None:
                return found
        return Heard()

    return hear


OPENS: Opens = "request"
# Each opens with the first request after the one before has ended, and counts all requests [AE].
# The numbers are the free plan's [VCR], the least of any; every counted answer tells the true ones,
# and a window that does not limit has an empty header [AE]. Older documents call the day `daily`.
LIMITS = Limits(
    windows=(
        Window(
            name="minute",
            length=timedelta(minutes=1),
            limit=50,
            opens=OPENS,
            hear=_hear("minute"),
            place=("other", "minute"),
        ),
        Window(
            name="hour",
            length=timedelta(hours=1),
            limit=200,
            opens=OPENS,
            hear=_hear("hourly"),
            place=("hourly",),
        ),
        Window(
            name="day",
            length=timedelta(days=1),
            limit=600,
            opens=OPENS,
            hear=_hear("24-hour", "daily"),
            place=("daily",),
        ),
    ),
    scope=scope,
)
