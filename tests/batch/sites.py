"""Where each simulator keeps contacts and enrolments, and how its batch of five hundred is made."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from segue.testing.world import World

State = Mapping[str, Any]
Pairs = Counter[tuple[str, str]]
"""Contact and sequence -> how many enrolments that are not over."""

OVER = frozenset({"finished", "opted_out", "removed", "removed_no_action", "completed"})


@dataclass(frozen=True, kw_only=True)
class Site:
    """One provider's simulator."""

    contacts: str
    """What it calls contacts, in seeds and in its state."""
    good: Callable[[int], Mapping[str, Any]]
    """Seeds a contact that can be enrolled."""
    barred: Mapping[str, Any]
    """What makes a contact one that must not be written to."""
    missing: Callable[[int], str]
    """Ids of nobody."""
    path: str
    """Where contacts are enrolled."""
    a_call: int
    """Contacts in one call."""
    pairs: Callable[[State], Pairs]
    mailbox: Callable[[State], dict[str, str]]


def _address(i: int) -> str:
    return f"batch{i}@quay.example"


def _outreach_pairs(state: State) -> Pairs:
    rows = (row for row in state["sequenceStates"] if row["state"] not in OVER)
    return Counter((str(row["prospect"]), str(row["sequence"])) for row in rows)


def _salesloft_pairs(state: State) -> Pairs:
    rows = (row for row in state["cadence_memberships"] if row["currently_on_cadence"])
    return Counter((str(row["person"]["id"]), str(row["cadence"]["id"])) for row in rows)


def _apollo_pairs(state: State) -> Pairs:
    return Counter(
        (row["id"], status["emailer_campaign_id"])
        for row in state["contacts"]
        for status in row.get("contact_campaign_statuses", ())
        if status["status"] != "finished"
    )


SITES: Mapping[str, Site] = {
    "outreach": Site(
        contacts="prospects",
        good=lambda i: {"emails": [_address(i)], "firstName": "Batch"},
        barred={"emailOptedOut": True, "optedOut": True},
        missing=lambda i: str(990_000 + i),
        path="sequenceStates$",
        a_call=1,
        pairs=_outreach_pairs,
        mailbox=lambda state: {"mailbox_id": str(state["mailboxes"][0]["id"])},
    ),
    "salesloft": Site(
        contacts="people",
        good=lambda i: {"email_address": _address(i)},
        barred={"do_not_contact": True},
        missing=lambda i: str(990_000_000 + i),
        path="cadence_memberships$",
        a_call=1,
        pairs=_salesloft_pairs,
        mailbox=lambda _state: {},
    ),
    "apollo": Site(
        contacts="contacts",
        good=lambda i: {"email": _address(i), "first_name": "Batch", "email_status": "verified"},
        barred={"email": ""},
        missing=lambda i: f"{i:024x}",
        path="add_contact_ids$",
        a_call=50,
        pairs=_apollo_pairs,
        mailbox=lambda state: {"mailbox_id": state["email_accounts"][0]["id"]},
    ),
}


async def seeded(stage: World, site: Site, wanted: Sequence[Mapping[str, Any]]) -> list[str]:
    """Put contacts in; gives their ids."""
    made = await stage.simulated.seed({site.contacts: [dict(one) for one in wanted]})
    return [str(one) for one in made[site.contacts]]
