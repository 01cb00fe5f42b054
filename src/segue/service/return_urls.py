"""Return URLs: where a customer's browser may be sent once a connection is made."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from segue.model.problem import VALIDATION, Fault, Problem
from segue.service.context import Services
from segue.store import applications

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS: Final = {"http": 80, "https": 443}
WANTED: Final = (
    "must be an absolute http or https URL without a user, a fragment, a backslash, a space or a"
    " character outside ASCII."
)


def parts_of(url: str) -> SplitResult | None:
    """Read a return URL; None for what browsers and servers could read differently."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc or port == 0:
        return None
    dotted = parts.path.lower().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/")
    if parts.fragment or url.endswith("#") or {".", ".."} & set(dotted.split("/")):
        return None
    if dotted.count("/") != parts.path.count("/"):
        return None
    return parts


def allowed(entries: Iterable[str], url: str) -> bool:
    """Tell whether a browser may be sent to `url`.

    An entry allows its own scheme, host, port and path, with any query; one whose path ends with a
    slash allows what lies below it too. Without entries only this machine's own hosts are allowed,
    so that nothing has to be set for trying Segue out.
    """
    parts = parts_of(url)
    if parts is None:
        return False
    listed = [entry for entry in map(parts_of, entries) if entry is not None]
    if not listed:
        return parts.hostname in LOOPBACK
    return any(_covers(entry, parts) for entry in listed)


def _covers(entry: SplitResult, asked: SplitResult) -> bool:
    if _origin(entry) != _origin(asked):
        return False
    path, wanted = entry.path or "/", asked.path or "/"
    return wanted == path or (path.endswith("/") and wanted.startswith(path))


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme]


async def check(services: Services, application_id: str, url: str, pointer: str) -> None:
    """Raise `Problem` 400 where an application's customers may not be sent to `url`."""
    if parts_of(url) is None:
        raise _invalid(f"A return URL {WANTED}", pointer)
    application = await applications.get(services.database, application_id)
    if application is None or not allowed(application.return_urls, url):
        detail = (
            "This return URL is not among the application's. `PUT /segue/v1/return_urls` or `segue"
            " applications return-urls` sets them; without any only this machine's own hosts are"
            " allowed."
        )
        raise Problem(
            400, Fault(detail=detail, pointer=pointer, meta={"reason": "return_url_not_allowed"})
        )


async def get(services: Services, application_id: str) -> dict[str, Any]:
    """List where an application's customers may be sent back to."""
    application = await applications.get(services.database, application_id)
    return {"return_urls": list(application.return_urls) if application else []}


async def put(services: Services, application_id: str, urls: Iterable[str]) -> dict[str, Any]:
    """Say where an application's customers may be sent back to, and nowhere else; `Problem` 400."""
    wanted = list(dict.fromkeys(urls))
    faults = [
        Fault(detail=f"It {WANTED}", pointer=f"/body/return_urls/{i}", problem_type=VALIDATION)
        for i, url in enumerate(wanted)
        if parts_of(url) is None
    ]
    if faults:
        raise Problem(400, *faults)
    await applications.set_return_urls(services.database, application_id, wanted)
    return {"return_urls": wanted}


def _invalid(detail: str, pointer: str) -> Problem:
    return Problem(400, Fault(detail=detail, pointer=pointer, problem_type=VALIDATION))
