"""Apollo's routes for switching a sequence, deleting a step, and who can send.

All but the deletion of a step are documented since mid-2026 [OAS].
"""

from segue.spi.plan import Request, Segment

VERBS = {"activate": "approve", "deactivate": "abort", "archive": "archive"}
"""What Apollo calls them."""


def switch(sequence_id: Segment, verb: str) -> Request:
    """Switch a sequence on or off, or archive it."""
    path = ("emailer_campaigns", sequence_id, VERBS[verb])
    return Request(method="POST", path=path, body={})


def step(step_id: Segment) -> Request:
    """Delete a step, with its touches and their templates [SG][VAL][APX]."""
    return Request(method="DELETE", path=("emailer_steps", step_id))


def mailboxes() -> Request:
    """List every mailbox of the team."""
    return Request(method="GET", path=("email_accounts",))
