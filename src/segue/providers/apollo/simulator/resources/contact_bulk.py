"""`/contacts/bulk_*` and the calls that move many contacts at once [OAS]."""

from collections.abc import Mapping
from typing import Any

from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.refusals import Refused, bad_id, unprocessable
from segue.providers.apollo.simulator.request import Request, ordered, true
from segue.providers.apollo.simulator.resources.addresses import is_email
from segue.providers.apollo.simulator.resources.bulk import (
    AT_ONCE,
    check_length,
    check_owner,
    created_rows,
    later,
    required,
)
from segue.providers.apollo.simulator.resources.contact_rows import contact_row, new_contact
from segue.providers.apollo.simulator.resources.contact_writes import (
    BULK_CREATE,
    BULK_UPDATE,
    check_contact,
    touched,
    written_contact,
)
from segue.providers.apollo.simulator.resources.dedupe import match
from segue.providers.apollo.simulator.resources.lists import labels_named
from segue.providers.apollo.simulator.resources.phones import number
from segue.simulation import Answer

# The words name another parameter than the one that is meant [OAS].
NO_ROWS = 'Please provide an array of contact attributes in the "contact_attributes" parameter.'
NEITHER = "Please provide either contact_ids or contact_attributes"

check_owners = required("contact_ids", "owner_id")
check_stages = required("contact_ids", "contact_stage_id")


def create(request: Request) -> Answer:
    """Create up to 100 contacts; those that are there already are returned as they are."""
    rows = created_rows(request, "contacts", NO_ROWS)
    owner = check_owner(request)
    for sent in rows:
        check_contact(request, sent)
    dedupes = true(request.params.get("run_dedupe")) and request.switch("bulk_dedupe", "by_flag")
    labels = labels_named(request, ordered(request.params, "append_label_names"), "contacts")
    created: dict[str, Frozen] = {}
    existing: dict[str, Frozen] = {}
    for sent in rows:
        old = match(request, sent) if dedupes else None
        if old is not None:
            existing.setdefault(old["id"], old)
            continue
        new = _made(request, sent, owner, labels)
        created[new["id"]] = new
    both = {"created_contacts": created, "existing_contacts": existing}
    return Answer(200, {key: _rows(request, it) for key, it in both.items()})


def update(request: Request) -> Answer:
    """Change up to 1000 contacts: alike, or each by its own row."""
    changes = _changes(request)
    check_length(changes)
    contacts = request.account.book.contacts
    known = [it for it in changes if it["id"] in contacts]
    for change in known:
        check_contact(request, change)
        _check_email(change)
    ids = [it["id"] for it in known]
    if len(changes) > AT_ONCE or true(request.params.get("async")):
        job = later(request, "contact_bulk_update", ids, lambda: _apply(request, known))
        return Answer(200, job)
    _apply(request, known)
    return Answer(200, {"contacts": _rows(request, {it: contacts[it] for it in ids})})


def update_owners(request: Request) -> Answer:
    """Give contacts to a user."""
    owner = check_owner(request)
    rows = _set(request, "owner_id", owner)
    keys = ("id", "owner_id")
    return Answer(
        200, {"contacts": [{**{k: it[k] for k in keys}, "crm_owner_id": None} for it in rows]}
    )


def update_stages(request: Request) -> Answer:
    """Move contacts to a stage."""
    stage = str(request.params["contact_stage_id"])
    if stage not in request.account.book.contact_stages:
        raise bad_id(stage)
    rows = _set(request, "contact_stage_id", stage)
    return Answer(200, {"contacts": _rows(request, {it["id"]: it for it in rows})})


def _set(request: Request, key: str, value: object) -> list[Frozen]:
    contacts = request.account.book.contacts
    ids = [it for it in ordered(request.params, "contact_ids") if it in contacts]
    for each in ids:
        contacts[each] = touched(request, {**contacts[each], key: value})
    return [contacts[it] for it in ids]


def _made(
    request: Request, sent: Mapping[str, Any], owner: str | None, labels: list[str]
) -> dict[str, Any]:
    book, actor = request.account.book, request.actor["id"]
    new = new_contact(request.new_id(), actor, next(iter(book.contact_stages), None), request.now)
    fields = {key: value for key, value in sent.items() if key in BULK_CREATE}
    if fields.get("primary_title"):
        fields.setdefault("title", fields["primary_title"])
    row = written_contact(request, new, fields)
    row["owner_id"] = fields.get("owner_id") or owner or actor
    row["label_ids"] = labels
    numbers = [
        it.get("raw_number") for it in sent.get("phone_numbers") or () if isinstance(it, dict)
    ]
    raw = [it for it in (sent.get("phone"), *numbers) if it]
    more = [number(str(it), "work") for it in raw]
    row["phone_numbers"] = [*row["phone_numbers"], *more]
    if row["phone_numbers"]:
        row["sanitized_phone"] = row["phone_numbers"][0]["sanitized_number"]
    book.contacts[row["id"]] = row
    return row


def _changes(request: Request) -> list[dict[str, Any]]:
    params = request.params
    rows, ids = params.get("contact_attributes"), ordered(params, "contact_ids")
    if isinstance(rows, list) and rows:
        return [_only(it) for it in rows if isinstance(it, dict) and it.get("id")]
    if not ids:
        raise unprocessable(NEITHER)
    shared = _only(params)
    return [{**shared, "id": it} for it in ids]


def _only(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in sent.items() if key in BULK_UPDATE or key == "id"}


def _check_email(change: Mapping[str, Any]) -> None:
    if change.get("email") and not is_email(change["email"]):
        details = {
            "contact_id": change["id"],
            "field": "email",
            "message": "Invalid email format",
        }
        raise Refused(Answer(422, {"error": "Validation failed", "error_details": details}))


def _apply(request: Request, changes: list[dict[str, Any]]) -> None:
    contacts = request.account.book.contacts
    for change in changes:
        old = contacts.get(change["id"])
        if old is not None:
            contacts[change["id"]] = touched(request, written_contact(request, old, change))


def _rows(request: Request, rows: Mapping[str, Frozen]) -> list[dict[str, Any]]:
    account, team_id = request.account, request.account.team_id
    shown = (contact_row(account, request.switches, it, statuses=False) for it in rows.values())
    return [{**it, "team_id": team_id} for it in shown]
