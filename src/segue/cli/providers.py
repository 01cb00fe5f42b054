"""Providers."""

import textwrap

import click

from segue import registry
from segue.cli import table
from segue.service.providers import table as capabilities

WIDTH = 100
INDENT = " " * 4


@click.group("providers")
def command() -> None:
    """Show the providers and what each can do."""


@command.command("list")
def list_providers() -> None:
    """List the installed providers and what a connection to each needs."""
    rows = [
        {
            "name": provider.name,
            "title": provider.title,
            "credential": ", ".join(
                field.name if field.required else f"[{field.name}]" for field in provider.credential
            ),
        }
        for provider in map(registry.load, registry.names())
    ]
    table.show(rows, ("name", "title", "credential"), "No provider is installed.")


@command.command()
@click.argument("name", type=click.Choice(registry.names()))
def show(name: str) -> None:
    """Print a provider's capability table."""
    for row in capabilities(registry.load(name)):
        use = f", used: {row['on_use']}" if row["on_use"] else ""
        click.echo(f"{row['name']}: {row['support']}{use}")
        for text in (row["note"], f"Source: {row['source']} ({row['confidence']} confidence)"):
            if text:
                click.echo(
                    textwrap.fill(text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)
                )
