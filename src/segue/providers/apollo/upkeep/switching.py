"""Switching a sequence on and off, archiving it, and seeing that it is so."""

from collections.abc import Mapping
from typing import Any

from segue.model.warning import PlanWarning
from segue.providers.apollo import graph, paths
from segue.providers.apollo.graph import Record
from segue.providers.apollo.notices import left_off
from segue.providers.apollo.upkeep import checks, routes
from segue.spi.errors import PlanRefused
from segue.spi.operation import Act, Answers, Read, Write
from segue.spi.plan import Call, Find, Lookup, Match, Plan

ARCHIVED = "archived"
ACTIVE = "active"


def _reads(ask: Act, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="graph", request=paths.graph(ask.id)),)


def _write(verb: str, field: str, *, wanted: bool) -> Write[Act]:
    def plan(ask: Act, answers: Answers) -> Plan:
        held: Record = answers["graph"]
        campaign = graph.campaign(held)
        if verb == "activate" and campaign.get(ARCHIVED) is True:
            detail = "The sequence is archived; bring it back in Apollo before it is switched on."
            raise PlanRefused(detail, status=409)
        warnings = _silent(held) if verb == "activate" else ()
        if (campaign.get(field) is True) is wanted:
            return Plan(calls=(), result=None, warnings=warnings)
        # Approving what is active, and aborting what is not, is a 422 [OAS], so that a call whose
        # answer was lost is looked up before it is sent again.
        reading, asked = paths.graph(ask.id), {"field": field, "wanted": wanted}
        call = Call(
            name=verb,
            request=routes.switch(ask.id, verb),
            lookup=Lookup(request=reading, find="switched", asked=asked),
        )
        back = Find(name="sequence", lookup=Lookup(request=reading, find="shown", asked=asked))
        return Plan(calls=(call, back), result=None, warnings=warnings)

    return Write(reads=_reads, plan=plan)


def _silent(held: Record) -> tuple[PlanWarning, ...]:
    """Warn of what keeps an active sequence from sending, as far as the sequence shows it."""
    found = (checks.content(held), checks.approved(held), checks.schedule(held, None))
    return tuple(
        left_off("", TITLES[check.name], f"{check.detail} {check.todo}")
        for check in found
        if check.ok is False
    )


TITLES: Mapping[str, str] = {
    "content": "Some messages are not written",
    "approved": "Some messages are not approved",
    "schedule": "The sequence has no sending schedule",
}


def switched(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find that a sequence is as it was asked to become."""
    campaign = graph.campaign(answer)
    if not campaign or (campaign.get(asked["field"]) is True) is not asked["wanted"]:
        return ()
    return (Match(id=str(campaign.get("id") or ""), answer={"emailer_campaign": campaign}),)


def shown(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Read a sequence back, and warn where Apollo took the call and left it as it was."""
    found = switched(asked, answer)
    if found or not graph.campaign(answer):
        return found
    state = {ACTIVE: "off" if asked["wanted"] else "on", ARCHIVED: "not archived"}[asked["field"]]
    detail = f"Apollo accepted the call, but shows the sequence as {state}. Look at it in Apollo."
    warning = left_off("", "The sequence is as it was", detail)
    campaign = graph.campaign(answer)
    return (Match(id=str(campaign.get("id") or ""), answer=answer, warnings=(warning,)),)


ACTIVATE = _write("activate", ACTIVE, wanted=True)
DEACTIVATE = _write("deactivate", ACTIVE, wanted=False)
ARCHIVE = _write("archive", ARCHIVED, wanted=True)
