"""The requests that the adapter makes. Paths begin with the API's version."""

import re
from typing import Any

from segue.spi.plan import Request

NUMBER = "[1-9][0-9]{0,18}"
UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

LARGEST_PAGE = 100


def cadence(sequence_id: str) -> Request:
    """Read one cadence."""
    return Request(method="GET", path=("v2", "cadences", sequence_id))


def cadences(**query: Any) -> Request:
    """Read a page of cadences, archived ones too."""
    return Request(method="GET", path=("v2", "cadences"), query=query)


def steps(
    sequence_id: str, *, page: int = 1, per_page: int = LARGEST_PAGE, counts: bool = True
) -> Request:
    """Read the steps of one cadence; with `counts`, how many there are in all."""
    query: dict[str, Any] = {"cadence_id": sequence_id, "per_page": per_page}
    if counts:
        query["include_paging_counts"] = "true"
    if page > 1:
        query["page"] = page
    return Request(method="GET", path=("v2", "steps"), query=query)


def export(sequence_id: str) -> Request:
    """Read the content of a cadence: what `/v2/steps` does not tell [S11]."""
    return Request(method="GET", path=("v2", "cadence_exports", sequence_id))


def template(template_id: str) -> Request:
    """Read a template: personal ones have numbers, those of the team have UUIDs [S1]."""
    kind = "email_templates" if re.fullmatch(NUMBER, template_id) else "team_templates"
    return Request(method="GET", path=("v2", kind, template_id))


def user(user_id: str) -> Request:
    """Read a user, by number or guid."""
    return Request(method="GET", path=("v2", "users", user_id))


def imports(body: dict[str, Any]) -> Request:
    """Write: the only public way to make a cadence or a step [S1] [S4]."""
    return Request(method="POST", path=("v2", "cadence_imports"), body=body)
