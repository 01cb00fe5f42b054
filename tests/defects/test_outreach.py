"""Defects of the old service's Outreach adapter, through HTTP."""

import pytest

from tests.wire.site import Site

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("site", ["outreach"], indirect=True),
]


async def test_users_are_users(site: Site) -> None:
    """C9: prospects would be shown as users."""
    state = await site.simulated.state()
    listed = await site.got("GET", "/users", page_size="100", include_raw_data="true")
    assert [it["id"] for it in listed["records"]] == [str(row["id"]) for row in state["users"]]
    assert {it["raw_data"]["type"] for it in listed["records"]} == {"user"}


async def test_replies_are_replies(site: Site) -> None:
    """A26: whoever opened an e-mail would be taken for someone who has answered."""
    counts = {"openCount": 7, "clickCount": 5, "replyCount": 3}
    made = await site.simulated.seed({"prospects": [{"firstName": "Counted", **counts}]})
    read = await site.got("GET", f"/contacts/{made['prospects'][0]}")
    assert (read["open_count"], read["click_count"], read["reply_count"]) == (7, 5, 3)


@pytest.mark.parametrize("kind", ["call", "task", "auto_email", "manual_email"])
async def test_a_step_needs_no_content(site: Site, kind: str) -> None:
    """C1, C10: a step without content could be neither made nor read."""
    sequence = await site.empty()
    step = await site.made(f"/sequences/{sequence}/sequence_steps", {"type": kind})
    (read,) = (await site.got("GET", f"/sequences/{sequence}"))["steps"]
    assert (read["id"], read["type"]) == (step, kind)


async def test_a_missing_owner_is_told(site: Site) -> None:
    """C4: the sequence would stand in nobody's list, and nobody know."""
    body = {"record": {"name": "Nobody's", "type": "team"}}
    made = await site.got("POST", "/sequences", body)
    assert "/body/record/owner_id" in [it["source"]["pointer"] for it in made["warnings"]]


async def test_a_day_makes_a_sequence_by_date(site: Site) -> None:
    """C3: a dated step would be put into a sequence of waits, where its day does not count."""
    steps = [{"type": "call", "date": "2031-05-06"}]
    made = await site.made("/sequences", {"name": "Dated", "type": "team", "steps": steps})
    state = await site.simulated.state()
    (row,) = [row for row in state["sequences"] if str(row["id"]) == made]
    assert row["sequenceType"] == "date"


async def test_bounces_are_counted(site: Site) -> None:
    """C22: a sequence that harms its sender would look like any other."""
    read = await site.got("GET", f"/sequences/{await site.empty()}")
    assert "bounceCount" in read["metrics"]
