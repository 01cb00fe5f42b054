"""Whether a sequence would send."""

from typing import Any

import pytest

from segue.model.readiness import CHECKS, Readiness
from segue.providers.outreach import PROVIDER
from segue.spi.operation import Get

from .account import Account, Record, link, record, sequence, step, template


def _mailbox(id: int = 31, **held: Any) -> Record:
    return record("mailbox", id, {"sendDisabled": False, **held}, user=11)


def _on(**held: Any) -> Record:
    found = sequence(**{"enabled": True, "locked": False, **held})
    found["relationships"]["schedule"] = {"data": {"type": "schedule", "id": 52}}
    return found


EMAIL = (step(1, 1), link(51, 1, 71), template(71))
READY = (_on(), *EMAIL, step(2, 2, "call"), _mailbox())


def _read(*records: Record) -> Readiness:
    query, ask = PROVIDER.queries["sequence.readiness"], Get(id="9")
    found, raw = query.read(ask, Account(*records).answers(query, ask))
    assert raw["id"] == 9
    assert isinstance(found, Readiness)
    return found


def _oks(*records: Record) -> dict[str, bool | None]:
    found = _read(*records)
    assert [check.name for check in found.checks] == list(CHECKS)
    for check in found.checks:
        assert check.detail.endswith(".")
        assert bool(check.todo) == (check.ok is not True), check
    return {check.name: check.ok for check in found.checks if check.ok is not True}


def test_a_ready_sequence_is_ready() -> None:
    """A seller would look for a fault that is not there."""
    found = _read(*READY)
    assert (found.ready, found.sequence_id) == (True, "9")
    assert _oks(*READY) == {}


@pytest.mark.parametrize(
    ("held", "ok"),
    [
        ({"enabled": False}, False),
        ({"locked": True}, False),
        ({"enabled": None}, None),
    ],
)
def test_a_sequence_that_is_off_is_not_ready(held: dict[str, Any], *, ok: bool | None) -> None:
    """Contacts would be enrolled and nothing sent."""
    records = (_on(**held), *READY[1:])
    assert _oks(*records) == {"enabled": ok}
    assert _read(*records).ready is (ok is None)


def test_a_sequence_without_steps_is_not_ready() -> None:
    """Contacts would be enrolled in nothing."""
    assert _oks(_on(), _mailbox()) == {"steps": False}


@pytest.mark.parametrize(
    ("content", "ok"),
    [
        ((), False),
        ((link(51, 1, 71), template(71, "")), False),
        ((link(51, 1, 71), template(71, " ", bodyHtml=None)), False),
        ((link(51, 1, 71), template(71, bodyHtml="<div> </div>")), False),
        ((link(51, 1, 71), template(71, bodyHtml='<img src="x">')), True),
        ((link(51, 1, 71, isReply=True), template(71, "")), True),
        ((link(51, 1, 71),), None),
        ((link(51, 1, 71), link(52, 1, 72, enabled=False), template(71), template(72, "")), True),
        ((link(51, 1, 71), link(52, 1, 72), template(71), template(72, "")), False),
    ],
)
def test_an_email_needs_something_to_say(content: tuple[Record, ...], *, ok: bool | None) -> None:
    """A blank e-mail would go out, or an enrolment stop at it."""
    found = _oks(_on(), step(1, 1), *content, _mailbox())
    assert found == ({} if ok else {"content": ok})


@pytest.mark.parametrize(
    ("links", "ok"),
    [
        ((link(51, 1, 71, enabled=False),), False),
        ((link(51, 1, 71, enabled=None),), None),
        ((link(51, 1, 71, enabled=False), link(52, 1, 71)), True),
    ],
)
def test_content_must_be_switched_on(links: tuple[Record, ...], *, ok: bool | None) -> None:
    """Enrolments would stay paused, and no error says why [SC]."""
    found = _oks(_on(), step(1, 1), *links, template(71), _mailbox())
    assert found == ({} if ok else {"approved": ok})


def test_a_missing_schedule_is_not_known_to_matter() -> None:
    """A seller would be told yes or no where Outreach's API shows neither."""
    bare = sequence(enabled=True)
    assert _oks(bare, *READY[1:]) == {"schedule": None}
    own = step(1, 1)
    own["relationships"]["schedule"] = {"data": {"type": "schedule", "id": 1}}
    assert _oks(bare, own, link(51, 1, 71), template(71), _mailbox()) == {}


@pytest.mark.parametrize(
    ("mailboxes", "ok"),
    [
        ((), False),
        ((_mailbox(sendDisabled=True),), False),
        ((_mailbox(sendState="DISABLED"),), False),
        ((_mailbox(sendState="ENABLED"),), True),
        ((_mailbox(sendState=None),), True),
        ((_mailbox(sendDisabled=None),), None),
        ((_mailbox(sendDisabled=True), _mailbox(32)), True),
        ((record("mailbox", 33, {"sendDisabled": False}, user=12),), False),
    ],
)
def test_the_owner_needs_a_mailbox_that_sends(
    mailboxes: tuple[Record, ...], *, ok: bool | None
) -> None:
    """E-mails would wait for a mailbox that sends nothing."""
    found = _oks(_on(), *EMAIL, *mailboxes)
    assert found == ({} if ok else {"mailbox": ok})


def test_without_an_owner_the_enrolment_names_the_mailbox() -> None:
    """Every mailbox of the account would be taken for the sequence's."""
    nobody = _on()
    nobody["relationships"]["owner"] = {"data": None}
    assert _oks(nobody, *EMAIL, _mailbox()) == {"mailbox": None}


def test_without_emails_no_mailbox_is_read() -> None:
    """A token that may not read mailboxes could not see a sequence of calls."""
    query, ask = PROVIDER.queries["sequence.readiness"], Get(id="9")
    account = Account(_on(), step(1, 1, "call"))
    assert set(account.answers(query, ask)) == {"sequence", "steps", "links"}
    assert _oks(_on(), step(1, 1, "call")) == {}


def test_several_steps_are_named() -> None:
    """A seller would not know which steps to open."""
    found = _read(_on(), *(step(n, n) for n in (1, 2, 3)), _mailbox())
    (content,) = [check for check in found.checks if check.name == "content"]
    assert content.todo == "Write a subject and a text for steps 1, 2 and 3 in Outreach."
