"""The Outreach simulator lists: filters, order, pages, counts, sparse fields, included rows."""

import base64
import json
from urllib.parse import quote

import pytest

from segue.providers.outreach.tests.simulated import Account, errors


@pytest.fixture
def account():
    """An account with six sequences of its own, 201 to 206, and steps in two of them."""
    account = Account()
    account.vendor.seed(
        {
            "users": [{"id": 21, "email": "own@example.com", "firstName": "Olga"}],
            "sequences": [
                {"id": 201, "name": "a", "owner": 21, "throttleCapacity": 5, "steps": 2},
                {"id": 202, "name": "b,c", "owner": 21, "enabled": True, "steps": 1},
                {"id": 203, "name": "b", "shareType": "private", "owner": 21},
                {"id": 204, "name": "d", "throttleCapacity": 7, "owner": 21},
                {"id": 205, "name": "b", "throttleCapacity": 5, "owner": 21},
                {"id": 206, "name": "a..z", "owner": 21, "salesMotion": "new"},
            ],
        }
    )
    return account


OWN = "filter[owner][id]=21"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (OWN, [201, 202, 203, 204, 205, 206]),
        ("filter[id]=203", [203]),
        ("filter[id]=203,201,999", [201, 203]),
        (f"{OWN}&filter[id]=202..204", [202, 203, 204]),
        (f"{OWN}&filter[id]=205..inf", [205, 206]),
        (f"{OWN}&filter[id]=neginf..202", [201, 202]),
        (f"{OWN}&filter[name]=b", [203, 205]),
        (f"{OWN}&filter[name]=b,c", [203, 205]),
        (f"{OWN}&filter[name]=a,d", [201, 204]),
        (f"{OWN}&filter[name]=a..b", [201, 203, 205, 206]),
        (f"{OWN}&filter[shareType]=private", [203]),
        (f"{OWN}&filter[salesMotion]=new", [206]),
        (f"{OWN}&filter[enabledAt]=__notnull__", [202]),
        (f"{OWN}&filter[throttleCapacity]=__null__", [202, 203, 206]),
        (f"{OWN}&filter[throttleCapacity]=5,7", [201, 204, 205]),
        (f"{OWN}&filter[createdAt]=2999-01-01..inf", []),
        (f"{OWN}&filter[updatedAt]=neginf..2001-01-01T00:00:00Z", []),
        ("filter[owner][email]=own@example.com&filter[name]=d", [204]),
        ("filter[owner][firstName]=Olga&filter[name]=d", [204]),
        (f"{OWN}&filter[sequenceSteps][id]=1..inf", [201, 202]),
        (f"{OWN}&newFilterSyntax=true&filter[name]=b,c", [202]),
        (f"{OWN}&newFilterSyntax=true&filter[name]=a..z", [206]),
        (f"{OWN}&newFilterSyntax=true&filter[name][]=b&filter[name][]=d", [203, 204, 205]),
        (f"{OWN}&newFilterSyntax=true&filter[id][gt]=202&filter[id][lte]=204", [203, 204]),
        (f"{OWN}&newFilterSyntax=true&filter[id][gte]=205", [205, 206]),
        (f"{OWN}&newFilterSyntax=true&filter[throttleCapacity][lt]=7", [201, 205]),
        (f"{OWN}&newFilterSyntax=true&filter[ruleset][id][]=1&filter[name]=d", [204]),
    ],
)
def test_filters(account, query, ids):
    """Broken: a filter would let through what the vendor's would not."""
    assert account.ids(f"/sequences?{query}") == ids


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/sequenceSteps?filter[sequence][name]=b,c", []),
        ("/sequenceTemplates?filter[sequenceStep][stepType]=nothing", []),
        ("/users?filter[email]=own@example.com", [21]),
        ("/users?filter[locked]=true", []),
        ("/mailboxes?filter[user][id]=2", [12]),
        ("/mailboxes?filter[userId]=1", [11]),
        ("/rulesets?filter[name]=Default%20ruleset", [1]),
        ("/templates?filter[name]=Introduction", [5001]),
    ],
)
def test_filters_of_other_resources(account, path, ids):
    """Broken: users, mailboxes, rulesets, templates or steps could not be looked up."""
    assert account.ids(path) == ids


