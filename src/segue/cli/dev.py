"""Everything on one machine, staying up."""

import asyncio
import json

import aiohttp
import click

from segue.cli.sandbox import Sandbox, open_sandbox
from segue.http import logs

FIRST = "outreach"
LINK_SECONDS = 7 * 86_400
STEP = {
    "type": "auto_email",
    "interval_seconds": 86_400,
    "template": {"subject": "Hello", "body": "<p>Hello.</p>"},
}


@click.command("dev")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Loopback port of the server; a free one where absent.",
)
def command(port: int) -> None:
    """Serve everything on this machine, with simulators, a customer and a key.

    The last line printed is one JSON object with all of it. Everything is gone after Ctrl-C.
    """
    logs.configure("warning")
    asyncio.run(_stay(port))


async def _stay(port: int) -> None:
    async with open_sandbox(port) as sandbox:
        empty, links = await _empty_sequence(sandbox), await _links(sandbox)
        click.echo("\n".join([*_words(sandbox, empty), *links, ""]))
        click.echo(json.dumps(_facts(sandbox)))
        await sandbox.server


async def _empty_sequence(sandbox: Sandbox) -> str:
    url = f"{sandbox.url}/engagement/v2/sequences?page_size=100"
    async with (
        aiohttp.ClientSession(headers=sandbox.headers(FIRST), raise_for_status=True) as http,
        http.get(url) as response,
    ):
        records = (await response.json())["records"]
    return str(min(records, key=lambda it: it["num_steps"])["id"])


async def _links(sandbox: Sandbox) -> list[str]:
    """Make a link for each provider, by which its account is connected in a browser."""
    told = ["Connect accounts anew in a browser, as customers do:"]
    async with aiohttp.ClientSession(
        headers={"x-api-key": sandbox.api_key}, raise_for_status=True
    ) as http:
        for name in sandbox.sites:
            asked = {
                "customer_id": sandbox.customer_id,
                "provider_name": name,
                "return_url": f"{sandbox.url}/docs",
                "expiration_secs": LINK_SECONDS,
            }
            async with http.post(f"{sandbox.url}/mgmt/v2/magic_links", json=asked) as response:
                told.append(f"  {(await response.json())['url']}")
    return told


def _words(sandbox: Sandbox, empty: str) -> list[str]:
    simulators = [f"{it.provider.title}'s simulator: {it.url}" for it in sandbox.sites.values()]
    return [
        "Segue, with a customer connected to every simulator. Ctrl-C ends all of it.",
        "",
        f"API reference: {sandbox.url}/docs",
        *simulators,
        "",
        "Paste these; x-provider-name chooses among the customer's connections.",
        "",
        "List the sequences:",
        _curl(sandbox, "", None),
        "Make one:",
        _curl(sandbox, "", {"name": "Spring launch", "type": "team"}),
        "Add a step to one that is empty:",
        _curl(sandbox, f"/{empty}/sequence_steps", STEP),
    ]


def _curl(sandbox: Sandbox, path: str, record: object) -> str:
    parts = [f"  curl -s {sandbox.url}/engagement/v2/sequences{path}"]
    parts += [f"-H '{name}: {value}'" for name, value in sandbox.headers(FIRST).items()]
    if record is not None:
        parts.append("-H 'content-type: application/json'")
        parts.append(f"-d '{json.dumps({'record': record})}'")
    return " \\\n     ".join(parts) + "\n"


def _facts(sandbox: Sandbox) -> dict[str, object]:
    return {
        "url": sandbox.url,
        "api_key": sandbox.api_key,
        "customer_id": sandbox.customer_id,
        "providers": {
            name: {"simulator_url": site.url, "token": site.token}
            for name, site in sandbox.sites.items()
        },
    }
