"""`POST /emailer_campaigns/{id}/change_contact_statuses`: one enrolment, the private way [VAL].

The body of its answer is in no source.
"""

from collections.abc import Mapping

from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.refusals import unprocessable
from segue.providers.apollo.simulator.request import Params, Request, ordered
from segue.providers.apollo.simulator.resources.contact_rows import contact_row
from segue.providers.apollo.simulator.resources.enrolments import (
    BY_HAND,
    FINISHED_BY_HAND,
    move,
    resume,
)
from segue.simulation import Answer

STATUSES = ("paused", "active", "finished")
BAD_STATUS = "Status is not included in the list"
OVER = frozenset({"finished", "failed"})


def check_parameters(params: Params, _: Mapping[str, str]) -> None:
    """Refuse a request without contacts, before it is counted."""
    if not ordered(params, "contact_ids"):
        raise unprocessable("Required parameter 'contact_ids' missing")


def change(request: Request) -> Answer:
    """Pause, resume or finish enrolments; who is not enrolled is passed over."""
    account, book = request.account, request.account.book
    campaign = request.row(account.campaigns)
    wanted = request.params.get("status")
    if wanted not in STATUSES:
        raise unprocessable(BAD_STATUS)
    ids = [it for it in ordered(request.params, "contact_ids") if it in book.contacts]
    for contact_id in ids:
        status = book.statuses_in(campaign["id"]).get(contact_id)
        if status is not None and status["status"] != wanted:
            _turn(request, contact_id, status, wanted)
    if request.switch("change_statuses_answer", "empty"):
        return Answer(200, {})
    shown = [contact_row(account, request.switches, book.contacts[it]) for it in ids]
    return Answer(200, {"contacts": shown})


def _turn(request: Request, contact_id: str, status: Frozen, wanted: str) -> None:
    account, now = request.account, request.now
    if status["status"] in OVER and request.switch("change_finished", "ignored"):
        return
    if wanted == "active":
        resume(account, contact_id, status, now)
    elif wanted == "paused":
        move(account, contact_id, status, "paused", now, BY_HAND)
    else:
        move(account, contact_id, status, "finished", now, FINISHED_BY_HAND)