def test_steps_and_links_are_found_by_what_they_belong_to(account):
    """Broken: a lost write could not be looked up."""
    steps = account.ids("/sequenceSteps?filter[sequence][id]=201&sort=order")
    assert len(steps) == 2
    (join,) = account.ids(f"/sequenceTemplates?filter[sequenceStep][id]={steps[1]}")
    template = account.get(f"/sequenceTemplates/{join}")["data"]["relationships"]["template"]
    (again,) = account.ids(f"/sequenceTemplates?filter[template][id]={template['data']['id']}")
    (step,) = account.ids(f"/sequenceSteps?filter[sequenceTemplates][id]={join}")
    assert (again, step) == (join, steps[1])


@pytest.mark.parametrize(
    "path",
    [
        "/sequences?filter[enabled]=true",
        "/sequences?filter[colour]=red",
        "/sequences?filter[description]=x",
        "/sequences?filter[owner][title]=x",
        "/sequences?filter[owner]=1",
        "/sequences?filter[schedule][id]=1",
        "/sequences?filter[name][gte]=a",
        "/sequences?newFilterSyntax=true&filter[name][near]=a",
        "/sequences?filter[owner][id][gte]=1",
        "/sequences?filter[a][b][c][d]=1",
        "/sequences?filter=1",
        "/sequenceTemplates?filter[sequence][id]=201",
        "/sequenceTemplates?filter[createdAt]=2020-01-01..inf",
        "/templates?filter[sequenceTemplates][id]=1",
        "/users?filter[mailbox][id]=1",
        "/sequences?filter[throttleCapacity]=many",
        "/sequences?filter[createdAt]=yesterday",
        "/users?filter[locked]=perhaps",
        "/sequences?sort=enabled",
        "/sequences?sort=-owner.name",
        "/sequences?sort=id",
        "/sequenceTemplates?sort=createdAt",
        "/sequences?fields[sequence]=colour",
        "/sequences?fields[cadence]=name",
        "/sequences/201?fields[sequence]=colour",
        "/sequences?include=calls",
        "/sequences?include=owner.colour",
        "/sequences?page[size]=0",
        "/sequences?page[size]=many",
        "/sequences?page[after]=nonsense",
        "/sequences?page[limit]=5&page[offset]=10001",
        "/sequences?page[number]=2",
        "/sequences?per_page=2",
    ],
)
def test_unknown_parameters(account, path):
    """Broken: a question the vendor refuses would be answered."""
    assert account.ask("GET", path).status == 400


def test_neginf_may_be_refused(account):
    """Broken: a client that uses the bound one source says is refused would pass [AMP]."""
    account.switch(neginf="reject")
    answer = account.ask("GET", "/sequences?filter[id]=neginf..3")
    assert (answer.status, errors(answer)) == (400, [("filterParameter.invalidValue", None)])


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("name", [201, 206, 203, 205, 202, 204]),
        ("-name", [204, 202, 203, 205, 206, 201]),
        ("throttleCapacity,-name", [202, 203, 206, 205, 201, 204]),
        ("-throttleCapacity,name", [204, 201, 205, 206, 203, 202]),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 4, 50])
def test_pages_by_cursor(account, sort, ids, size):
    """Broken: walking the pages would lose or repeat rows, or change their order."""
    found, before = [], None
    path = f"/sequences?{OWN}&sort={sort}&page[size]={size}"
    while path:
        page = account.get(path)
        found += [row["id"] for row in page["data"]]
        assert ("prev" in page["links"]) == (before is not None)
        if before is not None:
            assert account.ids(relative(page["links"]["prev"])) == before
        before = [row["id"] for row in page["data"]]
        path = relative(page["links"].get("next"))
    assert found == ids
    assert account.ids(relative(page["links"]["first"])) == ids[:size]


def relative(url: str | None) -> str:
    return (url or "").removeprefix("https://api.outreach.io/api/v2")


