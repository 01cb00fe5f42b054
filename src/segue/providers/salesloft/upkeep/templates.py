"""E-mail templates: personal ones in a list, and any one by its id."""

from collections.abc import Mapping
from typing import Any

from segue.kit import pointer
from segue.kit.clock import iso, parse_iso
from segue.model.template import TemplateRecord
from segue.providers.salesloft import pages, paths
from segue.providers.salesloft.answers import record, text
from segue.spi.numbered import Row
from segue.spi.operation import Get, ListRecords, Page, Query, Read, RecordRead

MAPPED = frozenset(
    {
        *("id", "title", "subject", "body", "template_owner", "archived_at"),
        *("created_at", "updated_at"),
    }
)
IGNORED: Mapping[str, str] = {
    "body_preview": "the beginning of the body",
    "open_tracking_enabled": "tracking has no place in our templates; a step copies it",
    "click_tracking_enabled": "tracking has no place in our templates; a step copies it",
    "cadence_template": "whether only a step uses it; read it from the raw record",
    "shared": "visibility has no place in our templates",
    "groups": "visibility by group has no place in our templates",
    "team_template": "the template of the team that it is linked to",
    "last_used_at": "our templates do not tell their use",
    "counts": "our templates do not tell their use",
    "tags": "our templates have no tags",
    "_links": "where its attachments and tags are",
    "last_modified_at": "of a team template: updated_at is what modified_after compares",
    "last_modified_user": "who did it is not ours to tell",
}

# What the vendor's defaults leave out is not documented, so both are asked for: templates that
# only a step uses, and archived ones [S1].
EVERYTHING: Mapping[str, Any] = {
    "include_cadence_templates": "true",
    "include_archived_templates": "true",
}


def template(row: Row) -> RecordRead:
    """Read a template. An e-mail goes to the person in the cadence and has no other recipients."""
    changed = _time(row.get("updated_at"))
    read = TemplateRecord(
        id=str(row["id"]),
        name=text(row.get("title")),
        subject=text(row.get("subject")),
        body=text(row.get("body")),
        to=None,
        cc=None,
        bcc=None,
        owner_id=text(pointer.get(row, "/template_owner/id")),
        is_archived=bool(row.get("archived_at")),
        created_at=_time(row.get("created_at")),
        updated_at=changed,
        last_modified_at=changed,
    )
    return read, row


def _time(value: Any) -> str | None:
    found = parse_iso(value)
    return iso(found) if found else None


GET: Query[Get, RecordRead] = Query(
    reads=lambda ask, _answers: (Read(name="template", request=paths.template(ask.id)),),
    read=lambda _ask, answers: template(record(answers["template"])),
)
LIST: Query[ListRecords, Page] = pages.query(
    pages.Listing(resource="email_templates", narrow=lambda _ask: EVERYTHING), template
)
