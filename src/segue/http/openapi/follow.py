"""Links: what an answer's ids are good for, operation by operation."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

MADE: Final = "$response.body#/record/id"
FIRST: Final = "$response.body#/records/0/id"
SAME: Final = "$request.path.{}"

OF_SEQUENCE: Final = (
    *("getSequence", "listSequenceSteps", "getReadiness", "createSequenceStep"),
    *("activateSequence", "deactivateSequence", "archiveSequence"),
)
OF_STEP: Final = ("getSequenceStep", "updateSequenceStep", "deleteSequenceStep")
OF_STATE: Final = (
    *("getSequenceState", "pauseSequenceState", "resumeSequenceState"),
    *("finishSequenceState", "removeSequenceState"),
)
OF_JOB: Final = ("getJob", "listJobOutcomes", "cancelJob")
OF_ACCOUNT: Final = ("getAccount", "updateAccount")
OF_CONTACT: Final = ("getContact", "updateContact")
OF_CUSTOMER: Final = ("getCustomer", "getConnections")
IN_SEQUENCE: Final = {"sequence_id": SAME.format("sequence_id")}

Follow = tuple[str, Sequence[str], Mapping[str, str]]
"""The status of an answer, the operations that may follow it, and their path's parameters."""

FOLLOWS: Final[Mapping[str, Follow]] = {
    "listAccounts": ("200", OF_ACCOUNT, {"account_id": FIRST}),
    "searchAccounts": ("200", OF_ACCOUNT, {"account_id": FIRST}),
    "createAccount": ("201", OF_ACCOUNT, {"account_id": MADE}),
    "upsertAccount": ("201", OF_ACCOUNT, {"account_id": MADE}),
    "listContacts": ("200", OF_CONTACT, {"contact_id": FIRST}),
    "searchContacts": ("200", OF_CONTACT, {"contact_id": FIRST}),
    "createContact": ("201", OF_CONTACT, {"contact_id": MADE}),
    "upsertContact": ("201", OF_CONTACT, {"contact_id": MADE}),
    "listUsers": ("200", ("getUser",), {"user_id": FIRST}),
    "listMailboxes": ("200", ("getMailbox",), {"mailbox_id": FIRST}),
    "listTemplates": ("200", ("getTemplate",), {"template_id": FIRST}),
    "listSequences": ("200", OF_SEQUENCE, {"sequence_id": FIRST}),
    "createSequence": ("201", OF_SEQUENCE, {"sequence_id": MADE}),
    "listSequenceSteps": ("200", OF_STEP, {**IN_SEQUENCE, "sequence_step_id": FIRST}),
    "createSequenceStep": ("201", OF_STEP, {**IN_SEQUENCE, "sequence_step_id": MADE}),
    "listSequenceStates": ("200", OF_STATE, {"sequence_state_id": FIRST}),
    "searchSequenceStates": ("200", OF_STATE, {"sequence_state_id": FIRST}),
    "createSequenceState": ("201", OF_STATE, {"sequence_state_id": MADE}),
    "batchCreateSequenceState": ("201", OF_STATE, {"sequence_state_id": FIRST}),
    "createJob": ("202", OF_JOB, {"job_id": "$response.body#/id"}),
    "listJobs": ("200", OF_JOB, {"job_id": FIRST}),
    "listWrites": ("200", ("getWrite",), {"write_id": FIRST}),
    "listProviders": (
        *("200", ("getCapabilities",)),
        {"name": "$response.body#/records/0/name"},
    ),
    "getCustomers": ("200", OF_CUSTOMER, {"customer_id": "$response.body#/0/customer_id"}),
    "upsertCustomer": ("201", OF_CUSTOMER, {"customer_id": "$response.body#/customer_id"}),
    "createProvider": (
        *("201", ("getProvider", "updateProvider")),
        {"provider_id": "$response.body#/id"},
    ),
    "createMagicLink": ("201", ("deleteMagicLink",), {"magic_link_id": "$response.body#/id"}),
    "createKey": ("201", ("rotateKey", "revokeKey"), {"key_id": "$response.body#/id"}),
}


def linked(operation_id: str | None, described: Mapping[str, Any]) -> dict[str, Any]:
    """Name in what an operation answers the operations that its ids are good for."""
    follow = FOLLOWS.get(operation_id or "")
    if follow is None:
        return dict(described)
    status, operations, parameters = follow
    links = {name: {"operationId": name, "parameters": dict(parameters)} for name in operations}
    responses = described["responses"]
    answer = {**responses[status], "links": links}
    return {**described, "responses": {**responses, status: answer}}