def test_cursor_is_what_was_decoded_live(account):
    """Broken: the simulator's cursors would be of another kind than the vendor's [AB-ISS]."""
    link = account.get(f"/sequences?{OWN}&sort=name&page[size]=1")["links"]["next"]
    cursor = link.rpartition("page%5Bafter%5D=")[2].replace("%3D", "=")
    assert json.loads(base64.urlsafe_b64decode(cursor)) == {
        "cn": "ApiV2::SequencesController",
        "sp": "name",
        "sv": ["a"],
        "id": 201,
        "v": 1,
    }
    assert account.ask("GET", f"/templates?page[after]={quote(cursor)}").status == 400
    assert account.ask("GET", f"/sequences?page[after]={quote(cursor)}").status == 400


def test_pages_hold_still_while_rows_are_added(account):
    """Broken: cursors would shift like offsets when rows appear in front of them."""
    first = account.get(f"/sequences?{OWN}&sort=name&page[size]=2")
    account.vendor.seed({"sequences": [{"id": 207, "name": "_first", "owner": 21}]})
    assert account.ids(relative(first["links"]["next"])) == [203, 205]


def test_page_sizes(account):
    """Broken: a page would be larger than the vendor's, 50 unasked and 1000 at most."""
    account.vendor.seed({"templates": [{"subject": "x"} for _ in range(1100)]})
    assert len(account.ids("/templates")) == 50
    assert len(account.ids("/templates?page[size]=1000")) == 1000
    assert len(account.ids("/templates?page[size]=5000")) == 1000


def test_last_page(account):
    """Broken: a client that relies on `next` being null, or on its absence, would pass."""
    assert "next" not in account.get("/users")["links"]
    account.switch(last_page_next="null")
    assert account.get("/users")["links"]["next"] is None


def test_pages_by_offset(account):
    """Broken: the deprecated paging, still served, would not be."""
    page = account.get(f"/sequences?{OWN}&page[limit]=4&page[offset]=0")
    assert [row["id"] for row in page["data"]] == [201, 202, 203, 204]
    assert set(page["links"]) == {"first", "last", "next"}
    page = account.get(relative(page["links"]["next"]))
    assert [row["id"] for row in page["data"]] == [205, 206]
    assert set(page["links"]) == {"first", "last", "prev"}
    assert account.ids(relative(page["links"]["prev"])) == [201, 202, 203, 204]
    assert account.ids(relative(page["links"]["last"])) == [205, 206]


def test_count_only_when_asked(account):
    """Broken: a client could rely on a count that apps no longer get by default [AE-life]."""
    assert account.get(f"/sequences?{OWN}")["meta"] == {"count": None}
    counted = account.get(f"/sequences?{OWN}&page[size]=1&count=true")
    assert counted["meta"] == {"count": 6, "count_truncated": False}


def test_sparse_fields(account):
    """Broken: members that were not asked for would be there."""
    row = account.get("/sequences/201?fields[sequence]=name,owner")["data"]
    assert row["attributes"] == {"name": "a"}
    assert set(row["relationships"]) == {"owner"}
    (listed,) = account.get("/sequences?filter[id]=201&fields[sequence]=tags")["data"]
    assert (listed["attributes"], listed["relationships"]) == ({"tags": []}, {})


def test_included_rows(account):
    """Broken: related rows could not be had in one request, or would come twice."""
    path = "/sequences?filter[id]=201,202&include=owner,sequenceSteps.sequenceTemplates"
    page = account.get(f"{path}&fields[user]=email")
    kinds = [row["type"] for row in page["included"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "user": 1,
        "sequenceStep": 3,
        "sequenceTemplate": 3,
    }
    assert page["included"][0]["attributes"] == {"email": "own@example.com"}
    assert "included" not in account.get("/sequences/201")
    assert account.get("/sequences/201?include=owner")["included"][0]["id"] == 21


def test_passwords_never_show(account):
    """Broken: a mailbox would show what can only be written."""
    shown = account.get("/mailboxes/11")["data"]["attributes"]
    assert not {"password", "smtpPassword", "sendgridApiKey"} & set(shown)
    assert (shown["sendDisabled"], shown["sendState"]) == (False, "ENABLED")
