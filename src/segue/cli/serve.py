"""The server."""

import click
import structlog

from segue.app import serve
from segue.cli.run import prepared


@click.command("serve")
@click.option("--host", help="Address to listen on, instead of SEGUE_HOST.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on, instead of SEGUE_PORT; 0 takes a free one.",
)
def command(host: str | None, port: int | None) -> None:
    """Run the server."""
    given = {"host": host, "port": port}
    settings = prepared().but(**{name: value for name, value in given.items() if value is not None})
    log = structlog.get_logger()
    serve(settings, lambda url: log.info("serving", url=url))
    log.info("stopped")
