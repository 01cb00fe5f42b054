"""Outreach's refusals: one envelope, a machine code in `id`, the status not repeated inside."""

import re
from typing import Any

from segue.simulation.vendor import Answer

MEDIA_TYPE = "application/vnd.api+json"

Entry = dict[str, Any]


class Refused(Exception):
    """The vendor refuses the request; `answer()` is how it says so."""

    def __init__(self, status: int, *errors: Entry) -> None:
        super().__init__(status, errors)
        self.status = status
        self.errors = errors

    def answer(self) -> Answer:
        """Return the refusal in the JSON:API envelope."""
        return Answer(self.status, {"errors": list(self.errors)}, {}, MEDIA_TYPE)


def label(name: str) -> str:
    """Write an attribute's name as validation messages do: `stepType` is `Step type`."""
    return re.sub(r"([A-Z])", lambda found: " " + found[1].lower(), name).capitalize()


def entry(id: str, title: str, detail: str) -> Entry:
    """Make an error without a source, as 400s, 403s and 404s have it."""
    return {"id": id, "title": title, "detail": detail}


def invalid(subject: str, complaint: str, pointer: str) -> Entry:
    """Make a 422 entry; since 2026 these carry `code` and an empty `context` [SC]."""
    return {
        "id": "validationError",
        "source": {"pointer": pointer},
        "title": "Validation Error",
        "detail": f"{subject} {complaint}.",
        "code": complaint,
        "context": {},
    }


def attribute_invalid(name: str, complaint: str) -> Entry:
    """Make a 422 entry about one attribute."""
    return invalid(label(name), complaint, f"/data/attributes/{name}")


def relationship_invalid(name: str, complaint: str) -> Entry:
    """Make a 422 entry about one relationship. The pointer's form was not captured."""
    return invalid(label(name), complaint, f"/data/relationships/{name}")


def record_invalid(subject: str, complaint: str) -> Refused:
    """Refuse for a rule across fields: the pointer names the whole record [SC, BAL]."""
    return Refused(422, invalid(subject, complaint, "/data"))


def too_long() -> Entry:
    """Make the 422 entry of an overflowing column; it has no source [BAL]."""
    return entry(
        "validationDataTooLongError", "Validation Data Too Long Error", "Data provided is too long."
    )


def unknown_attribute(name: str) -> Entry:
    """Make the 400 entry of an unknown or unwritable member, in the words seen live [SC, ONF]."""
    detail = f"'{name}' is not a valid attribute for the resource."
    return entry("permittedParams.unknownAttribute", "Unknown Resource Attribute", detail)


def bad_document(detail: str) -> Refused:
    """Refuse a body that is not a JSON:API document. Status documented, words composed."""
    return Refused(400, entry("invalidRequestBody", "Invalid Request Body", detail))


def bad_parameter(id: str, detail: str) -> Refused:
    """Refuse a query parameter: 400 seen live for filters [SC], ids composed."""
    return Refused(400, entry(id, "Invalid Request Parameter", detail))


def not_found(type: str, id: str | int) -> Refused:
    """Refuse a row that does not exist or is invisible [AE-err, BAL]."""
    detail = f"Could not find '{type}' with ID '{id}'."
    return Refused(404, entry("resourceNotFound", "Resource Not Found", detail))


def route_not_found() -> Refused:
    """Refuse a path or method that does not exist; both answer 404 [AMP, SC]."""
    detail = "The request path does not match any known resource endpoints."
    return Refused(404, entry("routeNotFound", "Route Not Found", detail))


def wrong_scope(scope: str) -> Refused:
    """Refuse a token without the scope, which is named [AMP, SC, AE-err]."""
    detail = f"Your authorization does not include the required scope '{scope}'."
    return Refused(403, entry("unauthorizedOauthScope", "Unauthorized OAuth Scope", detail))


def not_authorized() -> Refused:
    """Refuse what the user's governance profile does not allow [AE-err]."""
    detail = "You are not authorized to perform that request."
    return Refused(403, entry("unauthorizedRequest", "Unauthorized Request", detail))


def wrong_media_type() -> Refused:
    """Refuse a wrong Content-Type; the documented example spells `details` [DOC]."""
    error = {
        "id": "unsupportedMediaType",
        "title": "Unsupported Media Type",
        "details": f"Expected Content-Type header to be '{MEDIA_TYPE}'.",
    }
    return Refused(415, error)


def contact_invalid(complaint: str) -> Refused:
    """Refuse a prospect for one of its addresses, in the words of 2019 to 2022 [BAL]."""
    return Refused(
        422,
        {
            "id": "validationError",
            "source": {"pointer": "/data"},
            "title": "Validation Error",
            "detail": f"Contacts {complaint}.",
        },
    )


def duplicate_value() -> Refused:
    """Refuse an address that another request took at the same moment; no source [BAL]."""
    detail = "A Contact with this email_hash already exists."
    title = "Validation Duplicate Value Error"
    return Refused(422, entry("validationDuplicateValueError", title, detail))
