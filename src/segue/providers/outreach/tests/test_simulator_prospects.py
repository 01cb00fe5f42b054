"""The Outreach simulator keeps prospects, their addresses and numbers as the vendor does."""

from typing import Any

import pytest

from segue.providers.outreach.tests.simulated import Account, invalid, refused
from segue.simulation import Answer

RELATED = "relationships"
DUPLICATE = {
    "errors": [
        {
            "id": "validationError",
            "source": {"pointer": "/data"},
            "title": "Validation Error",
            "detail": "Contacts email hash has already been taken.",
        }
    ]
}


@pytest.fixture
def account():
    """An account with no prospects but those a test makes, and one company."""
    account = Account()
    account.vendor.seed({"population": 0, "accounts": [{"id": 2, "name": "Acme"}]})
    return account


def attributes(answer: Answer) -> dict[str, Any]:
    assert answer.status in {200, 201}, answer
    return dict(answer.body["data"]["attributes"])


def test_sample_create_prospect(account):
    """Broken: a person could not be made as clients in production do it [SG, SC, AMP]."""
    sent = {
        "firstName": "Sally",
        "lastName": "Smith",
        "title": "CEO",
        "emails": ["sally@acme.test"],
        "workPhones": ["+12065550100"],
        "addressCity": "Seattle",
        "timeZone": "America/Los_Angeles",
        "externalId": "crm-9",
        "tags": ["t1"],
    }
    made = account.make("prospect", sent, account=2, owner=2)
    shown = made["attributes"]
    assert sent.items() <= shown.items()
    assert (shown["optedOut"], shown["externalSource"]) == (False, "outreach-api")
    assert (shown["name"], shown["company"], shown["accountName"]) == (
        "Sally Smith",
        "Acme",
        "Acme",
    )
    (contact,) = shown["emailContacts"]
    assert contact.keys() >= {"email_hash", "domain_hash", "bounced_at", "unsubscribed_at"}
    assert (contact["prospect_id"], contact["email"]) == (made["id"], "sally@acme.test")
    assert (contact["order"], contact["email_type"], contact["status"]) == (1, None, None)
    related = made["relationships"]
    assert related["stage"] == {"data": None}
    site = "https://api.outreach.io/api/v2"
    where = f"filter%5Bprospect%5D%5Bid%5D={made['id']}"
    assert related["emailAddresses"] == {
        "data": [{"type": "emailAddress", "id": contact["id"]}],
        "links": {"related": f"{site}/emailAddresses?{where}"},
        "meta": {"count": 1},
    }
    assert related["sequenceStates"] == {"links": {"related": f"{site}/sequenceStates?{where}"}}
    assert account.get(f"/prospects/{made['id']}")["data"] == made


def test_bare_prospect(account):
    """Broken: a person without a name or address would be refused; one was taken live [AMP]."""
    made = account.make("prospect")
    assert (made["attributes"]["name"], made["attributes"]["emails"]) == (None, [])
    assert made["relationships"]["owner"] == {"data": None}


def test_sample_update_prospect(account):
    """Broken: a title could not be changed, or an owner not cleared [SG]."""
    made = account.make("prospect", {"firstName": "Sally", "title": "CEO"}, owner=2)
    row = account.patch("prospect", made["id"], {"title": "CTO"}, owner=None).body["data"]
    assert (row["attributes"]["title"], row["attributes"]["firstName"]) == ("CTO", "Sally")
    assert row["relationships"]["owner"] == {"data": None}


@pytest.mark.parametrize(
    "sent",
    [
        {"emails": ["nobody"]},
        {"emails": "a@example.com"},
        {"score": "high"},
        {"score": True},
        {"addedAt": "yesterday"},
        {"addedAt": 5},
        {"dateOfBirth": "1990-13-01"},
        {"linkedInConnections": 1.5},
        {"emailsOptStatus": "maybe"},
        {"workPhones": [5]},
    ],
)
def test_wrong_values(account, sent):
    """Broken: a value of the wrong kind would be stored."""
    assert invalid(account.post("prospect", sent), next(iter(sent)))


def test_unknown_and_read_only_attributes(account):
    """Broken: a person's counters, or what no specification has, could be written."""
    for name in ("openCount", "name", "emailContacts", "custom151", "stageName"):
        answer = account.post("prospect", {name: "x"})
        assert refused(answer, 400, "permittedParams.unknownAttribute"), name
    assert attributes(account.post("prospect", {"custom150": "x"}))["custom150"] == "x"


