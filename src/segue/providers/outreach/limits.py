"""What is left of a user's hour."""

from datetime import timedelta

from segue.spi.limits import Headers, Heard, Limits, Window, heard


def _hour(headers: Headers) -> Heard:
    # Reset is in seconds since 1970; of two numbers that are left the first is the hour's [TAP].
    return heard(
        headers.get("x-ratelimit-limit"),
        headers.get("x-ratelimit-remaining"),
        headers.get("x-ratelimit-reset"),
    )


LIMITS = Limits(
    # 10,000 an hour for each user [AE-rate, TAP, DOC]. The plan's quota of a year is told by no
    # header. How an hour begins is not said, but its end is told with each answer [TAP].
    windows=(
        Window(
            name="hour",
            length=timedelta(hours=1),
            limit=10_000,
            opens="request",
            hear=_hour,
            place=("hourly",),
        ),
    ),
    scope=lambda _request: "user",
    scopes=("user",),
)
