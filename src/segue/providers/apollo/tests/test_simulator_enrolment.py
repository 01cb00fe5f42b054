"""Contacts in the simulated sequences of Apollo: who gets in, who does not, what moves them on."""

from datetime import timedelta
from typing import Any

import pytest

from segue.providers.apollo.tests.simulated import Team, email, task, unlike

OID = "66000000000000000000aa01"
ADDED_AT = "2026-08-30T10:30:17.376+00:00"
STATUS: dict[str, Any] = {
    "id": OID,
    "emailer_campaign_id": OID,
    "send_email_from_user_id": OID,
    "inactive_reason": None,
    "status": "paused",
    "added_at": ADDED_AT,
    "added_by_user_id": OID,
    "finished_at": None,
    "paused_at": None,
    "auto_unpause_at": None,
    "send_email_from_email_address": "rep@mail.example",
    "send_email_from_email_account_id": OID,
    "manually_set_unpause": None,
    "failure_reason": None,
    "current_step_id": None,
    "in_response_to_emailer_message_id": None,
    "cc_emails": None,
    "bcc_emails": None,
    "to_emails": None,
    "current_step_position": None,
}
WAITS = ("paused", "Sequence inactive")
ON = ("active", None)
FINISHED = ("finished", "manually finished")


@pytest.fixture
def team() -> Team:
    """A fresh team."""
    return Team()


@pytest.fixture
def on(team) -> str:
    """A sequence that is on."""
    return str(team.seeded(name="On", active=True, steps=2)["id"])


@pytest.fixture
def off(team) -> str:
    """A sequence that is off."""
    return str(team.seeded(name="Off", steps=2)["id"])


def test_an_enrolment_reads_like_the_sample(team, off) -> None:
    """Else an adapter that fits the simulator would not fit Apollo."""
    made, bare = team.person(), team.contact()["id"]
    answer = team.enrol(off, made, bare, sequence_active_in_other_campaigns=False)
    (contact,) = answer["contacts"]
    assert unlike(contact["contact_campaign_statuses"], [STATUS]) == []
    assert contact["emailer_campaign_ids"] == [off]
    assert answer["skipped_contact_ids"] == {bare: "contacts_without_email"}
    assert answer["emailer_campaign"]["contact_statuses"]["paused"] == 1
    assert [row["position"] for row in answer["emailer_steps"]] == [1, 2]
    assert len(answer["emailer_touches"]) == 2
    assert answer["team"].keys() == {"id", "sequences_finder_empty"}
    assert answer["signals_hash"] is None
    status = contact["contact_campaign_statuses"][0]
    assert status["send_email_from_email_address"] == "robin@mail.example"
    assert status["added_at"].endswith("+00:00")
    assert team.campaign(off)["last_used_at"] is not None


def test_the_documented_query_does_the_same(team, on) -> None:
    """Else the parameters as documented would not work."""
    made = team.person()
    query = (
        f"emailer_campaign_id={on}&contact_ids[]={made}"
        f"&send_email_from_email_account_id={team.mailbox()}&sequence_no_email=true"
    )
    answer = team.good("POST", f"/emailer_campaigns/{on}/add_contact_ids?{query}")
    assert [row["id"] for row in answer["contacts"]] == [made]
    assert team.standing(made, on) == ON


@pytest.mark.parametrize(
    "sent",
    [{}, {"contact_ids[]": [OID]}, {"label_names": ["Q3"]}, {"contact_ids": []}],
)
def test_without_contact_ids_it_is_refused_before_it_is_counted(team, on, sent) -> None:
    """Else a limiter that reads every 422 for what is left would not be tried."""
    answer = team.ask("POST", f"/emailer_campaigns/{on}/add_contact_ids", sent)
    assert answer.status == 422
    assert answer.body == {"error": "Required parameter 'contact_ids' missing"}
    assert not [name for name in answer.headers if "rate-limit" in name or "usage" in name]
    counted = team.ask("POST", f"/emailer_campaigns/{on}/add_contact_ids", {"contact_ids": [OID]})
    assert counted.status == 422
    assert counted.headers["x-minute-usage"] == "1"


