"""`/accounts/bulk_*` and the call that gives many accounts to a user [OAS]."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.refusals import unprocessable
from segue.providers.apollo.simulator.request import Request, ordered, true
from segue.providers.apollo.simulator.resources.account_rows import (
    UPDATED,
    account_row,
    new_account,
)
from segue.providers.apollo.simulator.resources.account_writes import (
    BULK_CREATE,
    BULK_UPDATE,
    check_account,
    sent_of,
    written_account,
)
from segue.providers.apollo.simulator.resources.bulk import (
    AT_ONCE,
    check_length,
    check_owner,
    created_rows,
    later,
    required,
)
from segue.providers.apollo.simulator.resources.lists import labels_named
from segue.simulation import Answer

NO_ROWS = 'Please provide an array of account attributes in the "accounts" parameter.'
NO_ASYNC = "Async processing is not permitted."

check_owners = required("account_ids", "owner_id")


def create(request: Request) -> Answer:
    """Create up to 100 accounts; those that are there already are returned as they are."""
    rows = created_rows(request, "accounts", NO_ROWS)
    for sent in rows:
        check_account(request, sent)
    labels = labels_named(request, ordered(request.params, "append_label_names"), "accounts")
    created: dict[str, Frozen] = {}
    existing: dict[str, Frozen] = {}
    for sent in rows:
        old = _existing(request, sent)
        if old is not None:
            existing.setdefault(old["id"], old)
            continue
        new = _made(request, sent, labels)
        created[new["id"]] = new
    both = {"created_accounts": created, "existing_accounts": existing}
    return Answer(200, {key: _rows(request, it) for key, it in both.items()})


def update(request: Request) -> Answer:
    """Change up to 1000 accounts: alike, or each by its own row, which cannot be a job."""
    params, accounts = request.params, request.account.book.accounts
    rows, ids = params.get("account_attributes"), ordered(params, "account_ids")
    as_job = true(params.get("async"))
    if isinstance(rows, list) and rows:
        if as_job:
            raise unprocessable(NO_ASYNC)
        changes: dict[str, Mapping[str, Any]] = {
            str(it.get("id")): sent_of(it, BULK_UPDATE) for it in rows if isinstance(it, dict)
        }
    else:
        shared = sent_of(params, BULK_UPDATE - {"typed_custom_fields"})
        changes = dict.fromkeys(ids, MappingProxyType(shared))
    check_length(list(changes))
    known = {key: sent for key, sent in changes.items() if key in accounts}
    for sent in known.values():
        check_account(request, sent)
    if as_job or len(known) > AT_ONCE:
        job = later(request, "account_bulk_update", list(known), lambda: _apply(request, known))
        return Answer(200, job)
    _apply(request, known)
    return Answer(200, {"accounts": _rows(request, {it: accounts[it] for it in known})})


def update_owners(request: Request) -> Answer:
    """Give accounts to a user."""
    owner = check_owner(request)
    accounts = request.account.book.accounts
    ids = [it for it in ordered(request.params, "account_ids") if it in accounts]
    _apply(request, dict.fromkeys(ids, MappingProxyType({"owner_id": owner})))
    rows = [{"id": it, "owner_id": owner, "crm_owner_id": None} for it in ids]
    return Answer(200, {"accounts": rows})


def _existing(request: Request, sent: Mapping[str, Any]) -> Frozen | None:
    """Without the flag only the ids of a CRM are compared [OAS]."""
    if request.switch("bulk_dedupe", "never"):
        return None
    keys = ["salesforce_id", "hubspot_id"]
    if true(request.params.get("run_dedupe")):
        keys += ["domain", "name"]
    for row in request.account.book.accounts.values():
        if any(sent.get(key) and _same(sent[key], row[key]) for key in keys):
            return row
    return None


def _same(one: object, other: object) -> bool:
    return str(one).lower() == str(other).lower()


def _made(request: Request, sent: Mapping[str, Any], labels: list[str]) -> dict[str, Any]:
    account, book = request.account, request.account.book
    stage = next(iter(book.account_stages), None)
    owner = request.actor["id"]
    new = new_account(request.new_id(), account.team_id, owner, stage, request.now)
    row = written_account(request, new, sent_of(sent, BULK_CREATE))
    row.update(owner_id=row["owner_id"] or owner, label_ids=labels)
    book.accounts[row["id"]] = row
    return row


def _apply(request: Request, changes: Mapping[str, Mapping[str, Any]]) -> None:
    accounts = request.account.book.accounts
    for key, sent in changes.items():
        accounts[key] = written_account(request, accounts[key], sent)


def _rows(request: Request, rows: Mapping[str, Frozen]) -> list[dict[str, Any]]:
    return [
        {**account_row(request.switches, it), "updated_at": it[UPDATED]} for it in rows.values()
    ]
