"""Reading a credential from where a process list and a shell's history do not show it."""

import json
import os
import sys
from collections.abc import Mapping, Sequence

import click

from segue.spi.provider import CredentialField

Fields = Sequence[CredentialField]


def read(fields: Fields, variables: Sequence[str], *, stdin: bool) -> dict[str, str]:
    """Read from named variables, else from standard input where asked, else from prompts."""
    if variables:
        return from_variables(variables, os.environ)
    if stdin:
        return from_json(sys.stdin.read())
    if not sys.stdin.isatty():
        raise click.UsageError(
            "Standard input is no terminal: give --stdin, or --env FIELD=VARIABLE for each value."
        )
    return prompted(fields)


def from_variables(pairs: Sequence[str], environ: Mapping[str, str]) -> dict[str, str]:
    """Read ``field=VARIABLE`` pairs; a usage error where a variable is not set."""
    found = {}
    for pair in pairs:
        field, _, variable = pair.partition("=")
        if not field or not variable:
            raise click.UsageError("--env takes FIELD=VARIABLE, the name of a variable.")
        if not environ.get(variable):
            # What was given is not repeated: it may be a secret put there by mistake.
            raise click.UsageError(f"The variable named for {field!r} is not set.")
        found[field] = environ[variable]
    return found


def from_json(text: str) -> dict[str, str]:
    """Read one JSON object of names and values."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(it, str) for it in found.values()):
        raise click.UsageError("Standard input must be one JSON object of names and strings.")
    return found


def prompted(fields: Fields) -> dict[str, str]:
    """Ask for each value without showing it; an optional one may be left empty."""
    found = {}
    for field in fields:
        click.echo(f"{field.name}: {field.note}", err=True)
        empty = None if field.required else ""
        value = click.prompt(
            field.name, default=empty, hide_input=True, show_default=False, err=True
        )
        if value:
            found[field.name] = value
    return found