def test_mailbox_and_sequence_are_named_twice(team, on) -> None:
    """Else a call without its mailbox would pass."""
    path = f"/emailer_campaigns/{on}/add_contact_ids"
    text = "Please specify a emailer_campaign_id and send_email_from_email_account_id."
    body = {"contact_ids": [OID], "emailer_campaign_id": on}
    assert team.bad("POST", path, body) == (422, text)
    body = {"contact_ids": [OID], "send_email_from_email_account_id": team.mailbox()}
    assert team.bad("POST", path, body) == (422, text)
    dead = team.mailbox("noor@mail.example")
    body = {"contact_ids": [OID], "emailer_campaign_id": on}
    text = "These mailboxes are no longer active. noor@mail.example"
    wrong = {**body, "send_email_from_email_account_id": dead}
    assert team.bad("POST", path, wrong) == (422, text)
    wrong = {**body, "send_email_from_email_account_id": OID}
    assert team.bad("POST", path, wrong)[0] == 422
    wrong = {**body, "send_email_from_email_account_id": team.mailbox(), "user_id": OID}
    assert team.bad("POST", path, wrong)[0] == 422
    assert team.bad("POST", f"/emailer_campaigns/{OID}/add_contact_ids", body)[0] == 404


def test_several_mailboxes_take_turns(team, on) -> None:
    """Else a rotation would be taken for its first mailbox."""
    boxes = [team.mailbox(), team.mailbox("kim@mail.example")]
    people = [team.person() for _ in range(3)]
    answer = team.enrol(on, *people, send_email_from_email_account_id=boxes)
    used = [
        row["contact_campaign_statuses"][0]["send_email_from_email_account_id"]
        for row in answer["contacts"]
    ]
    assert used == [boxes[0], boxes[1], boxes[0]]
    one = team.person()
    alias = team.enrol(on, one, send_email_from_email_address="alias@mail.example")
    status = alias["contacts"][0]["contact_campaign_statuses"][0]
    assert status["send_email_from_email_address"] == "alias@mail.example"


def test_who_is_in_already_is_skipped_with_the_words_for_another_sequence(team, on) -> None:
    """Else a retry after a lost answer would look like a conflict with another sequence."""
    made = team.person()
    assert team.skipped(on, made) is None
    before = team.status(made, on)
    assert team.skipped(on, made) == "contacts_active_in_other_campaigns"
    lifted = team.skipped(on, made, sequence_active_in_other_campaigns=True)
    assert lifted == "contacts_already_exists_in_current_campaign"
    assert team.status(made, on) == before
    assert team.campaign(on)["contact_statuses"]["active"] == 1


@pytest.mark.parametrize(
    ("person", "reason", "lifts"),
    [
        ({"email": ""}, "contacts_without_email", "sequence_no_email"),
        (
            {"email_status": "unverified", "email_true_status": "Unverified"},
            "contacts_unverified_email",
            "sequence_unverified_email",
        ),
        (
            {"email_status": "unverified"},
            "contacts_with_unverified_user_managed_email",
            "sequence_unverified_email",
        ),
        (
            {"email_status": "bounced", "email_true_status": "Bounced"},
            "contacts_unverified_email",
            "sequence_unverified_email",
        ),
        ({"job_changed": True}, "contacts_with_job_change", "sequence_job_change"),
        ({"in_queue": True}, "contacts_in_pending_state", "add_if_in_queue"),
    ],
)
def test_a_block_is_lifted_by_its_own_flag_alone(team, on, person, reason, lifts) -> None:
    """Else a flag would let in whom it does not speak of."""
    made = team.person(**person)
    flags = {
        "sequence_no_email",
        "sequence_unverified_email",
        "sequence_job_change",
        "sequence_active_in_other_campaigns",
        "sequence_finished_in_other_campaigns",
        "sequence_same_company_in_same_campaign",
        "contacts_without_ownership_permission",
        "add_if_in_queue",
        "contact_verification_skipped",
    }
    assert team.skipped(on, made) == reason
    assert team.skipped(on, made, **dict.fromkeys(flags - {lifts}, True)) == reason
    assert team.skipped(on, made, **{lifts: True}) is None


@pytest.mark.parametrize(
    ("status", "reason", "lifts"),
    [
        ("active", "contacts_active_in_other_campaigns", "sequence_active_in_other_campaigns"),
        ("paused", "contacts_active_in_other_campaigns", "sequence_active_in_other_campaigns"),
        ("failed", "contacts_active_in_other_campaigns", "sequence_active_in_other_campaigns"),
        (
            "finished",
            "contacts_finished_in_other_campaigns",
            "sequence_finished_in_other_campaigns",
        ),
    ],
)
def test_another_sequence_blocks(team, on, off, status, reason, lifts) -> None:
    """Else a contact could be written to from two sequences unasked."""
    made = team.person()
    team.vendor.seed({"enrolments": [{"contact": made, "sequence": "Off", "status": status}]})
    assert team.skipped(on, made) == reason
    assert team.skipped(on, made, **{lifts: True}) is None
    assert team.status(made, off)["status"] == status


