"""What a process that serves no API answers: whether it can work, and what it has counted."""

from typing import Final

from segue.http.app import Application, create_app
from segue.http.routes import health
from segue.http.routing import Route, Routes
from segue.service.context import Services

PROBES: Final = Routes(
    (
        Route(method="GET", path="/health", endpoint=health.get_health),
        Route(method="GET", path="/ready", endpoint=health.get_readiness),
        Route(method="GET", path="/metrics", endpoint=health.get_metrics),
    )
)


def create_probes(services: Services) -> Application:
    """Make the application of a worker; whoever opened `services` closes them."""
    return create_app(services, PROBES)
