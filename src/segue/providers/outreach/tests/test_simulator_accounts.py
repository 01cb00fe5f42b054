"""The Outreach simulator keeps accounts, stages, personas, users, mailboxes and rulesets."""

import pytest

from segue.providers.outreach.tests.simulated import Account, invalid, refused

UNKNOWN = "permittedParams.unknownAttribute"
SCOPES = "accounts prospects stages personas users mailboxes rulesets sequences sequenceStates"


@pytest.fixture
def account():
    """An account without companies or persons, whose token may write everything here."""
    account = Account()
    scopes = [f"{name}.all" for name in SCOPES.split()]
    account.vendor.seed({"population": 0, "scopes": scopes})
    return account


def test_sample_create_account(account):
    """Broken: a company could not be made as clients in production do it [SG, DOC]."""
    sent = {"name": "Acme", "domain": "acme.com", "customId": "crm-1"}
    made = account.make("account", sent, owner=2)
    shown = made["attributes"]
    assert sent.items() <= shown.items()
    assert (shown["named"], shown["externalSource"]) == (True, "outreach-api")
    assert (shown["tags"], shown["custom150"], shown["trashedAt"]) == ([], None, None)
    assert made["relationships"]["owner"]["data"] == {"type": "user", "id": 2}
    related = f"accounts/{made['id']}"
    assert made["links"]["self"] == f"https://api.outreach.io/api/v2/{related}"
    assert set(made["relationships"]["prospects"]) == {"links"}


@pytest.mark.parametrize("sent", [{}, {"name": None}, {"name": " "}])
def test_account_needs_a_name(account, sent):
    """Broken: a nameless company would pass; the words are the vendor's own example [AE-err]."""
    answer = account.post("account", sent)
    assert invalid(answer, "name")
    assert answer.body["errors"][0]["detail"] == "Name can't be blank."


def test_account_owner_is_cleared_with_data_null(account):
    """Broken: Supaglue's own way of clearing an owner would pass, the standard one fail [SG]."""
    made = account.make("account", {"name": "Acme"}, owner=2)["id"]
    document = {"type": "account", "id": made, "relationships": {"owner": None}}
    assert account.ask("PATCH", f"/accounts/{made}", {"data": document}).status == 400
    row = account.patch("account", made, owner=None).body["data"]
    assert row["relationships"]["owner"] == {"data": None}


def test_accounts_that_are_not_named_are_not_listed(account):
    """Broken: the collection would show what the vendor's leaves out [OAS26]."""
    made = account.make("account", {"name": "Hidden", "named": False})["id"]
    shown = account.make("account", {"name": "Shown"})["id"]
    assert account.ids("/accounts") == [shown]
    assert account.get("/accounts?count=true")["meta"]["count"] == 1
    assert account.get(f"/accounts/{made}")["data"]["attributes"]["name"] == "Hidden"
    account.patch("account", made, {"named": True})
    assert account.ids("/accounts") == [made, shown]


def test_duplicate_account(account):
    """Broken: both readings of a second company with one name would not be tried."""
    account.make("account", {"name": "Acme", "domain": "acme.test", "customId": "1"})
    account.make("account", {"name": "Acme"})
    account.switch(duplicate_account="reject")
    assert invalid(account.post("account", {"name": "Acme"}), "name")
    assert invalid(account.post("account", {"name": "B", "domain": "acme.test"}), "domain")
    assert invalid(account.post("account", {"name": "B", "customId": "1"}), "customId")
    account.make("account", {"name": "B"})


def test_deleting_an_account(account):
    """Broken: a deleted company would still be pointed at, or a client not meet a refusal."""
    made = account.make("account", {"name": "Acme"})["id"]
    person = account.make("prospect", account=made)["id"]
    account.switch(account_delete_with_prospects="reject")
    assert invalid(account.ask("DELETE", f"/accounts/{made}"), "")
    account.switch(account_delete_with_prospects="detach")
    assert account.ask("DELETE", f"/accounts/{made}").status == 204
    related = account.get(f"/prospects/{person}")["data"]["relationships"]
    assert related["account"] == {"data": None}


