"""The rows a team keeps about the world outside it: accounts, people, who is on which cadence."""

from dataclasses import dataclass, field
from datetime import datetime

from segue.providers.salesloft.simulator.records import Cadence, PersonStage, User

STATES = (
    "processing",
    "staged",
    "active",
    "scheduled",
    "completed",
    "removed",
    "removed_no_action",
    "reassigned",
    "archived",
)
"""Every state of a membership (V S1, S3; the last S5)."""

CURRENT = frozenset(STATES[:4])
"""The states of a person who is on the cadence."""


@dataclass(slots=True)
class AccountLabel:
    """An account stage or an account tier: both look alike and neither can be written."""

    id: int
    name: str
    order: int
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True, eq=False)
class CustomField:
    """A field the team defined. `field_type` is person, company or opportunity."""

    id: int
    name: str
    field_type: str
    created_at: datetime
    updated_at: datetime
    value_type: str = "text"


@dataclass(slots=True)
class Group:
    """A group of users."""

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    parent_id: int | None = None


@dataclass(slots=True, eq=False)
class Tag:
    """A tag of the team; rows are written with its name and filtered by its id."""

    id: int
    name: str


@dataclass(slots=True, eq=False)
class Company:
    """What the API calls an account. `texts` holds every attribute that is a plain string."""

    id: int
    created_at: datetime
    updated_at: datetime
    creator: User
    texts: dict[str, str | None] = field(default_factory=dict)
    owner: User | None = None
    stage: AccountLabel | None = None
    tier: AccountLabel | None = None
    do_not_contact: bool = False
    archived_at: datetime | None = None
    crm_id: str | None = None
    owner_crm_id: str | None = None
    custom: dict[CustomField, str] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    people: "dict[int, Person]" = field(default_factory=dict)
    last_contacted_at: datetime | None = None
    last_contacted_type: str | None = None
    last_contacted_by: User | None = None
    last_contacted_person: "Person | None" = None


@dataclass(slots=True, eq=False)
class Person:
    """A person. `texts` holds every attribute that is a plain string."""

    id: int
    created_at: datetime
    updated_at: datetime
    texts: dict[str, str | None] = field(default_factory=dict)
    owner: User | None = None
    company: Company | None = None
    stage: PersonStage | None = None
    do_not_contact: bool = False
    eu_resident: bool = False
    contact_restrictions: list[str] = field(default_factory=list)
    crm_id: str | None = None
    owner_crm_id: str | None = None
    import_id: int | None = None
    custom: dict[CustomField, str] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    memberships: "list[Membership]" = field(default_factory=list)
    starred_by: set[int] = field(default_factory=set)
    bouncing: bool = False
    success_count: int = 0
    last_contacted_at: datetime | None = None
    last_contacted_type: str | None = None
    last_contacted_by: User | None = None
    last_replied_at: datetime | None = None
    counts: dict[str, int] = field(default_factory=dict)
    deleted: bool = False

    @property
    def name(self) -> str:
        """First and last name, as far as there are any."""
        parts = (self.texts.get("first_name"), self.texts.get("last_name"))
        return " ".join(part for part in parts if part)

    @property
    def email(self) -> str | None:
        """The address that is unique in a team."""
        return self.texts.get("email_address")

    @property
    def current(self) -> "list[Membership]":
        """The memberships of cadences this person is on."""
        return [membership for membership in self.memberships if membership.current]


@dataclass(slots=True, eq=False)
class Membership:
    """A person's time on one cadence, past or present."""

    id: int
    person: Person
    cadence: Cadence
    user: User
    added_at: datetime
    created_at: datetime
    updated_at: datetime
    state: str = "staged"
    step_id: int | None = None
    last_step_id: int | None = None
    """The last step completed."""
    latest_action_id: int | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def current(self) -> bool:
        """Whether the person is on the cadence now."""
        return self.state in CURRENT
