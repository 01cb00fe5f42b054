"""Search, approve, abort and archive: documented routes that still say `emailer_campaigns`."""

from datetime import timedelta

from segue.providers.apollo.simulator import refusals
from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.paging import paginated
from segue.providers.apollo.simulator.refusals import Refused, unprocessable
from segue.providers.apollo.simulator.request import Request, true
from segue.providers.apollo.simulator.resources.enrolments import sequence_archived
from segue.providers.apollo.simulator.settings import turn
from segue.providers.apollo.simulator.shapes import campaign_row, campaign_whole, step_row, team
from segue.providers.apollo.simulator.stamps import moment
from segue.providers.apollo.simulator.stats import contact_statuses
from segue.simulation import Answer

_LAG = timedelta(seconds=2)
_ARCHIVED = {"archived"}
_ACTIVE = {"active": True, "inactive": False}


def search(request: Request) -> Answer:
    """List sequences, archived ones left out unless asked for [VCR][VAL]."""
    params = request.params
    found = [it for it in request.account.campaigns.values() if _matches(request, it)]
    if not true(params.get("sort_ascending")):
        found.reverse()
    rows, pagination = paginated(request, found)
    name = params.get("q_name")
    crumbs = [{"label": "Name", "signal_field_name": "q_name", "value": name, "display_name": name}]
    return Answer(
        200,
        {
            "pagination": pagination,
            "breadcrumbs": crumbs if name else [],
            "emailer_campaigns": [campaign_row(request.account, row) for row in rows],
            "num_fetch_result": None,
        },
    )


def approve(request: Request) -> Answer:
    """Turn a sequence on. Touches are left as they are: unapproved ones will not send [CREA]."""
    campaign = request.row(request.account.campaigns)
    if campaign["active"]:
        raise unprocessable(refusals.ALREADY_ACTIVE)
    if not request.account.steps_of(campaign["id"]):
        raise unprocessable(refusals.NOTHING_TO_APPROVE)
    turn(request, campaign, on=True)
    return Answer(200, {**_turned(request, campaign), "team": team(request.account)})


def abort(request: Request) -> Answer:
    """Turn a sequence off, which pauses everybody in it; the answer has no team [VCR]."""
    campaign = request.row(request.account.campaigns)
    if not campaign["active"]:
        raise unprocessable(refusals.ALREADY_INACTIVE)
    turn(request, campaign, on=False)
    return Answer(200, _turned(request, campaign))


def archive(request: Request) -> Answer:
    """End a sequence, the only end it can have; the reason it was last turned on stays [VCR]."""
    campaign = request.row(request.account.campaigns)
    others = campaign["user_id"] != request.actor["id"]
    if others and request.switch("archive_by_others", "refused"):
        raise Refused(Answer(403, {"error": refusals.NOT_YOURS}))
    campaign["active"] = False
    campaign["archived"] = True
    sequence_archived(request.account, campaign["id"], request.now)
    shown = campaign_whole(request.account, campaign)
    return Answer(200, {"emailer_campaign": {**shown, "deleted": True}})


def _turned(request: Request, campaign: Row) -> Row:
    """The touches of this answer do not come in the order of the steps [VCR]."""
    account, campaign_id = request.account, campaign["id"]
    rows = account.book.statuses_in(campaign_id).values()
    return {
        "emailer_campaign": {
            "id": campaign_id,
            "unique_scheduled": 0,
            "active": campaign["active"],
            "contact_statuses": contact_statuses(rows, loading=False),
        },
        "emailer_touches": [
            {"id": it["id"], "status": it["status"], "unique_scheduled": 0}
            for it in reversed(account.touches_in(campaign_id))
        ],
        "emailer_steps": [step_row(account, step) for step in account.steps_of(campaign_id)],
    }


def _matches(request: Request, campaign: Row) -> bool:
    status = request.params.get("emailer_campaign_status")
    if campaign["archived"] is not (status in _ARCHIVED):
        return False
    if status in _ACTIVE and campaign["active"] is not _ACTIVE[status]:
        return False
    name = str(request.params.get("q_name") or "").lower()
    if name not in str(campaign["name"] or "").lower():
        return False
    if request.switch("search_lag", "none"):
        return True
    made = moment(campaign["created_at"])
    return made is None or request.now >= made + _LAG
