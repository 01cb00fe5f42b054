"""Sequence states, and what the tests of enrolment ask."""

from typing import Any

from segue.model.state import StateCreate
from segue.providers.outreach import PROVIDER
from segue.spi.operation import Act, Enrol
from segue.spi.plan import Plan

from .account import NOW, Account, Record, record


def state(id: int, contact: int, word: str | None = "active", *, sequence: int = 9) -> Record:
    """Shape a state of a contact in a sequence."""
    related = {"prospect": contact, "sequence": sequence, "mailbox": 31, "user": 11, "creator": 2}
    return record("sequenceState", id, {"state": word}, **related)


def asked(*entries: dict[str, Any]) -> Enrol:
    """Ask to enrol; each entry lays over contact 5, sequence 9, mailbox 31."""
    given = {"contact_id": "5", "sequence_id": "9", "mailbox_id": "31"}
    states = tuple(StateCreate.model_validate({**given, **entry}) for entry in entries)
    return Enrol(states=states, write_id="wr_1", now=NOW)


def enrolling(account: Account, *entries: dict[str, Any]) -> Plan:
    """Plan an enrolment."""
    return account.plan(PROVIDER.writes["state.batch_create"], asked(*entries))


def acting(account: Account, verb: str, id: str = "7") -> Plan:
    """Plan an act on a state."""
    ask = Act(id=id, write_id="wr_1", now=NOW)
    return account.plan(PROVIDER.writes[f"state.{verb}"], ask)
