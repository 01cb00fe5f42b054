"""Reading one template."""

from collections.abc import Mapping
from typing import Any

from segue.kit.clock import iso, parse_iso
from segue.model.template import TemplateRecord
from segue.providers.apollo import graph, paths
from segue.providers.apollo.graph import Record
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Get, Query, Read, RecordRead

MAPPED = frozenset({"archived", "body_html", "created_at", "id", "name", "subject", "user_id"})
"""Fields read of a template by itself."""
IGNORED: Mapping[str, str] = {
    "body_text": "says again what the HTML says",
    "creation_type": "how it was made",
    "folder_id": "where it is kept in Apollo",
    "global": "who may use it in Apollo; see raw_data",
    "has_ai_variables": "how a machine wrote the text",
    "label_ids": "how it is sorted in Apollo; see raw_data",
    "prompt_id": "how a machine wrote the text",
    "starred_by_user_ids": "how it is sorted in Apollo; see raw_data",
}


def _reads(ask: Get, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="template", request=paths.template(ask.id)),)


def _read(_ask: Get, answers: Answers) -> RecordRead:
    answer = answers["template"]
    found = answer.get("emailer_template") or answer
    if not found.get("id"):
        raise PlanRefused("Apollo shows no such template.", status=404)
    return template(found), found


def template(found: Record) -> TemplateRecord:
    """Read a template. It has no recipients of its own, and no time of change [VCR]."""
    archived = found.get("archived")
    created = parse_iso(found.get("created_at"))
    return TemplateRecord(
        id=str(found["id"]),
        name=_text(found.get("name")),
        subject=_text(found.get("subject")),
        body=_text(graph.body(found)) if isinstance(found.get("body_html"), str) else None,
        to=None,
        cc=None,
        bcc=None,
        owner_id=_text(found.get("user_id")),
        is_archived=archived if isinstance(archived, bool) else None,
        created_at=iso(created) if created else None,
        updated_at=None,
        last_modified_at=None,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


GET_TEMPLATE = Query(reads=_reads, read=_read)
