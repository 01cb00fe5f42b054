"""Logs: one JSON line for each event, without secrets."""

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from segue.kit import redact

NUMBERS = (bool, int, float)

Source = Callable[[], Iterable[str]]

_secrets: ContextVar[frozenset[str]] = ContextVar("segue_secrets", default=frozenset())
_sources: ContextVar[tuple[Source, ...]] = ContextVar("segue_secret_sources", default=())


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
    _secrets.set(_secrets.get() | frozenset(values))


def hide_from(source: Source) -> None:
    """Name what tells, at each later line of this request, the secrets that there are by then."""
    _sources.set((*_sources.get(), source))


def redacted(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Turn a line into plain JSON values and hide every secret in it. Stands last."""
    secrets = _secrets.get().union(*(source() for source in _sources.get()))
    return {
        key: value if value is None or isinstance(value, NUMBERS) else _hidden(key, value, secrets)
        for key, value in event.items()
    }


def _hidden(key: str, value: Any, secrets: frozenset[str]) -> Any:
    if isinstance(value, str):
        return redact.HIDDEN if _names_a_secret(key) else redact.text(value, secrets)
    (found,) = redact.value({key: _plain(value)}, secrets).values()
    return found


@cache
def _names_a_secret(key: str) -> bool:
    """Tell it of a line's own keys, which are words of the program's and few."""
    return redact.NAMES.search(key) is not None


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    return repr(value)


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send every line of the process, other libraries' too, to standard error as JSON.

    `level` is a name such as ``info``, in any case; `ValueError` for any other word. A `stream`
    takes the place of standard error.
    """
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise ValueError(f"{level!r} is not a log level")
    target = stream or sys.stderr
    _configure_ours(number, target)
    _configure_others(number, target)


def ensure() -> None:
    """Configure our own lines where structlog's own printer would show every local variable.

    That printer is its default. `structlog.is_configured` does not tell of it: it stays true once
    anybody has configured something, the printer left as it was (structlog 26.1).
    """
    printers = structlog.get_config()["processors"]
    if any(isinstance(printer, structlog.dev.ConsoleRenderer) for printer in printers):
        _configure_ours(logging.INFO, sys.stderr)


def _configure_ours(number: int, target: TextIO) -> None:
    structlog.configure(
        processors=[*_shared(), structlog.processors.format_exc_info, *_last()],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=False,
    )


def _configure_others(number: int, target: TextIO) -> None:
    handler = logging.StreamHandler(target)
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
    return [redacted, structlog.processors.JSONRenderer(json.dumps)]