@pytest.fixture
def companies(account):
    """Three companies and four persons to be searched for."""
    account.vendor.seed(
        {
            "accounts": [
                {"id": 1, "name": "Acme", "domain": "acme.test", "buyerIntentScore": 2.5},
                {"id": 2, "name": "Acme Robotics", "custom1": "gold", "buyerIntentScore": 1},
                {"id": 3, "name": "Big Acme", "customId": "crm-3"},
            ],
            "prospects": [
                {"id": 1, "firstName": "Ann", "lastName": "Acker", "account": 1, "stage": 2},
                {"id": 2, "firstName": "Bo", "emails": ["ann@example.com"], "title": "CEO"},
                {"id": 3, "firstName": "Joann", "emails": ["x@acme.test", "X2@acme.test"]},
                {"id": 4, "account": 3, "persona": 1, "owner": 2},
            ],
        }
    )
    return account


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/accounts?filter[q]=acme", [1, 2, 3]),
        ("/accounts?filter[q]=ACME%20rob", [2]),
        ("/accounts?filter[q]=_acme_", [1]),
        ("/accounts?filter[q]=cme", []),
        ("/accounts?filter[q]=gold,custom1", [2]),
        ("/accounts?filter[q]=_NOTNULL_,custom1", [2]),
        ("/accounts?filter[q]=_NULL_,customId", [1, 2]),
        ("/prospects?filter[q]=ann", [1, 2]),
        ("/prospects?filter[q]=ack", [1]),
        ("/prospects?filter[q]=_NULL_,emails", [1, 4]),
        ("/accounts?filter[name]=Acme", [1]),
        ("/accounts?filter[buyerIntentScore]=1..2.5&sort=buyerIntentScore", [2, 1]),
        ("/accounts?filter[named]=true&filter[domain]=acme.test", [1]),
        ("/prospects?filter[emails]=ANN@example.com,x2@acme.test", [2, 3]),
        ("/prospects?newFilterSyntax=true&filter[emails][]=ann@example.com", [2]),
        ("/prospects?filter[account][name]=Acme", [1]),
        ("/prospects?filter[account][customId]=crm-3", [4]),
        ("/prospects?filter[account][named]=true", [1, 4]),
        ("/prospects?filter[stage][name]=Working", [1]),
        ("/prospects?filter[stage][id]=2", [1]),
        ("/prospects?filter[persona][id]=1", [4]),
        ("/prospects?filter[owner][id]=2", [4]),
        ("/prospects?filter[title]=CEO&sort=-lastName,firstName", [2]),
        ("/stages?filter[prospects][id]=1", [2]),
        ("/stages?sort=-order&filter[order]=1..2", [2, 1]),
        ("/personas?filter[name]=Finance", [3]),
    ],
)
def test_filters(companies, path, ids):
    """Broken: companies and persons could not be found as at the vendor [OAS26, TEAR, ONF]."""
    assert companies.ids(path) == ids


def test_filters_by_sequence_state(companies):
    """Broken: who is active in a sequence could not be found by the person [OAS26]."""
    states = [
        {"prospect": 1, "sequence": 101, "mailbox": 11, "state": "active"},
        {"prospect": 2, "sequence": 101, "mailbox": 11, "state": "finished"},
    ]
    made = companies.vendor.seed({"sequenceStates": states})["sequenceStates"]
    assert companies.ids("/prospects?filter[activeSequenceStates][state]=active,finished") == [1]
    assert companies.ids(f"/prospects?filter[activeSequenceStates][id]={made[0]}") == [1]
    assert companies.ids("/prospects?filter[sequenceStates][state]=finished") == [2]


def test_case_of_addresses_in_filters(companies):
    """Broken: a client could rely on filters that mind no case, of which nothing is known."""
    companies.switch(email_filter_case="minded")
    assert companies.ids("/prospects?filter[emails]=ANN@example.com") == []
    assert companies.ids("/prospects?filter[emails]=ann@example.com") == [2]


@pytest.mark.parametrize(
    "path",
    [
        "/users?filter[q]=a",
        "/accounts?filter[industry]=x",
        "/accounts?filter[prospects][id]=1",
        "/accounts?sort=description",
        "/prospects?filter[company]=x",
        "/prospects?filter[phoneNumbers][id]=1",
        "/prospects?filter[account][domain]=x",
        "/prospects?sort=emails",
        "/emailAddresses?filter[createdAt]=2020-01-01..inf",
        "/emailAddresses?sort=createdAt",
        "/phoneNumbers?filter[rawNumber]=1",
        "/personas?filter[prospects][id]=1",
    ],
)
def test_questions_the_vendor_refuses(account, path):
    """Broken: what no specification lets a client ask would be answered."""
    account.vendor.tokens.rescope(
        frozenset(f"{name}.all" for name in (*SCOPES.split(), "emailAddresses", "phoneNumbers"))
    )
    assert account.ask("GET", path).status == 400


