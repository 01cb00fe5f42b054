"""Connecting in a browser: on to the provider, and back."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from segue.http import browser, logs, pages
from segue.http.exchange import address_of, current, services_of
from segue.model.problem import VALIDATION, Fault, Problem
from segue.service.attempts import Asked, begin
from segue.service.context import Services
from segue.service.landing import Landing, land

WANTED = ("applicationId", "customerId", "providerName", "returnUrl")
"""The old service's names. Of its others `loginUrl` sent the client's secret to whatever host it
named, and no provider that is here has the rest: they are not looked at."""
TO_CONNECT = 302


async def connect(request: Request) -> Response:
    """Send a browser on to the provider."""
    services = services_of(request)
    if elsewhere := browser.one_name(request, services):
        return RedirectResponse(elsewhere, 307)
    cookie = browser.cookie_or_new(request, services)
    logs.hide([cookie])
    try:
        services.admission.visit(services.settings, address_of(request))
        _check_open(services)
        begun = await begin(services, _asked(request), cookie)
    except Problem as problem:
        return _refused(request, problem)
    logs.hide(begun.secrets)
    response = RedirectResponse(begun.location, TO_CONNECT)
    browser.remember(response, services, cookie)
    return response


async def callback(request: Request) -> Response:
    """Take a browser back from the provider and send it on to where it came from."""
    services = services_of(request)
    cookie = browser.cookie_of(request, services)
    said = dict(request.query_params)
    secret = [said.get(name, "") for name in ("code", "state", "context")]
    logs.hide(filter(None, [*secret, cookie]))
    try:
        services.admission.visit(services.settings, address_of(request))
        _check_single(request)
        landing = await land(services, said, cookie)
    except Problem as problem:
        return _refused(request, problem)
    _note(request, landing)
    failure, link_id = landing.failure, landing.attempt.link_id
    if failure is not None and link_id is not None:
        back = f"{services.settings.public_url}/links/{link_id}?error={failure.code}"
        return RedirectResponse(back, TO_CONNECT)
    return RedirectResponse(landing.location, TO_CONNECT)


def _check_open(services: Services) -> None:
    if services.settings.connect == "links-only":
        detail = "Customers connect by the links that they are sent."
        raise Problem(403, Fault(detail=detail, meta={"reason": "links_only"}))


def _asked(request: Request) -> Asked:
    _check_single(request)
    given = [request.query_params.get(name, "") for name in WANTED]
    missing = [name for name, value in zip(WANTED, given, strict=True) if not value]
    if missing:
        raise Problem(400, *(_invalid(f"Missing {name}", f"/query/{name}") for name in missing))
    for name, value in zip(WANTED, given, strict=True):
        if not value.isprintable():
            detail = f"{name} has a character that cannot be printed."
            raise Problem(400, _invalid(detail, f"/query/{name}"))
    return Asked(
        application_id=given[0], customer_id=given[1], provider=given[2], return_url=given[3]
    )


def _check_single(request: Request) -> None:
    names = [name for name, _ in request.query_params.multi_items()]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        detail = f"The query has {twice[0]!r} more than once."
        raise Problem(400, _invalid(detail, f"/query/{twice[0]}"))


def _refused(request: Request, problem: Problem) -> Response:
    if not pages.wanted(request):
        raise problem
    return pages.sorry(problem)


def _note(request: Request, landing: Landing) -> None:
    exchange, attempt = current(request.scope), landing.attempt
    exchange.application_id = attempt.application_id
    exchange.customer_id = attempt.customer_id
    exchange.provider = attempt.provider


def _invalid(detail: str, pointer: str) -> Fault:
    return Fault(detail=detail, pointer=pointer, problem_type=VALIDATION)
