"""Templates: unnamed ones are hidden from the list on screen but can be linked [SG, TEAR]."""

import html
import re
from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import record_invalid
from segue.providers.outreach.simulator.table import (
    WHEN,
    WHO,
    Attribute,
    Resource,
    computed,
    counters,
    moments,
    to_many,
    to_one,
    written,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

SHARE_TYPES = ("read_only", "private", "shared")

ATTRIBUTES: dict[str, Attribute] = {
    # 225, not 255, in both specifications [OAS23, OAS26].
    "name": written(marks="fs", longest=225),
    "subject": written(),
    "bodyHtml": written(longest=16_777_215),
    "bodyText": computed("string"),
    "shareType": written(marks="fs", allowed=SHARE_TYPES, nullable=False),
    "trackLinks": written("boolean", nullable=False),
    "trackOpens": written("boolean", nullable=False),
    "toRecipients": written("strings", default=()),
    "ccRecipients": written("strings", default=()),
    "bccRecipients": written("strings", default=()),
    "tags": written("strings", default=()),
    "archived": written("boolean", default=False, nullable=False),
    **counters("clickCount deliverCount openCount replyCount", "fs"),
    **counters(
        "bounceCount failureCount negativeReplyCount neutralReplyCount optOutCount"
        " positiveReplyCount scheduleCount"
    ),
    **moments("archivedAt lastUsedAt", "fs"),
    **WHEN,
}

RELATIONSHIPS = {
    "owner": to_one("user", "id"),
    "sequenceTemplates": to_many("sequenceTemplate", "template"),
    "contentCategoryMemberships": to_many("contentCategoryMembership", "template"),
    "recipients": to_many("recipient", "template"),
    # In the specification without an access mark [OAS26].
    "attachments": to_many("attachment", "template"),
    "favorites": to_many("favorite", "template"),
    "statsTarget": to_one("template", writable=False),
    **WHO,
}


def _check(org: "Org", change: "Change") -> None:
    values, before = change.row.values, change.before
    if values["shareType"] is None:
        values["shareType"] = org.switches["template_share_type"]
    for name in ("trackLinks", "trackOpens"):
        if values[name] is None:
            values[name] = org.on("template_tracking", "on")
    if "bodyHtml" in change.given and values["bodyHtml"] and org.on("template_html", "wrapped"):
        values["bodyHtml"] = f"<div>{values['bodyHtml']}</div>"
    if values["archived"] != (before is not None and before.values["archived"]):
        values["archivedAt"] = org.moment() if values["archived"] else None


def _let_go(org: "Org", template: "Row") -> None:
    """Deleting a template in use: outcome not known; where it is let go, so are its joins."""
    joins = org.rows.pointing("sequenceTemplate", "template", template.id)
    if joins and org.on("template_delete_linked", "reject"):
        raise record_invalid("Template", "is in use by a sequence")
    for join in joins:
        org.rows.delete(join)


def _text(_: "Org", template: "Row") -> str | None:
    """`bodyText` follows from `bodyHtml` and cannot be written [OAS26]."""
    body: str | None = template.values["bodyHtml"]
    if body is None:
        return None
    broken = re.sub(r"(?i)<br\s*/?>|</p>|</div>", "\n", body)
    return html.unescape(re.sub(r"<[^>]*>", "", broken)).strip()


TEMPLATE = Resource(
    type="template",
    plural="templates",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    check=_check,
    let_go=_let_go,
    derived={"bodyText": _text},
)
