"""Every open question about Apollo's contacts, accounts and enrolments, in each position."""

from typing import Any

import pytest

from segue.providers.apollo.tests.simulated import Team, email, whole

OID = "66000000000000000000aa01"


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


def enrolled(team: Team, contact_id: str, sequence: str, status: str) -> None:
    """Seed an enrolment."""
    row = {"contact": contact_id, "sequence": sequence, "status": status}
    team.vendor.seed({"enrolments": [row]})


@pytest.mark.parametrize(("position", "again"), [("never", 0), ("one", 1)])
def test_switch_repeated_rows(team, position, again) -> None:
    """A row may come on two pages: a reader that counts rows would count it twice."""
    team.switch(repeated_rows=position)
    for plural in ("contacts", "accounts"):
        pages = [
            [
                row["id"]
                for row in team.good("POST", f"/{plural}/search", {"page": n, "per_page": 50})[
                    plural
                ]
            ]
            for n in (1, 2)
        ]
        assert len(set(pages[0]) & set(pages[1])) == again


@pytest.mark.parametrize(("position", "status"), [("open", 200), ("paid_only", 403)])
@pytest.mark.parametrize("plural", ["contacts", "accounts"])
def test_switch_record_search(team, plural, position, status) -> None:
    """On a small plan records cannot be searched, and the refusal has a `message`."""
    team.switch(record_search=position)
    answer = team.ask("POST", f"/{plural}/search", {})
    assert answer.status == status
    if status == 403:
        text = "This endpoint is only available to Apollo users on paid plans."
        assert answer.body == {"message": text}


@pytest.mark.parametrize(
    ("position", "by_email", "by_account"), [("ignored", 321, 321), ("work", 1, 5)]
)
def test_switch_unlisted_contact_filters(team, position, by_email, by_account) -> None:
    """Filters that nobody documents find everything, without a breadcrumb, or work."""
    team.switch(unlisted_contact_filters=position)
    team.person(email="Only@example.com")
    accounts = {row["account_id"]: row for row in team.vendor.snapshot()["contacts"]}
    for body, count in (
        ({"contact_emails": ["only@example.com"]}, by_email),
        ({"account_ids": [next(iter(accounts))]}, by_account),
    ):
        found = team.good("POST", "/contacts/search", body)
        assert found["pagination"]["total_entries"] == count
        assert bool(found["breadcrumbs"]) == (position == "work")


@pytest.mark.parametrize("position", ["extrapolated", "guessed"])
def test_switch_guessed_email_status(team, position) -> None:
    """A guessed address has either name."""
    team.switch(guessed_email_status=position)
    made = team.person(email_status="extrapolated")
    assert team.good("GET", f"/contacts/{made}")["contact"]["email_status"] == position


@pytest.mark.parametrize(
    ("position", "stored"), [("kept", "Ada@Example.com"), ("lowered", "ada@example.com")]
)
def test_switch_email_case(team, position, stored) -> None:
    """An address may come back in other letters."""
    team.switch(email_case=position)
    assert team.contact(email="Ada@Example.com")["email"] == stored


@pytest.mark.parametrize(
    ("position", "name"), [("left_empty", None), ("filled_in", "Unrelated Holdings")]
)
def test_switch_missing_organization(team, position, name) -> None:
    """A contact made without a company may come back with somebody else's."""
    team.switch(missing_organization=position)
    assert team.contact(email="a@example.com")["organization_name"] == name
    assert (
        team.contact(email="b@example.com", organization_name="Own")["organization_name"] == "Own"
    )


@pytest.mark.parametrize(("position", "moved"), [("ignored", False), ("written", True)])
def test_switch_contact_owner_on_single(team, position, moved) -> None:
    """`owner_id` on a single call: passed over, or heeded."""
    team.switch(contact_owner_on_single=position)
    owner = team.users()[2]["id"]
    made = team.contact(owner_id=owner)
    assert (made["owner_id"] == owner) is moved
    changed = team.good("PATCH", f"/contacts/{team.person()}", {"owner_id": owner})["contact"]
    assert (changed["owner_id"] == owner) is moved


@pytest.mark.parametrize(("position", "stored"), [("ignored", None), ("written", "http://x")])
def test_switch_linkedin_on_single(team, position, stored) -> None:
    """`linkedin_url` on a single call: passed over, or heeded."""
    team.switch(linkedin_on_single=position)
    assert team.contact(linkedin_url="http://x")["linkedin_url"] == stored


