"""The main job on every simulator."""

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

import aiohttp
import click

from segue.cli.demo_ending import enrol
from segue.cli.demo_report import lines
from segue.cli.demo_run import PLACES, Done, perform
from segue.cli.sandbox import Sandbox, Site, open_sandbox
from segue.http import logs


@click.command("demo")
def command() -> None:
    """Show the main job on every provider's simulator, and check it.

    Simulators and a server are started on free ports of this machine. Every id that is printed was
    looked up in the simulator's own state; the exit code is 1 where one was not there.
    """
    logs.configure("error")
    found = asyncio.run(_play())
    for site, dones, readiness in found:
        click.echo("\n".join(lines(site, dones, readiness)))
    dones = [done for _, each, _ in found for done in each]
    wrong = sum(bool(done.faults) for done in dones)
    if wrong:
        click.echo(f"{wrong} of {len(dones)} requests did not end as they should.")
        sys.exit(1)
    made = sum(done.ask.steps for done in dones)
    click.echo(
        f"{len(dones)} requests, {made} steps, each found in its simulator, and no other step."
    )


Played = tuple[Site, list[Done], Mapping[str, Any]]


async def _play() -> list[Played]:
    async with open_sandbox() as sandbox, aiohttp.ClientSession() as http:
        return [await _play_one(sandbox, name, http) for name in PLACES]


async def _play_one(sandbox: Sandbox, name: str, http: aiohttp.ClientSession) -> Played:
    dones = await perform(sandbox, name, http)
    made = next(done.id for done in dones if done.ask.to is None)
    enrolled, readiness = await enrol(sandbox, name, http, made or "none")
    return sandbox.sites[name], [*dones, enrolled], readiness
