"""The demo's table."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlsplit

from segue.cli.demo_run import Done
from segue.cli.sandbox import Site

WIDTH: Final = 110
ASKED: Final = 42
ID: Final = 24
CALLS: Final = ASKED + ID + 6
NOTE: Final = " " * 6


def lines(
    site: Site, dones: Sequence[Done], readiness: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """Write one provider's part: what was asked, the ids, the calls, the warnings, readiness."""
    root = urlsplit(site.api_url).path
    title = site.provider.title
    yield title
    yield f"  {'asked':<{ASKED}}  {'id':<{ID}}  calls to {title}{root and f', below {root}'}"
    yield f"  {'-' * ASKED}  {'-' * ID}  {'-' * (WIDTH - CALLS)}"
    for done in dones:
        yield from _request(done, root)
    yield from _readiness(readiness) if readiness else ()
    yield ""


def _readiness(found: Mapping[str, Any]) -> Iterator[str]:
    ready = "ready to send" if found["ready"] else "not ready to send"
    yield f"  sequence {found['sequence_id']} is {ready}:"
    for check in found["checks"]:
        mark = {True: "yes", False: "no", None: "not shown"}[check["ok"]]
        todo = f" To do: {check['todo']}" if check["todo"] else ""
        yield _note(f"{check['name']}: {mark}. {check['detail']}{todo}")


def _request(done: Done, root: str) -> Iterator[str]:
    asked = textwrap.wrap(done.ask.words, ASKED)
    ids = re.split(r"(?<=[0-9a-f]{24}:)", done.id or f"none: {done.status}")
    calls = list(_calls(done.calls, root))
    for i in range(max(len(asked), len(ids), len(calls))):
        cells = (_at(asked, i), _at(ids, i), _at(calls, i))
        yield f"  {cells[0]:<{ASKED}}  {cells[1]:<{ID}}  {cells[2]}".rstrip()
    for warning in done.answer.get("warnings", ()):
        pointer = warning["source"]["pointer"].removeprefix("/body/record")
        yield _note(f"warning{pointer and f' {pointer}'}: {warning['detail']}")
    for error in done.answer.get("errors", ()):
        yield _note(f"{done.status} {error['code']}: {error['detail']}")
    for fault in done.faults:
        yield _note(f"WRONG: {fault}")


def _calls(entries: Sequence[Mapping[str, Any]], root: str) -> Iterator[str]:
    spelled = (
        f"{entry['method']} {entry['path'].removeprefix(root)} {entry['status']}"
        for entry in entries
    )
    for call, same in groupby(spelled):
        times = len(list(same))
        yield call if times == 1 else f"{call} ({times} times)"


def _at(cells: Sequence[str], i: int) -> str:
    return cells[i] if i < len(cells) else ""


def _note(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=NOTE, subsequent_indent=NOTE + "  ")