@pytest.mark.parametrize(("position", "kept"), [("merged", 2), ("replaced", 1)])
def test_switch_custom_fields_update(team, position, kept) -> None:
    """Values that an update leaves out stay, or go."""
    team.switch(custom_fields_update=position)
    rows = team.good("GET", "/typed_custom_fields")["typed_custom_fields"]
    ids = [row["id"] for row in rows if row["modality"] == "contact"]
    made = team.contact(typed_custom_fields={ids[0]: "2026-01-01"})["id"]
    body = {"typed_custom_fields": {ids[1]: "x"}}
    changed = team.good("PATCH", f"/contacts/{made}", body)["contact"]
    assert len(changed["typed_custom_fields"]) == kept


@pytest.mark.parametrize(("position", "hit"), [("by_flag", False), ("by_email_always", True)])
def test_switch_single_dedupe(team, position, hit) -> None:
    """An address may be matched without anybody asking."""
    team.switch(single_dedupe=position)
    first = team.contact(email="a@example.com")["id"]
    again = team.good("POST", "/contacts", {"email": "A@example.com", "title": "New"})
    assert (again["contact"]["id"] == first) is hit
    assert again.get("was_existing", False) is hit


@pytest.mark.parametrize(("position", "existing"), [("by_flag", 1), ("never", 0)])
@pytest.mark.parametrize("plural", ["contacts", "accounts"])
def test_switch_bulk_dedupe(team, plural, position, existing) -> None:
    """A bulk creation deduplicates when asked, or never."""
    team.switch(bulk_dedupe=position)
    row = {"email": "a@example.com", "name": "Known"}
    team.good("POST", f"/{plural}", row)
    body = {plural: [row], "run_dedupe": True}
    answer = team.good("POST", f"/{plural}/bulk_create", body)
    assert len(answer[f"existing_{plural}"]) == existing
    assert len(answer[f"created_{plural}"]) == 1 - existing


@pytest.mark.parametrize(
    ("position", "status"), [("works", 200), ("forbidden", 403), ("absent", 404)]
)
def test_switch_contact_delete(team, position, status) -> None:
    """A contact can be deleted, or the plan has no such thing."""
    team.switch(contact_delete=position)
    made = team.person()
    assert team.ask("DELETE", f"/contacts/{made}").status == status
    assert team.ask("GET", f"/contacts/{made}").status == (422 if status == 200 else 200)


@pytest.mark.parametrize(("position", "status"), [("absent", 404), ("works", 200)])
def test_switch_account_delete(team, position, status) -> None:
    """An account can be deleted, or not; its contacts stay."""
    team.switch(account_delete=position)
    made = team.good("POST", "/accounts", {"name": "x"})["account"]["id"]
    person = team.person(account_id=made)
    assert team.ask("DELETE", f"/accounts/{made}").status == status
    assert team.ask("GET", f"/accounts/{made}").status == (422 if status == 200 else 200)
    employer = team.good("GET", f"/contacts/{person}")["contact"]["account_id"]
    assert employer == (None if status == 200 else made)
    if status == 200:
        assert team.ask("DELETE", f"/accounts/{made}").status == 422


@pytest.mark.parametrize(("position", "shown"), [("silent", False), ("echoed", True)])
def test_switch_account_address(team, position, shown) -> None:
    """The address of an account can be written; whether it can be read is open."""
    team.switch(account_address=position)
    made = team.good("POST", "/accounts", {"name": "x", "raw_address": "Dublin"})["account"]
    assert ("raw_address" in made) is shown


@pytest.mark.parametrize("position", ["refused", "works"])
def test_switch_enrol_by_list(team, on, position) -> None:
    """Lists alone are refused as if contacts were missing, or name the contacts."""
    team.switch(enrol_by_list=position)
    made = team.contact(email="a@example.com", label_names=["Chosen"])["id"]
    path = f"/emailer_campaigns/{on}/add_contact_ids"
    body: dict[str, Any] = {
        "emailer_campaign_id": on,
        "label_names": ["Chosen"],
        "send_email_from_email_account_id": team.mailbox(),
    }
    answer = team.ask("POST", path, body)
    if position == "refused":
        assert answer.body == {"error": "Required parameter 'contact_ids' missing"}
        return
    assert [row["id"] for row in answer.body["contacts"]] == [made]
    del body["label_names"]
    expected = (422, "Please specify either contact_ids or label_names.")
    assert team.bad("POST", path, body) == expected


@pytest.mark.parametrize(
    ("position", "reason"),
    [("suggested", "contacts_unverified_email"), ("reversed", "contacts_with_job_change")],
)
def test_switch_skip_order(team, on, position, reason) -> None:
    """Who is blocked twice is skipped for either reason."""
    team.switch(skip_order=position)
    made = team.person(email_status="bounced", email_true_status="Bounced", job_changed=True)
    assert team.skipped(on, made) == reason


