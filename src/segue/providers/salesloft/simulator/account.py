"""The rows of one simulated Salesloft team and the numbers they get."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID, uuid5

from segue.providers.salesloft.simulator.book import Book
from segue.providers.salesloft.simulator.records import (
    Cadence,
    PersonStage,
    Step,
    Team,
    Template,
    User,
)

NAMESPACE = UUID("51226150-3108-4dea-883b-0c0d7388f456")
FIRST_IDS = {
    "cadences": 1839742,
    "steps": 9001,
    "email_templates": 5001,
    "details": 7001,
    "person_stages": 41,
    "users": 49067,
}
"""Where each kind's ids begin: far apart, so that one taken for another is noticed."""

PEOPLE = (
    ("Avery", "Stone", "avery@segue.example", True),
    ("Blake", "Rivers", "blake@segue.example", False),
    ("Casey", "Field", "casey@segue.example", False),
)
STAGE_NAMES = ("Open", "Working", "Replied", "Bounced", "Closed - No Response")
IMPORT_DELAY = timedelta(seconds=3)


@dataclass(slots=True)
class Account:
    """One team. `import_delay` counts only while the switch `import_visibility` is `late`."""

    team: Team
    users: dict[int, User] = field(default_factory=dict)
    person_stages: dict[int, PersonStage] = field(default_factory=dict)
    cadences: dict[int, Cadence] = field(default_factory=dict)
    steps: dict[int, Step] = field(default_factory=dict)
    details: dict[int, Step] = field(default_factory=dict)
    """Steps by the id of their type-specific record."""
    email_templates: dict[int, Template] = field(default_factory=dict)
    team_templates: dict[str, Template] = field(default_factory=dict)
    import_delay: timedelta = IMPORT_DELAY
    populate: Callable[["Account"], Book] = field(default=lambda _: Book())
    """What makes the rows of the book, when something first asks for them."""
    opened: Book | None = None
    """The book, once something has asked for it."""
    _ids: dict[str, "count[int]"] = field(
        default_factory=lambda: {kind: count(first) for kind, first in FIRST_IDS.items()}
    )
    _guids: "count[int]" = field(default_factory=count)

    @property
    def book(self) -> Book:
        """The accounts and people the team knows."""
        if self.opened is None:
            self.opened = self.populate(self)
        return self.opened

    def next_id(self, kind: str) -> int:
        """Take the next id of a kind."""
        return next(self._ids[kind])

    def next_guid(self) -> str:
        """Take the next UUID; the same ones come in the same order in every account."""
        return str(uuid5(NAMESPACE, str(next(self._guids))))

    def stage_named(self, name: str) -> PersonStage | None:
        """Find a person stage by its exact name."""
        return next((s for s in self.person_stages.values() if s.name == name), None)

    def user_with(self, email: str) -> User | None:
        """Find an active user by e-mail address, in any case."""
        wanted = email.lower()
        users = (u for u in self.users.values() if u.active)
        return next((user for user in users if user.email.lower() == wanted), None)

    def drop_steps(self, cadence: Cadence) -> None:
        """Take every step out of a cadence. No API does this; people do it in the app."""
        for member in self.book.members.get(cadence.id, ()):
            member.step_id = member.last_step_id = None
        for group in cadence.groups:
            for step in group.steps:
                del self.steps[step.id]
                del self.details[step.details_id]
        cadence.groups.clear()


def fresh_account(born: datetime) -> Account:
    """Make a team with three users, stages, a personal and a team template; no cadences yet."""
    account = Account(Team(111855, "Segue", born, born))
    for first, last, email, admin in PEOPLE:
        add_user(account, User(0, "", email, first, last, born, born, team_admin=admin))
    for name in STAGE_NAMES:
        add_stage(account, name, born)
    owner = min(account.users)
    add_template(account, _welcome("Welcome", owner, born))
    add_template(account, _welcome("Welcome from the team", owner, born), team=True)
    return account


def add_user(account: Account, user: User) -> User:
    """Put a user in and number it."""
    user.id = account.next_id("users")
    user.guid = account.next_guid()
    user.role = "Admin" if user.team_admin else user.role
    account.users[user.id] = user
    return user


def add_stage(account: Account, name: str, now: datetime) -> PersonStage:
    """Put a person stage in, last in the order."""
    stage = PersonStage(
        account.next_id("person_stages"), name, len(account.person_stages) + 1, now, now
    )
    account.person_stages[stage.id] = stage
    return stage


def add_template(account: Account, template: Template, *, team: bool = False) -> Template:
    """Put a personal template in, numbered, or a team template, named by a UUID."""
    if team:
        key = account.next_guid()
        account.team_templates[key] = template
        template.id = key
    else:
        number = account.next_id("email_templates")
        account.email_templates[number] = template
        template.id = number
    return template


def _welcome(title: str, owner: int, born: datetime) -> Template:
    return Template(
        id=0,
        title=title,
        subject="Hello {{first_name}}",
        body="<p>Hi {{first_name}},</p><p>welcome to {{company}}.</p>",
        owner_id=owner,
        created_at=born,
        updated_at=born,
        visible_at=born,
        shared=True,
    )
