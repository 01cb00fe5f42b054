"""Kill -9 at every moment of Outreach's four-call write: template, step, link, activate."""

import itertools
from typing import Any

import pytest

from segue.kit.markup import plain

from .kills import MOMENTS, Aim, done_once, struck
from .site import Site

PROVIDER = "outreach"
STEP = {
    "type": "auto_email",
    "interval_seconds": 86_400,
    "template": {"subject": "A question", "body": "<p>Do you have a minute?</p>"},
}
CALLS = (
    Aim("template", "POST", "/templates$"),
    Aim("step", "POST", "/sequenceSteps$"),
    Aim("link", "POST", "/sequenceTemplates$"),
    Aim("activate", "POST", "/actions/activate$"),
)
MADE = ("templates", "sequenceSteps", "sequenceTemplates")


@pytest.mark.parametrize(
    "case", list(itertools.product(MOMENTS, CALLS)), ids=lambda case: f"{case[0]}-{case[1]}"
)
async def test_a_kill_neither_loses_nor_doubles(site: Site, case: tuple[str, Aim]) -> None:
    """A deployment or a crash would leave a prospect with two e-mails, or with none."""
    sequence = await site.sequence(steps=2)
    before = await site.simulated.state()
    await struck(site, sequence, STEP, "a key", case)
    done = await done_once(site, sequence, STEP, "a key")
    one_of_each(before, await site.simulated.state(), sequence, done.id)


async def test_a_kill_before_anything_is_sent_costs_nothing(site: Site) -> None:
    """A server killed while it reads would block the sequence or leave half a write behind."""
    sequence = await site.sequence(steps=2)
    before = await site.simulated.state()
    await struck(site, sequence, STEP, "a key", ("before", Aim("read", "GET", "/sequences")))
    done = await done_once(site, sequence, STEP, "a key")
    one_of_each(before, await site.simulated.state(), sequence, done.id)


async def test_a_kill_after_the_end_replays_the_answer(site: Site) -> None:
    """A caller that lost the answer to a server's death would get a second step by asking again."""
    sequence = await site.sequence(steps=2)
    before = await site.simulated.state()
    await struck(site, sequence, STEP, "a key", ("answered", Aim("answer", "", "")))
    server = site.start()
    again = await site.add(server, sequence, STEP, "a key")
    assert (again.status, again.headers["idempotent-replayed"]) == (201, "true")
    one_of_each(before, await site.simulated.state(), sequence, again.id)


async def test_a_restarted_sqlite_server_goes_on_at_once(site: Site) -> None:
    """After each restart every sequence in use would be blocked until a dead lease has run out."""
    if not site.town.url.startswith("sqlite"):
        pytest.skip("the leases of other processes on PostgreSQL are not this one's to end")
    sequence = await site.sequence(steps=2)
    await struck(site, sequence, STEP, "a key", ("unread", CALLS[1]))
    done = await site.add(site.start(), sequence, STEP, "a key")
    assert done.status == 201, done


def one_of_each(before: Any, after: Any, sequence: str, step_id: str) -> None:
    """Hold the account against what one write makes."""
    template, step, link = (_new(before, after, kind) for kind in MADE)
    assert str(step["id"]) == step_id
    assert (str(step["sequence"]), step["order"], step["interval"]) == (sequence, 3, 86_400)
    assert (link["sequenceStep"], link["template"]) == (step["id"], template["id"])
    assert link["enabled"] is True
    assert template["subject"] == "A question"
    assert plain(template["bodyHtml"]) == "Do you have a minute?"


def _new(before: Any, after: Any, kind: str) -> Any:
    known = {row["id"] for row in before[kind]}
    (made,) = [row for row in after[kind] if row["id"] not in known]
    return made
