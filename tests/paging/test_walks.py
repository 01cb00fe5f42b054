"""Whole lists of every simulator, read page by page while records come and go."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue import registry
from segue.testing.world import World, world

SHARED = settings(
    derandomize=True,
    deadline=None,
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
Change = tuple[str, int]
CHANGES = st.lists(
    st.lists(st.tuples(st.sampled_from(["insert", "delete"]), st.integers(0, 10_000)), max_size=3),
    max_size=10,
)
INSERTS = st.lists(st.lists(st.just(("insert", 0)), max_size=3), max_size=10)


@dataclass(frozen=True, kw_only=True)
class Book:
    """Where a vendor keeps its contacts."""

    kind: str
    root: tuple[str, ...]

    def seed(self, i: int) -> dict[str, Any]:
        """Give a contact to put in."""
        address = f"walk{i}@quay.example"
        return {
            "prospects": {"emails": [address]},
            "people": {"email_address": address},
            "contacts": {"email": address, "first_name": "Walk"},
        }[self.kind]


BOOKS: Mapping[str, Book] = {
    "outreach": Book(kind="prospects", root=("prospects",)),
    "salesloft": Book(kind="people", root=("v2", "people")),
    "apollo": Book(kind="contacts", root=("contacts",)),
}


@dataclass
class Walker:
    """A reader of contacts, and what happens to them meanwhile."""

    stage: World
    book: Book
    made: int = 0

    async def insert(self, count: int = 1) -> None:
        """Put contacts in, at the vendor."""
        seeds = [self.book.seed(self.made + i) for i in range(count)]
        self.made += count
        if seeds:
            await self.stage.simulated.seed({self.book.kind: seeds})

    async def delete(self, where: int) -> None:
        """Delete a contact, at the vendor."""
        ids = sorted(await self.ids())
        stage = self.stage
        url = "/".join((stage.session.destination.api_url, *self.book.root, ids[where % len(ids)]))
        headers = {
            **stage.provider.headers(stage.session.destination.credential),
            "accept": stage.provider.media_type,
            "content-type": stage.provider.media_type,
        }
        async with ClientSession() as http, http.delete(url, headers=headers) as answer:
            assert answer.status in (200, 204), await answer.text()

    async def ids(self) -> set[str]:
        """Name the contacts that the vendor has now."""
        state = await self.stage.simulated.state()
        return {str(row["id"]) for row in state[self.book.kind] if not row.get("deleted_at")}

    async def walk(self, size: int, changes: Sequence[Sequence[Change]]) -> tuple[list[str], bool]:
        """Read page by page; gives the ids, and whether a page warned of anything."""
        found: list[str] = []
        given, announced, rest = {"page_size": str(size)}, False, iter(changes)
        while True:
            page = await self.stage.page("contact.list", **given)
            ids = [record["id"] for record in page["records"]]
            assert len(ids) == len(set(ids)) <= size
            found += ids
            announced = announced or "warnings" in page
            if (cursor := page["pagination"]["next"]) is None:
                return found, announced
            given["cursor"] = cursor
            for what, where in next(rest, ()):
                await (self.insert() if what == "insert" else self.delete(where))


@pytest.fixture(params=sorted(BOOKS))
def name(request: pytest.FixtureRequest) -> str:
    """Each provider's name."""
    return str(request.param)


def _run(name: str, file: Path, playing: Any) -> None:
    async def play() -> None:
        async with world(registry.load(name), f"sqlite:///{file}") as stage:
            await playing(Walker(stage, BOOKS[name]))

    asyncio.run(play())


@pytest.fixture
def file(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """A migrated database file."""
    return Path(shutil.copy(migrated_sqlite, tmp_path / "segue.db"))


@given(more=st.integers(0, 150), size=st.integers(5, 1000))
@SHARED
def test_what_stays_comes_exactly_once(name: str, file: Path, more: int, size: int) -> None:
    """A caller that syncs would miss contacts, or count some twice."""

    async def playing(walker: Walker) -> None:
        await walker.insert(more)
        found, announced = await walker.walk(size, [])
        assert sorted(found) == sorted(await walker.ids())
        assert not announced

    _run(name, _fresh(file), playing)


@given(size=st.integers(10, 120), changes=INSERTS)
@SHARED
def test_insertions_lose_nothing_that_was_there(
    name: str, file: Path, size: int, changes: list[list[Change]]
) -> None:
    """Whoever is added during a sync would push others out of it."""

    async def playing(walker: Walker) -> None:
        await walker.insert()
        before = await walker.ids()
        found, announced = await walker.walk(size, changes)
        assert before <= set(found)
        assert len(found) == len(set(found))
        assert not announced

    _run(name, _fresh(file), playing)


@given(size=st.integers(10, 120), changes=CHANGES)
@SHARED
def test_deletions_lose_nothing_in_silence(
    name: str, file: Path, size: int, changes: list[list[Change]]
) -> None:
    """Whoever is deleted during a sync would take another one along."""

    async def playing(walker: Walker) -> None:
        await walker.insert()
        before = await walker.ids()
        found, announced = await walker.walk(size, changes)
        assert before & await walker.ids() <= set(found) or announced

    _run(name, _fresh(file), playing)


def _fresh(file: Path) -> Path:
    return Path(shutil.copy(file, file.with_name(f"{len(list(file.parent.iterdir()))}.db")))


@pytest.mark.parametrize(
    ("name", "noun"),
    [
        *((name, noun) for name in sorted(BOOKS) for noun in ("account", "sequence", "user")),
        *((name, "mailbox") for name in sorted(BOOKS)),
        ("outreach", "state"),
        ("salesloft", "state"),
        ("outreach", "template"),
        ("salesloft", "template"),
    ],
)
@pytest.mark.parametrize("size", ["1", "7", "1000"])
def test_every_other_list_comes_exactly_once_too(
    name: str, noun: str, size: str, file: Path
) -> None:
    """A list that few look at would have holes."""

    async def playing(walker: Walker) -> None:
        given, found, total = {"page_size": size}, [], None
        for _ in range(500):
            page = await walker.stage.page(f"{noun}.list", **given)
            found += [record["id"] for record in page["records"]]
            total = page["pagination"].get("total_count", total)
            if (cursor := page["pagination"]["next"]) is None:
                break
            given["cursor"] = cursor
        whole = await walker.stage.page(f"{noun}.list", page_size="1000")
        ids = [record["id"] for record in whole["records"]]
        assert found
        assert len(found) == len(set(found))
        assert set(ids) <= set(found)
        assert total in (None, len(found))

    _run(name, file, playing)
