"""What writing an account and writing a person share: custom fields, tags, references, CRM ids."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from segue.providers.salesloft.simulator.book_rows import Company, Person
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import Key, check, check_unknown, complain
from segue.providers.salesloft.simulator.wire import Complaints

TAKEN: Mapping[str, str] = {
    "has_already_been_taken": "has already been taken",
    "is_already_taken": "is already taken",
}
"""By position of `taken_message`."""

CRM_KEYS = (Key("crm_id", nullable=True), Key("crm_id_type", nullable=True))
CRM_ID_LENGTH = 18


def check_attributes(
    request: Request, sent: Mapping[str, Any], keys: Sequence[Key], field_type: str
) -> Complaints:
    """Return what is wrong with the fields sent, as far as accounts and people agree."""
    complaints: Complaints = {}
    check(complaints, "", sent, keys)
    if request.switches["unknown_attributes"] == "refused":
        check_unknown(complaints, "base", sent, keys)
    tags = sent.get("tags")
    if isinstance(tags, list) and not all(isinstance(tag, str) and tag.strip() for tag in tags):
        complain(complaints, "tags", "must be strings")
    _check_custom(request, sent.get("custom_fields"), field_type, complaints)
    return complaints


def check_reference(
    sent: Mapping[str, Any], name: str, rows: Container[int], complaints: Complaints
) -> None:
    """Note an id that is nothing's; the words are ours."""
    number = sent.get(name)
    if isinstance(number, int) and number not in rows:
        complain(complaints, name, "does not exist")


def check_crm(
    request: Request, sent: Mapping[str, Any], prefixes: tuple[str, ...], complaints: Complaints
) -> None:
    """Note a CRM id that is no 18-character Salesforce id of the right kind (V S1)."""
    number = sent.get("crm_id")
    if not isinstance(number, str) or not writes_crm_id(request, prefixes):
        return
    if sent.get("crm_id_type") != "salesforce":
        complain(complaints, "crm_id_type", "must be one of: salesforce")
    elif len(number) != CRM_ID_LENGTH or not number.startswith(prefixes):
        complain(complaints, "crm_id", "is not a valid salesforce id")


def writes_crm_id(request: Request, prefixes: tuple[str, ...]) -> bool:
    """Tell whether a CRM id counts; it needs a privileged scope (V S4), or 403 is answered."""
    scope = "crm_id_account:write" if "001" in prefixes else "crm_id_person:write"
    if request.switches["crm_id_without_scope"] == "ignored":
        return request.permits(scope)
    request.require(scope)
    return True


def taken(request: Request) -> str:
    """Return the words for a value that must be unique and is not."""
    return TAKEN[request.switches["taken_message"]]


def apply_lists(
    request: Request, row: Company | Person, sent: Mapping[str, Any], field_type: str
) -> None:
    """Set tags and custom fields, as far as they are sent."""
    book = request.account.book
    if "tags" in sent:
        row.tags = [book.tag(name) for name in dict.fromkeys(sent["tags"] or ())]
    if "custom_fields" not in sent:
        return
    if request.switches["custom_fields_put"] == "replaced":
        row.custom = {}
    for name, value in (sent["custom_fields"] or {}).items():
        own = book.field_named(name, field_type)
        if own is None:
            continue
        # "Only fields with values are presented" (V S1).
        row.custom.pop(own, None)
        if value is not None and value != "":
            row.custom[own] = str(value)


def written(row: Company | Person) -> dict[str, Any]:
    """Write tags and custom fields."""
    return {
        "custom_fields": {own.name: value for own, value in row.custom.items()},
        "tags": [tag.name for tag in row.tags],
    }


def _check_custom(request: Request, given: Any, field_type: str, complaints: Complaints) -> None:
    if not isinstance(given, dict):
        return
    refuses = request.switches["unknown_custom_fields"] == "refused"
    for name, value in given.items():
        if isinstance(value, (dict, list)):
            complain(complaints, "custom_fields", f"{name} must be a string")
        if refuses and request.account.book.field_named(name, field_type) is None:
            complain(complaints, "custom_fields", f"{name} is not a valid field")
