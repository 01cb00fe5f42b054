"""The HTTP application."""

from typing import Any

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from segue.http import logs
from segue.http.edge import Edge
from segue.http.operations import OPERATIONS
from segue.http.routes import health, links, oauth, reference
from segue.http.routing import Route, Routes
from segue.service.context import Services
from segue.service.readiness import Readiness

PAGES = (
    ("/metrics", health.get_metrics),
    ("/openapi.json", reference.get_document),
    ("/docs", reference.get_page),
    (f"/docs/{reference.SCRIPT}", reference.get_script),
    ("/oauth/connect", oauth.connect),
    ("/oauth/callback", oauth.callback),
    ("/links/{link_id}", links.show),
    ("/links/{link_id}/start", links.leave),
)
FORMS = (("/links/{link_id}", links.submit),)

ROUTES = Routes(
    (
        *(
            Route(
                method=operation.method,
                path=operation.path,
                endpoint=operation.endpoint,
                operation_id=operation.id,
            )
            for operation in OPERATIONS
        ),
        *(Route(method="GET", path=path, endpoint=endpoint) for path, endpoint in PAGES),
        *(Route(method="POST", path=path, endpoint=endpoint) for path, endpoint in FORMS),
    )
)


class Application:
    """What an ASGI server calls."""

    def __init__(self, services: Services, routes: Routes) -> None:
        self.services = services
        self.readiness = Readiness(services=services)
        self._edge = Edge(services, routes)
        self._document: dict[str, Any] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"Nothing of the type {scope['type']!r} is served.")
        scope["app"] = self
        await self._edge.answer(Request(scope, receive, send), send)

    def openapi(self) -> dict[str, Any]:
        """Describe the API."""
        from segue.http.openapi.document import document  # noqa: PLC0415 -- few ask, and it is large

        if self._document is None:
            self._document = document(OPERATIONS, self.services.providers)
        return self._document


def create_app(services: Services, routes: Routes = ROUTES) -> Application:
    """Make the application; whoever opened `services` closes them."""
    logs.ensure()
    return Application(services, routes)
