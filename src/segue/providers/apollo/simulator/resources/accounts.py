"""`/accounts`: one at a time."""

from segue.providers.apollo.simulator.refusals import NO_ROUTE, Refused, bad_id, unprocessable
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.resources.account_rows import (
    account_row,
    found_row,
    new_account,
)
from segue.providers.apollo.simulator.resources.account_writes import (
    SINGLE,
    check_account,
    sent_of,
    written_account,
)
from segue.providers.apollo.simulator.resources.lists import listed
from segue.simulation import Answer

NO_NAME = "Please specify at least a name or domain."


def create(request: Request) -> Answer:
    """Create an account; the same name or domain twice makes two [OAS]."""
    sent = sent_of(request.params, SINGLE)
    if not sent.get("name") and not sent.get("domain"):
        raise unprocessable(NO_NAME)
    check_account(request, sent)
    account, book = request.account, request.account.book
    stage = next(iter(book.account_stages), None)
    owner = request.actor["id"]
    new = new_account(request.new_id(), account.team_id, owner, stage, request.now)
    row = written_account(request, new, sent)
    row["owner_id"] = row["owner_id"] or owner
    book.accounts[row["id"]] = row
    return Answer(200, {"account": account_row(request.switches, row)})


def show(request: Request) -> Answer:
    """Return an account with what its contacts are doing [OAS]."""
    book = request.account.book
    row = book.accounts.get(request.id)
    if row is None:
        raise bad_id("id")
    people = book.contacts_of(request.id)
    return Answer(200, {"account": found_row(book, request.switches, people, row)})


def update(request: Request) -> Answer:
    """Change what is sent of an account."""
    book = request.account.book
    if request.id not in book.accounts:
        raise bad_id("account_id")
    sent = sent_of(request.params, SINGLE)
    check_account(request, sent)
    row = written_account(request, book.accounts[request.id], sent)
    book.accounts[request.id] = row
    labels = listed(request.account, row["label_ids"], "accounts")
    return Answer(200, {"account": account_row(request.switches, row), "labels": labels})


def delete(request: Request) -> Answer:
    """Delete an account, if that can be done at all: one library has a name for it [VAL]."""
    if request.switch("account_delete", "absent"):
        raise Refused(NO_ROUTE)
    book = request.account.book
    if request.id not in book.accounts:
        raise bad_id("id")
    for contact in book.contacts_of(request.id):
        book.contacts[contact["id"]] = {**contact, "account_id": None}
    del book.accounts[request.id]
    return Answer(200, {"account": {"id": request.id, "deleted": True}})
