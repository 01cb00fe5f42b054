"""Every operation of the API: where it is, what answers it, how it is described."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.openapi import examples
from segue.http.openapi.describe import local, open_to_all, reading, writing
from segue.http.routes import health, providers, sequences, steps, writes

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]

SEQUENCES = "/engagement/v2/sequences"
SEQUENCE = f"{SEQUENCES}/{{sequence_id}}"
STEPS = f"{SEQUENCE}/sequence_steps"
STEP = f"{STEPS}/{{sequence_step_id}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    tag: str
    summary: str
    endpoint: Endpoint
    described: dict[str, Any]
    """The rest of it, in the OpenAPI document's terms."""


OPERATIONS = (
    Operation(
        id="listSequences",
        method="GET",
        path=SEQUENCES,
        tag="sequences",
        summary="List sequences",
        endpoint=sequences.list_sequences,
        described=reading("A page.", "SequencePage", examples.SEQUENCE_PAGE, known=query.LIST),
    ),
    Operation(
        id="createSequence",
        method="POST",
        path=SEQUENCES,
        tag="sequences",
        summary="Create a sequence",
        endpoint=sequences.create_sequence,
        described=writing("SequenceCreate", examples.SEQUENCE_CREATE, creates=True),
    ),
    Operation(
        id="getSequence",
        method="GET",
        path=SEQUENCE,
        tag="sequences",
        summary="Get a sequence",
        endpoint=sequences.get_sequence,
        described=reading(
            "The sequence.",
            "Sequence",
            examples.SEQUENCE_WITH_STEPS,
            path=("SequenceId",),
            known=query.ONE,
        ),
    ),
    Operation(
        id="createSequenceStep",
        method="POST",
        path=STEPS,
        tag="steps",
        summary="Add a step",
        endpoint=steps.create_sequence_step,
        described=writing("StepCreate", examples.STEP_CREATE, path=("SequenceId",), creates=True),
    ),
    Operation(
        id="updateSequenceStep",
        method="PATCH",
        path=STEP,
        tag="steps",
        summary="Change a step",
        endpoint=steps.update_sequence_step,
        described=writing(
            "StepUpdate",
            examples.STEP_UPDATE,
            path=("SequenceId", "SequenceStepId"),
            creates=False,
        ),
    ),
    Operation(
        id="listProviders",
        method="GET",
        path="/segue/v1/providers",
        tag="segue",
        summary="List providers",
        endpoint=providers.list_providers,
        described=local("The installed providers.", "ProviderList", examples.PROVIDERS),
    ),
    Operation(
        id="getCapabilities",
        method="GET",
        path="/segue/v1/providers/{name}/capabilities",
        tag="segue",
        summary="Get a provider's capabilities",
        endpoint=providers.get_capabilities,
        described=local("The table.", "CapabilityTable", examples.CAPABILITIES, path=("Name",)),
    ),
    Operation(
        id="getWrite",
        method="GET",
        path="/segue/v1/writes/{write_id}",
        tag="segue",
        summary="Get a write",
        endpoint=writes.get_write,
        described=local("The write.", "WriteRecord", examples.WRITE_RECORD, path=("WriteId",)),
    ),
    Operation(
        id="getHealth",
        method="GET",
        path="/health",
        tag="segue",
        summary="Health",
        endpoint=health.get_health,
        described=open_to_all("The server answers.", "Health", examples.HEALTH),
    ),
)
