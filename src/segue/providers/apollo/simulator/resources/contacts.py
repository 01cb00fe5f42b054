"""`/contacts`: one at a time."""

from typing import Any

from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.refusals import (
    NO_ROUTE,
    Refused,
    bad_id,
    inaccessible,
    unprocessable,
)
from segue.providers.apollo.simulator.request import Request, true
from segue.providers.apollo.simulator.resources.contact_rows import (
    contact_row,
    new_contact,
    with_account,
)
from segue.providers.apollo.simulator.resources.contact_writes import (
    SINGLE,
    check_contact,
    touched,
    writable,
    written_contact,
)
from segue.providers.apollo.simulator.resources.dedupe import by_email, match
from segue.providers.apollo.simulator.resources.lists import listed
from segue.simulation import Answer

NEVER_WAS = "Oops! This contact does not exist in Apollo."
DELETED = "This contact has been deleted."
DELETED_ALREADY = "Cannot update contact as it is deleted."
SOMEBODY_ELSE = "Unrelated Holdings"


def create(request: Request) -> Answer:
    """Create a contact, or overwrite the one that `run_dedupe` takes it for [OAS][VCR]."""
    fields = writable(request, SINGLE)
    sent = {key: value for key, value in request.params.items() if key in fields}
    check_contact(request, sent)
    book = request.account.book
    old = _existing(request)
    if old is not None:
        row = touched(request, written_contact(request, old, sent))
    else:
        stage = next(iter(book.contact_stages), None)
        new = new_contact(request.new_id(), request.actor["id"], stage, request.now)
        row = written_contact(request, new, _employed(request, sent))
        row["contact_stage_id"] = row["contact_stage_id"] or stage
    book.contacts[row["id"]] = row
    more = {} if old is None else {"was_existing": True}
    return Answer(200, {**_shown(request, row), **more})


def show(request: Request) -> Answer:
    """Return a contact; one that is not there is a 422 [OAS]."""
    contact = _there(request)
    account = request.account
    labels = listed(account, contact["label_ids"], "contacts")
    return Answer(
        200, {"contact": with_account(account, request.switches, contact), "labels": labels}
    )


def update(request: Request) -> Answer:
    """Change what is sent of a contact; the answer has no statuses [VCR]."""
    book = request.account.book
    if request.id in book.deleted:
        answer = Answer(422, {"error": DELETED_ALREADY, "deleted_contact_ids": [request.id]})
        raise Refused(answer)
    if request.id not in book.contacts:
        raise bad_id(request.id)
    fields = writable(request, SINGLE)
    sent = {key: value for key, value in request.params.items() if key in fields}
    check_contact(request, sent)
    row = touched(request, written_contact(request, book.contacts[request.id], sent))
    book.contacts[request.id] = row
    return Answer(200, _shown(request, row, statuses=False))


def delete(request: Request) -> Answer:
    """Delete a contact, which ends all its enrolments; in no document, seen live [DEMO]."""
    if request.switch("contact_delete", "absent"):
        raise Refused(NO_ROUTE)
    if request.switch("contact_delete", "forbidden"):
        raise inaccessible("contacts/destroy")
    contact = _there(request)
    request.account.book.drop_contact(contact["id"])
    return Answer(200, {"contact": {"id": contact["id"], "deleted": True}})


def _existing(request: Request) -> Frozen | None:
    if true(request.params.get("run_dedupe")):
        return match(request, request.params)
    if request.switch("single_dedupe", "by_email_always"):
        return by_email(request, request.params.get("email"))
    return None


def _employed(request: Request, sent: dict[str, Any]) -> dict[str, Any]:
    """Without a company Apollo may fill one in; a test address got an unrelated one [VCR]."""
    named = sent.get("organization_name") or not sent.get("email")
    if named or request.switch("missing_organization", "left_empty"):
        return sent
    return {**sent, "organization_name": SOMEBODY_ELSE}


def _there(request: Request) -> Frozen:
    book = request.account.book
    if request.id in book.deleted:
        raise unprocessable(DELETED)
    contact = book.contacts.get(request.id)
    if contact is None:
        raise unprocessable(NEVER_WAS)
    return contact


def _shown(request: Request, row: Frozen, *, statuses: bool = True) -> dict[str, Any]:
    account = request.account
    return {
        "contact": contact_row(account, request.switches, row, statuses=statuses),
        "labels": listed(account, row["label_ids"], "contacts"),
    }