def test_stages_and_personas(account):
    """Broken: the categories of persons could not be kept, or a deleted one be pointed at."""
    for kind in ("stage", "persona"):
        assert invalid(account.post(kind, {}), "name")
        made = account.make(kind, {"name": "New one"})["id"]
        person = account.make("prospect", **{kind: made})["id"]
        answer = account.patch(kind, made, {"name": "Renamed"})
        assert answer.body["data"]["attributes"]["name"] == "Renamed"
        assert account.ask("DELETE", f"/{kind}s/{made}").status == 204
        related = account.get(f"/prospects/{person}")["data"]["relationships"]
        assert related[kind] == {"data": None}


def test_inviting_a_user(account):
    """Broken: a user could not be invited, or be invited twice [TEAR]."""
    sent = {"email": "new@example.com", "firstName": "New", "jobRoleByName": "SDR"}
    document = {"data": {"type": "user", "attributes": sent}, "meta": {"sendInvite": False}}
    answer = account.ask("POST", "/users", document)
    assert answer.status == 201
    shown = answer.body["data"]["attributes"]
    assert (shown["name"], shown["locked"]) == ("New", False)
    assert "jobRoleByName" not in shown
    assert invalid(account.post("user", {"email": "NEW@example.com"}), "email")
    assert invalid(account.post("user", {}), "email")


def test_changing_a_user(account):
    """Broken: a user could not be locked, or its address changed, which no client can [OAS26]."""
    assert account.patch("user", 2, {"locked": True, "title": "Rep"}).status == 200
    assert account.ids("/users?filter[locked]=true") == [2]
    assert invalid(account.patch("user", 2, {"email": "other@example.com"}), "email")
    account.switch(user_email_change="ignore")
    row = account.patch("user", 2, {"email": "other@example.com"}).body["data"]["attributes"]
    assert row["email"] == "ben@example.com"
    assert refused(account.ask("DELETE", "/users/2"), 404, "routeNotFound")
    assert refused(account.patch("user", 2, {"name": "x"}), 400, UNKNOWN)


def test_mailboxes(account):
    """Broken: a mailbox would show its secrets, or not say that it cannot send."""
    sent = {"email": "box@example.com", "password": "hush", "validateSend": True}
    made = account.make("mailbox", sent, user=3)
    shown = made["attributes"]
    assert not {"password", "validateSend"} & set(shown)
    assert "hush" not in str(account.vendor.snapshot())
    assert (shown["userId"], shown["sendState"], shown["maxMailingsPerWeek"]) == (
        3,
        "ENABLED",
        5000,
    )
    row = account.patch("mailbox", made["id"], {"sendDisabled": True}).body["data"]["attributes"]
    assert (row["sendState"], row["syncState"]) == ("DISABLED", "ENABLED")
    assert invalid(account.post("mailbox", {"email": "b@x.test", "sendMethod": "x"}), "sendMethod")
    assert invalid(account.post("mailbox", {}), "email")
    own = account.make("mailbox", {"email": "own@example.com"})["relationships"]["user"]
    assert own["data"]["id"] == 1
    for verb, name in (("testSend", "sendSuccessAt"), ("testSync", "syncSuccessAt")):
        answer = account.ask("POST", f"/mailboxes/{made['id']}/actions/{verb}")
        assert answer.body["data"]["attributes"][name] is not None
    assert account.ask("DELETE", "/mailboxes/11").status == 204
    assert account.get("/users/1")["data"]["relationships"]["mailbox"] == {"data": None}


def test_rulesets(account):
    """Broken: a ruleset could not be made, or one in use be deleted."""
    rules = {"name": "Strict", "sequenceExclusivity": "all_sequences"}
    made = account.make("ruleset", rules)["id"]
    answer = account.patch("ruleset", made, {"permitDuplicateProspects": "allow"})
    assert answer.body["data"]["attributes"]["permitDuplicateProspects"] == "allow"
    wrong = account.post("ruleset", {"name": "x", "permitDuplicateProspects": "never"})
    assert invalid(wrong, "permitDuplicateProspects")
    assert account.ids("/rulesets?filter[sequences][id]=101") == [1]
    assert invalid(account.ask("DELETE", "/rulesets/1"), "")
    assert account.ask("DELETE", f"/rulesets/{made}").status == 204
