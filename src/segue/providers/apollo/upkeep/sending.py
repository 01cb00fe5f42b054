"""Whether anybody's mailbox can send: Apollo's `active` alone does not say so."""

from collections.abc import Mapping
from typing import Any

from segue.model.readiness import Check
from segue.providers.apollo import graph
from segue.providers.apollo.graph import EMAIL_STEPS, Record

MAPPED = frozenset(
    {"active", "email", "id", "needs_reauth_at", "revoked_at", "unlink_error_code"}
    | {"inactive_reason", "unlink_error_message"}
)
"""Fields read of a mailbox for this."""

LIMIT = "how much it sends, not whether"
WARMING = "how it is warmed up"
IGNORED: Mapping[str, str] = {
    "active_campaigns_count": LIMIT,
    "aliases": "other names of the same mailbox",
    "created_at": "does not change whether it sends",
    "default": "which one a person is offered first",
    "deliverability_score": LIMIT,
    "email_daily_threshold": LIMIT,
    "email_sending_policy_cd": LIMIT,
    "is_free_domain": LIMIT,
    "last_synced_at": "when replies were fetched last",
    "limits_editable": LIMIT,
    "mailwarming_vendor": WARMING,
    "max_outbound_emails_per_hour": LIMIT,
    "provider_display_name": "who runs the mailbox",
    "seconds_delay_between_emails": LIMIT,
    "signature_edit_disabled": "what it signs with",
    "signature_html": "what it signs with",
    "tracking_domain_id": "how opens are counted",
    "type": "who runs the mailbox",
    "user_id": "whose it is: a contact is enrolled with any mailbox",
    "user_name": "whose it is: a contact is enrolled with any mailbox",
}

GONE = ("revoked_at", "needs_reauth_at")
"""Set where somebody has to connect the mailbox again; seen on active mailboxes [VCR][AUD2]."""


def mailbox(held: Record, listed: Any) -> Check:
    """See whether the team has a mailbox that can send; which one does is said on enrolling."""
    emails = [step for step in graph.steps(held) if step.get("type") in EMAIL_STEPS]
    if not emails:
        return Check(name="mailbox", ok=True, detail="No step sends an e-mail.")
    found = listed.get("email_accounts") if isinstance(listed, Mapping) else None
    boxes = [box for box in found or () if isinstance(box, Mapping)]
    fit = [box for box in boxes if can_send(box) is True]
    doubtful = [box for box in boxes if can_send(box) is None]
    broken = [box for box in boxes if can_send(box) is False]
    aside = f" Not able to send: {_named(broken)}." if broken else ""
    if fit:
        chosen = "Each contact is sent to from the mailbox that it was enrolled with."
        return Check(
            name="mailbox", ok=True, detail=f"Able to send: {_named(fit)}.{aside} {chosen}"
        )
    if doubtful:
        detail = f"Active, but with an error: {_named(doubtful)}.{aside}"
        todo = "Connect the mailbox again in Apollo's settings, or see there that it still sends."
        return Check(name="mailbox", ok=None, detail=detail, todo=todo)
    return Check(
        name="mailbox",
        ok=False,
        detail=f"No mailbox of the team can send.{aside}",
        todo="Connect a mailbox in Apollo's settings, or have its owner connect it again.",
    )


def can_send(box: Record) -> bool | None:
    """Tell whether a mailbox can send; None where it shows an error.

    One with an error text was seen to go on sending [AUD2], so the text alone says nothing sure.
    """
    if box.get("active") is not True or any(box.get(field) for field in GONE):
        return False
    return None if box.get("unlink_error_code") else True


def _named(boxes: list[Record]) -> str:
    return ", ".join(f"{box.get('email') or box.get('id')}{_why(box)}" for box in boxes)


def _why(box: Record) -> str:
    if can_send(box):
        return ""
    fields = ("inactive_reason", "unlink_error_message", "unlink_error_code")
    said = next((str(box[field]) for field in fields if box.get(field)), "")
    return f" ({said})" if said else ""