def test_moments_are_normalised(account):
    """Broken: a moment would come back in another form than the captured records have [AB]."""
    made = account.make("prospect", {"addedAt": "2026-01-01T02:00:00.5+02:00"})
    assert made["attributes"]["addedAt"] == "2026-01-01T00:00:00.000Z"


@pytest.mark.parametrize("email", ["sally@acme.test", "Sally@ACME.test"])
def test_duplicate_address(account, email):
    """Broken: the refusal that clients recover from would not come, or say more than live [BAL]."""
    account.make("prospect", {"emails": ["sally@acme.test"]})
    answer = account.post("prospect", {"firstName": "Other", "emails": ["new@acme.test", email]})
    assert (answer.status, answer.body) == (422, DUPLICATE)
    assert len(account.vendor.snapshot()["prospects"]) == 1
    assert account.ids("/prospects?filter[emails]=new@acme.test") == []
    account.switch(duplicate_email="race")
    answer = account.post("prospect", {"emails": [email]})
    assert refused(answer, 422, "validationDuplicateValueError")
    detail = "A Contact with this email_hash already exists."
    assert answer.body["errors"][0]["detail"] == detail


def test_address_twice_in_one_request(account):
    """Broken: one address could be two rows."""
    answer = account.post("prospect", {"emails": ["a@example.com", "A@example.com"]})
    assert (answer.status, answer.body) == (422, DUPLICATE)


def test_excluded_address(account):
    """Broken: a person at the customer's own company could be made [BAL]."""
    answer = account.post("prospect", {"emails": ["me@Own-Company.test"]})
    assert invalid(answer, "")
    detail = "Contacts contact is using an excluded email address."
    assert answer.body["errors"][0]["detail"] == detail
    account.vendor.seed({"excluded_domains": ["Rival.test"]})
    assert invalid(account.post("prospect", {"emails": ["x@rival.test"]}), "")
    account.make("prospect", {"emails": ["me@own-company.test"]})


def test_own_address_again(account):
    """Broken: a person could not be written with the addresses they have."""
    made = account.make("prospect", {"emails": ["a@example.com"]})["id"]
    answer = account.patch("prospect", made, {"emails": ["A@example.com", "b@example.com"]})
    assert attributes(answer)["emails"] == ["A@example.com", "b@example.com"]


def test_patching_addresses(account):
    """Broken: a client would not meet both readings of a PATCH with `emails`."""
    made = account.make("prospect", {"emails": ["a@example.com", "b@example.com"]})["id"]
    answer = account.patch("prospect", made, {"emails": ["c@example.com", "b@example.com"]})
    assert attributes(answer)["emails"] == ["c@example.com", "b@example.com"]
    account.make("prospect", {"emails": ["a@example.com"]})
    account.switch(emails_patch="merge")
    answer = account.patch("prospect", made, {"emails": ["d@example.com"]})
    assert attributes(answer)["emails"] == ["c@example.com", "b@example.com", "d@example.com"]


def test_null_lists(account):
    """Broken: a list that is cleared with null would come back as null."""
    made = account.make("prospect", {"emails": ["a@example.com"], "workPhones": ["1"]})["id"]
    row = attributes(account.patch("prospect", made, {"emails": None, "workPhones": None}))
    assert (row["emails"], row["workPhones"], row["tags"]) == ([], [], [])
    assert account.ids(f"/emailAddresses?filter[prospect][id]={made}") == []
    assert account.ids(f"/phoneNumbers?filter[prospect][id]={made}") == []


def test_sample_add_email_address(account):
    """Broken: a second address could not be added as a row of its own."""
    made = account.make("prospect", {"emails": ["s@acme.test"]})["id"]
    sent = {"email": "s2@acme.test", "emailType": "work", "order": 2}
    row = account.make("emailAddress", sent, prospect=made)
    assert sent.items() <= row["attributes"].items()
    assert row["relationships"]["prospect"]["data"] == {"type": "prospect", "id": made}
    shown = account.get(f"/prospects/{made}")["data"]["attributes"]
    assert shown["emails"] == ["s@acme.test", "s2@acme.test"]
    assert [it["email_type"] for it in shown["emailContacts"]] == [None, "work"]