def test_an_id_of_nobody_is_skipped(team, on) -> None:
    """Else a wrong id would be an error where Apollo answers 200."""
    made, other = team.person(), team.person()
    joined = f"{made},{other}"
    answer = team.enrol(on, OID, joined, made, made)
    assert [row["id"] for row in answer["contacts"]] == [made]
    assert answer["skipped_contact_ids"] == {
        OID: "contact_not_found",
        joined: "contact_not_found",
    }


def test_a_scheduled_enrolment_goes_on_by_itself(team, on) -> None:
    """Else a start at a time could not be tried."""
    made = team.person()
    at = team.clock.now() + timedelta(hours=1)
    team.enrol(on, made, status="paused", auto_unpause_at=at.isoformat())
    row = team.status(made, on)
    assert (row["status"], row["inactive_reason"]) == ("paused", "manually paused")
    assert row["auto_unpause_at"] is not None
    team.clock.advance(3601)
    assert team.standing(made, on) == ON
    assert team.status(made, on)["auto_unpause_at"] is None


def test_a_sequence_carries_its_contacts_along(team, off) -> None:
    """Else approving, aborting and archiving would say nothing of who is in the sequence."""
    waits, held = team.person(), team.person()
    team.enrol(off, waits, held)
    assert team.standing(waits, off) == WAITS
    approved = team.good("POST", f"/emailer_campaigns/{off}/approve")
    assert approved["emailer_campaign"]["contact_statuses"]["active"] == 2
    team.turn(off, held, "paused")
    assert team.standing(held, off) == ("paused", "manually paused")
    aborted = team.good("POST", f"/emailer_campaigns/{off}/abort")
    assert aborted["emailer_campaign"]["contact_statuses"]["paused"] == 2
    assert team.standing(waits, off) == WAITS
    team.good("PUT", f"/emailer_campaigns/{off}", {"active": True})
    assert team.standing(waits, off) == ON
    assert team.standing(held, off) == ("paused", "manually paused")
    archived = team.good("POST", f"/emailer_campaigns/{off}/archive")
    assert archived["emailer_campaign"]["contact_statuses"]["finished"] == 2
    assert team.standing(held, off)[0] == "finished"


def test_one_enrolment_is_paused_and_resumed(team, on) -> None:
    """Else no enrolment could be paused alone."""
    made, stranger = team.person(), team.person()
    team.enrol(on, made)
    answer = team.turn(on, made, "paused")
    assert [row["id"] for row in answer["contacts"]] == [made]
    assert team.status(made, on)["paused_at"] is not None
    team.turn(on, made, "active")
    assert (team.standing(made, on), team.status(made, on)["paused_at"]) == (ON, None)
    team.good("POST", f"/emailer_campaigns/{on}/abort")
    team.turn(on, made, "active")
    assert team.standing(made, on) == WAITS
    team.turn(on, made, "finished")
    assert team.standing(made, on) == FINISHED
    team.turn(on, stranger, "paused")
    assert team.status(stranger, on) is None
    path = f"/emailer_campaigns/{on}/change_contact_statuses"
    body = {"contact_ids": [made], "status": "gone"}
    assert team.bad("POST", path, body)[0] == 422
    assert team.bad("POST", path, {"status": "paused"})[0] == 422


@pytest.mark.parametrize(
    ("mode", "standing"),
    [("mark_as_finished", FINISHED), ("stop", FINISHED), ("remove", None)],
)
def test_leaving_has_three_modes_and_may_be_repeated(team, on, mode, standing) -> None:
    """Else a repeat after a lost answer would be refused."""
    made, stranger = team.person(), team.person()
    team.enrol(on, made)
    answer = team.leave(on, made, stranger, mode=mode)
    sample = {
        "contacts": [{"id": OID, "contact_campaign_statuses": [], "emailer_campaign_ids": []}],
        "emailer_campaigns": [{"id": OID}],
        "num_contacts": 1,
        "contact_statuses": {"active": "loading", "failed": 0, "finished": "loading"},
        "emailer_steps": [{"id": OID, "position": 1, "counts": {"finished": 0}}],
    }
    assert unlike(answer, sample) == []
    assert team.standing(made, on) == standing
    before = team.status(made, on)
    team.clock.advance(60)
    team.leave(on, made, mode=mode)
    assert team.status(made, on) == before
    assert team.status(stranger, on) is None
    if mode == "remove":
        assert team.good("GET", f"/contacts/{made}")["contact"]["emailer_campaign_ids"] == []
        assert team.skipped(on, made) is None


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({"emailer_campaign_ids": [OID]}, "Required parameter 'contact_ids' missing"),
        ({"contact_ids": [OID]}, "Required parameter 'emailer_campaign_ids' missing"),
    ],
)
def test_leaving_needs_both_arrays(team, sent, text) -> None:
    """Else a call for nobody would pass."""
    path = "/emailer_campaigns/remove_or_stop_contact_ids"
    assert team.bad("POST", path, {**sent, "mode": "remove"}) == (422, text)
    both = {"contact_ids": [OID], "emailer_campaign_ids": [OID]}
    assert team.bad("POST", path, {**both, "mode": "vanish"})[0] == 422
    assert team.bad("POST", path, {**both, "mode": "remove"})[0] == 404


