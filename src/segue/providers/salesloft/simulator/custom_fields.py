"""`/v2/custom_fields`: which fields accounts, people and opportunities have besides their own."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.attributes import taken
from segue.providers.salesloft.simulator.book_rows import CustomField
from segue.providers.salesloft.simulator.filters import among, equal, whole
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import Key, check, complain, required
from segue.providers.salesloft.simulator.wire import Complaints, Refused, not_found, single, stamp
from segue.simulation.vendor import Answer

FIELD_TYPES = ("person", "company", "opportunity")
UPDATE = (Key("name", filled=True), Key("field_type", choices=FIELD_TYPES))
CREATE = (required("name", filled=True), Key("field_type", choices=FIELD_TYPES))


def render_field(_: Request, own: CustomField) -> Mapping[str, Any]:
    """Write a custom field (V S1)."""
    return {
        "id": own.id,
        "name": own.name,
        "field_type": own.field_type,
        "value_type": own.value_type,
        "created_at": stamp(own.created_at),
        "updated_at": stamp(own.updated_at),
    }


def _field_type(text: str) -> str:
    if text not in FIELD_TYPES:
        raise ValueError(f"must be one of: {', '.join(FIELD_TYPES)}")
    return text


LISTING: Listing[CustomField] = Listing(
    render=render_field,
    sorts={
        "created_at": lambda own: own.created_at,
        "updated_at": lambda own: own.updated_at,
        "name": lambda own: own.name,
    },
    filters={
        "ids": among(lambda own: own.id, whole),
        "field_type": equal(lambda own: own.field_type, _field_type),
    },
)


def list_fields(request: Request) -> Answer:
    """Answer `GET /v2/custom_fields`."""
    return list_rows(request, request.account.book.custom_fields.values(), LISTING)


def show_field(request: Request) -> Answer:
    """Answer `GET /v2/custom_fields/{id}`."""
    return single(render_field(request, _find(request)))


def create_field(request: Request) -> Answer:
    """Answer `POST /v2/custom_fields`."""
    own = take_field(request, request.fields(CREATE))
    return single(render_field(request, own), int(request.switches["created_status"]))


def update_field(request: Request) -> Answer:
    """Answer `PUT /v2/custom_fields/{id}`; values go on under the new name (I)."""
    own = _find(request)
    sent = _checked(request, request.fields(UPDATE), UPDATE, own)
    own.name = sent.get("name", own.name)
    own.field_type = sent.get("field_type", own.field_type)
    own.updated_at = request.now
    return single(render_field(request, own))


def delete_field(request: Request) -> Answer:
    """Answer `DELETE /v2/custom_fields/{id}`, of which nobody says that it can be repeated."""
    own, book = _find(request), request.account.book
    del book.custom_fields[own.id]
    for row in book.rows():
        row.custom.pop(own, None)
    return Answer(204)


def take_field(request: Request, sent: Mapping[str, Any]) -> CustomField:
    """Make a field, of people unless told otherwise (I), or raise `Refused`."""
    sent = _checked(request, sent, CREATE, None)
    book, now = request.account.book, request.now
    kind = sent.get("field_type", FIELD_TYPES[0])
    own = CustomField(book.next_id("custom_fields"), sent["name"], kind, now, now)
    book.custom_fields[own.id] = own
    return own


def _checked(
    request: Request,
    sent: Mapping[str, Any],
    keys: tuple[Key, ...],
    own: CustomField | None,
) -> Mapping[str, Any]:
    complaints: Complaints = {}
    check(complaints, "", sent, keys)
    name = sent.get("name", own.name if own else None)
    kind = sent.get("field_type", own.field_type if own else FIELD_TYPES[0])
    # A second field of one name and type could not be told from the first (I).
    if not complaints and request.account.book.field_named(name, kind) not in {None, own}:
        complain(complaints, "name", taken(request))
    request.refuse(complaints)
    return sent


def _find(request: Request) -> CustomField:
    own = request.account.book.custom_fields.get(request.number)
    if own is None:
        raise Refused(not_found())
    return own
