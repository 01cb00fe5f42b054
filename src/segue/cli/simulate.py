"""One simulator."""

import json

import click

from segue import registry
from segue.app import listen
from segue.simulation.app import serve
from segue.simulation.host import LOOPBACK, run


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

    Its first line is JSON: the URL and a credential that works. Faults, switches and the clock are
    set under /__simulator__/.
    """
    with listen(LOOPBACK, port) as taken:
        free = int(taken.getsockname()[1])
    vendor = registry.load(provider).simulator()
    url = f"http://{LOOPBACK}:{free}"
    click.echo(json.dumps({"simulator_url": url, "credential": vendor.token()}))
    run(serve(vendor), free)
