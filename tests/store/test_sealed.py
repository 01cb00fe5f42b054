"""Every sealed value is walked and swapped, and none that has changed is overwritten."""

from sqlalchemy import LargeBinary, update

from segue.store import connections, journal, sealed
from segue.store.sealed import SEALED
from segue.store.tables import metadata, writes

from .rows import call, connected, entry

COLUMNS = {column.name: column for column in SEALED}


def test_every_column_of_bytes_is_walked():
    """A change of the sealing key would leave values behind that no key opens."""
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert set(COLUMNS) == found


async def test_rows_are_walked_in_batches_without_gaps(database):
    """Rows beyond the first batch would be left with the old key."""
    ids = [f"wr_{n:03}" for n in range(2 * sealed.BATCH + 1)]
    for id in ids:  # noqa: A001 -- the write's
        await journal.insert(database, entry(id))
    column = COLUMNS["writes.plan"]
    seen = [row["id"] async for row in sealed.walk(database, column)]
    assert seen == ids
    assert [row async for row in sealed.walk(database, COLUMNS["writes.answer"])] == []


async def test_keys_of_several_columns_are_walked_in_order(database):
    """Calls of one write would be skipped, or walked for ever."""
    await journal.insert(database, entry("wr_1"))
    places = [(1, n) for n in range(sealed.BATCH)] + [(2, 0), (2, 1)]
    for attempt, position in places:
        await journal.start_call(database, call("wr_1", position, attempt=attempt, answer=b"a"))
    column = COLUMNS["calls.answer"]
    walked = [row async for row in sealed.walk(database, column)]
    assert [(row["attempt"], row["position"]) for row in walked] == places
    assert column.bound_to(walked[-1]) == "wr_1/call/1"


async def test_a_value_is_swapped_only_where_it_stands(database):
    """What a server writes at that moment would be lost."""
    _, connection = await connected(database)
    await journal.insert(database, entry("wr_1"))
    column = COLUMNS["writes.plan"]
    (row,) = [row async for row in sealed.walk(database, column)]
    await database.run(update(writes).values(plan=b"newer"))
    assert not await sealed.swap(database, column, row, b"again")
    (row,) = [row async for row in sealed.walk(database, column)]
    assert row["sealed"] == b"newer"
    assert await sealed.swap(database, column, row, b"again")
    held = COLUMNS["connections.credential"]
    (row,) = [row async for row in sealed.walk(database, held)]
    assert await sealed.swap(database, held, row, b"again")
    found = await connections.by_id(database, connection.id)
    assert (found.credential, found.updated_at) == (b"again", connection.updated_at)
