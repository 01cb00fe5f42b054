"""A provider's no, in the caller's terms."""

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from segue.engine.misread import Misread, judge
from segue.engine.transport import Answer, Destination, path_of
from segue.kit import redact
from segue.kit.clock import parse_iso
from segue.model.problem import Fault, Problem
from segue.spi.errors import ErrorRule, classify
from segue.spi.plan import Request

PASSED_THROUGH = frozenset({400, 401, 403, 404, 409, 422, 429})
RATE_LIMITED = 429
BAD_REQUEST = 400
NOT_FOUND = 404
GONE = frozenset({"not_found", "deleted"})
SERVER_ERROR = 500
LONGEST_CAUSE = 4_000
"""Characters of a provider's text that are repeated."""
EPOCH = 1_000_000_000
"""A `Retry-After` above this is a moment in seconds since 1970, as Outreach sends it [TAP]."""
EPOCH_MILLIS = 100 * EPOCH
LONGEST_WAIT = 86_400
"""Seconds. A longer `Retry-After` is more likely a mistake than a wait."""
NUMBER = re.compile(r"[0-9]{1,20}(?:\.[0-9]{0,20})?")


def rule_for(destination: Destination, request: Request, answer: Answer) -> ErrorRule | None:
    """Find what the provider's table says of an answer."""
    return classify(
        destination.provider.error_rules,
        method=request.method,
        path=path_of(request),
        status=answer.status,
        body=answer.text,
    )


def gone(rule: ErrorRule | None) -> bool:
    """Tell whether a provider says in another status than 404 that a thing is not there."""
    return rule is not None and rule.reason in GONE


def absent_at(destination: Destination, request: Request, answer: Answer) -> bool:
    """Tell whether an answer says that what was asked for is not there."""
    return answer.status == NOT_FOUND or gone(rule_for(destination, request, answer))


def http_status(provider_status: int) -> int:
    """Say which status of ours speaks for a provider's."""
    if provider_status in PASSED_THROUGH:
        return provider_status
    if BAD_REQUEST <= provider_status < SERVER_ERROR:
        return 499
    return provider_status if provider_status in (503, 504) else 502


def problem_of(
    destination: Destination,
    request: Request,
    answer: Answer,
    *,
    now: datetime,
    pointer: str | None = None,
    meta: Mapping[str, Any] | None = None,
) -> Problem:
    """Tell a caller what the provider refused, in its own words, without secrets."""
    rule = rule_for(destination, request, answer)
    # Redacted before an adapter cuts it, since half a secret is not known for one, and after, since
    # an adapter that takes out markup may put two halves together.
    said = redact.value(
        answer.body if answer.body is not None else answer.text, destination.secrets
    )
    words = redact.text(_words(destination, said), destination.secrets)[:LONGEST_CAUSE]
    status = NOT_FOUND if gone(rule) else http_status(answer.status)
    fault = Fault(
        title=f"{destination.provider.title} answered {answer.status}",
        detail=words or f"{destination.provider.title} answered {answer.status} without a reason.",
        pointer=pointer,
        meta={
            "origin": "remote-provider",
            "provider_status": answer.status,
            **({"reason": rule.reason} if rule and rule.reason else {}),
            "cause": _cause(said, destination.secrets),
            **(meta or {}),
        },
    )
    wait = retry_after(answer.headers, now) if answer.status in (RATE_LIMITED, 503) else None
    return Problem(status, fault, retry_after=wait)


def _words(destination: Destination, said: Any) -> str:
    try:
        return judge(destination, "words", destination.provider.words, said)
    except Misread:
        return ""


def _cause(said: Any, secrets: tuple[str, ...]) -> Any:
    if isinstance(said, str):
        return redact.text(said, secrets)[:LONGEST_CAUSE]
    shown = redact.value(said, secrets)
    spelled = json.dumps(shown, ensure_ascii=False)
    return shown if len(spelled) <= LONGEST_CAUSE else spelled[:LONGEST_CAUSE]


def retry_after(headers: Mapping[str, str], now: datetime) -> int:
    """Whole seconds to wait, 1 to a day, from whatever spelling the provider chose.

    Seconds, seconds since 1970, an HTTP date and an ISO time all occur. Without the header, the
    seconds to the next minute of the provider's clock, which is Salesloft's window.
    """
    said = headers.get("retry-after", "").strip()
    if NUMBER.fullmatch(said):
        seconds = float(said)
        seconds /= 1000 if seconds > EPOCH_MILLIS else 1
        return _wait(seconds - now.timestamp() if seconds > EPOCH else seconds)
    until = parse_iso(said) or _http_date(said)
    if until is not None:
        return _wait((until - now).total_seconds())
    dated = _http_date(headers.get("date", "")) or now
    return 60 - dated.second


def _wait(seconds: float) -> int:
    return math.ceil(min(max(seconds, 1), LONGEST_WAIT))


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
