"""What ties one browser to what it began: a cookie, tokens in forms, and one name of the server."""

import hmac
import re
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from segue.model.problem import VALIDATION, Fault, Problem
from segue.service.attempts import random_value
from segue.service.context import Services
from segue.service.return_urls import LOOPBACK

VALUE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
FORM: Final = "application/x-www-form-urlencoded"
MOST: Final = 16_384
"""Bytes of a form."""
MOST_FIELDS: Final = 50
HOPPED: Final = "hopped"


def cookie_of(request: Request, services: Services) -> str | None:
    """Give the browser's cookie; None where it has none of ours."""
    found = request.cookies.get(_name(services), "")
    return found if VALUE.fullmatch(found) else None


def cookie_or_new(request: Request, services: Services) -> str:
    """Give the browser's cookie, or a new one for `remember`."""
    return cookie_of(request, services) or random_value()


def remember(response: Response, services: Services, cookie: str) -> None:
    """Give the browser its cookie, for as long as it is open.

    `Lax` keeps it from other sites' forms, and lets it come when a provider sends the browser back.
    """
    response.set_cookie(
        _name(services),
        cookie,
        path="/",
        secure=_secure(services),
        httponly=True,
        samesite="lax",
    )


def form_token(services: Services, cookie: str, page: str) -> str:
    """Make what a form has to hold, so that no other site can send it."""
    key = services.vault.derive("forms")
    return hmac.new(key, f"{cookie} {page}".encode(), sha256).hexdigest()


def token_matches(services: Services, cookie: str | None, page: str, given: str) -> bool:
    """Tell whether a form comes from a page that this browser was shown."""
    if cookie is None:
        return False
    made = form_token(services, cookie, page)
    return hmac.compare_digest(made.encode(), given.encode(errors="replace"))


def one_name(request: Request, services: Services) -> str | None:
    """Give this request's address under the server's own name, where it was asked by another.

    ``localhost`` and ``127.0.0.1`` are one machine to people and two sites to browsers: a cookie
    of the one would not come back with a redirect to the other. Any other name may be a proxy's,
    and one that changes the name is asked only once.
    """
    if HOPPED in request.query_params:
        return None
    public = urlsplit(services.settings.public_url)
    asked = urlsplit(f"//{request.headers.get('host', '')}")
    if {public.hostname, _hostname(asked.netloc)} <= LOOPBACK and asked.netloc != public.netloc:
        query = "&".join(filter(None, [request.url.query, f"{HOPPED}=1"]))
        return f"{services.settings.public_url}{request.scope['path']}?{query}"
    return None


async def read_form(request: Request) -> dict[str, str]:
    """Read a form; `Problem` 415 for another kind of body, 413 for a longer one, 400 for more."""
    path: str = request.scope["path"]
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != FORM:
        raise _problem(415, f"The body must be sent as {FORM}.", path)
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MOST:
            raise _problem(413, f"A form has at most {MOST:,} bytes.", path)
    try:
        pairs = parse_qsl(
            received.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError:
        raise _problem(400, "The form cannot be read.", path) from None
    return dict(pairs)


def _name(services: Services) -> str:
    # The prefix keeps other hosts of the same domain from setting it (RFC 6265bis, 4.1.3.2).
    return "__Host-segue" if _secure(services) else "segue"


def _secure(services: Services) -> bool:
    return services.settings.public_url.startswith("https:")


def _hostname(netloc: str) -> str | None:
    try:
        return urlsplit(f"//{netloc}").hostname
    except ValueError:
        return None


def _problem(status: int, detail: str, path: str) -> Problem:
    return Problem(status, Fault(detail=detail, pointer=path, problem_type=VALIDATION))
