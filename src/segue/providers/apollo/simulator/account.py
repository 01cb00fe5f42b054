"""One Apollo team in memory: rows by id, and which row hangs on which."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from segue.providers.apollo.simulator.book import Book

Row = dict[str, Any]

_MACHINE = "5e90e1a7c0"
LONG_AGO = datetime.min.replace(tzinfo=UTC)
MASTER = None
"""The scope of a master key: everything."""


class Ids:
    """Record ids: 24 hexadecimal digits, the moment first, consecutive when made together."""

    def __init__(self, last: int = 0x10) -> None:
        self._last = last

    def next(self, moment: datetime) -> str:
        """Return an id made at `moment`."""
        self._last += 1
        return f"{int(moment.timestamp()):08x}{_MACHINE}{self._last:06x}"


@dataclass(slots=True)
class Account:
    """A team: its people and settings, its sequences with all that hangs on them, its keys."""

    team_id: str
    ids: Ids = field(default_factory=Ids)
    users: dict[str, Row] = field(default_factory=dict)
    labels: dict[str, Row] = field(default_factory=dict)
    schedules: dict[str, Row] = field(default_factory=dict)
    mailboxes: dict[str, Row] = field(default_factory=dict)
    book: Book = field(default_factory=Book)
    """Contacts, accounts, and who is in which sequence."""
    campaigns: dict[str, Row] = field(default_factory=dict)
    steps: dict[str, Row] = field(default_factory=dict)
    touches: dict[str, Row] = field(default_factory=dict)
    templates: dict[str, Row] = field(default_factory=dict)
    library: set[str] = field(default_factory=set)
    """Templates that stand for themselves and outlive the touches that use them."""
    keys: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """Scope of each key by route label; None is a master key."""
    bearers: dict[str, str] = field(default_factory=dict)
    """User of each OAuth access token."""
    locked_until: datetime = LONG_AGO
    _steps_of: dict[str, list[str]] = field(default_factory=dict)
    _touches_of: dict[str, list[str]] = field(default_factory=dict)

    def steps_of(self, campaign_id: str) -> list[Row]:
        """Return the steps of a sequence by position."""
        rows = [self.steps[it] for it in self._steps_of.get(campaign_id, ())]
        return sorted(rows, key=lambda row: row["position"])

    def touches_of(self, step_id: str) -> list[Row]:
        """Return the touches of a step in the order they were made."""
        return [self.touches[it] for it in self._touches_of.get(step_id, ())]

    def touches_in(self, campaign_id: str) -> list[Row]:
        """Return every touch of a sequence, by the position of its step."""
        return [it for step in self.steps_of(campaign_id) for it in self.touches_of(step["id"])]

    def template_of(self, touch: Row) -> Row:
        """Return the template of a touch."""
        return self.templates[touch["emailer_template_id"]]

    def templates_in(self, campaign_id: str) -> list[Row]:
        """Return every template of a sequence, by the position of its step."""
        return [self.template_of(touch) for touch in self.touches_in(campaign_id)]

    def put_step(self, step: Row) -> None:
        """Hang a step on its sequence."""
        self.steps[step["id"]] = step
        siblings = self._steps_of.setdefault(step["emailer_campaign_id"], [])
        if step["id"] not in siblings:
            siblings.append(step["id"])

    def put_touch(self, touch: Row) -> None:
        """Hang a touch on its step."""
        self.touches[touch["id"]] = touch
        siblings = self._touches_of.setdefault(touch["emailer_step_id"], [])
        if touch["id"] not in siblings:
            siblings.append(touch["id"])

    def drop_step(self, id: str) -> None:
        """Remove a step with its touches; the later steps keep their positions."""
        for touch in self.touches_of(id):
            self.drop_touch(touch["id"])
        self._touches_of.pop(id, None)
        self._steps_of[self.steps.pop(id)["emailer_campaign_id"]].remove(id)

    def drop_touch(self, id: str) -> None:
        """Remove a touch, and its template unless that stands for itself."""
        touch = self.touches.pop(id)
        self._touches_of[touch["emailer_step_id"]].remove(id)
        template = touch["emailer_template_id"]
        shared = any(row["emailer_template_id"] == template for row in self.touches.values())
        if template not in self.library and not shared:
            self.templates.pop(template, None)

    def acting_user(self) -> Row:
        """Return whom a key acts as: the admin who has been active longest [OAS]."""
        admins = [it for it in self.users.values() if it["admin"] and not it["deleted"]]
        return min(admins, key=lambda row: str(row["created_at"]))
