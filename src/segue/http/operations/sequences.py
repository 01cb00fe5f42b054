"""Operations on sequences."""

from segue.http import query
from segue.http.openapi import bodies, examples
from segue.http.openapi.describe import acting, reading, writing
from segue.http.operation import ROOT, Operation
from segue.http.operations.alike import gets, lists
from segue.http.routes import sequences

SEQUENCES = f"{ROOT}/sequences"
SEQUENCE = f"{SEQUENCES}/{{sequence_id}}"


def _switch(verb: str, about: str) -> Operation:
    return Operation(
        id=f"{verb}Sequence",
        method="POST",
        path=f"{SEQUENCE}/_{verb}",
        tag="sequences",
        summary=f"{verb.capitalize()} a sequence",
        endpoint=sequences.switching(verb),
        described=acting(path=("SequenceId",)),
        about=f"{about} An extension of the old wire.",
    )


OPERATIONS = (
    lists(
        "sequence",
        "sequences",
        "Sequence",
        examples.SEQUENCE_PAGE,
        "List the customer's sequences, without their steps.",
    ),
    Operation(
        id="createSequence",
        method="POST",
        path=SEQUENCES,
        tag="sequences",
        summary="Create a sequence",
        endpoint=sequences.create_sequence,
        described=writing(
            bodies.record("SequenceCreate"), examples.SEQUENCE_CREATE, makes="Created"
        ),
        about="Make a sequence, with its steps where they are given. It is left switched off.\n\n"
        "All of it is made, or none: where the provider refuses a part, what was made before is"
        " taken back, and what cannot be taken back is named in `meta.leftovers`.",
    ),
    gets(
        "sequence",
        "sequences",
        "Sequence",
        examples.SEQUENCE_WITH_STEPS,
        "Read one sequence with its steps.",
    ),
    _switch("activate", "Switch a sequence on: from then on it reaches whoever is in it."),
    _switch("deactivate", "Switch a sequence off: nobody gets a further step."),
    _switch("archive", "Put a sequence away, as the provider understands it."),
    Operation(
        id="getReadiness",
        method="GET",
        path=f"{SEQUENCE}/readiness",
        tag="sequences",
        summary="Tell whether a sequence would send",
        endpoint=sequences.get_readiness,
        described=reading(
            "The checks.", "Readiness", examples.READINESS, path=("SequenceId",), known=query.NONE
        ),
        about="Is it on, has it steps with content, approved touches, a schedule, a mailbox that"
        " can send? Each no comes with what to do. An extension of the old wire.",
    ),
)
