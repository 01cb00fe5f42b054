"""Where the rows about accounts and people are kept, and what finds them fast."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from segue.providers.salesloft.simulator.book_rows import (
    AccountLabel,
    Company,
    CustomField,
    Group,
    Membership,
    Person,
    Tag,
)

FIRST_IDS = {
    "accounts": 75464001,
    "people": 164510001,
    "cadence_memberships": 30555001,
    "account_stages": 501,
    "account_tiers": 601,
    "custom_fields": 801,
    "groups": 921,
    "tags": 1201,
}
"""Where each kind's ids begin: far apart, so that one taken for another is noticed."""


@dataclass(slots=True)
class Book:
    """The accounts, people and memberships of one team, with what they refer to."""

    companies: dict[int, Company] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    memberships: dict[int, Membership] = field(default_factory=dict)
    account_stages: dict[int, AccountLabel] = field(default_factory=dict)
    account_tiers: dict[int, AccountLabel] = field(default_factory=dict)
    custom_fields: dict[int, CustomField] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    members: dict[int, list[Membership]] = field(default_factory=dict)
    """Memberships by cadence id."""
    _addresses: dict[str, list[Person]] = field(default_factory=dict)
    _domains: dict[str, list[Company]] = field(default_factory=dict)
    _ids: dict[str, "count[int]"] = field(
        default_factory=lambda: {kind: count(first) for kind, first in FIRST_IDS.items()}
    )

    def next_id(self, kind: str) -> int:
        """Take the next id of a kind."""
        return next(self._ids[kind])

    def tag(self, name: str) -> Tag:
        """Return the tag of a name, made when it is new."""
        if name not in self.tags:
            self.tags[name] = Tag(self.next_id("tags"), name)
        return self.tags[name]

    def field_named(self, name: str, field_type: str) -> CustomField | None:
        """Find a custom field by its exact name."""
        named = (f for f in self.custom_fields.values() if f.name == name)
        return next((f for f in named if f.field_type == field_type), None)

    def enlist(self, person: Person) -> None:
        """Let a person be found by id, address and account."""
        self.people[person.id] = person
        if person.email:
            self._addresses.setdefault(person.email.lower(), []).append(person)
        if person.company is not None:
            person.company.people[person.id] = person

    def unlist(self, person: Person) -> None:
        """Undo `enlist`, before a person changes or goes."""
        self.people.pop(person.id, None)
        if person.email:
            self._addresses[person.email.lower()].remove(person)
        if person.company is not None:
            person.company.people.pop(person.id, None)

    def addressed(self, address: str, *, any_case: bool) -> list[Person]:
        """Find people by e-mail address."""
        found = self._addresses.get(address.lower(), ())
        return [person for person in found if any_case or person.email == address]

    def reachable(self, phone: str, last_name: str) -> Iterator[Person]:
        """Find people by what makes one unique who has no address: phone and last name (V S1)."""
        for person in self.people.values():
            texts = person.texts
            if texts.get("phone") == phone and texts.get("last_name") == last_name:
                yield person

    def open(self, company: Company) -> None:
        """Let an account be found by id and domain."""
        self.companies[company.id] = company
        self._domains.setdefault(company.texts.get("domain") or "", []).append(company)

    def close(self, company: Company) -> None:
        """Undo `open`, before an account changes or goes."""
        self.companies.pop(company.id, None)
        self._domains[company.texts.get("domain") or ""].remove(company)

    def at_domain(self, domain: str) -> list[Company]:
        """Find accounts by domain, exactly as it was written: live ones hold whole URLs (L S6)."""
        return list(self._domains.get(domain, ()))

    def join(self, membership: Membership) -> None:
        """Keep a new membership with its person and its cadence."""
        self.memberships[membership.id] = membership
        self.members.setdefault(membership.cadence.id, []).append(membership)
        membership.person.memberships.append(membership)

    def rows(self) -> Iterable[Company | Person]:
        """Return everything that can bear a tag or the value of a custom field."""
        yield from self.companies.values()
        yield from self.people.values()