def test_other_spellings_of_leaving_do_nothing(team, on) -> None:
    """Else an adapter that calls one of them would seem to work."""
    made = team.person()
    team.enrol(on, made)
    body = {"contact_ids": [made]}
    assert team.good("POST", "/emailer_campaigns/remove_contact_ids", body) == {}
    for nested in ("remove_contact_ids", "remove_or_stop_contact_ids"):
        assert team.ask("POST", f"/emailer_campaigns/{on}/{nested}", body).status == 404
    assert team.standing(made, on) == ON


def test_activity_is_told_newest_first(team, on) -> None:
    """Else an adapter could not tell when something happened."""
    made = team.person()
    path = "/emailer_campaigns/activity_feed"
    assert team.good("POST", path, {"contact_id": made}) == {"contact_id": made, "events": []}
    team.enrol(on, made)
    for act in ("paused", "active"):
        team.clock.advance(1)
        team.turn(on, made, act)
    team.clock.advance(1)
    team.leave(on, made, mode="mark_as_finished")
    team.leave(on, made, mode="remove")
    events = team.good("POST", path, {"contact_id": made})["events"]
    assert [it["type"] for it in events] == [
        "removed",
        "completed",
        "resumed",
        "paused",
        "enrolled",
    ]
    assert events[3]["reason"] == "manually paused"
    assert events[0].keys() == {"type", "occurred_at", "sequence_id", "sequence_name"}
    assert events[0]["occurred_at"].endswith("Z")
    assert len(events[0]["occurred_at"]) == 20
    for length, count in ((2, 2), (0, 1), ("x", 1), (999, 5)):
        body = {"contact_id": made, "sequence_id": on, "per_page": length}
        assert len(team.good("POST", path, body)["events"]) == count
    assert team.good("POST", path, {"contact_id": made, "sequence_id": OID})["events"] == []
    assert team.bad("POST", path, {"contact_id": OID}) == (404, "Contact not found")


def test_steps_count_who_stands_at_them(team) -> None:
    """Else a step with people at it would look free to delete."""
    made = team.made(email(), task(), active=True)
    person = team.person()
    step = team.graph(made)["emailer_steps"][0]
    seeded = {
        "contact": person,
        "sequence": made,
        "status": "failed",
        "failure_reason": "hard_bounced",
        "current_step_id": step["id"],
        "current_step_position": 1,
    }
    team.vendor.seed({"enrolments": [seeded]})
    graph = team.graph(made)
    assert graph["emailer_steps"][0]["counts"]["hard_bounced"] == 1
    assert graph["emailer_steps"][1]["counts"]["hard_bounced"] == 0
    tally = graph["emailer_campaign"]["contact_statuses"]
    assert (tally["failed"], tally["hard_bounced"]) == (1, 1)


def test_what_would_block_can_be_asked_before(team, on) -> None:
    """Else an adapter that asks first would be told otherwise than it is then answered."""
    fine, bare, there = team.person(), team.contact()["id"], team.person()
    team.enrol(on, there)
    body = {"contact_ids": [fine, bare, there, OID], "emailer_campaign_id": on}
    path = "/emailer_campaigns/check_contacts_deployability"
    answer = team.good("POST", path, body)
    assert (answer["num_no_email"], answer["num_active_in_other_campaigns"]) == (1, 1)
    assert [row["id"] for row in answer["sample_no_email"]] == [bare]
    assert (answer["show_warning"], answer["num_total_dangerous_contacts"]) == (True, 2)
    assert team.bad("POST", path, {"emailer_campaign_id": on})[0] == 422
    assert team.status(fine, on) is None
