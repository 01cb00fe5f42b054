"""Rulesets: how enrolment treats duplicates, exclusivity and opt-outs [OAS26]."""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import record_invalid
from segue.providers.outreach.simulator.resources.stage import check_name
from segue.providers.outreach.simulator.table import (
    WHEN,
    Attribute,
    Relationship,
    Resource,
    linked,
    to_one,
    written,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Row

STAGES = "bouncedStage completedStage deliveredStage finishedStage optedOutStage repliedStage"
PRIORITIES = "callTaskPriority callTaskPriorityFromClicks callTaskPriorityFromOpens"
NUMBERS = (
    "applyCompletedStageIn autoResumeOotoProspectsExpiresIn autoResumeOotoProspectsIn"
    " clicksNeededBeforeCallTaskCreated minimumProspectTouchedInterval"
    " opensNeededBeforeCallTaskCreated"
)

PERMITTED_DUPLICATES = ("allow", "disallow", "only_if_inactive")
EXCLUSIVITIES = ("all_sequences", "exclusive_sequences", "none")

# The spec's maxLength of 4 on the opt-out actions is taken for nonsense, as on sequences [OAS26].
ATTRIBUTES: dict[str, Attribute] = {
    "name": written(marks="fs", longest=255),
    "permitDuplicateProspects": written(
        marks="fs", allowed=PERMITTED_DUPLICATES, default="disallow"
    ),
    "sequenceExclusivity": written(marks="fs", allowed=EXCLUSIVITIES, default="none"),
    "autoResumeOotoProspects": written("boolean", "fs", default=False),
    "includeUnsubscribeLinks": written("boolean", "fs", default=False),
    "ootoAutoExtractionEnabled": written("boolean", default=False),
    "stepOverridesEnabled": written("boolean", default=True),
    "callOptOutAction": written(default="finish"),
    "emailOptOutAction": written(default="finish"),
    "smsOptOutAction": written(default="finish"),
    "smsReceivedAction": written(longest=255),
    "meetingBookedAction": written(longest=255),
    **{name: written("integer", least=0) for name in NUMBERS.split()},
    **WHEN,
}

RELATIONSHIPS: dict[str, Relationship] = {
    "owner": to_one("user", "id"),
    "sequences": linked("sequence", "ruleset", "id"),
    "startedStage": to_one("stage", "id"),
    **{name: to_one("stage", "id") for name in STAGES.split()},
    **{name: to_one("taskPriority", "id") for name in PRIORITIES.split()},
}


def _let_go(org: "Org", ruleset: "Row") -> None:
    """A ruleset in use is kept: composed; a 422 to DELETE is documented [OAS26]."""
    if org.rows.pointing("sequence", "ruleset", ruleset.id):
        raise record_invalid("Ruleset", "is in use by a sequence")


RULESET = Resource(
    type="ruleset",
    plural="rulesets",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    check=check_name,
    let_go=_let_go,
)
