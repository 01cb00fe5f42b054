"""Whether the server answers."""

from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import Response

from segue.http.answers import as_json

VERSION = version("segue")


async def get_health(_request: Request) -> Response:
    """Tell that the process answers, and its version. Needs no key and asks nobody else."""
    return as_json(200, {"status": "ok", "version": VERSION})
