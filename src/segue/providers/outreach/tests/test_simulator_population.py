"""A fresh simulated account has companies and persons enough to page through, always the same."""

import json
from collections import Counter
from typing import Any

import pytest

from segue.providers.outreach.tests.simulated import Account, errors

KINDS = ("accounts", "prospects", "emailAddresses", "phoneNumbers", "sequenceStates")
SAFE = (".test", "@example.com", ".example.com")


@pytest.fixture
def account():
    """A fresh account."""
    return Account()


def walk(account: Account, path: str) -> list[dict[str, Any]]:
    """Follow `next` to the end."""
    rows: list[dict[str, Any]] = []
    while path:
        page = account.get(path)
        rows += page["data"]
        path = page["links"].get("next", "").removeprefix("https://api.outreach.io/api/v2")
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_several_pages(account, kind):
    """Broken: a client that reads one page, or one page too many, would not be caught."""
    total = account.get(f"/{kind}?count=true&page[size]=1")["meta"]["count"]
    assert total > 50
    for path in (f"/{kind}?sort=updatedAt&page[size]=20", f"/{kind}?sort=-updatedAt"):
        ids = [row["id"] for row in walk(account, path)]
        assert len(ids) == len(set(ids)) == total


def test_changes_since_a_moment(account):
    """Broken: rows that share an updatedAt, as after an import, would not be met."""
    rows = walk(account, "/prospects?sort=updatedAt&page[size]=100")
    moments = [row["attributes"]["updatedAt"] for row in rows]
    assert max(Counter(moments).values()) > 1
    since = moments[150]
    later = walk(account, f"/prospects?sort=updatedAt&filter[updatedAt]={since}..inf&page[size]=7")
    assert [row["id"] for row in later] == [
        row["id"] for row in rows if row["attributes"]["updatedAt"] >= since
    ]


def test_it_is_always_the_same(account):
    """Broken: a test could not name a row of it."""
    one, two = (it.vendor.snapshot() for it in (account, Account()))
    assert {name: one[name] for name in KINDS} == {name: two[name] for name in KINDS}
    account.vendor.reset()
    assert {name: account.vendor.snapshot()[name] for name in KINDS} == {
        name: two[name] for name in KINDS
    }


def test_it_is_put_only_when_asked_for(account):
    """Broken: every simulator would start as slowly as one that is read from end to end."""
    for path in ("/sequences", "/users", "/sequenceSteps", "/templates", "/stages/1"):
        account.ask("GET", path)
    account.make("sequence", {"name": "x"})
    assert {"account", "prospect", "sequenceState"} <= account.vendor.org.rows.late
    account.ids("/prospects")
    assert not account.vendor.org.rows.late


def test_addresses_are_nobodys(account):
    """Broken: an invented person would have somebody's address."""
    state = account.vendor.snapshot()
    assert all(row["email"].endswith(SAFE) for row in state["emailAddresses"])
    assert all(row["domain"].endswith(".test") for row in state["accounts"])
    addresses = [row["email"].casefold() for row in state["emailAddresses"]]
    assert len(addresses) == len(set(addresses))


def test_what_clients_stumble_over_is_there(account):
    """Broken: a client would meet its first odd person in production."""
    rows = walk(account, "/prospects?page[size]=1000")
    shown = [row["attributes"] for row in rows]
    related = [row["relationships"] for row in rows]
    assert any(it["name"] is None for it in shown)
    assert {len(it["emails"]) for it in shown} == {0, 1, 2, 3}
    assert {it["optedOut"] for it in shown} == {True, False}
    assert any(not str(it["name"]).isascii() for it in shown)
    assert any("," in tag for it in shown for tag in it["tags"])
    for name in ("account", "owner", "stage", "persona"):
        assert {it[name]["data"] is None for it in related} == {True, False}
    assert any(it["activeSequenceStates"]["meta"]["count"] for it in related)
    assert len(walk(account, "/accounts")) < len(account.vendor.snapshot()["accounts"])
    states = {row["state"] for row in account.vendor.snapshot()["sequenceStates"]}
    assert states >= {"active", "pending", "paused", "finished", "bounced", "failed"}


def test_it_agrees_with_itself(account):
    """Broken: what a person shows and its rows would differ, as in no real account."""
    state = account.vendor.snapshot()
    ids = {name: {row["id"] for row in state[name]} for name in state}
    for row in state["sequenceStates"]:
        assert row["prospect"] in ids["prospects"]
        assert row["sequence"] in ids["sequences"]
        assert row["mailbox"] in ids["mailboxes"]
        assert row["sequenceStep"] in ids["sequenceSteps"]
    there: dict[int, list[str]] = {row["id"]: [] for row in state["prospects"]}
    for row in sorted(state["emailAddresses"], key=lambda it: it["order"]):
        there[row["prospect"]].append(row["email"])
    assert {row["id"]: row["emails"] for row in state["prospects"]} == there
    assert [row["createdAt"] <= row["updatedAt"] for row in state["prospects"]].count(False) == 0
    json.dumps(state)


def test_the_first_hundred_and_fifty_can_be_enrolled(account):
    """Broken: a test would need persons of its own to enrol anybody."""
    first = account.ids("/prospects?sort=createdAt&page[size]=150")
    touched = {row["prospect"] for row in account.vendor.snapshot()["sequenceStates"]}
    assert not touched & set(first)
    account.make("sequenceState", prospect=first[0], sequence=101, mailbox=11)


def test_addresses_of_the_population_are_taken(account):
    """Broken: an address of a row that is not put yet would be free."""
    answer = account.post("prospect", {"emails": ["PERSON1@alder-freight.test"]})
    assert (answer.status, errors(answer)) == (422, [("validationError", "/data")])


def test_another_size(account):
    """Broken: a test could not have an empty account, or a large one."""
    account.vendor.seed({"population": 0})
    assert account.ids("/prospects") == account.ids("/accounts") == []
    account.vendor.seed({"population": 1500, "prospects": [{"id": 9, "firstName": "Own"}]})
    assert account.get("/prospects?count=true")["meta"]["count"] == 1501
    assert len(account.ids("/prospects?page[size]=1000")) == 1000
    account.vendor.seed({"population": 0})
    assert account.ids("/prospects") == []
    account.make("prospect", {"emails": ["person1@alder-freight.test"]})


def test_seeding_speaks_of_what_it_cannot_do(account):
    """Broken: a seed that breaks a rule would fail as an error of the simulator's own."""
    with pytest.raises(ValueError, match="already been taken"):
        account.vendor.seed({"prospects": [{"emails": ["person1@alder-freight.test"]}]})
    with pytest.raises(ValueError, match="colour"):
        account.vendor.seed({"prospects": [{"colour": "red"}]})


def test_seeding_with_moments(account):
    """Broken: a test could not say when a row was changed."""
    moment = "2026-01-01T00:00:00.000Z"
    (made,) = account.vendor.seed({"prospects": [{"updatedAt": moment}]})["prospects"]
    assert account.ids(f"/prospects?filter[updatedAt]={moment}..{moment}") == [made]


def test_included_persons(account):
    """Broken: companies and addresses could not be had along with a person."""
    path = "/prospects?page[size]=3&include=account,emailAddresses,stage&fields[account]=name"
    page = account.get(path)
    kinds = {row["type"] for row in page["included"]}
    assert kinds == {"account", "emailAddress", "stage"}
    assert [row["attributes"] for row in page["included"] if row["type"] == "account"] == [
        {"name": "Alder Freight"}
    ]
