"""Batches and their items: what bulk actions leave behind; `segue...simulator.bulk` runs them."""

from segue.providers.outreach.simulator.table import (
    Attribute,
    Relationship,
    Resource,
    computed,
    linked,
    to_one,
    written,
)

BATCH_ATTRIBUTES: dict[str, Attribute] = {
    "action": written(marks="f", longest=255),
    "state": written(marks="fs", longest=255),
    "total": computed("integer", "fs", 0),
    "pending": computed(default=0),
    "failures": computed(default=0),
    "confirmCount": computed(default=0),
    "confirmedCountRequired": computed("boolean", default=False),
    "payload": written("mapping"),
    "summary": written("mapping"),
    "externalStartPayload": written(longest=16_777_215),
    "confirmedAt": computed("moment"),
    "canceledAt": written("moment"),
    "startedAt": written("moment"),
    "finishedAt": written("moment", "s"),
    "createdAt": computed("moment", "s"),
    "updatedAt": computed("moment"),
}

BATCH_RELATIONSHIPS: dict[str, Relationship] = {
    "batchItems": linked("batchItem", "batch"),
    "creator": to_one("user", writable=False),
}

BATCH = Resource(
    type="batch",
    plural="batches",
    attributes=BATCH_ATTRIBUTES,
    relationships=BATCH_RELATIONSHIPS,
    operations=frozenset({"list", "read"}),
)

ITEM_ATTRIBUTES: dict[str, Attribute] = {
    "batchId": computed("integer", "fs"),
    "state": computed("string", "fs"),
    "failed": computed("boolean", "fs", default=False),
    "info": written(longest=767),
    "data": written(longest=16_777_215),
    "createdAt": computed("moment"),
}

BATCH_ITEM = Resource(
    type="batchItem",
    plural="batchItems",
    attributes=ITEM_ATTRIBUTES,
    relationships={"batch": to_one("batch", writable=False)},
    operations=frozenset({"list", "read"}),
)
