"""Rulesets, read only here: how enrolment treats duplicates, exclusivity and opt-outs [OAS26]."""

from segue.providers.outreach.simulator.table import (
    WHEN,
    Attribute,
    Relationship,
    Resource,
    computed,
    linked,
    to_one,
)

STAGES = "bouncedStage completedStage deliveredStage finishedStage optedOutStage repliedStage"
PRIORITIES = "callTaskPriority callTaskPriorityFromClicks callTaskPriorityFromOpens"
NUMBERS = (
    "applyCompletedStageIn autoResumeOotoProspectsExpiresIn autoResumeOotoProspectsIn"
    " clicksNeededBeforeCallTaskCreated minimumProspectTouchedInterval"
    " opensNeededBeforeCallTaskCreated"
)

ATTRIBUTES: dict[str, Attribute] = {
    "name": computed("string", "fs"),
    "permitDuplicateProspects": computed("string", "fs", default="disallow"),
    "sequenceExclusivity": computed("string", "fs", default="none"),
    "autoResumeOotoProspects": computed("boolean", "fs", default=False),
    "includeUnsubscribeLinks": computed("boolean", "fs", default=False),
    "ootoAutoExtractionEnabled": computed("boolean", default=False),
    "stepOverridesEnabled": computed("boolean", default=True),
    "callOptOutAction": computed("string", default="finish"),
    "emailOptOutAction": computed("string", default="finish"),
    "smsOptOutAction": computed("string", default="finish"),
    "smsReceivedAction": computed("string"),
    "meetingBookedAction": computed("string"),
    **{name: computed("integer") for name in NUMBERS.split()},
    **WHEN,
}

RELATIONSHIPS: dict[str, Relationship] = {
    "owner": to_one("user", "id", writable=False),
    "sequences": linked("sequence", "ruleset"),
    "startedStage": to_one("stage", "id", writable=False),
    **{name: to_one("stage", "id", writable=False) for name in STAGES.split()},
    **{name: to_one("taskPriority", "id", writable=False) for name in PRIORITIES.split()},
}

RULESET = Resource(
    type="ruleset",
    plural="rulesets",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read"}),
)
