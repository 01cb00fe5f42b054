"""Carrying out jobs without serving HTTP."""

import click
import structlog

from segue.app import work
from segue.cli.run import prepared


@click.command("worker")
@click.option("--host", help="Address that --metrics-port is at, instead of SEGUE_HOST.")
@click.option(
    "--metrics-port",
    type=click.IntRange(0, 65535),
    help="Port that answers /metrics, /ready and /health, instead of SEGUE_METRICS_PORT; none where"
    " neither is set, and 0 takes a free one.",
)
def command(host: str | None, metrics_port: int | None) -> None:
    """Carry out jobs, beside the servers.

    These are the jobs that servers on the same PostgreSQL database have accepted. Any number of
    workers may run: what one that dies had in hand, another takes over. With SQLite the server
    carries its jobs out itself, and a worker runs only while no server does.

    Who may read /metrics is said by SEGUE_METRICS, as for a server.
    """
    given = {"host": host, "metrics_port": metrics_port}
    settings = prepared().but(**{name: value for name, value in given.items() if value is not None})
    log = structlog.get_logger()
    work(settings, lambda url: log.info("working", url=url))
    log.info("stopped")
