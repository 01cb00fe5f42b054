"""Bulk actions: `POST /batches/actions/{verb}` and the confirming or cancelling of a batch.

Neither ids nor a filter means every record there is [OAS26, AE-conv]. A batch waits for its
confirmation unless told to skip it, then runs by itself shortly after.
"""

import heapq
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from segue.providers.outreach.simulator.bulk_verbs import NOT_SIMULATED, VERBS
from segue.providers.outreach.simulator.errors import (
    Refused,
    bad_document,
    bad_parameter,
    entry,
    record_invalid,
    route_not_found,
)
from segue.providers.outreach.simulator.filters import candidates, read_filters
from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.resources.batch import BATCH, BATCH_ITEM
from segue.providers.outreach.simulator.resources.prospect import PROSPECT
from segue.providers.outreach.simulator.rows import Change, Row
from segue.simulation.vendor import Asked

RUNS_AFTER = timedelta(seconds=1)
FILTER = re.compile(r"actionParams\[filter\](\[.+)")
SKIP = "actionParams[skipConfirmation]"
CONFIRMED = "actionParams[confirmedCount]"


def start(org: Org, verb: str, asked: Asked) -> Row:
    """Make the batch a bulk action asks for."""
    if verb in NOT_SIMULATED:
        detail = f"The vendor has '{verb}'; this simulator does not yet."
        raise Refused(501, entry("notSimulated", "Not Simulated", detail))
    if verb not in VERBS:
        raise route_not_found()
    given = _attributes(asked.body)
    ids = _targets(org, asked.query, given)
    batch = org.fresh(BATCH)
    skips = asked.query.get(SKIP, ["false"])[-1] == "true"
    batch.values.update(
        action=verb,
        state="pending" if skips else "confirming",
        total=len(ids),
        pending=len(ids),
        confirmCount=0 if skips else len(ids),
        confirmedCountRequired=not skips,
        payload={**given, "ids": ids},
        summary={},
    )
    org.create(BATCH, Change(batch, frozenset()))
    if skips:
        _wait(org, batch)
    return batch


def act(org: Org, batch: Row, verb: str, query: Mapping[str, list[str]]) -> Row:
    """Confirm or cancel a batch that waits for it."""
    if verb not in {"confirm", "cancel"}:
        raise route_not_found()
    for key in query:
        if (verb, key) != ("confirm", CONFIRMED):
            raise bad_parameter("actionParams.unknown", f"'{key}' is not supported by the action.")
    if batch.values["state"] != "confirming":
        raise record_invalid("Batch", f"cannot {verb} from {batch.values['state']}")
    changed = batch.copy()
    if verb == "cancel":
        changed.values.update(state="canceled", canceledAt=org.moment(), pending=0)
    else:
        if query.get(CONFIRMED, [""])[-1] != str(batch.values["confirmCount"]):
            raise record_invalid("Batch", "confirmed count does not match")
        changed.values.update(state="pending", confirmedAt=org.moment())
        _wait(org, changed)
    org.touch(changed)
    org.rows.put(changed)
    return changed


def run(org: Org, id: int) -> None:
    """Run a pending batch, one item a record."""
    batch = org.rows.get("batch", id)
    if batch is None or batch.values["state"] != "pending":
        return
    org.user_id = batch.refs["creator"]
    done = batch.copy()
    done.values["startedAt"] = org.moment()
    for target in batch.values["payload"]["ids"]:
        failure = _run_one(org, batch, target)
        item = org.fresh(BATCH_ITEM)
        state = "finished" if failure is None else "failed"
        item.values.update(batchId=id, state=state, failed=failure is not None, info=failure)
        item.values["data"] = f'{{"id":{target}}}'
        item.refs["batch"] = id
        item.id = org.rows.new_id("batchItem")
        item.values["createdAt"] = org.moment()
        org.rows.put(item)
        done.values["failures"] += failure is not None
    done.values.update(state="finished", finishedAt=org.moment(), pending=0)
    done.values["updatedAt"] = org.moment()
    org.rows.put(done)


def _run_one(org: Org, batch: Row, target: int) -> str | None:
    """Run one record; return why it failed, or None."""
    prospect = org.rows.get("prospect", target)
    if prospect is None:
        return f"Could not find 'prospect' with ID '{target}'."
    try:
        VERBS[batch.values["action"]](org, prospect, batch.values["payload"])
    except Refused as refused:
        return "; ".join(str(error["detail"]) for error in refused.errors)
    return None


def _attributes(body: Any) -> dict[str, Any]:
    document = body.get("data") if isinstance(body, dict) else {}
    attributes = document.get("attributes", {}) if isinstance(document, dict) else None
    if not isinstance(attributes, dict):
        raise bad_document("'attributes' must be an object.")
    return dict(attributes)


def _targets(org: Org, query: Mapping[str, list[str]], given: dict[str, Any]) -> list[int]:
    filters: dict[str, list[str]] = {"newFilterSyntax": ["true"]}
    for key, values in query.items():
        if found := FILTER.fullmatch(key):
            filters["filter" + found[1]] = values
        elif key != SKIP:
            raise bad_parameter("actionParams.unknown", f"'{key}' is not supported by the action.")
    ids = given.get("ids")
    if ids is not None:
        if not isinstance(ids, list) or not all(type(it) is int for it in ids):
            raise bad_document("'ids' must be a list of integers.")
        return list(ids)
    return [row.id for row in candidates(org, PROSPECT, read_filters(org, PROSPECT, filters))]


def _wait(org: Org, batch: Row) -> None:
    heapq.heappush(org.waiting, (org.now + RUNS_AFTER, "batch", batch.id))
