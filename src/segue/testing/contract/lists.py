"""Reading lists and searches as a caller does: page by page."""

from collections.abc import Mapping
from typing import Any

from segue.spi.capability import OPERATIONS
from segue.testing.world import World

LISTS = tuple(operation for operation in OPERATIONS if operation.endswith(".list"))
LARGEST = "1000"


async def page(
    stage: World, operation: str, *, of: Mapping[str, Any] | None = None, **given: str
) -> dict[str, Any]:
    """Read one page; `of` is a search's filter, or the sequence of a list of steps."""
    noun, _, verb = operation.partition(".")
    if verb == "search":
        return await stage.search(noun, of or {}, **given)
    if noun == "step":
        return await stage.steps_page((of or {})["sequence_id"], **given)
    return await stage.page(operation, **given)


async def pages(
    stage: World, operation: str, *, of: Mapping[str, Any] | None = None, **given: str
) -> list[dict[str, Any]]:
    """Read every page."""
    found = [await page(stage, operation, of=of, **given)]
    while (cursor := found[-1]["pagination"]["next"]) is not None:
        found.append(await page(stage, operation, of=of, **{**given, "cursor": cursor}))
        assert len(found) < 1000, f"{operation} never ends"
    return found


async def walk(
    stage: World, operation: str, *, of: Mapping[str, Any] | None = None, **given: str
) -> list[dict[str, Any]]:
    """Read every record, in pages as large as they come."""
    found = await pages(stage, operation, of=of, **{"page_size": LARGEST, **given})
    return [record for one in found for record in one["records"]]
