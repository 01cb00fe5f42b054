"""`POST /emailer_campaigns/check_contacts_deployability`: what would block whom, the private way.

Supaglue asked it before every enrolment (2023-10) [SG].
"""

from collections.abc import Mapping

from segue.providers.apollo.simulator.refusals import unprocessable
from segue.providers.apollo.simulator.request import Params, Request, ordered
from segue.providers.apollo.simulator.resources import skips
from segue.providers.apollo.simulator.resources.contact_rows import contact_row
from segue.simulation import Answer

COUNTS: Mapping[str, tuple[str, ...]] = {
    "active_in_other_campaigns": (skips.ACTIVE_ELSEWHERE, skips.HERE_ALREADY),
    "finished_in_other_campaigns": (skips.FINISHED_ELSEWHERE,),
    "same_company": (skips.SAME_COMPANY,),
    "no_email": (skips.NO_EMAIL,),
    "unverified_email": (skips.UNVERIFIED, skips.OWN_UNVERIFIED),
    "without_ownership_permission": (skips.NOT_YOURS,),
    "with_job_change_contacts": (skips.CHANGED_JOB,),
}
_SAMPLE = 3


def check_parameters(params: Params, _: Mapping[str, str]) -> None:
    """Refuse a request without contacts, before it is counted."""
    if not ordered(params, "contact_ids"):
        raise unprocessable("Required parameter 'contact_ids' missing")


def check(request: Request) -> Answer:
    """Count contacts by what would block them; each counts once, as it would be skipped once."""
    account, book = request.account, request.account.book
    campaign = request.row(account.campaigns, request.params.get("emailer_campaign_id") or "")
    contacts = [book.contacts[it] for it in _known(request)]
    reasons = {
        it["id"]: skips.skip_reason(skips.Candidate(request, campaign, it)) for it in contacts
    }
    answer: dict[str, object] = {}
    for name, names in COUNTS.items():
        blocked = [it for it in contacts if reasons[it["id"]] in names]
        answer[f"num_{name}"] = len(blocked)
        answer[f"sample_{name}"] = [
            contact_row(account, request.switches, it) for it in blocked[:_SAMPLE]
        ]
    total = sum(reason is not None for reason in reasons.values())
    return Answer(200, {**answer, "show_warning": total > 0, "num_total_dangerous_contacts": total})


def _known(request: Request) -> list[str]:
    return [
        it for it in ordered(request.params, "contact_ids") if it in request.account.book.contacts
    ]