@pytest.mark.parametrize(
    ("position", "reason"),
    [
        ("active_in_other", "contacts_active_in_other_campaigns"),
        ("own", "contacts_already_exists_in_current_campaign"),
    ],
)
@pytest.mark.parametrize("status", ["active", "paused", "finished", "failed"])
def test_switch_already_enrolled_reason(team, on, status, position, reason) -> None:
    """Who is in this sequence is skipped with the words for another one, or with its own."""
    team.switch(already_enrolled_reason=position)
    made = team.person()
    enrolled(team, made, on, status)
    assert team.skipped(on, made) == reason


@pytest.mark.parametrize(
    ("position", "reason"),
    [
        ("finished", "contacts_finished_in_other_campaigns"),
        ("as_if_active", "contacts_active_in_other_campaigns"),
    ],
)
def test_switch_ended_elsewhere_reason(team, on, off, position, reason) -> None:
    """Who finished another sequence is skipped with its words, or as if active there."""
    team.switch(ended_elsewhere_reason=position)
    made = team.person()
    enrolled(team, made, off, "finished")
    assert team.skipped(on, made) == reason


@pytest.mark.parametrize(
    ("position", "standing"), [("refused", "finished"), ("with_flag", "active")]
)
def test_switch_finished_again(team, on, position, standing) -> None:
    """Who finished this sequence stays out, or starts anew when that block is lifted."""
    team.switch(finished_again=position)
    made = team.person()
    enrolled(team, made, on, "finished")
    reason = team.skipped(on, made, sequence_finished_in_other_campaigns=True)
    assert (reason is None) is (position == "with_flag")
    assert team.status(made, on)["status"] == standing
    assert team.skipped(on, made) == "contacts_active_in_other_campaigns"


@pytest.mark.parametrize(
    ("position", "reason"),
    [("free", None), ("blocked", "contacts_finished_in_other_campaigns")],
)
def test_switch_removed_contacts(team, on, position, reason) -> None:
    """Who was removed comes back freely, or counts as having finished."""
    team.switch(removed_contacts=position)
    made = team.person()
    team.enrol(on, made)
    team.leave(on, made, mode="remove")
    assert team.skipped(on, made) == reason
    if reason:
        assert team.skipped(on, made, sequence_finished_in_other_campaigns=True) is None


@pytest.mark.parametrize(
    ("position", "reason"),
    [("admins_pass", None), ("owner_only", "contacts_without_ownership_permission")],
)
def test_switch_ownership(team, on, position, reason) -> None:
    """Contacts of others are open to admins, or to nobody."""
    team.switch(ownership=position)
    made = team.person(owner=team.users()[2]["email"])
    assert team.skipped(on, made) == reason
    if reason:
        assert team.skipped(on, made, contacts_without_ownership_permission=True) is None


@pytest.mark.parametrize(
    ("position", "reason"), [("let_in", None), ("skipped", "contacts_in_same_company")]
)
def test_switch_same_company(team, on, position, reason) -> None:
    """A colleague gets in, or does not."""
    team.switch(same_company=position)
    people = [team.person(email=f"{n}@firm{n}.example", organization_name="Firm") for n in (1, 2)]
    assert team.skipped(on, people[0]) is None
    assert team.skipped(on, people[1]) == reason
    if reason:
        lifted = {"sequence_same_company_in_same_campaign": True}
        assert team.skipped(on, people[1], **lifted) is None


@pytest.mark.parametrize(("position", "status"), [("accepted", 200), ("refused", 422)])
def test_switch_revoked_mailbox(team, on, position, status) -> None:
    """A revoked mailbox that says it is active may be taken."""
    team.switch(revoked_mailbox=position)
    body = {
        "emailer_campaign_id": on,
        "contact_ids": [team.person()],
        "send_email_from_email_account_id": team.mailbox("kim@mail.example"),
    }
    answer = team.ask("POST", f"/emailer_campaigns/{on}/add_contact_ids", body)
    assert answer.status == status
    if status == 422:
        text = "These mailboxes are no longer active. kim@mail.example"
        assert answer.body == {"error": text}


@pytest.mark.parametrize(("position", "empty"), [("object", {}), ("array", [])])
def test_switch_nobody_skipped(team, on, position, empty) -> None:
    """When nobody was skipped there may be an array in the place of the object."""
    team.switch(nobody_skipped=position)
    assert team.enrol(on, team.person())["skipped_contact_ids"] == empty
    assert team.enrol(on, OID)["skipped_contact_ids"] == {OID: "contact_not_found"}


@pytest.mark.parametrize(("position", "limit"), [("written", 40), ("ignored", 50)])
def test_switch_mailbox_write(team, position, limit) -> None:
    """A write to a mailbox may be answered with 200 and change nothing."""
    team.switch(mailbox_write=position)
    path = f"/email_accounts/{team.mailbox()}"
    changed = team.good("PUT", path, {"email_daily_threshold": 40})["email_account"]
    assert changed["email_daily_threshold"] == limit
    assert team.good("GET", path)["email_account"] == changed
    wrapped = {"email_account": {"email_daily_threshold": 1}}
    assert team.good("PATCH", path, wrapped)["email_account"] == changed


