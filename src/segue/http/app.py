"""The HTTP application."""

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from segue.http import logs
from segue.http.edge import Edge
from segue.http.failures import answer_problem, answer_unavailable, answer_unrouted
from segue.http.openapi.document import document
from segue.http.operations import OPERATIONS
from segue.http.routes import health, links, oauth, reference
from segue.http.verbs import told_apart
from segue.model.problem import Problem
from segue.service.context import Services
from segue.service.readiness import Readiness
from segue.store.errors import Unavailable

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


class Application(FastAPI):
    """FastAPI, with the document of our own making."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = document(self.routes, self.state.services.providers)
        return self.openapi_schema


def create_app(services: Services) -> FastAPI:
    """Make the application; whoever opened `services` closes them."""
    logs.ensure()
    app = Application(
        title="Segue",
        version=version("segue"),
        openapi_url=None,
        redirect_slashes=False,
        middleware=[Middleware(Edge)],
        exception_handlers={
            Problem: answer_problem,
            HTTPException: answer_unrouted,
            Unavailable: answer_unavailable,
        },
        # FastAPI's own spans hold the path and the query as they came, with ids and addresses.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    app.state.services = services
    app.state.readiness = Readiness(services=services)
    for operation in OPERATIONS:
        app.add_api_route(
            told_apart(operation.path),
            operation.endpoint,
            methods=[operation.method],
            operation_id=operation.id,
            tags=[operation.tag],
            summary=operation.summary,
            description=operation.about,
            response_model=None,
            openapi_extra={"security": [{"apiKey": [operation.needs]}], **operation.described},
        )
    for path, endpoint in PAGES:
        app.add_api_route(path, endpoint, methods=["GET"], include_in_schema=False)
    for path, endpoint in FORMS:
        app.add_api_route(path, endpoint, methods=["POST"], include_in_schema=False)
    return app
