"""One simulator."""

import json
import threading

import click

from segue import registry
from segue.app import listen
from segue.simulation.app import serve
from segue.simulation.host import LOOPBACK, Host


@click.command("simulate")
@click.argument("provider", type=click.Choice(registry.names()))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Loopback port to listen on; a free one where absent.",
)
def command(provider: str, port: int) -> None:
    """Run one provider's simulator.

    It prints one line of JSON: its URL and a credential that works. Faults, switches and the clock
    are set under /__simulator__/.
    """
    vendor = registry.load(provider).simulator()
    with Host(serve(vendor), listen(LOOPBACK, port)) as host:
        click.echo(json.dumps({"simulator_url": host.url, "credential": vendor.token()}))
        threading.Event().wait()
