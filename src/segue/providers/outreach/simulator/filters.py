"""Which rows a collection request asks for: Outreach's two filter syntaxes.

Old: `a,b` is OR, `a..b` an inclusive range with `inf` and `neginf`, `__null__`, `__notnull__`.
New (`newFilterSyntax=true`): `[]` lists and `[gte]`, `[lte]`, `[gt]`, `[lt]`; values are taken
as they stand [AE-conv, PH, AB-ISS].
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from segue.providers.outreach.simulator.errors import Refused, bad_parameter
from segue.providers.outreach.simulator.kinds import LISTS
from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.render import related, value_of
from segue.providers.outreach.simulator.resources import BY_TYPE
from segue.providers.outreach.simulator.rows import Row
from segue.providers.outreach.simulator.searching import Search, read_search
from segue.providers.outreach.simulator.table import ANY_FILTERABLE, Attribute, Resource

FORM = re.compile(r"filter((?:\[[^\[\]]*\])+)")
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "gte": operator.ge,
    "lte": operator.le,
    "gt": operator.gt,
    "lt": operator.lt,
}
ID = Attribute(kind="integer", filterable=True)

Matches = Callable[[Any], bool]
Query = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter. `relationship` is empty where the filter is about the row's own attribute."""

    relationship: str
    name: str
    matches: Matches
    only: tuple[int, ...] = ()
    """The ids asked for, where nothing but ids is asked for."""

    def holds(self, org: Org, row: Row) -> bool:
        """Tell whether a row passes."""
        rows = related(org, row, self.relationship) if self.relationship else (row,)
        return any(self.matches(_value(org, it, self.name)) for it in rows)


def read_filters(org: Org, resource: Resource, query: Query) -> list[Filter | Search]:
    """Read every `filter[...]` of a query; unknown or unsupported ones are 400 [SC]."""
    new_syntax = query.get("newFilterSyntax", ["false"])[-1] == "true"
    return [
        read_search(resource, values[-1])
        if key == "filter[q]" and resource.searched
        else _filter(org, resource, key, values, new_syntax=new_syntax)
        for key, values in query.items()
        if key.startswith("filter")
    ]


def candidates(org: Org, resource: Resource, filters: Sequence[Filter | Search]) -> list[Row]:
    """Return the rows that pass every filter, by id."""
    rows = _narrowed(org, resource, filters)
    passing = [row for row in rows if all(it.holds(org, row) for it in filters)]
    return sorted(passing, key=lambda row: row.id)


def _narrowed(org: Org, resource: Resource, filters: Sequence[Filter | Search]) -> list[Row]:
    """Start from an index where a filter names the ids of the row or of a to-one relationship."""
    for it in filters:
        if isinstance(it, Search) or not it.only:
            continue
        if not it.relationship:
            found = (org.rows.get(resource.type, n) for n in it.only)
            return [row for row in found if row is not None]
        if not resource.relationships[it.relationship].many:
            many = [org.rows.pointing(resource.type, it.relationship, n) for n in set(it.only)]
            return [row for rows in many for row in rows]
    return list(org.rows.all(resource.type))


def _value(org: Org, row: Row, name: str) -> Any:
    return row.id if name == "id" else value_of(org, row, name)


def _filter(
    org: Org, resource: Resource, key: str, values: list[str], *, new_syntax: bool
) -> Filter:
    form = FORM.fullmatch(key)
    parts = re.findall(r"\[([^\[\]]*)\]", form[1]) if form else []
    if not parts:
        raise _unknown(key)
    name = parts.pop(0)
    attribute, relationship = _own(resource, name), ""
    if attribute is None and parts:
        relationship, name = name, parts.pop(0)
        attribute = _of_related(resource, relationship, name)
    if attribute is None or len(parts) > 1 or (parts and not new_syntax):
        raise _unknown(key)
    if parts and parts[0]:
        return Filter(relationship, name, _operator(key, parts[0], attribute, values[-1]))
    terms = values if new_syntax else values[-1].split(",")
    plain = [term for term in terms if term.isdecimal()]
    only = tuple(map(int, plain)) if name == "id" and plain == terms else ()
    each = [_term(org, attribute, term, new_syntax=new_syntax) for term in terms]
    return Filter(relationship, name, lambda value: any(term(value) for term in each), only)


def _own(resource: Resource, name: str) -> Attribute | None:
    if name == "id":
        return ID
    attribute = resource.attributes.get(name)
    return attribute if attribute is not None and attribute.filterable else None


def _of_related(resource: Resource, relationship: str, name: str) -> Attribute | None:
    """Look an attribute up in the relationship's whitelist [OAS26]."""
    there = resource.relationships.get(relationship)
    if there is None or (there.filters != ANY_FILTERABLE and name not in there.filters):
        return None
    target = BY_TYPE.get(there.type)
    return _own(target, name) if target is not None else (ID if name == "id" else None)


def _operator(key: str, name: str, attribute: Attribute, text: str) -> Matches:
    compare = COMPARE.get(name)
    if compare is None:
        raise _unknown(key)
    bound = _read(attribute, text)
    return lambda value: value is not None and compare(value, bound)


def _term(org: Org, attribute: Attribute, text: str, *, new_syntax: bool) -> Matches:
    if text == "__null__":
        return lambda value: value is None
    if text == "__notnull__":
        return lambda value: value is not None
    if not new_syntax and ".." in text:
        return _range(org, attribute, *text.split("..", 1))
    wanted = _read(attribute, text)
    same = _same(org, attribute)
    if attribute.kind in LISTS:
        return lambda value: any(same(item, wanted) for item in value or ())
    return lambda value: value is not None and same(value, wanted)


def _same(org: Org, attribute: Attribute) -> Callable[[Any, Any], bool]:
    """Addresses are unique whatever their case [BAL, inferred]; whether filters mind is open."""
    if attribute.kind in {"email", "emails"} and org.on("email_filter_case", "ignored"):
        return lambda value, wanted: bool(value.casefold() == wanted.casefold())
    return operator.eq


def _range(org: Org, attribute: Attribute, low: str, high: str) -> Matches:
    """Both bounds are inclusive: Supaglue adds a millisecond to leave one out [SG]."""
    if low == "neginf" and org.on("neginf", "reject"):
        raise bad_parameter("filterParameter.invalidValue", "'neginf' is not a valid bound.")
    least = None if low == "neginf" else _read(attribute, low)
    most = None if high == "inf" else _read(attribute, high)

    def within(value: Any) -> bool:
        held = value is not None
        return held and (least is None or value >= least) and (most is None or value <= most)

    if attribute.kind in LISTS:
        return lambda value: any(within(item) for item in value or ())
    return within


def _read(attribute: Attribute, text: str) -> Any:
    try:
        return _READ[attribute.kind](text)
    except (KeyError, ValueError):
        detail = f"'{text}' is not a valid filter value."
        raise bad_parameter("filterParameter.invalidValue", detail) from None


def _moment(text: str) -> str:
    """Read a date or date-time into the form rows hold, with which it compares as text."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_READ: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "email": str,
    "strings": str,
    "emails": str,
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": lambda text: date.fromisoformat(text).isoformat(),
    "moment": _moment,
}


def _unknown(key: str) -> Refused:
    return bad_parameter("filterParameter.unknownFilter", f"'{key}' is not a supported filter.")
