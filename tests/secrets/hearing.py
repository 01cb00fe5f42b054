"""Everything that this process says while tests run, and what is secret then."""

import json
import os
from collections.abc import Iterator
from functools import wraps
from inspect import iscoroutinefunction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click.testing
import pytest

from segue.http import app, logs
from segue.model.problem import Problem
from segue.service import attempts
from segue.testing.world import World
from segue.vault import Vault

from .exempt import RANDOM, SEALED, SEALING
from .inside import answering
from .inside.sitecustomize import VARIABLE
from .search import Secrets, held, kinds

Said = tuple[str, bytes]
"""A place, and what was said there."""

secrets = Secrets()
heard: list[Said] = []
"""What the running test, and whatever runs beside it, has said since it began."""


def note(place: str, said: bytes) -> None:
    """Keep what was said until the test ends."""
    heard.append((place, said))


def sift(place: str, said: bytes) -> None:
    """Keep what was said only if there is a secret in it, where it is too much to keep."""
    if kinds(said, secrets.needles()):
        note(place, said)


def begin() -> None:
    """Listen to the whole process. Nothing ends it but the process's end."""
    answering.watch(app.Application, note)
    _results()
    _lines()
    _commands()
    _printed()
    _sealed()
    _browsers()


def _results() -> None:
    """Contract tests ask without HTTP: what they get stands in for the answer."""
    for name, method in vars(World).copy().items():
        if not name.startswith("_") and iscoroutinefunction(method):
            setattr(World, name, _noted(f"result {name}", method))


def _noted(place: str, method: Any) -> Any:
    @wraps(method)
    async def noted(*args: Any, **options: Any) -> Any:
        try:
            result = await method(*args, **options)
        except Problem as problem:
            note(place, f"{problem.args} {problem.faults}".encode())
            raise
        note(place, repr(result).encode())
        return result

    return noted


def _lines() -> None:
    """Every line passes the last of our processors, whoever has logged it."""
    last = logs._last

    def line(_logger: Any, _method: str, event: Any) -> Any:
        note("log", str(event).encode())
        return event

    logs._last = lambda: [*last(), line]


def _commands() -> None:
    invoke = click.testing.CliRunner.invoke

    @wraps(invoke)
    def noted(self: Any, cli: Any, args: Any = None, **options: Any) -> Any:
        result = invoke(self, cli, args, **options)
        said = f"{result.output}{result.exception!r}"
        note(f"output of segue {' '.join((args or ())[:2])}", said.encode())
        return result

    click.testing.CliRunner.invoke = noted


def _printed() -> None:
    """What a test has read of what was printed is in no report."""
    readouterr = pytest.CaptureFixture.readouterr

    @wraps(readouterr)
    def noted(self: Any) -> Any:
        read = readouterr(self)
        note("printed", "".join(map(str, read)).encode(errors="replace"))
        return read

    pytest.CaptureFixture.readouterr = noted


def _sealed() -> None:
    """What is sealed for a connection, a client or an attempt is secret; plans are not."""
    seal, init = Vault.seal, Vault.__init__

    @wraps(seal)
    def noted(self: Vault, plain: bytes, *, bound_to: str) -> bytes:
        if "/" not in bound_to:
            for value in held(plain):
                secrets.add(SEALED, value)
        return seal(self, plain, bound_to=bound_to)

    @wraps(init)
    def made(self: Vault, *keys: bytes) -> None:
        init(self, *keys)
        for key in keys:
            secrets.add(SEALING, key)

    Vault.seal, Vault.__init__ = noted, made


def _browsers() -> None:
    """States, verifiers and cookies are made in one place."""
    make = attempts.secrets.token_urlsafe

    def noted(size: int) -> str:
        value = make(size)
        secrets.add(RANDOM, value.encode())
        return value

    attempts.secrets = SimpleNamespace(token_urlsafe=noted)


class Children:
    """What child processes say, through a file that each of them appends to."""

    def __init__(self, spool: Path) -> None:
        self._spool = spool
        self._read = 0
        inside = str(Path(__file__).with_name("inside"))
        paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        kept = [path for path in paths if path and path != inside]
        os.environ["PYTHONPATH"] = os.pathsep.join([inside, *kept])
        os.environ[VARIABLE] = str(spool)

    def end(self) -> None:
        """Forget the file."""
        self._spool.unlink(missing_ok=True)

    def said(self) -> Iterator[Said]:
        """Give what was said since it was asked last; what a process printed in one piece."""
        if not self._spool.exists():
            return
        pieces: dict[tuple[int, str], list[str]] = {}
        with self._spool.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                process, place, said = json.loads(line)
                pieces.setdefault((process, place), []).append(said)
        for (_, place), said in pieces.items():
            if place.startswith("answer"):
                yield from ((place, one.encode("latin-1")) for one in said)
            else:
                yield place, "".join(said).encode("latin-1")


def quiet() -> None:
    """Forget what was said and what was secret."""
    heard.clear()
    secrets.clear()
