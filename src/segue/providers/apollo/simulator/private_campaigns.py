"""The web application's own sequence calls: they know nothing of steps in a body."""

from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.refusals import NO_ROUTE, Refused
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.rows import new_campaign
from segue.providers.apollo.simulator.sequences import require_schedule
from segue.providers.apollo.simulator.settings import PRIVATE, mirror_active, write_settings
from segue.providers.apollo.simulator.shapes import campaign_full, graph
from segue.simulation import Answer


def show(request: Request) -> Answer:
    """Return a sequence with its steps, touches and templates beside it [SG][UM][YDC]."""
    return _answer(request, request.row(request.account.campaigns))


def create(request: Request) -> Answer:
    """Create an empty sequence; `emailer_steps` is accepted and dropped [APX].

    The stock stages are excluded, as the web application has it; the documented call excludes none.
    """
    account = request.account
    campaign = new_campaign(request.new_id(), request.actor["id"], request.now)
    campaign["excluded_account_stage_ids"] = list(account.book.account_stages)[-1:]
    campaign["excluded_contact_stage_ids"] = list(account.book.contact_stages)[-1:]
    write_settings(request, campaign, PRIVATE)
    require_schedule(request, campaign)
    account.campaigns[campaign["id"]] = campaign
    return _answer(request, campaign)


def index(request: Request) -> Answer:
    """Create an empty sequence on a bare GET, as one team reported [ADEL]."""
    if request.switch("bare_index", "absent"):
        raise Refused(NO_ROUTE)
    campaign = new_campaign(request.new_id(), request.actor["id"], request.now)
    request.account.campaigns[campaign["id"]] = campaign
    return _answer(request, campaign)


def update(request: Request) -> Answer:
    """Change flat settings; a body wrapped in `emailer_campaign` changes nothing [ADEL]."""
    account = request.account
    campaign = request.row(account.campaigns)
    write_settings(request, campaign, PRIVATE)
    if request.params.get("active") is not True or _ready(request, campaign):
        mirror_active(request, campaign)
    return Answer(200, {"emailer_campaign": campaign_full(account, campaign)})


def _ready(request: Request, campaign: Row) -> bool:
    """A sequence with an unapproved touch or no schedule stays off, with 200 [UM][VAL]."""
    touches = request.account.touches_in(campaign["id"])
    approved = bool(touches) and all(touch["status"] == "approved" for touch in touches)
    has_steps = bool(request.account.steps_of(campaign["id"]))
    return has_steps and (approved or not touches) and campaign["emailer_schedule_id"] is not None


def _answer(request: Request, campaign: Row) -> Answer:
    account = request.account
    shown = campaign_full(account, campaign)
    return Answer(200, {"emailer_campaign": shown, **graph(account, campaign)})
