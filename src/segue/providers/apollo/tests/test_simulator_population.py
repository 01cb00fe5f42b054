"""The invented people a simulated Apollo team starts with, and what tests can add to them."""

from collections import Counter

import pytest

from segue.providers.apollo.simulator.vendor import Apollo
from segue.providers.apollo.tests.simulated import Team


@pytest.fixture
def team() -> Team:
    """A fresh team."""
    return Team()


def test_the_people_are_many_and_various(team) -> None:
    """Else paging and the odd cases of real data would not be tried."""
    state = team.vendor.snapshot()
    contacts = state["contacts"]
    assert (len(contacts), len(state["accounts"])) == (320, 70)
    statuses = [it for row in contacts for it in row["contact_campaign_statuses"]]
    assert 110 <= len(statuses) <= 140
    assert Counter(it["status"] for it in statuses).keys() == {
        "active",
        "paused",
        "finished",
        "failed",
    }
    assert len({it["emailer_campaign_id"] for it in statuses}) >= 5
    assert {row["email_status"] for row in contacts} == {
        "verified",
        "unverified",
        "bounced",
        "extrapolated",
        "unavailable",
    }
    assert len({row["owner_id"] for row in contacts}) == 3
    for key in ("email", "account_id", "first_name", "title", "sanitized_phone", "time_zone"):
        assert {row[key] is None for row in contacts} == {True, False}, key
    for key in ("phone_numbers", "typed_custom_fields", "label_ids", "email_unsubscribed"):
        assert {bool(row[key]) for row in contacts} == {True, False}, key
    assert {row["call_opted_out"] for row in contacts} == {None, True}
    together = Counter(row["updated_at"] for row in contacts)
    assert max(together.values()) == 8
    assert len(together) == 40


def test_addresses_are_of_nobody(team) -> None:
    """Else somebody real could be written to from a copy of the invented people."""
    for row in team.vendor.snapshot()["contacts"]:
        for each in row["contact_emails"]:
            assert each["email"].endswith(("example.com", "example.org"))
            assert each["email"].isascii()


def test_two_teams_start_alike_and_go_their_own_ways() -> None:
    """Else one test would see what another did to the people they share."""
    one, two = Team(), Team()
    people = one.vendor.snapshot()["contacts"]
    assert two.vendor.snapshot()["contacts"] == people
    wanted = people[0]["id"]
    busy = next(row for row in people if row["contact_campaign_statuses"])
    campaign = busy["contact_campaign_statuses"][0]["emailer_campaign_id"]
    one.good("PATCH", f"/contacts/{wanted}", {"title": "Changed", "label_names": ["Own"]})
    one.good("DELETE", f"/contacts/{people[1]['id']}")
    one.leave(campaign, busy["id"], mode="remove")
    assert two.vendor.snapshot()["contacts"] == people
    assert Apollo().snapshot()["contacts"] == people
    one.vendor.reset()
    assert one.vendor.snapshot()["contacts"] == people


def test_seeds_put_in_what_no_call_writes(team) -> None:
    """Else a test could not start from a contact that bounced last year."""
    owner = team.users()[2]
    made = team.vendor.seed(
        {
            "fields": [{"label": "Score", "type": "number"}],
            "accounts": [
                {
                    "name": "Seeded",
                    "domain": "seeded.example",
                    "owner": owner["email"],
                    "stage": "Current Client",
                    "label_names": ["Target accounts"],
                    "created_at": "2024-01-01T00:00:00.000Z",
                    "updated_at": "2024-02-01T00:00:00.000Z",
                }
            ],
            "contacts": [
                {
                    "email": "seed@seeded.example",
                    "first_name": "Seed",
                    "account": "Seeded",
                    "owner": owner["email"],
                    "stage": "Do Not Contact",
                    "email_status": "bounced",
                    "email_true_status": "Bounced",
                    "email_unsubscribed": True,
                    "call_opted_out": True,
                    "mobile_phone": "2065550101",
                    "label_names": ["Q3"],
                    "created_at": "2024-01-01T00:00:00.000Z",
                    "updated_at": "2024-03-01T00:00:00.000Z",
                    "last_activity_date": "2024-03-02T00:00:00.000+00:00",
                },
            ],
            "mailboxes": [{"email": "new@mail.example", "active": False}],
        }
    )
    row = team.good("GET", f"/contacts/{made['contacts'][0]}")["contact"]
    assert row["account"]["id"] == made["accounts"][0] == row["account_id"]
    assert row["owner_id"] == owner["id"] == row["account"]["owner_id"]
    assert (row["email_status"], row["contact_emails"][0]["email_status"]) == ("bounced", "bounced")
    assert (row["created_at"], row["updated_at"]) == (
        "2024-01-01T00:00:00.000Z",
        "2024-03-01T00:00:00.000Z",
    )
    assert (row["email_unsubscribed"], row["call_opted_out"]) == (True, True)
    assert team.mailbox("new@mail.example") == made["mailboxes"][0]
    names = [row["name"] for row in team.vendor.snapshot()["typed_custom_fields"]]
    assert names[-1] == "Score"


def test_enrolments_are_seeded_past_every_rule(team) -> None:
    """Else a test could not start from a contact who was paused last year."""
    made = team.vendor.seed(
        {
            "contacts": [{"email": "seed@example.com"}, {}],
            "sequences": [{"name": "Seeded sequence", "steps": 1}],
        }
    )
    campaign = made["sequences"][0]["id"]
    paused = {
        "contact_id": made["contacts"][1],
        "emailer_campaign_id": campaign,
        "status": "paused",
        "auto_unpause_at": "2024-01-01T00:00:00+00:00",
        "added_at": "2023-12-01T00:00:00.000+00:00",
        "mailbox": "kim@mail.example",
    }
    named = {"email": "seed@example.com", "sequence": "Seeded sequence"}
    enrolled = team.vendor.seed({"enrolments": [named, paused]})["enrolments"]
    assert [it["emailer_campaign_id"] for it in enrolled] == [campaign, campaign]
    assert [it["contact_id"] for it in enrolled] == made["contacts"]
    standing = team.standing(enrolled[0]["contact_id"], campaign)
    assert standing == ("paused", "Sequence inactive")
    second = team.status(enrolled[1]["contact_id"], campaign)
    assert second["inactive_reason"] == "Sequence inactive"
    assert second["send_email_from_email_address"] == "kim@mail.example"


@pytest.mark.parametrize(
    "wrong",
    [
        {"contacts": [{"mail": "x"}]},
        {"contacts": [{"owner": "nobody@example.com"}]},
        {"contacts": [{"account_id": "none"}]},
        {"accounts": [{"title": "x"}]},
        {"accounts": [{"owner_id": "none"}]},
        {"enrolments": [{"email": "nobody@example.com", "sequence": "Cold outbound"}]},
        {"enrolments": [{"state": "active"}]},
        {"fields": [{"name": "x"}]},
    ],
)
def test_seeding_refuses_what_it_does_not_know(team, wrong) -> None:
    """Else a misspelt seed would leave a test with other people than it means."""
    with pytest.raises(ValueError, match=r"have no|nothing here|not a valid ID"):
        team.vendor.seed(wrong)
