"""Logs: one JSON line for each event, without secrets."""

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from segue.kit import redact

LINE: Final = 65_536
"""Characters of all texts of one line together; a longer one loses the middle of its texts."""
LEAST: Final = 1024
"""Characters that each text may have however many there are."""
MOST_VALUES: Final = 1000
DEEPEST: Final = 20
TOO_MUCH: Final = "[left out]"
NUMBERS: Final = (bool, int, float)
LARGEST: Final = 2**63
ENCODER: Final = json.JSONEncoder()
"""`json.dumps` with any argument makes one for each line."""
KEPT: Final = ("level", "at", "logger", "request_id")

Source = Callable[[], Iterable[str]]

_secrets: ContextVar[frozenset[str] | None] = ContextVar("segue_secrets", default=None)
"""None outside of every request."""
_sources: ContextVar[tuple[Source, ...]] = ContextVar("segue_secret_sources", default=())
_always: list[Source] = []
_outside: list[Source] = []


@contextmanager
def hiding() -> Iterator[None]:
    """Forget, at the end, the secrets that were named in between."""
    token, sources = _secrets.set(frozenset()), _sources.set(())
    try:
        yield
    finally:
        _secrets.reset(token)
        _sources.reset(sources)


def hide(values: Iterable[str]) -> None:
    """Name secrets that no later line of this request may show, wherever they turn up."""
    _secrets.set((_secrets.get() or frozenset()) | frozenset(values))


def hide_from(source: Source) -> None:
    """Name what tells, at each later line of this request, the secrets that there are by then."""
    _sources.set((*_sources.get(), source))


@contextmanager
def hiding_always(source: Source, outside: Source) -> Iterator[None]:
    """Hide a few secrets in every line of the process while the block lasts.

    What `outside` tells, which may be many, is hidden in lines that belong to no request, such as
    those of other threads.
    """
    _always.append(source)
    _outside.append(outside)
    try:
        yield
    finally:
        _always.remove(source)
        _outside.remove(outside)


def redacted(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Turn a line into plain JSON values and hide every secret in it. Stands last.

    It never raises: what cannot be looked through is not shown, and no request fails for its line.
    """
    try:
        return _redacted(event)
    except Exception as error:  # noqa: BLE001 -- whatever a value or a source of secrets raises
        kept = {name: event[name] for name in KEPT if isinstance(event.get(name), str)}
        shown: dict[str, str] = redact.value(kept)
        return {"event": "a line could not be shown", "error": type(error).__qualname__, **shown}


def _redacted(event: EventDict) -> EventDict:
    flat = _flat(event)
    if flat is not None and _harmless(flat, event):
        return event
    values = _Values()
    plain = {str(key): values.plain(value, 0) for key, value in event.items()}
    longest = max(LEAST, LINE // max(1, len(values.texts)))
    line = "\n".join(values.texts)
    known = redact.standing_in(line, _known(line))
    shown: EventDict = redact.value(plain, known, longest=longest)
    return shown


def _flat(event: EventDict) -> str | None:
    """Give all texts of a short line that holds plain values alone."""
    texts: list[str] = []
    for key, value in event.items():
        if type(value) is str:
            texts.append(value)
        elif value is not None and not (type(value) in NUMBERS and -LARGEST < value < LARGEST):
            return None
        texts.append(key)
    line = "\n".join(texts)
    return line if len(line) <= LEAST else None


def _harmless(line: str, keys: Iterable[str]) -> bool:
    return redact.harmless(line, keys) and not redact.standing_in(line, _known(line))


def _known(line: str) -> set[str]:
    """Collect the secrets that a line may hold."""
    found = {secret for source in (*_always, *_sources.get()) for secret in source()}
    named = _secrets.get()
    if named is not None:
        return found | named
    return found | {
        secret for source in _outside for secret in source() if secret and secret in line
    }


@dataclass(slots=True)
class _Values:
    """Makes JSON of a line's values, as many as a line may have."""

    seen: int = 0
    texts: list[str] = field(default_factory=list)
    """Every text of the line, its keys too."""

    def plain(self, value: Any, depth: int) -> Any:
        self.seen += 1
        if isinstance(value, str):
            return self._text(value)
        if value is None or (isinstance(value, NUMBERS) and -LARGEST < value < LARGEST):
            return value
        if self.seen > MOST_VALUES or depth >= DEEPEST:
            return TOO_MUCH
        if isinstance(value, Mapping):
            some = islice(value.items(), MOST_VALUES)
            return {self._text(key): self.plain(inner, depth + 1) for key, inner in some}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.plain(inner, depth + 1) for inner in islice(value, MOST_VALUES)]
        return self._text(value)

    def _text(self, value: Any) -> str:
        text = value if isinstance(value, str) else _spelled(value)
        self.texts.append(text)
        return text


def _spelled(value: Any) -> str:
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 -- it is any object's own code
        return f"[{type(value).__qualname__}]"


class Quiet:
    """A stream whose end, or full disk, fails no request."""

    def __init__(self, inner: TextIO) -> None:
        self.inner = inner

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self.inner.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self.inner.flush()


class Lines(logging.StreamHandler[Quiet]):
    """Other libraries' lines. One that cannot be made is told of without what it was made of.

    `logging` itself would print the arguments of a line that it cannot format, as they are.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- logging's own
        error = sys.exc_info()[0]
        kind = error.__qualname__ if error is not None else None
        told = {"event": "a line could not be shown", "logger": record.name, "error": kind}
        self.stream.write(json.dumps(told) + "\n")


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send every line of the process, other libraries' too, to standard error as JSON.

    `level` is a name such as ``info``, in any case; `ValueError` for any other word. A `stream`
    takes the place of standard error.
    """
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise ValueError(f"{level!r} is not a log level")
    target = Quiet(stream or sys.stderr)
    _configure_ours(number, target)
    _configure_others(number, target)


def ensure() -> None:
    """Configure our own lines where structlog's own printer would show every local variable.

    That printer is its default. `structlog.is_configured` does not tell of it: it stays true once
    anybody has configured something, the printer left as it was (structlog 26.1).
    """
    printers = structlog.get_config()["processors"]
    if any(isinstance(printer, structlog.dev.ConsoleRenderer) for printer in printers):
        _configure_ours(logging.INFO, Quiet(sys.stderr))


def _configure_ours(number: int, target: Quiet) -> None:
    structlog.configure(
        processors=[*_shared(), structlog.processors.format_exc_info, *_last()],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", target)),
        cache_logger_on_first_use=False,
    )


def _configure_others(number: int, target: Quiet) -> None:
    handler = Lines(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_shared(), structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                *_last(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]


def _last() -> list[Processor]:
    return [redacted, lambda _logger, _method, event: ENCODER.encode(event)]
