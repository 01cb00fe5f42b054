"""Why `add_contact_ids` passes a contact over; `true` in the request lifts a block [OAS].

No source gives the order in which Apollo looks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.request import Request, true
from segue.providers.apollo.simulator.resources.contact_rows import (
    IN_QUEUE,
    JOB_CHANGED,
    companies_of,
)

NOT_FOUND = "contact_not_found"
HERE_ALREADY = "contacts_already_exists_in_current_campaign"
ACTIVE_ELSEWHERE = "contacts_active_in_other_campaigns"
FINISHED_ELSEWHERE = "contacts_finished_in_other_campaigns"
NO_EMAIL = "contacts_without_email"
UNVERIFIED = "contacts_unverified_email"
OWN_UNVERIFIED = "contacts_with_unverified_user_managed_email"
CHANGED_JOB = "contacts_with_job_change"
SAME_COMPANY = "contacts_in_same_company"
NOT_YOURS = "contacts_without_ownership_permission"
PENDING = "contacts_in_pending_state"

LIFTED_BY: Mapping[str, str] = {
    ACTIVE_ELSEWHERE: "sequence_active_in_other_campaigns",
    FINISHED_ELSEWHERE: "sequence_finished_in_other_campaigns",
    NO_EMAIL: "sequence_no_email",
    UNVERIFIED: "sequence_unverified_email",
    OWN_UNVERIFIED: "sequence_unverified_email",
    CHANGED_JOB: "sequence_job_change",
    SAME_COMPANY: "sequence_same_company_in_same_campaign",
    NOT_YOURS: "contacts_without_ownership_permission",
    PENDING: "add_if_in_queue",
}
ONGOING = frozenset({"active", "paused"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contact that is to go into a sequence."""

    request: Request
    campaign: Row
    contact: Frozen

    def lifted(self, reason: str) -> bool:
        """Tell whether the request lifts a block."""
        return true(self.request.params.get(LIFTED_BY[reason]))

    def elsewhere(self) -> list[str]:
        """Return the contact's statuses in other sequences."""
        rows = self.request.account.book.statuses_of(self.contact["id"])
        return [it["status"] for key, it in rows.items() if key != self.campaign["id"]]


def skip_reason(candidate: Candidate) -> str | None:
    """Return why a contact is passed over; None lets it in."""
    here = _here(candidate)
    if here is not None:
        return here
    order = _ORDER
    if candidate.request.switch("skip_order", "reversed"):
        order = order[::-1]
    reasons = (check(candidate) for check in order)
    return next((it for it in reasons if it is not None and not candidate.lifted(it)), None)


def _here(candidate: Candidate) -> str | None:
    """Who is in this sequence is never added; the words are those of another case [VCR]."""
    book = candidate.request.account.book
    status = book.statuses_in(candidate.campaign["id"]).get(candidate.contact["id"])
    if status is None:
        return None
    again = status["status"] == "finished" and candidate.lifted(FINISHED_ELSEWHERE)
    if again and candidate.request.switch("finished_again", "with_flag"):
        return None
    own_words = candidate.request.switch("already_enrolled_reason", "own")
    return HERE_ALREADY if own_words or candidate.lifted(ACTIVE_ELSEWHERE) else ACTIVE_ELSEWHERE


def _ownership(candidate: Candidate) -> str | None:
    actor = candidate.request.actor
    if actor["admin"] and candidate.request.switch("ownership", "admins_pass"):
        return None
    return NOT_YOURS if candidate.contact["owner_id"] != actor["id"] else None


def _pending(candidate: Candidate) -> str | None:
    return PENDING if candidate.contact.get(IN_QUEUE) else None


def _no_email(candidate: Candidate) -> str | None:
    return NO_EMAIL if not candidate.contact["email"] else None


def _unverified(candidate: Candidate) -> str | None:
    contact = candidate.contact
    if not contact["email"] or contact["email_status"] == "verified":
        return None
    own = contact["email_true_status"] == "User Managed"
    return OWN_UNVERIFIED if own else UNVERIFIED


def _job_change(candidate: Candidate) -> str | None:
    return CHANGED_JOB if candidate.contact.get(JOB_CHANGED) else None


def _active(candidate: Candidate) -> str | None:
    """Those who failed elsewhere were answered with the same words [COLL]."""
    counted = {*ONGOING, "failed"}
    if candidate.request.switch("ended_elsewhere_reason", "as_if_active"):
        counted.add("finished")
    return ACTIVE_ELSEWHERE if counted.intersection(candidate.elsewhere()) else None


def _finished(candidate: Candidate) -> str | None:
    if "finished" in candidate.elsewhere():
        return FINISHED_ELSEWHERE
    blocked = candidate.request.switch("removed_contacts", "blocked")
    removed = candidate.request.account.book.removed
    gone = any(contact == candidate.contact["id"] for contact, _ in removed)
    return FINISHED_ELSEWHERE if blocked and gone else None


def _same_company(candidate: Candidate) -> str | None:
    """Rarely enforced: a second colleague got in [CREA]."""
    if candidate.request.switch("same_company", "let_in"):
        return None
    book = candidate.request.account.book
    companies = companies_of(candidate.contact)
    others = book.statuses_in(candidate.campaign["id"]).keys() - {candidate.contact["id"]}
    same = any(companies & companies_of(book.contacts[it]) for it in others)
    return SAME_COMPANY if same else None


_ORDER: tuple[Callable[[Candidate], str | None], ...] = (
    _ownership,
    _pending,
    _no_email,
    _unverified,
    _job_change,
    _active,
    _finished,
    _same_company,
)
