"""Templates on their own, as Outreach returns them, in the wire's terms.

A template without a name belongs to a step, and is hidden in Outreach's page [SG, TEAR].
"""

from collections.abc import Mapping
from typing import Any

from segue.model.template import TemplateRecord
from segue.providers.outreach.counters import COUNTERS
from segue.providers.outreach.documents import Record, attributes
from segue.providers.outreach.values import flag, points_to, text, texts, time

MAPPED = frozenset(
    {"name", "subject", "bodyHtml", "toRecipients", "ccRecipients", "bccRecipients"}
    | {"archived", "createdAt", "updatedAt", "owner"}
)

IGNORED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *COUNTERS,
            "lastUsedAt",
        ),
        "a template of the wire has no counters",
    ),
    **dict.fromkeys(
        (
            "shareType",
            "tags",
            "trackLinks",
            "trackOpens",
            "contentCategoryMemberships",
            "statsTarget",
            "favorites",
        ),
        "a setting of Outreach's own; read it from raw_data",
    ),
    "archivedAt": "is_archived says whether",
    "bodyText": "made by Outreach from bodyHtml",
    "attachments": "files, which no route of the API reads",
    "recipients": "a record for each address; the addresses are read from the template itself",
    "sequenceTemplates": "the steps that use it show it",
    "creator": "who wrote it is not part of the wire",
    "updater": "who wrote it is not part of the wire",
}
"""What the wire leaves out of a template, and why."""


def template(record: Record) -> TemplateRecord:
    """Read a template."""
    held = attributes(record)
    updated = time(held.get("updatedAt"))
    return TemplateRecord(
        id=str(record["id"]),
        name=text(held.get("name")),
        subject=text(held.get("subject")),
        body=text(held.get("bodyHtml")),
        to=_recipients(held.get("toRecipients")),
        cc=_recipients(held.get("ccRecipients")),
        bcc=_recipients(held.get("bccRecipients")),
        owner_id=points_to(record, "owner"),
        is_archived=flag(held.get("archived")),
        created_at=time(held.get("createdAt")),
        updated_at=updated,
        last_modified_at=updated,
    )


def _recipients(value: Any) -> list[str] | None:
    return texts(value) if isinstance(value, list) else None
