"""Operations on steps."""

from segue.http import query
from segue.http.openapi import bodies, examples
from segue.http.openapi.describe import acting, reading, writing
from segue.http.operation import Operation
from segue.http.operations.sequences import SEQUENCE
from segue.http.routes import steps

STEPS = f"{SEQUENCE}/sequence_steps"
STEP = f"{STEPS}/{{sequence_step_id}}"
IDS = ("SequenceId", "SequenceStepId")

OPERATIONS = (
    Operation(
        id="listSequenceSteps",
        method="GET",
        path=STEPS,
        tag="steps",
        summary="List steps",
        endpoint=steps.list_sequence_steps,
        described=reading(
            "A page.", "StepPage", examples.STEP_PAGE, path=IDS[:1], known=query.PAGES
        ),
        about="List a sequence's steps, in their order. An extension of the old wire.",
    ),
    Operation(
        id="createSequenceStep",
        method="POST",
        path=STEPS,
        tag="steps",
        summary="Add a step",
        endpoint=steps.create_sequence_step,
        described=writing(
            bodies.record("StepCreate"), examples.STEP_CREATE, path=IDS[:1], makes="Created"
        ),
        about="Add a step to a sequence.\n\nThe step lands once, however often the request is"
        " repeated with the same `Idempotency-Key`, and `warnings` names whatever the provider"
        " does differently from what was asked.",
    ),
    Operation(
        id="getSequenceStep",
        method="GET",
        path=STEP,
        tag="steps",
        summary="Get a step",
        endpoint=steps.get_sequence_step,
        described=reading(
            "The step.", "SequenceStep", examples.STEP_READ, path=IDS, known=query.ONE
        ),
        about="Read one step of a sequence. An extension of the old wire.",
    ),
    Operation(
        id="updateSequenceStep",
        method="PATCH",
        path=STEP,
        tag="steps",
        summary="Change a step",
        endpoint=steps.update_sequence_step,
        described=writing(bodies.record("StepUpdate"), examples.STEP_UPDATE, path=IDS),
        about="Change a step; what the body does not name stays as it is.",
    ),
    Operation(
        id="deleteSequenceStep",
        method="DELETE",
        path=STEP,
        tag="steps",
        summary="Delete a step",
        endpoint=steps.delete_sequence_step,
        described=acting(path=IDS),
        about="Delete a step; the later ones move up. An extension of the old wire.",
    ),
)
