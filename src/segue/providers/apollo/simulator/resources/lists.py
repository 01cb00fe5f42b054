"""Lists, which are labels: made, renamed, and records put on them or taken off [OAS]."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from segue.providers.apollo.simulator.account import Account, Row
from segue.providers.apollo.simulator.refusals import Refused, unprocessable
from segue.providers.apollo.simulator.request import Request, ordered, true
from segue.providers.apollo.simulator.stamps import zulu
from segue.simulation import Answer

MODALITIES = ("contacts", "accounts", "emailer_campaigns")
RECORDS = ("contacts", "accounts")
"""What can be put on a list that this API makes."""
_SHOWN = ("id", "modality", "name", "created_at", "updated_at", "user_id")


def new_label(account: Account, name: str, modality: str, user_id: str, now: datetime) -> str:
    """Make a label and return its id."""
    new = account.ids.next(now)
    account.labels[new] = {
        "id": new,
        "name": name,
        "modality": modality,
        "user_id": user_id,
        "created_at": zulu(now),
        "updated_at": zulu(now),
    }
    return new


def labels_named(request: Request, names: Iterable[Any], modality: str) -> list[str]:
    """Return the ids of labels by name; unknown ones are created."""
    account = request.account
    known = _named(account, modality)
    actor = request.actor["id"]
    return [
        known.get(name) or new_label(account, name, modality, actor, request.now)
        for name in dict.fromkeys(str(it) for it in names)
    ]


def listed(account: Account, label_ids: Sequence[str], modality: str) -> list[Row]:
    """Return the labels of a record as its answer has them beside it."""
    rows = [account.labels[it] for it in label_ids if it in account.labels]
    return [shown(account, it) for it in rows if it["modality"] == modality]


def shown(account: Account, label: Row) -> Row:
    """Return a label as writing answers it."""
    return {
        **{key: label[key] for key in _SHOWN},
        "cached_count": carried(account, label),
        "book_of_business": label.get("book_of_business"),
    }


def carried(account: Account, label: Row) -> int:
    """Count what carries a label."""
    modality, rows = label["modality"], account.book
    if modality == "emailer_campaigns":
        return sum(label["id"] in it["label_ids"] for it in account.campaigns.values())
    records = rows.contacts if modality == "contacts" else rows.accounts
    return sum(label["id"] in it["label_ids"] for it in records.values())


def create(request: Request) -> Answer:
    """Make a list of contacts or accounts."""
    name, modality = request.params.get("name"), request.params.get("modality")
    _check_name(name)
    if not modality:
        raise unprocessable("Please enter a non-empty modality!")
    if modality not in RECORDS:
        raise unprocessable("Please enter a valid modality!")
    _check_free(request, str(name), modality)
    new = new_label(request.account, str(name), modality, request.actor["id"], request.now)
    label = request.account.labels[new]
    label["book_of_business"] = request.params.get("book_of_business")
    return Answer(200, {"label": shown(request.account, label)})


def rename(request: Request) -> Answer:
    """Rename a list."""
    label = request.account.labels.get(request.id)
    if label is None:
        text = f"Could not find label with id {request.id}"
        raise Refused(Answer(404, {"message": text, "error": "Record not found."}))
    name = request.params.get("name")
    _check_name(name)
    if name != label["name"]:
        _check_free(request, str(name), label["modality"])
    label.update(name=str(name), updated_at=zulu(request.now))
    if "book_of_business" in request.params:
        label["book_of_business"] = request.params["book_of_business"]
    return Answer(200, {"label": shown(request.account, label)})


def add(request: Request) -> Answer:
    """Put records on lists; missing lists are created, ids that are none ignored."""
    return _changed(request, lambda before, ids: [*before, *(it for it in ids if it not in before)])


def remove(request: Request) -> Answer:
    """Take records off lists."""
    return _changed(request, lambda before, ids: [it for it in before if it not in ids])


def _changed(request: Request, change: Callable[[list[str], list[str]], list[str]]) -> Answer:
    params = request.params
    modality = params.get("modality")
    if modality not in RECORDS:
        raise unprocessable(f"Invalid modality: {modality}.")
    book = request.account.book
    rows = book.contacts if modality == "contacts" else book.accounts
    records = [it for it in ordered(params, "entity_ids") if it in rows]
    names = ordered(params, "label_names")
    if not records or not names:
        return Answer(200, {"message": "No Models or Lists provided"})
    ids = labels_named(request, names, modality)
    for record in records:
        rows[record] = {**rows[record], "label_ids": change(list(rows[record]["label_ids"]), ids)}
    if true(params.get("async")):
        return Answer(200, {"entity_progress_job": _job(request, records)})
    account = request.account
    return Answer(200, {"labels": [shown(account, account.labels[it]) for it in ids]})


def _job(request: Request, records: list[str]) -> Row:
    params = {key: request.params[key] for key in ("modality", "label_names")}
    return {
        "id": request.new_id(),
        "user_id": request.actor["id"],
        "job_type": "add_entities_to_labels",
        "entity_ids": records,
        "params": params,
        "progress": -1,
        "batch_size": None,
    }


def _named(account: Account, modality: str) -> dict[str, str]:
    return {it["name"]: it["id"] for it in account.labels.values() if it["modality"] == modality}


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name.strip():
        raise unprocessable("Please enter a non-empty name!")


def _check_free(request: Request, name: str, modality: str) -> None:
    if name in _named(request.account, modality):
        text = f"{name} already exists"
        raise Refused(Answer(422, {"error": text, "skip_alert_dialog": True}))
