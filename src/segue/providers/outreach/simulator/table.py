"""What a resource is, as tables: attributes, relationships, operations and its own rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

ANY_FILTERABLE = ("*",)
"""Relationship filter: every filterable attribute of the related resource, and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute. `kind` is one of `segue.providers.outreach.simulator.kinds`."""

    kind: str = "string"
    writable: bool = False
    filterable: bool = False
    sortable: bool = False
    longest: int | None = None
    least: int | None = None
    allowed: tuple[str, ...] = ()
    default: Any = None
    nullable: bool = True


def written(kind: str = "string", marks: str = "", **rest: Any) -> Attribute:
    """Make an attribute clients may write. `marks`: f filterable, s sortable."""
    return Attribute(
        kind=kind, writable=True, filterable="f" in marks, sortable="s" in marks, **rest
    )


def computed(kind: str = "integer", marks: str = "", default: Any = None) -> Attribute:
    """Make an attribute only the vendor writes."""
    return Attribute(kind=kind, filterable="f" in marks, sortable="s" in marks, default=default)


def counters(names: str, marks: str = "") -> dict[str, Attribute]:
    """Make read-only counters that stand at 0."""
    return {name: computed("integer", marks, 0) for name in names.split()}


def moments(names: str, marks: str = "") -> dict[str, Attribute]:
    """Make read-only date-times that are null until something happens."""
    return {name: computed("moment", marks) for name in names.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """One relationship. `back`: the name, at the far side of a to-many, of the way back."""

    type: str
    many: bool = False
    writable: bool = False
    link_only: bool = False
    back: str = ""
    filters: tuple[str, ...] = ()
    only: "Callable[[Row], bool] | None" = None
    """Which rows of the far side belong to a to-many, where not all do."""


def to_one(type: str, *filters: str, writable: bool = True) -> Relationship:
    """Make a to-one relationship that can be filtered by `filters` of the related resource."""
    return Relationship(type=type, writable=writable, filters=filters)


def to_many(type: str, back: str = "", *filters: str) -> Relationship:
    """Make a to-many relationship that answers show with linkage, link and count."""
    return Relationship(type=type, many=True, back=back, filters=filters)


def linked(type: str, back: str, *filters: str) -> Relationship:
    """Make a large to-many relationship that answers show as a link only."""
    return Relationship(type=type, many=True, link_only=True, back=back, filters=filters)


WHO = {
    "creator": to_one("user", "id", writable=False),
    "updater": to_one("user", "id", writable=False),
}
"""Every resource's creator and updater."""

WHEN = {
    "createdAt": computed("moment", "fs"),
    "updatedAt": computed("moment", "fs"),
}
"""Every resource's createdAt and updatedAt; sequenceTemplate's alone cannot be filtered."""

Check = Callable[["Org", "Change"], None]
Act = Callable[["Org", "Row"], None]
Derive = Callable[["Org", "Row"], Any]


Gate = Callable[["Org", str], None]


def no_gate(_: "Org", __: str) -> None:
    """Keep every operation's route open."""


def no_check(_: "Org", __: "Change") -> None:
    """Accept any change."""


def no_act(_: "Org", __: "Row") -> None:
    """Let a row go without consequences."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resource:
    """One resource: its tables and its rules.

    `gate` may refuse an operation before anything is looked up. `check` sees a change before it
    is stored, fills in what follows from it, and may refuse; `after` sees it stored. `let_go` runs
    before a row is deleted; it may refuse or cascade. `derived` attributes are worked out whenever
    shown. `write_only` ones are taken and never shown; `on_request` ones are shown where `fields`
    names them. `searched`: what `filter[q]` looks into. `listed`: which rows the collection shows.
    Rows of a `sparse` resource hold no nulls.
    """

    type: str
    plural: str
    attributes: Mapping[str, Attribute]
    relationships: Mapping[str, Relationship]
    operations: frozenset[str]
    actions: Mapping[str, Act] = field(default_factory=dict)
    gate: Gate = no_gate
    check: Check = no_check
    after: Check = no_check
    let_go: Act = no_act
    derived: Mapping[str, Derive] = field(default_factory=dict)
    write_only: Mapping[str, Attribute] = field(default_factory=dict)
    on_request: frozenset[str] = frozenset()
    searched: tuple[str, ...] = ()
    listed: "Callable[[Row], bool] | None" = None
    sparse: bool = False
