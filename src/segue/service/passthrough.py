"""A caller's own request to its customer's provider: checked, signed, sent once, shown."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from segue.engine.reads import ORIGIN, unreachable
from segue.engine.transport import (
    LARGEST_ANSWER,
    Answer,
    Destination,
    Lost,
    NotSent,
    RawRequest,
    TooLarge,
    pairs_of,
)
from segue.kit import redact
from segue.model.passthrough import Passthrough
from segue.model.problem import VALIDATION, Fault, Problem
from segue.service.context import Services
from segue.service.pinning import pinned
from segue.service.session import Session, demand

LONGEST_URL: Final = 16_000
DROPPED: Final = frozenset(
    {
        "accept-encoding",
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "cookie",
        "cookie2",
        "expect",
        "forwarded",
        "host",
        "http2-settings",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
        "x-api-key",
        # A key that may only read could write with these.
        "x-http-method",
        "x-http-method-override",
        "x-method-override",
    }
)
"""Request headers that are Segue's own to send, or one connection's only [RFC 9110, 7.6.1]."""
DROPPED_STARTS: Final = ("proxy-", "x-forwarded-", "x-original-", "x-rewrite-")
KEPT_BACK: Final = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "keep-alive",
        "set-cookie",
        "set-cookie2",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Answer headers that are about the bytes as they came, or are the provider's session with us."""


async def pass_through(
    services: Services, session: Session, asked: Passthrough, secrets: Collection[str]
) -> dict[str, Any]:
    """Make the request; gives the provider's answer, whatever its status.

    `secrets` are hidden in it besides the connection's own. Raises `Problem`: 400 for a request
    that is not made, 403 where the key may not write, 502 or 504 where there is no answer.
    """
    demand(session, "read" if asked.method == "GET" else "write")
    destination = session.destination
    request = _request(destination, asked)
    try:
        answer = await services.transport.raw(destination, request)
    except NotSent as error:
        raise _not_sent(destination, error) from None
    except TooLarge:
        detail = f"The answer of {destination.provider.title} has more than {LARGEST_ANSWER:,}"
        raise _lost(502, f"{detail} bytes.", "answer_too_large", asked) from None
    except Lost as lost:
        detail = f"{destination.provider.title} did not answer ({lost})."
        raise _lost(504, detail, "answer_lost", asked) from None
    return _shown(answer, request.url, (*destination.secrets, *secrets))


def _request(destination: Destination, asked: Passthrough) -> RawRequest:
    target = pinned(destination, asked.path, asked.method)
    _check_names(destination, asked, target.query)
    query = "&".join(filter(None, (target.query, _spelled(asked.query or {}))))
    url = f"{target.url}?{query}" if query else target.url
    if len(url) > LONGEST_URL:
        detail = f"The URL would have more than {LONGEST_URL:,} characters."
        raise _invalid(detail, "/body/query")
    return RawRequest(
        method=asked.method,
        url=url,
        headers=_kept(asked.headers or {}),
        body=_encoded(asked.body),
        telling=target.telling,
    )


def _spelled(query: Mapping[str, Any]) -> str:
    return urlencode(pairs_of(query), errors="replace")


def _encoded(body: Any) -> bytes | None:
    if body is None:
        return None
    text = body if isinstance(body, str) else json.dumps(body, separators=(",", ":"))
    return text.encode(errors="replace")


def _check_names(destination: Destination, asked: Passthrough, query: str) -> None:
    """Refuse a credential beside the connection's own: Apollo takes one from all three places."""
    names = {field.name for field in destination.provider.credential}
    given = {
        "/body/path": [name for name, _ in parse_qsl(query, keep_blank_values=True)],
        "/body/query": list(asked.query or {}),
        "/body/body": list(asked.body) if isinstance(asked.body, dict) else [],
    }
    for pointer, found in given.items():
        if taken := names & {name.lower() for name in found}:
            detail = f"{min(taken)!r} is the connection's own; Segue sends it in a header."
            raise _invalid(detail, pointer)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    lowered = {name.lower(): value for name, value in headers.items()}
    if len(lowered) != len(headers):
        raise _invalid("A header is given twice.", "/body/headers")
    named = {name.strip().lower() for name in lowered.get("connection", "").split(",")}
    return {
        name: value
        for name, value in lowered.items()
        if name not in DROPPED | named and not name.startswith(DROPPED_STARTS)
    }


def _shown(answer: Answer, url: str, secrets: Iterable[str]) -> dict[str, Any]:
    ways = tuple(secrets)
    headers = {name: text for name, text in answer.headers.items() if name not in KEPT_BACK}
    absent = answer.body is None and answer.text.strip() != "null"
    return {
        "url": redact.text(url, ways),
        "status": answer.status,
        "headers": redact.value(headers, ways),
        "body": redact.known(answer.text if absent else answer.body, ways),
    }


def _not_sent(destination: Destination, error: NotSent) -> Problem:
    if type(error) is not NotSent:
        return unreachable(destination, error)
    detail = f"{destination.provider.title} cannot be reached ({error}). Nothing was sent."
    return Problem(502, Fault(detail=detail, meta={**ORIGIN, "reason": "unreachable"}))


def _lost(status: int, detail: str, reason: str, asked: Passthrough) -> Problem:
    if asked.method != "GET":
        detail += " It may have done what was asked: passthroughs are in no journal."
    return Problem(status, Fault(detail=detail, meta={**ORIGIN, "reason": reason}))


def _invalid(detail: str, pointer: str) -> Problem:
    return Problem(400, Fault(detail=detail, pointer=pointer, problem_type=VALIDATION))
