"""Kill -9 at every moment of Apollo's private write: step, the template's content, approval."""

import itertools
from typing import Any

import pytest

from segue.kit.markup import plain

from .kills import MOMENTS, Aim, done_once, struck
from .site import Site

PROVIDER = "apollo"
STEP = {
    "type": "auto_email",
    "interval_seconds": 86_400,
    "template": {"subject": "A question", "body": "<p>Do you have a minute?</p>"},
}
CALLS = (
    Aim("step", "POST", "/emailer_steps$"),
    Aim("content", "PUT", "/emailer_templates/"),
    Aim("approve", "POST", "/emailer_touches/.*/approve$"),
)


@pytest.mark.parametrize(
    "case", list(itertools.product(MOMENTS, CALLS)), ids=lambda case: f"{case[0]}-{case[1]}"
)
async def test_a_kill_neither_loses_nor_doubles(site: Site, case: tuple[str, Aim]) -> None:
    """A deployment or a crash would leave a prospect with two e-mails, an empty one, or none."""
    sequence = await site.sequence(steps=2)
    before = await site.simulated.state()
    await struck(site, sequence, STEP, "a key", case)
    done = await done_once(site, sequence, STEP, "a key")
    one_of_each(before, await site.simulated.state(), sequence, done.id)


async def test_a_kill_after_the_end_replays_the_answer(site: Site) -> None:
    """A caller that lost the answer to a server's death would get a second step by asking again."""
    sequence = await site.sequence(steps=2)
    before = await site.simulated.state()
    await struck(site, sequence, STEP, "a key", ("answered", Aim("answer", "", "")))
    again = await site.add(site.start(), sequence, STEP, "a key")
    assert (again.status, again.headers["idempotent-replayed"]) == (201, "true")
    one_of_each(before, await site.simulated.state(), sequence, again.id)


async def test_a_kill_after_the_end_leaves_the_audit_entry(site: Site) -> None:
    """A step would be in the sequence, and nobody could tell whose key had put it there."""
    sequence = await site.sequence(steps=2)
    await struck(site, sequence, STEP, "a key", ("closed", Aim("close", "", "")))
    server = site.start()
    path = f"/segue/v1/audit?customer_id={site.customer}"
    (entry,) = (await site.get(server, path))["records"]
    assert (entry["who"], entry["what"], entry["status"]) == ("key", "createSequenceStep", 201)
    write = await site.get(server, f"/segue/v1/writes/{entry['write_id']}")
    assert (write["state"], write["answer"]["status"]) == ("done", 201)


def one_of_each(before: Any, after: Any, sequence: str, step_id: str) -> None:
    """Hold the account against what one write makes."""
    step, touch, template = (
        _new(before, after, f"emailer_{kind}") for kind in ("steps", "touches", "templates")
    )
    assert step["id"] == step_id
    assert (step["emailer_campaign_id"], step["position"]) == (sequence, 3)
    assert (step["wait_mode"], step["wait_time"]) == ("day", 1)
    assert (touch["emailer_step_id"], touch["emailer_template_id"]) == (step_id, template["id"])
    assert touch["status"] == "approved"
    assert template["subject"] == "A question"
    assert plain(template["body_html"]) == "Do you have a minute?"


def _new(before: Any, after: Any, kind: str) -> Any:
    known = {row["id"] for row in before[kind]}
    (made,) = [row for row in after[kind] if row["id"] not in known]
    return made
