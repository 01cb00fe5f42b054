"""Who of the invented contacts is, or was, in a sequence: none of the first two hundred."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from segue.providers.apollo.simulator.account import Account, Ids, Row
from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.resources.enrolments import (
    BY_HAND,
    FINISHED_BY_HAND,
    SEQUENCE_OFF,
    new_status,
    note,
)
from segue.providers.apollo.simulator.stamps import offset

UNTOUCHED = 200
SECOND_TIME = 7
"""Every so many contacts had finished another sequence before."""
STARTED = datetime(2026, 3, 2, 9, tzinfo=UTC)
# Status, reason it is not active, what it failed by.
ON = (
    ("active", None, None),
    ("active", None, None),
    ("finished", None, None),
    ("paused", BY_HAND, None),
    ("active", None, None),
    ("failed", "bounced", "hard_bounced"),
    ("finished", FINISHED_BY_HAND, None),
    ("failed", None, "spam_blocked"),
)
OFF = (
    ("paused", SEQUENCE_OFF, None),
    ("paused", SEQUENCE_OFF, None),
    ("finished", None, None),
    ("paused", BY_HAND, None),
)
ENDED = (("finished", FINISHED_BY_HAND, None),)

Standing = tuple[str, str | None, str | None]


def enrol_population(account: Account) -> None:
    """Put the later contacts into the sequences that have steps."""
    ids = Ids(0x200000)
    mailboxes = list(account.mailboxes.values())
    campaigns = [it for it in account.campaigns.values() if account.steps_of(it["id"])]
    ended = next(it for it in campaigns if it["archived"])
    contacts = list(account.book.contacts.values())
    for n, contact in enumerate(contacts[UNTOUCHED:]):
        if not contact["email"]:
            continue
        campaign = campaigns[n % len(campaigns)]
        mailbox = mailboxes[n % len(mailboxes)]
        if n % SECOND_TIME == 0 and campaign is not ended:
            _put(account, ids, n, contact, (ended, mailbox, ENDED[0]))
        standing = _standings(campaign)[n // len(campaigns) % len(_standings(campaign))]
        _put(account, ids, n, contact, (campaign, mailbox, standing))


def _standings(campaign: Row) -> Sequence[Standing]:
    if campaign["archived"]:
        return ENDED
    return ON if campaign["active"] else OFF


def _put(
    account: Account, ids: Ids, n: int, contact: Frozen, of: tuple[Row, Row, Standing]
) -> None:
    campaign, mailbox, standing = of
    added = STARTED + timedelta(hours=5 * n)
    ended = added + timedelta(days=9)
    status, reason, failure = standing
    steps = account.steps_of(campaign["id"])
    step = None if reason == SEQUENCE_OFF else steps[n % len(steps)]
    row = new_status(
        ids.next(added),
        campaign["id"],
        mailbox,
        contact["owner_id"],
        added,
        status=status,
        inactive_reason=reason,
        failure_reason=failure,
        finished_at=offset(ended) if status == "finished" else None,
        paused_at=offset(ended) if reason == BY_HAND else None,
        current_step_id=step["id"] if step else None,
        current_step_position=step["position"] if step else None,
    )
    account.book.put_status(contact["id"], row)
    for event, at in _events(row, added, ended):
        note(account, contact["id"], row, event, at)


def _events(
    row: dict[str, Any], added: datetime, ended: datetime
) -> Iterator[tuple[str, datetime]]:
    yield "enrolled", added
    if row["status"] == "finished":
        yield "completed", ended
    elif row["status"] == "failed":
        yield "failed", ended
    elif row["inactive_reason"] == BY_HAND:
        yield "paused", ended
