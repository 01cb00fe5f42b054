"""Passthroughs."""

from segue.http.openapi import examples
from segue.http.openapi.describe import passing
from segue.http.operation import Operation
from segue.http.routes import passthrough

OPERATIONS = (
    Operation(
        id="sendPassthroughRequest",
        method="POST",
        path="/actions/v2/passthrough",
        tag="passthrough",
        summary="Make a request of your own",
        endpoint=passthrough.send_passthrough_request,
        described=passing(
            ("Passthrough", examples.PASSTHROUGH_ASKED),
            ("PassedThrough", examples.PASSTHROUGH),
        ),
        about=passthrough.send_passthrough_request.__doc__ or "",
        scope="read",
    ),
)
