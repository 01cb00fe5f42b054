"""The Outreach simulator enrols, refuses to enrol, and moves sequence states as the vendor does."""

from typing import Any

import pytest

from segue.providers.outreach.tests.simulated import Account, errors, invalid, refused
from segue.simulation import Answer

RELATED = "relationships"


@pytest.fixture
def account():
    """An account with the sequence and persons of its own that a test enrols."""
    account = Account()
    account.vendor.seed(
        {
            "population": 0,
            "accounts": [{"id": 2, "name": "Acme"}],
            "prospects": [{"id": 9, "emails": ["p9@example.com"], "account": 2}, {"id": 10}],
            "sequences": [
                {"id": 18, "enabled": True, "steps": 2, "owner": 1},
                {"id": 19, "enabled": True, "steps": 1, "owner": 1},
                {"id": 20, "enabled": False, "steps": 1, "owner": 1},
            ],
        }
    )
    return account


def enrol(account: Account, prospect: int = 9, sequence: int = 18, mailbox: int = 11) -> Answer:
    return account.post("sequenceState", prospect=prospect, sequence=sequence, mailbox=mailbox)


def enrolled(account: Account, **of: int) -> dict[str, Any]:
    answer = enrol(account, **of)
    assert answer.status == 201, answer
    return dict(answer.body["data"])


def act(account: Account, state: int, verb: str) -> Answer:
    return account.ask("POST", f"/sequenceStates/{state}/actions/{verb}")


def state_of(account: Account, id: int) -> str:
    return str(account.get(f"/sequenceStates/{id}")["data"]["attributes"]["state"])


def words(answer: Answer) -> tuple[str, str]:
    assert invalid(answer, "")
    (error,) = answer.body["errors"]
    assert error["context"] == {}
    return error["detail"], error["code"]


def test_sample_enrol(account):
    """Broken: a person could not be enrolled as clients in production do it [SG, SC, ONF]."""
    made = enrolled(account)
    assert made["attributes"]["state"] == "pending"
    assert made["attributes"]["stateChangedAt"] == made["attributes"]["createdAt"]
    related = made["relationships"]
    (first, _) = account.ids("/sequenceSteps?filter[sequence][id]=18&sort=order")
    pointed = {name: related[name]["data"]["id"] for name in ("prospect", "sequence", "mailbox")}
    assert pointed == {"prospect": 9, "sequence": 18, "mailbox": 11}
    assert related["sequenceStep"]["data"] == {"type": "sequenceStep", "id": first}
    assert (related["account"]["data"]["id"], related["user"]["data"]["id"]) == (2, 1)
    assert (related["creator"]["data"]["id"], related["batchItemCreator"]["data"]) == (1, None)
    person = account.get("/prospects/9")["data"]["relationships"]
    assert person["activeSequenceStates"]["data"] == [{"type": "sequenceState", "id": made["id"]}]


@pytest.mark.parametrize("name", ["prospect", "sequence", "mailbox"])
def test_all_three_are_needed(account, name):
    """Broken: an enrolment without person, sequence or mailbox would pass [SG, ONF]."""
    related = {"prospect": 9, "sequence": 18, "mailbox": 11}
    del related[name]
    assert invalid(account.post("sequenceState", **related), name, kind=RELATED)
    related[name] = 999_999
    assert invalid(account.post("sequenceState", **related), name, kind=RELATED)


def test_attributes_are_the_vendors(account):
    """Broken: a client could make a state active by writing it."""
    related = {"prospect": 9, "sequence": 18, "mailbox": 11}
    answer = account.post("sequenceState", {"state": "active"}, **related)
    assert refused(answer, 400, "permittedParams.unknownAttribute")


def test_pending_becomes_active(account):
    """Broken: an enrolment would never start, or start before the vendor gets to it [ONF]."""
    made = enrolled(account)["id"]
    account.clock.advance(59)
    assert state_of(account, made) == "pending"
    account.clock.advance(2)
    row = account.get(f"/sequenceStates/{made}")["data"]["attributes"]
    assert (row["state"], row["activeAt"]) == ("active", row["stateChangedAt"])
    assert row["updatedAt"] == row["activeAt"]


