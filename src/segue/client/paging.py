"""Records of a list, page after page."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Generic, TypeVar

from segue.client.answers import Page, WriteWarning
from segue.client.call import Call

R = TypeVar("R")


class Listed(Generic[R]):
    """A list that was asked for. Nothing is sent before it is read."""

    def __init__(self, first: Call[Page[R]]) -> None:
        self._first = first
        self.warnings: list[WriteWarning] = []
        """Of the pages read so far, each once: such as that the provider shows no more of it."""

    def _at(self, cursor: str | None) -> Call[Page[R]]:
        return self._first if cursor is None else self._first.asking(cursor=cursor)

    def _passed(self, page: Page[R]) -> Call[Page[R]] | None:
        self.warnings += [each for each in page.warnings if each not in self.warnings]
        return None if page.next is None else self._at(page.next)


class Records(Listed[R]):
    """Records to iterate over; each iteration asks from the first page on, a page at a time."""

    def __init__(self, first: Call[Page[R]], run: Callable[[Call[Page[R]]], Page[R]]) -> None:
        super().__init__(first)
        self._run = run

    def page(self, cursor: str | None = None) -> Page[R]:
        """Read one page: the first, or the one that `next` or `previous` of another names."""
        return self._run(self._at(cursor))

    def pages(self) -> Iterator[Page[R]]:
        """Read every page."""
        call: Call[Page[R]] | None = self._first
        while call is not None:
            page = self._run(call)
            call = self._passed(page)
            yield page

    def __iter__(self) -> Iterator[R]:
        for page in self.pages():
            yield from page.records


class AsyncRecords(Listed[R]):
    """Records to iterate over; each iteration asks from the first page on, a page at a time."""

    def __init__(
        self, first: Call[Page[R]], run: Callable[[Call[Page[R]]], Awaitable[Page[R]]]
    ) -> None:
        super().__init__(first)
        self._run = run

    async def page(self, cursor: str | None = None) -> Page[R]:
        """Read one page: the first, or the one that `next` or `previous` of another names."""
        return await self._run(self._at(cursor))

    async def pages(self) -> AsyncIterator[Page[R]]:
        """Read every page."""
        call: Call[Page[R]] | None = self._first
        while call is not None:
            page = await self._run(call)
            call = self._passed(page)
            yield page

    async def __aiter__(self) -> AsyncIterator[R]:
        async for page in self.pages():
            for each in page.records:
                yield each
