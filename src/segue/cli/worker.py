"""Carrying out jobs without serving HTTP."""

import click
import structlog

from segue.app import work
from segue.cli.run import prepared


@click.command("worker")
def command() -> None:
    """Carry out jobs, beside the servers.

    These are the jobs that servers on the same PostgreSQL database have accepted. Any number of
    workers may run: what one that dies had in hand, another takes over. With SQLite the server
    carries its jobs out itself, and a worker runs only while no server does.
    """
    settings = prepared()
    log = structlog.get_logger()
    work(settings, lambda: log.info("working"))
    log.info("stopped")