def test_active_at_once(account):
    """Broken: a client would not meet the state that came back active at once [SC]."""
    account.switch(enrolled_when_on="active")
    row = enrolled(account)["attributes"]
    assert (row["state"], row["activeAt"]) == ("active", row["createdAt"])


def test_enrolling_where_the_sequence_is_off(account):
    """Broken: enrolling into a disabled sequence would be an error, or start [SC, ONF]."""
    made = enrolled(account, sequence=20)
    assert made["attributes"]["state"] == "paused"
    account.switch(enrolled_when_off="pending")
    waits = enrolled(account, prospect=10, sequence=20)["id"]
    account.clock.advance(3600)
    assert (state_of(account, made["id"]), state_of(account, waits)) == ("paused", "pending")
    account.ask("POST", "/sequences/20/actions/activate")
    account.clock.advance(61)
    assert (state_of(account, made["id"]), state_of(account, waits)) == ("paused", "active")


def test_enrolling_where_the_templates_are_off(account):
    """Broken: a step whose templates are all off would be taken for one that sends [SC]."""
    (step, _) = account.ids("/sequenceSteps?filter[sequence][id]=18&sort=order")
    (join,) = account.ids(f"/sequenceTemplates?filter[sequenceStep][id]={step}")
    account.ask("POST", f"/sequenceTemplates/{join}/actions/deactivate")
    assert enrolled(account)["attributes"]["state"] == "paused"


def test_a_call_step_needs_no_template(account):
    """Broken: a sequence that begins with a call would never start."""
    account.vendor.seed(
        {"sequences": [{"id": 30, "enabled": True, "steps": [{"stepType": "call"}]}]}
    )
    assert enrolled(account, sequence=30)["attributes"]["state"] == "pending"


def test_locked_sequence_comes_first(account):
    """Broken: an archived sequence would take people, or another rule speak before it [ONF]."""
    account.ask("POST", "/sequences/18/actions/lock")
    answer = account.post("sequenceState", prospect=9, sequence=18)
    assert words(answer) == ("Sequence is locked.", "is locked")


def test_locked_user(account):
    """Broken: a locked user's mailbox could send [CLAY]."""
    account.vendor.seed({"scopes": ["users.all", "sequenceStates.all"]})
    assert account.patch("user", 1, {"locked": True}).status == 200
    assert words(enrol(account))[0] == "User is locked (mailbox 11)."


def test_private_sequence_of_another(account):
    """Broken: a private sequence could be used with another's mailbox [CLAY]."""
    account.patch("sequence", 18, {"shareType": "private"})
    assert words(enrol(account, mailbox=12))[0] == "User not the owner (mailbox 12)."
    enrolled(account)


DUPLICATE = ("Prospect has already been in this sequence.", "has already been in this sequence")


def rule(account: Account, ruleset: int = 5, sequence: int = 18, **rules: Any) -> None:
    """Give a sequence a ruleset of its own."""
    account.vendor.seed({"rulesets": [{"id": ruleset, "name": "Own", **rules}]})
    assert account.patch("sequence", sequence, ruleset=ruleset).status == 200


def finished(account: Account, **of: int) -> int:
    account.switch(enrolled_when_on="active")
    made = int(enrolled(account, **of)["id"])
    assert act(account, made, "finish").status == 200
    return made


def test_duplicates_are_disallowed(account):
    """Broken: a person could be in a sequence twice under the default ruleset [SC, SG]."""
    enrolled(account)
    assert words(enrol(account)) == DUPLICATE


def test_duplicates_by_ruleset(account):
    """Broken: a ruleset would not decide who may return [OAS26]."""
    finished(account)
    assert words(enrol(account)) == DUPLICATE
    rule(account, permitDuplicateProspects="only_if_inactive")
    enrolled(account)
    assert words(enrol(account)) == DUPLICATE
    rule(account, 6, permitDuplicateProspects="allow")
    enrolled(account)


