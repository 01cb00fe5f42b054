"""The rows of a simulated Salesloft team."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

STAGES = ("added", "bounced", "finished", "replied")
"""Events that move a person on a cadence to another person stage."""


@dataclass(slots=True)
class User:
    """A seat. `role` is "Admin", "User", or the UUID of a custom role."""

    id: int
    guid: str
    email: str
    first_name: str
    last_name: str
    created_at: datetime
    updated_at: datetime
    role: str = "User"
    active: bool = True
    team_admin: bool = False
    group_id: int | None = None
    phone_client_id: int | None = None
    email_client_configured: bool = True
    email_signature: str = ""
    work_country: str | None = None
    email_client_email_address: str | None = None
    """The connected account's address; None is `email`."""
    from_address: str | None = None
    bcc_email_address: str | None = None
    job_role: str | None = None
    time_zone: str = "US/Eastern"
    seat_package: str = "premier"
    manager_guid: str | None = None
    personal_cadence_admin: bool = False
    """May run other people's personal cadences (V S1)."""

    @property
    def name(self) -> str:
        """The display name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(slots=True)
class PersonStage:
    """A stage of the team's own list; imports name it, they do not number it."""

    id: int
    name: str
    order: int
    created_at: datetime
    updated_at: datetime
    active: bool = True


@dataclass(slots=True)
class Template:
    """A personal or team e-mail template; a team template's `id` is a UUID."""

    id: int | str
    title: str
    subject: str | None
    body: str
    owner_id: int
    created_at: datetime
    updated_at: datetime
    visible_at: datetime
    open_tracking: bool = False
    click_tracking: bool = False
    shared: bool = False
    cadence_id: int | None = None
    """Set when the template lives only on a step of that cadence."""
    team_template_id: str | None = None
    archived_at: datetime | None = None
    last_used_at: datetime | None = None
    tags: list[str] = field(default_factory=list)
    attachment_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Step:
    """One step. `type` is spelt as imports spell it; it is read in lower case."""

    id: int
    cadence_id: int
    type: str
    name: str
    day: int
    number: int
    """Place within its day, from 1; A/B variants share one."""
    enabled: bool
    multitouch: bool
    details_id: int
    created_at: datetime
    updated_at: datetime
    visible_at: datetime
    settings: dict[str, Any]
    """`type_settings` as imported, without the e-mail template."""
    template: Template | None = None


@dataclass(slots=True)
class StepGroup:
    """Steps that were imported together."""

    reference_id: str | int
    day: int
    due_immediately: bool
    automated: bool
    automated_settings: dict[str, Any]
    steps: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class Cadence:
    """A cadence. `state` is draft, active, archived, expired or deleted."""

    id: int
    name: str
    creator_id: int
    owner_id: int
    created_at: datetime
    updated_at: datetime
    state: str = "draft"
    team_cadence: bool = False
    shared: bool = False
    remove_replied: bool = False
    remove_bounced: bool = False
    remove_people_when_meeting_booked: bool = False
    reschedule_from_pause_enabled: bool = False
    override_contact_restrictions: bool = False
    target_daily_people: int = 0
    external_identifier: str | int | None = None
    cadence_function: str | None = None
    priority: str | None = None
    archived_at: datetime | None = None
    tags: list[str] = field(default_factory=list)
    stages: dict[str, int | None] = field(default_factory=dict)
    groups: list[StepGroup] = field(default_factory=list)
    people: int = 0
    """How many were ever added."""
    acted_on: int = 0

    def steps(self, now: datetime) -> list[Step]:
        """Return the steps that have landed by `now`, by day and place."""
        landed = [s for group in self.groups for s in group.steps if s.visible_at <= now]
        return sorted(landed, key=lambda step: (step.day, step.number, step.id))


@dataclass(slots=True)
class Team:
    """The team every row belongs to."""

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    allow_automated_email_steps: bool = True
    group_privacy_setting: str = "all_public"
    email_daily_limit: int = 1000
    click_tracking_default: bool = False
    plan: str = "enterprise"
    license_limit: int = 25
    duplicate_emails: bool = False
    """Whether people may share an address: the vendor speaks of "intentional duplicates" (V S1)."""