def test_email_address_rules(account):
    """Broken: an address could stand alone, be empty, taken, or of a made-up type."""
    made = account.make("prospect", {"emails": ["a@example.com"]})["id"]
    assert invalid(
        account.post("emailAddress", {"email": "b@example.com"}), "prospect", kind=RELATED
    )
    assert invalid(account.post("emailAddress", {}, prospect=made), "email")
    taken = account.post("emailAddress", {"email": "A@example.com"}, prospect=made)
    assert (taken.status, taken.body) == (422, DUPLICATE)
    wrong = account.post(
        "emailAddress", {"email": "b@example.com", "emailType": "x"}, prospect=made
    )
    assert invalid(wrong, "emailType")
    row = account.make("emailAddress", {"email": "b@example.com"}, prospect=made)
    assert row["attributes"]["order"] == 2


def test_changing_and_deleting_addresses(account):
    """Broken: a person's `emails` would not follow its address rows."""
    made = account.make("prospect", {"emails": ["a@example.com", "b@example.com"]})["id"]
    other = account.make("prospect")["id"]
    first, second = account.ids(f"/emailAddresses?filter[prospect][id]={made}&sort=order")
    account.patch("emailAddress", first, {"email": "c@example.com", "order": 3, "status": "bad"})
    assert emails(account, made) == ["b@example.com", "c@example.com"]
    row = account.get(f"/emailAddresses/{first}")["data"]["attributes"]
    assert row["statusChangedAt"] == row["updatedAt"]
    account.patch("emailAddress", second, prospect=other)
    assert (emails(account, made), emails(account, other)) == (["c@example.com"], ["b@example.com"])
    assert account.ask("DELETE", f"/emailAddresses/{first}").status == 204
    assert emails(account, made) == []
    account.make("prospect", {"emails": ["c@example.com"]})


def emails(account: Account, prospect: int) -> list[str]:
    return list(account.get(f"/prospects/{prospect}")["data"]["attributes"]["emails"])


def test_address_touches_prospect(account):
    """Broken: a sync that relies on a new address showing in updatedAt would not be caught."""
    made = account.make("prospect", {"emails": ["a@example.com"]})
    account.clock.advance(60)
    account.make("emailAddress", {"email": "b@example.com"}, prospect=made["id"])
    after = account.get(f"/prospects/{made['id']}")["data"]["attributes"]["updatedAt"]
    assert after > made["attributes"]["updatedAt"]
    account.switch(address_touches_prospect="no")
    account.clock.advance(60)
    account.make("phoneNumber", {"number": "1"}, prospect=made["id"])
    assert account.get(f"/prospects/{made['id']}")["data"]["attributes"]["updatedAt"] == after


def test_phone_numbers(account):
    """Broken: a person's lists of numbers and its rows of numbers would not be one thing."""
    lists = {"workPhones": ["+1 206"], "mobilePhones": ["+1 207"], "voipPhones": ["+1 208"]}
    made = account.make("prospect", lists)["id"]
    assert len(account.ids(f"/phoneNumbers?filter[prospect][id]={made}")) == 3
    (work,) = account.ids(f"/phoneNumbers?filter[phoneType]=work&filter[prospect][id]={made}")
    account.patch("phoneNumber", work, {"phoneType": "home"})
    bare = account.make("phoneNumber", {"rawNumber": "+1 209"}, prospect=made)["attributes"]
    assert (bare["number"], bare["order"]) == ("+1 209", 4)
    row = account.get(f"/prospects/{made}")["data"]["attributes"]
    shown = {name: row[name] for name in row if name.endswith("Phones")}
    assert shown == {
        "homePhones": ["+1 206"],
        "mobilePhones": ["+1 207"],
        "otherPhones": ["+1 209"],
        "voipPhones": ["+1 208"],
        "workPhones": [],
    }
    assert account.ask("DELETE", f"/phoneNumbers/{work}").status == 204
    assert account.get(f"/prospects/{made}")["data"]["attributes"]["homePhones"] == []
    account.patch("prospect", made, {"mobilePhones": ["+1 210", "+1 210"]})
    assert account.get(f"/prospects/{made}")["data"]["attributes"]["mobilePhones"] == ["+1 210"]


