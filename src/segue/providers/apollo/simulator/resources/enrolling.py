"""`POST /emailer_campaigns/{id}/add_contact_ids`: 200, whether or not anybody was added."""

from collections.abc import Mapping, Sequence
from typing import Any

from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.refusals import bad_id, unprocessable
from segue.providers.apollo.simulator.request import Params, Request, ordered
from segue.providers.apollo.simulator.resources.contact_rows import contact_row
from segue.providers.apollo.simulator.resources.enrolments import (
    BY_HAND,
    SEQUENCE_OFF,
    begin,
    new_status,
)
from segue.providers.apollo.simulator.resources.skips import NOT_FOUND, Candidate, skip_reason
from segue.providers.apollo.simulator.shapes import campaign_full, graph, team
from segue.providers.apollo.simulator.stamps import moment, offset, zulu
from segue.simulation import Answer

NO_CONTACTS = "Please specify either contact_ids or label_names."
NO_MAILBOX = "Please specify a emailer_campaign_id and send_email_from_email_account_id."
NOBODY_NAMED = "Required parameter 'contact_ids' missing"


def check_parameters(params: Params, switches: Mapping[str, str]) -> None:
    """Refuse a request without `contact_ids`, before it is counted [VCR].

    A JSON key `contact_ids[]` is none, and neither are `label_names` alone (2026-07 and
    2026-09-14) [CREA].
    """
    if ordered(params, "contact_ids"):
        return
    if switches["enrol_by_list"] == "refused":
        raise unprocessable(NOBODY_NAMED)


def add(request: Request) -> Answer:
    """Put contacts in a sequence; who is not in `contacts` is in `skipped_contact_ids`."""
    params, account = request.params, request.account
    campaign = request.row(account.campaigns)
    wanted = _wanted(request)
    mailboxes = _mailboxes(request)
    user_id = str(params.get("user_id") or request.actor["id"])
    if user_id not in account.users:
        raise bad_id(user_id)
    skipped: dict[str, str] = {}
    added: list[str] = []
    shared = request.new_id()
    for contact_id in wanted:
        reason = _reason(request, campaign, contact_id)
        if reason is not None:
            skipped[contact_id] = reason
            continue
        new = shared if request.switch("status_ids", "shared") else request.new_id()
        mailbox = mailboxes[len(added) % len(mailboxes)]
        start = _start(request, campaign, contact_id)
        status = new_status(new, campaign["id"], mailbox, user_id, request.now, **start)
        begin(account, contact_id, status, request.now)
        added.append(contact_id)
    return _answer(request, campaign, added, skipped)


def _wanted(request: Request) -> list[str]:
    ids = ordered(request.params, "contact_ids")
    if ids:
        return ids
    labels = ordered(request.params, "label_names")
    if not labels:
        raise unprocessable(NO_CONTACTS)
    account = request.account
    lists = {
        it["id"]
        for it in account.labels.values()
        if it["modality"] == "contacts" and it["name"] in labels
    }
    rows = account.book.contacts.values()
    return [it["id"] for it in rows if not lists.isdisjoint(it["label_ids"])]


def _mailboxes(request: Request) -> Sequence[Row]:
    """Several mailboxes take turns [OAS]."""
    ids = ordered(request.params, "send_email_from_email_account_id")
    if not ids or not request.params.get("emailer_campaign_id"):
        raise unprocessable(NO_MAILBOX)
    known = request.account.mailboxes
    for each in ids:
        if each not in known:
            raise bad_id(each)
    rows = [known[it] for it in ids]
    refuse_revoked = request.switch("revoked_mailbox", "refused")
    dead = [it for it in rows if not it["active"] or (refuse_revoked and it["revoked_at"])]
    if dead:
        emails = ", ".join(it["email"] for it in dead)
        raise unprocessable(f"These mailboxes are no longer active. {emails}")
    alias = request.params.get("send_email_from_email_address")
    return [{**it, "email": alias or it["email"]} for it in rows]


def _reason(request: Request, campaign: Row, contact_id: str) -> str | None:
    contact = request.account.book.contacts.get(contact_id)
    if contact is None:
        return NOT_FOUND
    return skip_reason(Candidate(request, campaign, contact))


def _start(request: Request, campaign: Row, contact_id: str) -> dict[str, Any]:
    """In a sequence that is off everybody waits for it [VCR][UM]."""
    if request.params.get("status") == "paused":
        until = moment(request.params.get("auto_unpause_at"))
        if until is not None:
            request.account.book.waiting[contact_id, campaign["id"]] = until
        return {
            "status": "paused",
            "inactive_reason": BY_HAND,
            "paused_at": offset(request.now),
            "auto_unpause_at": offset(until) if until else None,
        }
    if campaign["active"]:
        return {}
    return {"status": "paused", "inactive_reason": SEQUENCE_OFF}


def _answer(request: Request, campaign: Row, added: list[str], skipped: dict[str, str]) -> Answer:
    account, book = request.account, request.account.book
    if added:
        campaign["last_used_at"] = offset(request.now)
    if request.switch("enrolment_touches_contact", "yes"):
        for each in added:
            book.contacts[each] = {**book.contacts[each], "updated_at": zulu(request.now)}
    arrays = graph(account, campaign)
    nobody: Any = [] if request.switch("nobody_skipped", "array") else {}
    return Answer(
        200,
        {
            "contacts": [contact_row(account, request.switches, book.contacts[it]) for it in added],
            "skipped_contact_ids": skipped or nobody,
            "emailer_campaign": campaign_full(account, campaign),
            "emailer_steps": arrays["emailer_steps"],
            "emailer_touches": arrays["emailer_touches"],
            "team": team(account),
            "signals_hash": None,
        },
    )
