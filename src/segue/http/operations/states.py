"""Operations on sequence states."""

from segue.http.openapi import bodies, examples
from segue.http.openapi.describe import acting, searching, writing
from segue.http.operation import ROOT, Operation
from segue.http.operations.alike import gets, lists
from segue.http.routes import records, states
from segue.service import states as service

STATES = f"{ROOT}/sequence_states"
STATE = f"{STATES}/{{sequence_state_id}}"


def _act(verb: str, method: str, path: str, about: str) -> Operation:
    return Operation(
        id=f"{verb}SequenceState",
        method=method,
        path=path,
        tag="sequence states",
        summary=f"{verb.capitalize()} a sequence state",
        endpoint=states.acting(verb),
        described=acting(path=("SequenceStateId",)),
        about=f"{about} An extension of the old wire.",
    )


OPERATIONS = (
    lists(
        "state",
        "sequence_states",
        "State",
        examples.STATE_PAGE,
        "List which contact is in which sequence.",
    ),
    Operation(
        id="createSequenceState",
        method="POST",
        path=STATES,
        tag="sequence states",
        summary="Enrol a contact",
        endpoint=states.create_sequence_state,
        described=writing(bodies.record("StateCreate"), examples.STATE_CREATE, makes="Enrolled"),
        about="Put a contact into a sequence. A contact that is in it already gives the id of "
        "that state, with a warning. One that the provider does not take is an error, 422 "
        "or the provider's own status, with `meta.outcome` and `meta.reason`; `allow` names"
        " what must not keep it out.",
    ),
    Operation(
        id="batchCreateSequenceState",
        method="POST",
        path=f"{STATES}/_batch",
        tag="sequence states",
        summary="Enrol many contacts",
        endpoint=states.batch_create_sequence_state,
        described=writing(bodies.records("StateCreate"), examples.STATE_BATCH, makes="Batch"),
        about="Put up to 1000 contacts into sequences, each for itself: the answer has one outcome"
        " for each, in the order asked. Where it carries `Retry-After`, a repeat with the same key"
        " goes on with what has no final outcome yet, and with nothing else.",
    ),
    Operation(
        id="searchSequenceStates",
        method="POST",
        path=f"{STATES}/_search",
        tag="sequence states",
        summary="Search sequence states",
        endpoint=records.searching(service.search),
        described=searching("StateFilter", "StatePage", examples.STATE_SEARCH),
        about="Find the states of a contact, of a sequence, or of both.",
    ),
    gets(
        "state", "sequence_states", "SequenceState", examples.STATE_READ, "Read one sequence state."
    ),
    _act("pause", "POST", f"{STATE}/_pause", "Let the contact wait where it is."),
    _act("resume", "POST", f"{STATE}/_resume", "Let a contact that waits go on."),
    _act("finish", "POST", f"{STATE}/_finish", "End the sequence for the contact, as finished."),
    _act("remove", "DELETE", STATE, "Take the contact out of the sequence."),
)
