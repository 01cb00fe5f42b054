"""What is looked for: credentials of the run, however they are spelled."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import cache

from segue.kit import redact
from segue.simulation import minted

MARK = minted.MARK.encode()
SHORTEST = 8
"""Characters of a secret that is looked for: fewer are words."""
MARKED, API_KEY = "a simulator's credential", "an API key"
LOGGED = re.compile(r"[A-Z]+ +([\w.]+):\S+:\d+ ")
"""How a line of the log begins, as pytest spells it."""
# Metrics are named so too, in small letters alone.
KEYS = re.compile(rb"segue_(?=[a-z_]*[A-Z0-9-])[A-Za-z0-9_-]{24,}")
"""A key of ours without its first characters, which are shown so that its owner can tell it."""


class Secrets:
    """What is secret in one test, besides what bears the mark."""

    def __init__(self) -> None:
        self._kinds: dict[bytes, str] = {}

    def add(self, kind: str, value: bytes) -> None:
        """Look for a value from now on."""
        if len(value) >= SHORTEST and MARK not in value:
            self._kinds.setdefault(value, kind)

    def clear(self) -> None:
        """Forget every value."""
        self._kinds.clear()

    def needles(self) -> Mapping[bytes, str]:
        """Give every spelling of every value, by its kind."""
        own = {way: kind for value, kind in self._kinds.items() for way in spelled(value)}
        return {**dict.fromkeys(spelled(MARK), MARKED), **own}


def held(plain: bytes) -> Iterator[bytes]:
    """Give the secrets in what was sealed: the values of a JSON object, or all of it."""
    try:
        found = json.loads(plain)
    except ValueError:
        found = None
    if isinstance(found, dict):
        yield from (value.encode() for value in found.values() if isinstance(value, str))
    else:
        yield plain


@cache
def spelled(raw: bytes) -> tuple[bytes, ...]:
    """Give the ways in which a value may stand in bytes: as it is, escaped, in base64, in hex."""
    try:
        ways = {way.encode() for way in redact.spellings([raw.decode()])}
    except UnicodeDecodeError:
        ways = set()
    return tuple({raw, raw.hex().encode(), *ways, *_encoded(raw)})


def _encoded(raw: bytes) -> Iterator[bytes]:
    """Base64 takes three bytes at a time: what is sure of it depends on what stands before."""
    for before in range(3):
        text = b64encode(b"\0" * before + raw + b"\0\0")
        sure = text[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        yield from (sure, sure.translate(bytes.maketrans(b"+/", b"-_")))


def kinds(said: bytes, needles: Mapping[bytes, str]) -> set[str]:
    """Say which kinds of secrets stand in bytes."""
    found = {kind for needle, kind in needles.items() if needle in said}
    if b"segue_" in said and KEYS.search(said):
        found.add(API_KEY)
    return found


def captured(key: str, text: str) -> Iterator[tuple[str, bytes]]:
    """Give what pytest has kept under a name: a log by whose lines they are."""
    whose = ""
    for line in text.splitlines() if key == "log" else ():
        if logger := LOGGED.match(line):
            whose = logger[1]
        yield f"captured log of {whose}", line.encode()
    if key != "log":
        yield f"captured {key}", text.encode()


def where(said: bytes, needles: Mapping[bytes, str], kind: str) -> Iterator[str]:
    """Say where in an answer a secret stands: a header's name, or a JSON pointer."""
    head, _, body = said.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if kind in kinds(line, needles):
            yield line.partition(b":")[0].decode()
    if kind not in kinds(body, needles):
        return
    try:
        told = json.loads(body)
    except ValueError:
        yield "body"
        return
    yield from (at or "/" for at, text in _leaves(told) if kind in kinds(text.encode(), needles))


def _leaves(told: object, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        for key, inner in told.items():
            yield f"{at}/(a key)", key
            yield from _leaves(inner, f"{at}/{key}")
    elif isinstance(told, list):
        for inner in told:
            yield from _leaves(inner, f"{at}/*")
    else:
        yield at, str(told)