@pytest.mark.parametrize(
    ("mine", "theirs", "code"),
    [
        ("none", "none", None),
        ("exclusive_sequences", "none", None),
        ("none", "exclusive_sequences", None),
        ("exclusive_sequences", "exclusive_sequences", "active in another exclusive sequence"),
        ("all_sequences", "none", "active in another sequence"),
        ("none", "all_sequences", "active in another sequence"),
    ],
)
def test_exclusivity(account, mine, theirs, code):
    """Broken: a person could be in two sequences that want them alone, or in no two [OAS26]."""
    rule(account, 5, 18, sequenceExclusivity=mine)
    rule(account, 6, 19, sequenceExclusivity=theirs)
    other = enrolled(account, sequence=19)["id"]
    answer = enrol(account)
    if code is None:
        assert answer.status == 201
        return
    assert words(answer) == (f"Prospect {code}.", code)
    account.clock.advance(61)
    act(account, other, "finish")
    enrolled(account)


def test_touched_lately(account):
    """Broken: a person contacted a moment ago would be enrolled against the ruleset [OAS26]."""
    rule(account, minimumProspectTouchedInterval=3600)
    now = account.clock.now().isoformat()
    account.vendor.seed({"prospects": [{"id": 10, "touchedAt": now}]})
    assert words(enrol(account, prospect=10))[1] == "was touched too recently"
    account.clock.advance(3601)
    enrolled(account, prospect=10)


def test_opted_out_person(account):
    """Broken: who opted out of e-mail would be enrolled; code and text are the live ones [SC]."""
    account.patch("prospect", 9, {"optedOut": True})
    assert words(enrol(account)) == ("Prospect opted out of email.", "opted_out_of_email")
    account.patch("sequence", 18, {"transactional": True})
    enrolled(account)
    rule(account, 6, 19, emailOptOutAction="allow")
    enrolled(account, sequence=19)


def test_opted_out_of_calls(account):
    """Broken: a client would not meet a refusal for calls, which a ruleset can ask for."""
    account.switch(granular_opt_out="on")
    account.patch("prospect", 9, {"callOptedOut": True})
    account.switch(call_opt_out="refuse")
    assert words(enrol(account)) == ("Prospect opted out of call.", "opted_out_of_call")
    account.switch(call_opt_out="ignore")
    enrolled(account)


def test_rules_are_asked_in_order(account):
    """Broken: of several refusals another would come than the vendor's checklist has it."""
    enrolled(account)
    rule(account, sequenceExclusivity="all_sequences")
    enrolled(account, prospect=10, sequence=19)
    account.patch("prospect", 9, {"optedOut": True})
    account.patch("prospect", 10, {"optedOut": True})
    assert words(enrol(account)) == DUPLICATE
    assert words(enrol(account, prospect=10))[1] == "active in another sequence"
    without = account.post("sequenceState", prospect=9, sequence=18)
    assert invalid(without, "mailbox", kind=RELATED)


def test_pause_resume_finish(account):
    """Broken: a state would not go where an action leads, or not say since when [OAS26]."""
    account.switch(enrolled_when_on="active")
    made = enrolled(account)["id"]
    for verb, state in (("pause", "paused"), ("resume", "active"), ("finish", "finished")):
        account.clock.advance(60)
        row = act(account, made, verb).body["data"]["attributes"]
        assert (row["state"], row["stateChangedAt"]) == (state, row["updatedAt"])
    person = account.get("/prospects/9")["data"]["relationships"]
    assert person["activeSequenceStates"] == {
        "data": [],
        "links": person["activeSequenceStates"]["links"],
        "meta": {"count": 0},
    }


@pytest.mark.parametrize(
    ("state", "refused_verbs"),
    [
        ("pending", {"pause", "resume", "finish"}),
        ("active", {"resume"}),
        ("paused", {"pause", "finish"}),
        ("finished", {"pause", "resume", "finish"}),
        ("bounced", {"pause", "resume", "finish"}),
    ],
)
def test_actions_from_wrong_states(account, state, refused_verbs):
    """Broken: an action that cannot be done would pass [AE-conv, OAS26]."""
    for verb in ("pause", "resume", "finish"):
        item = {"prospect": 9, "sequence": 18, "mailbox": 11, "state": state}
        (made,) = account.vendor.seed({"sequenceStates": [item]})["sequenceStates"]
        answer = act(account, made, verb)
        assert (answer.status == 422) == (verb in refused_verbs), verb


