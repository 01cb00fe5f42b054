"""`POST /emailer_campaigns/activity_feed`: what happened to one contact in sequences [OAS]."""

from segue.providers.apollo.simulator.book import EVENTS_KEPT
from segue.providers.apollo.simulator.refusals import Refused
from segue.providers.apollo.simulator.request import Request
from segue.simulation import Answer

NO_CONTACT = Answer(404, {"error": "Contact not found"})


def feed(request: Request) -> Answer:
    """Return at most 50 events, newest first; there are no pages."""
    params, book = request.params, request.account.book
    contact_id = str(params.get("contact_id"))
    if contact_id not in book.contacts:
        raise Refused(NO_CONTACT)
    only = params.get("sequence_id")
    events = [
        it for it in reversed(book.events_of(contact_id)) if not only or it["sequence_id"] == only
    ]
    return Answer(
        200, {"contact_id": contact_id, "events": events[: _most(params.get("per_page"))]}
    )


def _most(per_page: object) -> int:
    """What is no number counts as 1, as does anything smaller."""
    if per_page is None:
        return EVENTS_KEPT
    try:
        return min(EVENTS_KEPT, max(1, int(str(per_page))))
    except ValueError:
        return 1
