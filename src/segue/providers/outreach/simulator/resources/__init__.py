"""The resources simulated so far; a further one is a module here and a line below."""

from segue.providers.outreach.simulator.resources.mailbox import MAILBOX
from segue.providers.outreach.simulator.resources.ruleset import RULESET
from segue.providers.outreach.simulator.resources.sequence import SEQUENCE
from segue.providers.outreach.simulator.resources.sequence_step import SEQUENCE_STEP
from segue.providers.outreach.simulator.resources.sequence_template import SEQUENCE_TEMPLATE
from segue.providers.outreach.simulator.resources.template import TEMPLATE
from segue.providers.outreach.simulator.resources.user import USER

RESOURCES = (SEQUENCE, SEQUENCE_STEP, SEQUENCE_TEMPLATE, TEMPLATE, USER, MAILBOX, RULESET)
BY_PLURAL = {resource.plural: resource for resource in RESOURCES}
BY_TYPE = {resource.type: resource for resource in RESOURCES}

_NAMES = (
    "accountNotes accounts auditLogs batchItems batches callDispositions callPurposes calls"
    " emailAddresses events mailAliases mailings opportunities personas phoneNumbers profiles"
    " prospectNotes prospects recipients roles sequenceStates snippets stages taskDispositions"
    " taskPriorities taskPurposes tasks teams webhooks"
)

NOT_SIMULATED = frozenset(_NAMES.split())
"""Collections the vendor has and this simulator does not yet."""
