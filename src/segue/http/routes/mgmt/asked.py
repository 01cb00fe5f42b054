"""Bodies and paths of the management API."""

from typing import TypeVar

from starlette.requests import Request

from segue.http import body
from segue.http.exchange import services_of
from segue.model.problem import VALIDATION, Fault, Problem
from segue.model.wire import Written
from segue.service import body as bodies
from segue.service.context import Services

Body = TypeVar("Body", bound=Written)


async def written(request: Request, model: type[Body], *, needed: bool = True) -> Body:
    """Read a body; `Problem` 400 with every fault, 413 or 415. Unknown keys are passed over.

    Where none is `needed`, an empty one is one without any key.
    """
    received = await body.read(request, needed=needed)
    if not received and not needed:
        received = b"{}"
    bodies.parse(received)
    return bodies.check(model, received)


def provider_in_path(request: Request) -> str:
    """Give the provider that the path names; `Problem` 400 where there is none of that name."""
    name: str = request.path_params["provider_name"]
    check_provider(services_of(request), name, "/path/provider_name")
    return name


def check_provider(services: Services, name: str, pointer: str) -> None:
    """Raise `Problem` 400 where no provider of this name is installed."""
    if name not in services.providers:
        detail = f"A provider's name is one of: {', '.join(sorted(services.providers))}."
        raise Problem(400, Fault(detail=detail, pointer=pointer, problem_type=VALIDATION))
