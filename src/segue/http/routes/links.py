"""Magic links: the page that a customer opens, without an account here and without a script."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from segue.http import browser, link_pages, logs, pages
from segue.http.exchange import address_of, current, services_of
from segue.model.problem import Problem
from segue.service.context import Services
from segue.service.joining import spent
from segue.service.link_visits import Visit, give, start, visit

ID: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
GONE: Final = (404, 410)
UNANSWERED: Final = "unanswered"
STALE: Final = "stale"
SEE_OTHER: Final = 303
FOUND: Final = 302


async def show(request: Request) -> Response:
    """Show what a link is for; looking at it uses nothing up."""
    services = services_of(request)
    if elsewhere := browser.one_name(request, services):
        return RedirectResponse(elsewhere, 307)
    try:
        here = await _visit(request, services)
    except Problem as problem:
        return _refused(request, problem)
    return _page(request, here, link_pages.Trouble(code=request.query_params.get("error")))


async def leave(request: Request) -> Response:
    """Send a browser on to the provider. No form: its page could redirect to any host."""
    services = services_of(request)
    cookie = browser.cookie_or_new(request, services)
    logs.hide([cookie])
    try:
        here = await _visit(request, services)
        begun = await start(services, here, cookie)
    except Problem as problem:
        return _refused(request, problem)
    logs.hide(begun.secrets)
    response = RedirectResponse(begun.location, FOUND)
    browser.remember(response, services, cookie)
    return response


async def submit(request: Request) -> Response:
    """Connect with the key that a form holds."""
    services, path = services_of(request), request.scope["path"]
    try:
        here = await _visit(request, services)
        form = await browser.read_form(request)
        logs.hide(filter(None, form.values()))
        cookie = browser.cookie_of(request, services)
        if not browser.token_matches(services, cookie, path, form.get("form_token", "")):
            return _page(request, here, link_pages.Trouble(code=STALE), status=403)
        credential = _credential(here, form)
        trouble = await _given(services, here, credential)
    except Problem as problem:
        return _refused(request, problem)
    if trouble is not None:
        return _page(request, here, trouble, status=trouble.status)
    return RedirectResponse(here.link.return_url, SEE_OTHER)


async def _given(
    services: Services, here: Visit, credential: Mapping[str, str]
) -> link_pages.Trouble | None:
    try:
        await give(services, here, credential)
    except Problem as problem:
        if problem.status in GONE:
            raise
        return link_pages.trouble_of(here, problem)
    return None


def _credential(here: Visit, form: Mapping[str, str]) -> dict[str, str]:
    """Take the fields that are filled in; spaces around a pasted key are not meant."""
    fields = here.provider.credential
    given = {field.name: form.get(field.name, "").strip() for field in fields}
    return {field.name: given[field.name] for field in fields if given[field.name]}


async def _visit(request: Request, services: Services) -> Visit:
    services.admission.visit(services.settings, address_of(request))
    link_id = request.path_params["link_id"]
    if not ID.fullmatch(link_id):
        raise spent("unknown")
    here = await visit(services, link_id)
    exchange = current(request.scope)
    exchange.application_id = here.link.application_id
    exchange.customer_id = here.link.customer_id
    exchange.provider = here.link.provider
    return here


def _page(
    request: Request, here: Visit, trouble: link_pages.Trouble, *, status: int = 200
) -> Response:
    services = services_of(request)
    prefix = urlsplit(services.settings.public_url).path
    cookie = browser.cookie_or_new(request, services)
    path = f"/links/{here.link.id}"
    token = browser.form_token(services, cookie, path)
    response = link_pages.page(here, trouble, path=prefix + path, token=token, status=status)
    browser.remember(response, services, cookie)
    return response


def _refused(request: Request, problem: Problem) -> Response:
    if not pages.wanted(request):
        raise problem
    return pages.sorry(problem)
