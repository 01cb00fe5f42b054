"""The resources simulated so far; a further one is a module here and a line below."""

from segue.providers.outreach.simulator.resources.account import ACCOUNT
from segue.providers.outreach.simulator.resources.batch import BATCH, BATCH_ITEM
from segue.providers.outreach.simulator.resources.email_address import EMAIL_ADDRESS
from segue.providers.outreach.simulator.resources.mailbox import MAILBOX
from segue.providers.outreach.simulator.resources.persona import PERSONA
from segue.providers.outreach.simulator.resources.phone_number import PHONE_NUMBER
from segue.providers.outreach.simulator.resources.prospect import PROSPECT
from segue.providers.outreach.simulator.resources.ruleset import RULESET
from segue.providers.outreach.simulator.resources.sequence import SEQUENCE
from segue.providers.outreach.simulator.resources.sequence_state import SEQUENCE_STATE
from segue.providers.outreach.simulator.resources.sequence_step import SEQUENCE_STEP
from segue.providers.outreach.simulator.resources.sequence_template import SEQUENCE_TEMPLATE
from segue.providers.outreach.simulator.resources.stage import STAGE
from segue.providers.outreach.simulator.resources.template import TEMPLATE
from segue.providers.outreach.simulator.resources.user import USER

RESOURCES = (
    SEQUENCE,
    SEQUENCE_STEP,
    SEQUENCE_TEMPLATE,
    TEMPLATE,
    USER,
    MAILBOX,
    RULESET,
    STAGE,
    PERSONA,
    ACCOUNT,
    PROSPECT,
    EMAIL_ADDRESS,
    PHONE_NUMBER,
    SEQUENCE_STATE,
    BATCH,
    BATCH_ITEM,
)
BY_PLURAL = {resource.plural: resource for resource in RESOURCES}
BY_TYPE = {resource.type: resource for resource in RESOURCES}

_NAMES = (
    "accountNotes auditLogs callDispositions callPurposes calls events mailAliases mailings"
    " opportunities profiles prospectNotes recipients roles snippets taskDispositions"
    " taskPriorities taskPurposes tasks teams webhooks"
)

NOT_SIMULATED = frozenset(_NAMES.split())
"""Collections the vendor has and this simulator does not yet."""
