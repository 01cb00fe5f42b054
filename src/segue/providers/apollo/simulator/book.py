"""A team's contacts, accounts, lists of stages and fields, and who is in which sequence.

A row is never changed in place, only replaced: the invented rows are shared by every account that
starts with them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Frozen = Mapping[str, Any]
Pair = tuple[str, str]
"""A contact and a sequence, which together name an enrolment."""

EVENTS_KEPT = 50


@dataclass(slots=True)
class Book:
    """Rows by id; enrolments by sequence and by contact."""

    contacts: dict[str, Frozen] = field(default_factory=dict)
    accounts: dict[str, Frozen] = field(default_factory=dict)
    contact_stages: dict[str, Frozen] = field(default_factory=dict)
    account_stages: dict[str, Frozen] = field(default_factory=dict)
    fields: dict[str, Frozen] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    """Contacts that were deleted: they answer differently from those that never were."""
    removed: set[Pair] = field(default_factory=set)
    """Who was taken out of a sequence."""
    waiting: dict[Pair, datetime] = field(default_factory=dict)
    """When a paused enrolment goes on by itself."""
    jobs: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)
    """Work that was accepted and is done later."""
    _by_sequence: dict[str, dict[str, Frozen]] = field(default_factory=dict)
    _by_contact: dict[str, dict[str, Frozen]] = field(default_factory=dict)
    _events: dict[str, tuple[Frozen, ...]] = field(default_factory=dict)

    def copy(self) -> "Book":
        """Make a book of the same rows that can go its own way."""
        return Book(
            dict(self.contacts),
            dict(self.accounts),
            dict(self.contact_stages),
            dict(self.account_stages),
            dict(self.fields),
            set(self.deleted),
            set(self.removed),
            dict(self.waiting),
            list(self.jobs),
            {key: dict(rows) for key, rows in self._by_sequence.items()},
            {key: dict(rows) for key, rows in self._by_contact.items()},
            dict(self._events),
        )

    def statuses_in(self, campaign_id: str) -> Mapping[str, Frozen]:
        """Return the enrolments of a sequence by contact."""
        return self._by_sequence.get(campaign_id, {})

    def statuses_of(self, contact_id: str) -> Mapping[str, Frozen]:
        """Return the enrolments of a contact by sequence, oldest first."""
        return self._by_contact.get(contact_id, {})

    def put_status(self, contact_id: str, status: Frozen) -> None:
        """Keep an enrolment, in the place of one of the same contact and sequence."""
        campaign_id = status["emailer_campaign_id"]
        self._by_sequence.setdefault(campaign_id, {})[contact_id] = status
        self._by_contact.setdefault(contact_id, {})[campaign_id] = status

    def drop_status(self, contact_id: str, campaign_id: str) -> None:
        """Forget an enrolment."""
        self._by_sequence.get(campaign_id, {}).pop(contact_id, None)
        self._by_contact.get(contact_id, {}).pop(campaign_id, None)
        self.waiting.pop((contact_id, campaign_id), None)

    def drop_contact(self, contact_id: str) -> None:
        """Delete a contact with its enrolments."""
        for campaign_id in list(self.statuses_of(contact_id)):
            self.drop_status(contact_id, campaign_id)
        del self.contacts[contact_id]
        self.deleted.add(contact_id)

    def contacts_of(self, account_id: str) -> list[Frozen]:
        """Return who works for an account."""
        return [it for it in self.contacts.values() if it["account_id"] == account_id]

    def staff(self) -> dict[str, list[Frozen]]:
        """Return who works for each account."""
        found: dict[str, list[Frozen]] = {}
        for contact in self.contacts.values():
            found.setdefault(contact["account_id"], []).append(contact)
        return found

    def events_of(self, contact_id: str) -> tuple[Frozen, ...]:
        """Return what happened to a contact in sequences, oldest first."""
        return self._events.get(contact_id, ())

    def add_event(self, contact_id: str, event: Frozen) -> None:
        """Note what happened to a contact in a sequence."""
        self._events[contact_id] = (*self.events_of(contact_id), event)
