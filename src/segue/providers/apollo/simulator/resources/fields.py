"""Custom fields: `/fields`, and the older `/typed_custom_fields` with bare ids."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from segue.providers.apollo.simulator.account import Account
from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.refusals import unprocessable
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.stamps import zulu
from segue.simulation import Answer

MODALITIES = ("contact", "account", "opportunity")
TYPES = ("string", "textarea", "number", "date", "datetime", "boolean")
# What every contact has, of which a few are listed here [OAS].
_SYSTEM = (
    ("contact.first_name", "First name"),
    ("contact.last_name", "Last name"),
    ("contact.title", "Title"),
    ("account.name", "Company"),
)
_EMPTY: Mapping[str, Any] = {
    "mapped_crm_field": None,
    "additional_mapped_crm_field": None,
    "is_readonly_mapped_crm_field": None,
    "picklist_value_set_id": None,
    "mirrored": False,
    "system_name": None,
    "text_field_max_length": None,
    "is_local": False,
}


def new_field(account: Account, sent: Mapping[str, Any], now: datetime) -> Frozen:
    """Keep a custom field; `options` are the names of a picklist's values."""
    kind = sent.get("type") or "string"
    field: dict[str, Any] = {
        "id": account.ids.next(now),
        "modality": sent["modality"],
        "name": sent["label"],
        "type": kind,
        "picklist_options": [],
        **_EMPTY,
        "picklist_options_last_synced_at": None,
        "finder_view_ids": [],
        "text_field_max_length": _meta(sent).get("max_length"),
        "_created_at": zulu(now),
    }
    if kind == "picklist":
        field["picklist_values"] = [
            option(account.ids.next(now), name) for name in sent.get("options", ())
        ]
    account.book.fields[field["id"]] = field
    return field


def option(id: str, name: str) -> dict[str, Any]:
    """Make a value of a picklist."""
    return {"_id": id, "mapped_crm_values": {}, "name": name, "id": id, "key": id}


def typed(request: Request) -> Answer:
    """List custom fields with bare ids, which is how values are keyed [OAS][CREA]."""
    return Answer(200, {"typed_custom_fields": _typed(request)})


def index(request: Request) -> Answer:
    """List fields; a custom one is named `contact.<id>` [OAS]."""
    source = request.params.get("source")
    system = [_system(*it) for it in _SYSTEM]
    custom = [field_row(it) for it in request.account.book.fields.values()]
    rows = [it for it in (*system, *custom) if not source or it["source"] == source]
    return Answer(200, {"fields": rows, "field_groups": []})


def create(request: Request) -> Answer:
    """Define a field; a picklist cannot be made this way [OAS]."""
    params = request.params
    label, modality = params.get("label"), params.get("modality")
    if not label or modality not in MODALITIES or params.get("type") not in TYPES:
        raise unprocessable("Parameters misconfigured.")
    fields = request.account.book.fields.values()
    if any((it["name"], it["modality"]) == (label, modality) for it in fields):
        raise unprocessable(f"{label} already exists")
    new = new_field(request.account, params, request.now)
    return _answer(request, new)


def update(request: Request) -> Answer:
    """Rename one field, or replace a picklist's options wholesale [OAS]."""
    sent = request.params.get("fields")
    body = sent[0] if isinstance(sent, list) and sent and isinstance(sent[0], dict) else {}
    fields = request.account.book.fields
    field = fields.get(str(body.get("id")).partition(".")[2])
    if field is None:
        raise unprocessable("Some fields could not be found")
    if body.get("type") not in (None, field["type"]):
        raise unprocessable("Cannot change field type after creation")
    label = str(body.get("label") or field["name"])
    if label.startswith("powerup_"):
        text = "Field name with prefix 'powerup_' is not allowed. Please use another name."
        raise unprocessable(text)
    new = {**field, "name": label}
    options = _meta(body).get("picklist_values")
    if field["type"] == "picklist" and options is not None:
        if not isinstance(options, list) or not options:
            raise unprocessable("Picklist fields must have at least one option")
        new["picklist_values"] = [
            option(it.get("id") or request.new_id(), str(it.get("name") or ""))
            for it in options
            if isinstance(it, dict)
        ]
    fields[field["id"]] = new
    return _answer(request, new)


def field_row(field: Frozen) -> dict[str, Any]:
    """Return a custom field as `/fields` spells it."""
    of = {"contact": "person", "account": "company"}
    meta: dict[str, Any] = {"computed_type": "manual", "visibility_status": "active"}
    if field["text_field_max_length"] is not None:
        meta["max_length"] = field["text_field_max_length"]
    if "picklist_values" in field:
        keys = ("id", "name")
        meta["picklist_values"] = [{k: it[k] for k in keys} for it in field["picklist_values"]]
    return {
        **_system(f"{field['modality']}.{field['id']}", field["name"]),
        "category": of.get(field["modality"]),
        "editable": True,
        "type": field["type"],
        "source": "custom",
        "created_at": field["_created_at"],
        "meta": meta,
    }


def _meta(body: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = body.get("meta")
    return meta if isinstance(meta, dict) else {}


def _answer(request: Request, field: Frozen) -> Answer:
    """The keys are those of the recorded answer, more than the document shows [VCR]."""
    rows = [field_row(it) for it in request.account.book.fields.values()]
    return Answer(
        200,
        {
            "fields": rows,
            "field": field_row(field),
            "typed_custom_fields": _typed(request),
            "typed_custom_field": _shown(field),
            "field_groups": [],
        },
    )


def _typed(request: Request) -> list[dict[str, Any]]:
    return [_shown(it) for it in request.account.book.fields.values()]


def _shown(field: Frozen) -> dict[str, Any]:
    return {key: value for key, value in field.items() if key[0] != "_"}


def _system(id: str, label: str) -> dict[str, Any]:
    modality = id.partition(".")[0]
    return {
        "id": id,
        "category": "person" if modality == "contact" else "company",
        "context": ["finder", "csv_export"],
        "description": None,
        "editable": False,
        "example": None,
        "field_name": label,
        "group": None,
        "icon_class": None,
        "label": label,
        "modality": modality,
        "parent": None,
        "source": "system",
        "type": "string",
        "finder_view_ids": [],
        "project_workspace_id": None,
        "finder_views": [],
        "is_local": False,
    }
