"""Whether the server answers, whether it can work, and what it has counted."""

import hmac
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

from starlette.requests import Request
from starlette.responses import Response

from segue.http.answers import as_json
from segue.http.exchange import services_of
from segue.model.problem import Fault, Problem
from segue.service.context import Services
from segue.service.counting import CONTENT_TYPE, Counting
from segue.service.scraping import exposition

if TYPE_CHECKING:
    from segue.service.readiness import Readiness

VERSION = version("segue")
BEARER = "bearer"


async def get_health(_request: Request) -> Response:
    """Tell that the process answers, and its version. Needs no key and asks nobody else."""
    return as_json(200, {"status": "ok", "version": VERSION})


async def get_readiness(request: Request) -> Response:
    """Tell whether the server can work: it needs its database, a clock and its encryption key.

    503 where it cannot, or was told to stop. Needs no key; asks the database at most once a second.
    """
    readiness = cast("Readiness", request.app.readiness)
    checks = await readiness.checks()
    ready = all(check.reason is None for check in checks)
    told = {check.name: {"ok": check.reason is None, "reason": check.reason} for check in checks}
    return as_json(
        200 if ready else 503,
        {"status": "ready" if ready else "not_ready", "version": VERSION, "checks": told},
    )


async def get_metrics(request: Request) -> Response:
    """Show what was counted, to whom the operator lets see it."""
    services = services_of(request)
    if services.settings.metrics == "off" or not isinstance(services.watch, Counting):
        raise Problem(404, Fault(detail="There is no such path.", pointer=request.url.path))
    _let_in(services, request.headers.get("authorization", ""))
    return Response(await exposition(services, services.watch), media_type=CONTENT_TYPE)


def _let_in(services: Services, shown: str) -> None:
    token = services.settings.metrics_token
    if services.settings.metrics == "open" or token is None:
        return
    scheme, _, given = shown.partition(" ")
    right = hmac.compare_digest(given.strip().encode(), token.get_secret_value().encode())
    if scheme.lower() != BEARER or not right:
        raise Problem(401, Fault(detail="The metrics need a bearer token of their own."))