def test_phone_number_rules(account):
    """Broken: a number could stand alone, be empty, or of a made-up type."""
    made = account.make("prospect")["id"]
    assert invalid(account.post("phoneNumber", {"number": "1"}), "prospect", kind=RELATED)
    assert invalid(account.post("phoneNumber", {}, prospect=made), "number")
    wrong = account.post("phoneNumber", {"number": "1", "phoneType": "fax"}, prospect=made)
    assert invalid(wrong, "phoneType")
    row = account.make("phoneNumber", {"number": "1", "status": "valid"}, prospect=made)
    assert row["attributes"]["statusChangedAt"] is not None


def test_opting_out(account):
    """Broken: an opt-out would not be stamped, or not be lifted [OAS26]."""
    made = account.make("prospect")["id"]
    row = attributes(account.patch("prospect", made, {"optedOut": True}))
    assert (row["optedOut"], row["optedOutAt"]) == (True, row["updatedAt"])
    assert (row["emailOptedOut"], row["callOptedOut"]) == (True, True)
    stamped = row["optedOutAt"]
    account.clock.advance(60)
    row = attributes(account.patch("prospect", made, {"title": "x"}))
    assert row["optedOutAt"] == stamped
    row = attributes(account.patch("prospect", made, {"optedOut": False}))
    assert (row["optedOutAt"], row["emailOptedOut"]) == (None, False)


def test_granular_opt_out(account):
    """Broken: a channel's opt-out would be general where an organisation keeps them apart."""
    made = account.make("prospect")["id"]
    assert attributes(account.patch("prospect", made, {"emailOptedOut": True}))["optedOut"] is True
    account.patch("prospect", made, {"optedOut": False})
    account.switch(granular_opt_out="on")
    row = attributes(account.patch("prospect", made, {"emailOptedOut": True}))
    assert (row["optedOut"], row["emailOptedOut"], row["callOptedOut"]) == (False, True, False)
    assert (row["emailsOptStatus"], row["emailsOptedAt"]) == ("opted_out", row["updatedAt"])
    row = attributes(account.patch("prospect", made, {"emailsOptStatus": "null"}))
    assert (row["emailOptedOut"], row["emailsOptStatus"], row["emailsOptedAt"]) == (
        False,
        None,
        None,
    )


def test_histogram_is_shown_on_request(account):
    """Broken: what is left out since 2026-10-01 unless asked for would still come [AE-life]."""
    made = account.make("prospect", {"firstName": "Sally"})
    assert "contactHistogram" not in made["attributes"]
    path = f"/prospects/{made['id']}?fields[prospect]=contactHistogram,firstName"
    shown = account.get(path)["data"]["attributes"]
    assert (len(shown["contactHistogram"]), shown["firstName"]) == (12, "Sally")


def test_what_follows_from_other_attributes(account):
    """Broken: names, slugs and zones that follow would be missing or stale."""
    sent = {"company": "Old", "timeZone": "EST", "linkedInUrl": "https://example.com/in/sally/"}
    made = account.make("prospect", sent, stage=1, persona=2)
    shown = made["attributes"]
    assert (shown["company"], shown["timeZoneIana"], shown["linkedInSlug"]) == (
        "Old",
        None,
        "sally",
    )
    assert (shown["stageName"], shown["personaName"]) == ("New", "Operations")
    assert (shown["updaterId"], shown["updaterType"]) == (1, "User")
    row = attributes(account.patch("prospect", made["id"], {"timeZone": "Asia/Tokyo"}, account=2))
    assert (row["company"], row["companyNatural"], row["timeZoneIana"]) == (
        "Acme",
        "Acme",
        "Asia/Tokyo",
    )


def test_linkage_from_the_side_of_the_prospect_is_refused(account):
    """Broken: a client could rely on writing linkage, which nobody has seen work."""
    answer = account.post("prospect", {}, emailAddresses=5)
    assert refused(answer, 400, "permittedParams.unknownAttribute")


def test_deleting_a_prospect(account):
    """Broken: a deleted person's address would still be taken, or the person still be there."""
    made = account.make("prospect", {"emails": ["a@example.com"], "workPhones": ["1"]})["id"]
    account.make("sequenceState", prospect=made, sequence=101, mailbox=11)
    assert account.ask("DELETE", f"/prospects/{made}").status == 204
    state = account.vendor.snapshot()
    assert not state["emailAddresses"] + state["phoneNumbers"] + state["sequenceStates"]
    assert refused(account.ask("GET", f"/prospects/{made}"), 404, "resourceNotFound")
    account.make("prospect", {"emails": ["a@example.com"]})
