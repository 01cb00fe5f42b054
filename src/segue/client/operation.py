"""Operations: a function that builds a call becomes a method, one to wait for or one to await.

Each operation is written once. What a method returns follows from the connection that it is found
on: `Sync`, `Async`, or one of the two that only ask what would be done.
"""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, Protocol, Self, TypeVar, overload

from segue.client.answers import DryRun, Page, dry_run
from segue.client.call import Call
from segue.client.paging import AsyncRecords, Records

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Mode_co = TypeVar("Mode_co", covariant=True)


class Sync:
    """Methods return what was answered."""


class Async:
    """Methods are awaited."""


class DrySync:
    """Writes return what they would do."""


class DryAsync:
    """Writes are awaited, and return what they would do."""


class Run(Protocol):
    """What sends calls for one connection."""

    @property
    def dry(self) -> bool:
        """Tell whether writes only return what they would do."""

    def once(self, call: Call[Any]) -> Any:
        """Send a call, and read its answer."""

    def listed(self, call: Call[Page[R]]) -> Any:
        """Make a list of a page's call."""


class Noun(Generic[Mode_co]):
    """One kind of record at one connection."""

    def __init__(self, run: Run) -> None:
        self._run = run


class _Operation(Generic[P, T]):
    def __init__(self, build: Callable[P, Call[T]]) -> None:
        self._build = build
        self.__doc__ = build.__doc__
        self.__wrapped__ = build


class Read(_Operation[P, T]):
    """An operation that changes nothing."""

    @overload
    def __get__(self, noun: None, owner: type) -> Self: ...
    @overload
    def __get__(self, noun: Noun[Sync] | Noun[DrySync], owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(
        self, noun: Noun[Async] | Noun[DryAsync], owner: type
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, noun: Noun[Any] | None, owner: type) -> Any:
        """Give the method of one connection."""
        if noun is None:
            return self
        run, build = noun._run, self._build  # noqa: SLF001 -- the same module's

        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            return run.once(build(*args, **kwargs))

        return update_wrapper(method, build)


class Listing(_Operation[P, Page[R]], Generic[P, R]):
    """An operation that gives records, page after page."""

    @overload
    def __get__(self, noun: None, owner: type) -> Self: ...
    @overload
    def __get__(self, noun: Noun[Sync] | Noun[DrySync], owner: type) -> Callable[P, Records[R]]: ...
    @overload
    def __get__(
        self, noun: Noun[Async] | Noun[DryAsync], owner: type
    ) -> Callable[P, AsyncRecords[R]]: ...
    def __get__(self, noun: Noun[Any] | None, owner: type) -> Any:
        """Give the method of one connection."""
        if noun is None:
            return self
        run, build = noun._run, self._build  # noqa: SLF001 -- the same module's

        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            return run.listed(build(*args, **kwargs))

        return update_wrapper(method, build)


class Write(_Operation[P, T]):
    """An operation that changes something."""

    @overload
    def __get__(self, noun: None, owner: type) -> Self: ...
    @overload
    def __get__(self, noun: Noun[Sync], owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, noun: Noun[Async], owner: type) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, noun: Noun[DrySync], owner: type) -> Callable[P, DryRun]: ...
    @overload
    def __get__(
        self, noun: Noun[DryAsync], owner: type
    ) -> Callable[P, Coroutine[Any, Any, DryRun]]: ...
    def __get__(self, noun: Noun[Any] | None, owner: type) -> Any:
        """Give the method of one connection."""
        if noun is None:
            return self
        run, build = noun._run, self._build  # noqa: SLF001 -- the same module's

        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            call: Call[Any] = build(*args, **kwargs)
            return run.once(_planned(call) if run.dry else call)

        return update_wrapper(method, build)


def _planned(call: Call[Any]) -> Call[DryRun]:
    return replace(call.asking(dry_run="true"), read=dry_run)