def test_actions_may_be_lenient(account):
    """Broken: a client could rely on the refusals that are only inferred."""
    account.switch(state_actions="lenient")
    made = enrolled(account)["id"]
    assert act(account, made, "pause").status == 200
    assert words(act(account, made, "pause"))[1] == "cannot pause from paused"
    assert act(account, made, "finish").status == 200
    assert words(act(account, made, "resume"))[1] == "cannot resume from finished"


def test_resuming_where_the_sequence_is_off(account):
    """Broken: a client would not meet both answers to resuming in a disabled sequence."""
    made = enrolled(account, sequence=20)["id"]
    assert words(act(account, made, "resume"))[1] == "is disabled"
    account.switch(resume_when_off="accept")
    assert act(account, made, "resume").body["data"]["attributes"]["state"] == "active"


def test_actions_have_no_parameters(account):
    """Broken: an unsupported actionParams would pass [AE-conv]."""
    made = enrolled(account)["id"]
    path = f"/sequenceStates/{made}/actions/finish?actionParams[reason]=x"
    assert account.ask("POST", path).status == 400


def test_states_cannot_be_patched(account):
    """Broken: a change of a state would look possible; it is no route [SC]."""
    made = enrolled(account)["id"]
    assert refused(account.patch("sequenceState", made, mailbox=12), 404, "routeNotFound")


def test_deleting_unenrols(account):
    """Broken: a person could not be taken out of a sequence [SC]."""
    made = enrolled(account)["id"]
    answer = account.ask("DELETE", f"/sequenceStates/{made}")
    assert (answer.status, answer.body) == (204, None)
    assert refused(account.ask("GET", f"/sequenceStates/{made}"), 404, "resourceNotFound")
    account.clock.advance(61)
    account.get("/users")
    account.switch(unenrolled_may_return="no")
    assert words(enrol(account)) == DUPLICATE
    account.switch(unenrolled_may_return="yes")
    enrolled(account)


def test_deleting_a_sequence_with_states(account):
    """Broken: a deleted sequence would leave states, or a client not meet a refusal."""
    made = enrolled(account)["id"]
    account.switch(sequence_delete_with_states="reject")
    assert invalid(account.ask("DELETE", "/sequences/18"), "")
    account.switch(sequence_delete_with_states="cascade")
    assert account.ask("DELETE", "/sequences/18").status == 204
    assert account.ask("GET", f"/sequenceStates/{made}").status == 404


def test_states_need_their_scope(account):
    """Broken: a token without the scope could enrol [AE-scope]."""
    account.vendor.seed({"scopes": ["sequenceStates.read"]})
    answer = enrol(account)
    assert (answer.status, errors(answer)) == (403, [("unauthorizedOauthScope", None)])
    assert "sequenceStates.write" in answer.body["errors"][0]["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "filter[prospect][id]=9",
        "filter[prospect][emails]=P9@example.com",
        "filter[sequence][id]=18",
        "filter[sequence][name]=Seeded&filter[state]=pending",
        "filter[sequenceStep][order]=1",
        "filter[mailbox][email]=mailbox1@example.com",
        "filter[account][id]=2",
        "filter[state]=active,pending&sort=-stateChangedAt,state",
        "newFilterSyntax=true&filter[state][]=pending&filter[createdAt][gte]=2020-01-01",
    ],
)
def test_filters(account, query):
    """Broken: states could not be found by what they belong to [OAS26]."""
    made = enrolled(account)["id"]
    assert account.ids(f"/sequenceStates?{query}") == [made]


@pytest.mark.parametrize(
    "query",
    [
        "filter[sequenceId]=18",
        "filter[user][id]=1",
        "filter[prospect][firstName]=x",
        "filter[activeAt]=2020-01-01..inf",
        "filter[q]=x",
        "sort=activeAt",
    ],
)
def test_filters_the_vendor_refuses(account, query):
    """Broken: a question the vendor refuses would be answered; the first was refused live [SC]."""
    assert account.ask("GET", f"/sequenceStates?{query}").status == 400
