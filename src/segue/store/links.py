"""Which write made which thing at a provider, so that no two writes claim the same thing."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy import bindparam, select

from segue.kit.clock import millis
from segue.store.runner import Runner
from segue.store.tables import links
from segue.store.upsert import insert

BATCH: Final = 32

_inserted = insert(links)
_link = _inserted.on_conflict_do_update(
    index_elements=[links.c.connection_id, links.c.kind, links.c.object_id],
    set_={"write_id": _inserted.excluded.write_id},
    where=links.c.write_id == _inserted.excluded.write_id,
)
_linked = select(links.c.object_id).where(
    links.c.connection_id == bindparam("connection_id"),
    links.c.kind == bindparam("kind"),
    links.c.write_id != bindparam("write_id"),
    links.c.object_id.in_([bindparam(f"object_{place}") for place in range(BATCH)]),
)


async def link(
    tx: Runner, connection_id: str, kind: str, object_id: str, write_id: str, at: datetime
) -> bool:
    """Claim a thing for a write; false where another write has claimed it."""
    claimed = await tx.run(
        _link,
        connection_id=connection_id,
        kind=kind,
        object_id=object_id,
        write_id=write_id,
        created_at=millis(at),
    )
    return claimed == 1


async def linked_elsewhere(
    db: Runner, connection_id: str, kind: str, object_ids: Iterable[str], write_id: str
) -> set[str]:
    """Give those of `object_ids` that other writes have claimed."""
    found: set[str] = set()
    asked = iter(object_ids)
    while batch := list(islice(asked, BATCH)):
        batch += batch[-1:] * (BATCH - len(batch))
        rows = await db.rows(
            _linked,
            connection_id=connection_id,
            kind=kind,
            write_id=write_id,
            **{f"object_{place}": object_id for place, object_id in enumerate(batch)},
        )
        found.update(row["object_id"] for row in rows)
    return found