@pytest.mark.parametrize(("position", "ids"), [("unique", 2), ("shared", 1)])
def test_switch_status_ids(team, on, position, ids) -> None:
    """The id of an enrolment may stand on several contacts."""
    team.switch(status_ids=position)
    rows = team.enrol(on, team.person(), team.person())["contacts"]
    assert len({row["contact_campaign_statuses"][0]["id"] for row in rows}) == ids


@pytest.mark.parametrize(("position", "moved"), [("no", False), ("yes", True)])
def test_switch_enrolment_touches_contact(team, on, position, moved) -> None:
    """A sync by `updated_at` may miss an enrolment, or see it."""
    team.switch(enrolment_touches_contact=position)
    made = team.person()
    before = team.good("GET", f"/contacts/{made}")["contact"]["updated_at"]
    team.clock.advance(60)
    team.enrol(on, made)
    after = team.good("GET", f"/contacts/{made}")["contact"]["updated_at"]
    assert (after > before) is moved


@pytest.mark.parametrize("position", ["done", "job"])
def test_switch_remove_answer(team, on, position) -> None:
    """Taking contacts out is done at once, or only promised."""
    team.switch(remove_answer=position)
    made = team.person()
    team.enrol(on, made)
    answer = team.leave(on, made, mode="mark_as_finished")
    if position == "job":
        job = answer["entity_progress_job"]
        assert job["job_type"] == "sequence_remove_stop_contacts"
        assert job["entity_ids"] == [made]
        assert team.key not in str(job)
        assert team.standing(made, on) == ("active", None)
        team.clock.advance(3)
    assert team.standing(made, on) == ("finished", "manually finished")


@pytest.mark.parametrize(
    ("position", "standing"),
    [("finished", ("finished", "asked to")), ("paused", ("paused", "asked to"))],
)
def test_switch_stop_status(team, on, position, standing) -> None:
    """What is stopped in place is finished, or paused; the reason is the one sent."""
    team.switch(stop_status=position)
    made = team.person()
    team.enrol(on, made)
    team.leave(on, made, mode="stop", stop_reason="asked to")
    assert team.standing(made, on) == standing


@pytest.mark.parametrize("position", ["contacts", "empty"])
def test_switch_change_statuses_answer(team, on, position) -> None:
    """The answer of the private call may say nothing."""
    team.switch(change_statuses_answer=position)
    made = team.person()
    team.enrol(on, made)
    assert list(team.turn(on, made, "paused")) == (["contacts"] if position == "contacts" else [])
    assert team.standing(made, on) == ("paused", "manually paused")


@pytest.mark.parametrize(("position", "status"), [("ignored", "finished"), ("changed", "active")])
def test_switch_change_finished(team, on, position, status) -> None:
    """Who has finished cannot be resumed, or can."""
    team.switch(change_finished=position)
    made = team.person()
    enrolled(team, made, on, "finished")
    team.turn(on, made, "active")
    assert team.status(made, on)["status"] == status


@pytest.mark.parametrize(("position", "status"), [("waiting", "paused"), ("everybody", "active")])
def test_switch_resumed_by_approve(team, off, position, status) -> None:
    """Who was paused by hand stays so when the sequence goes on, or goes on with it."""
    team.switch(resumed_by_approve=position)
    waits, held = team.person(), team.person()
    team.enrol(off, waits)
    enrolled(team, held, off, "paused")
    team.good("POST", f"/emailer_campaigns/{off}/approve")
    assert team.status(waits, off)["status"] == "active"
    assert team.status(held, off)["status"] == status


@pytest.mark.parametrize(("position", "known"), [("dangles", True), ("forgotten", False)])
def test_switch_step_of_enrolment(team, position, known) -> None:
    """When steps get new ids, an enrolment points at nothing, or is back at the start."""
    team.switch(step_of_enrolment=position)
    made = team.made(email(), active=True)
    graph = team.graph(made)
    person = team.person()
    step = graph["emailer_steps"][0]["id"]
    row = {"contact": person, "sequence": made, "current_step_id": step}
    team.vendor.seed({"enrolments": [{**row, "current_step_position": 1}]})
    steps = whole(graph)
    for each in steps:
        del each["id"]
        for touch in each["emailer_touches"]:
            del touch["id"], touch["emailer_template"]["id"]
    team.good("PUT", f"/sequences/{made}", {"active": True, "emailer_steps": steps})
    assert team.graph(made)["emailer_steps"][0]["id"] != step
    assert team.status(person, made)["current_step_id"] == (step if known else None)
