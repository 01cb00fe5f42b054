"""The Outreach simulator runs bulk actions, so that it can be proved that Segue calls none."""

from typing import Any

import pytest

from segue.providers.outreach.simulator.bulk_verbs import NOT_SIMULATED, VERBS
from segue.providers.outreach.tests.simulated import Account, errors, invalid, refused
from segue.providers.outreach.tests.test_simulator import declared  # noqa: F401 - a fixture
from segue.simulation import Answer

SKIP = "actionParams[skipConfirmation]=true"


@pytest.fixture
def account():
    """An account with three persons, one opted out, whose token may run batches."""
    account = Account()
    scopes = [f"{it}.all" for it in ("batches", "batchItems", "prospects", "sequenceStates")]
    account.vendor.seed(
        {
            "population": 0,
            "scopes": scopes,
            "accounts": [{"id": 2, "name": "Acme"}],
            "prospects": [{"id": 9, "title": "CEO"}, {"id": 10}, {"id": 12, "optedOut": True}],
        }
    )
    return account


def bulk(account: Account, verb: str, query: str = SKIP, **given: Any) -> Answer:
    return account.ask("POST", f"/batches/actions/{verb}?{query}", {"data": {"attributes": given}})


def run(account: Account, verb: str, **given: Any) -> dict[str, Any]:
    """Run a bulk action to its end; return the batch's attributes."""
    answer = bulk(account, verb, **given)
    assert answer.status == 200, answer
    account.clock.advance(2)
    return dict(account.get(f"/batches/{answer.body['data']['id']}")["data"]["attributes"])


def test_sample_bulk_enrol(account):
    """Broken: several persons could not be enrolled at once, or by other rules than one by one."""
    answer = bulk(account, "prospectsAddToSequence", ids=[9, 12, 99], sequenceId=101, mailboxId=11)
    row = answer.body["data"]
    assert (answer.status, row["type"], row["attributes"]["state"]) == (200, "batch", "pending")
    assert (row["attributes"]["total"], row["attributes"]["pending"]) == (3, 3)
    assert account.ids("/sequenceStates") == []
    account.clock.advance(2)
    done = account.get(f"/batches/{row['id']}")["data"]["attributes"]
    assert (done["state"], done["failures"], done["pending"]) == ("finished", 2, 0)
    path = f"/batchItems?filter[batchId]={row['id']}&filter[failed]=true"
    told = [it["attributes"]["info"] for it in account.get(path)["data"]]
    assert told == ["Prospect opted out of email.", "Could not find 'prospect' with ID '99'."]
    (state,) = account.get("/sequenceStates")["data"]
    assert state["relationships"]["prospect"]["data"]["id"] == 9


def test_neither_ids_nor_filter_means_all(account):
    """Broken: the vendor's most dangerous default would be harmless here [OAS26, AE-conv]."""
    assert run(account, "prospectsAddTags", tags=["x"])["total"] == 3
    assert account.get("/prospects/10")["data"]["attributes"]["tags"] == ["x"]


def test_filter(account):
    """Broken: a filter would not say which records an action is for."""
    query = f"{SKIP}&actionParams[filter][title]=CEO"
    assert bulk(account, "prospectsDestroyAll", query).body["data"]["attributes"]["total"] == 1
    account.clock.advance(2)
    assert account.ids("/prospects") == [10, 12]


def test_other_verbs(account):
    """Broken: a bulk action would be answered and not done."""
    account.switch(enrolled_when_on="active")
    run(account, "prospectsAddTags", ids=[9], tags=["a", "b"])
    run(account, "prospectsRemoveTags", ids=[9], tags=["a"])
    run(account, "prospectsAssignOwner", ids=[9], ownerId=3)
    run(account, "prospectsAssignAccount", ids=[9], accountId=2)
    assert run(account, "prospectsAssignOwner", ids=[9], ownerId="x")["failures"] == 1
    row = account.get("/prospects/9")["data"]
    assert row["attributes"]["tags"] == ["b"]
    pointed = {name: row["relationships"][name]["data"]["id"] for name in ("owner", "account")}
    assert pointed == {"owner": 3, "account": 2}
    for verb, state in (("prospectsPauseAll", "paused"), ("prospectsFinishAll", "finished")):
        run(
            account,
            "prospectsAddToSequence",
            ids=[9 if state == "paused" else 10],
            sequenceId=101,
            mailboxId=11,
        )
        run(account, verb)
        assert len(account.ids(f"/sequenceStates?filter[state]={state}")) == 1


def test_confirming_and_cancelling(account):
    """Broken: a batch would run without the confirmation it waits for."""
    batch = bulk(account, "prospectsAddTags", "", ids=[9, 10], tags=["x"]).body["data"]
    assert (batch["attributes"]["state"], batch["attributes"]["confirmCount"]) == ("confirming", 2)
    account.clock.advance(60)
    path = f"/batches/{batch['id']}/actions"
    assert invalid(account.ask("POST", f"{path}/confirm?actionParams[confirmedCount]=3"), "")
    assert account.ask("POST", f"{path}/confirm?actionParams[colour]=3").status == 400
    assert account.ask("POST", f"{path}/explode").status == 404
    answer = account.ask("POST", f"{path}/confirm?actionParams[confirmedCount]=2")
    assert answer.body["data"]["attributes"]["state"] == "pending"
    assert invalid(account.ask("POST", f"{path}/cancel"), "")
    account.clock.advance(2)
    assert account.get(f"/batches/{batch['id']}")["data"]["attributes"]["state"] == "finished"
    other = bulk(account, "prospectsAddTags", "", ids=[9], tags=["y"]).body["data"]["id"]
    answer = account.ask("POST", f"/batches/{other}/actions/cancel")
    assert answer.body["data"]["attributes"]["state"] == "canceled"
    account.clock.advance(60)
    assert "y" not in account.get("/prospects/9")["data"]["attributes"]["tags"]


@pytest.mark.parametrize(
    ("verb", "query", "given", "status"),
    [
        ("prospectsAddTags", "actionParams[colour]=x", {}, 400),
        ("prospectsAddTags", "actionParams[filter][colour]=x", {}, 400),
        ("prospectsAddTags", SKIP, {"ids": "9"}, 400),
        ("prospectsAddTags", SKIP, {"ids": ["9"]}, 400),
        ("prospectsExplode", SKIP, {}, 404),
        ("prospectsBulkModify", SKIP, {}, 501),
    ],
)
def test_refusals(account, verb, query, given, status):
    """Broken: a bulk action the vendor has not, or cannot read, would run."""
    assert bulk(account, verb, query, **given).status == status
    assert account.vendor.snapshot()["batches"][1:] == []


def test_bulk_actions_need_their_scope():
    """Broken: the scopes Segue asks for would be enough to enrol in bulk."""
    answer = bulk(Account(), "prospectsAddToSequence", ids=[1])
    assert (answer.status, errors(answer)) == (403, [("unauthorizedOauthScope", None)])


def test_batches_are_not_written(account):
    """Broken: a batch could be made or changed other than by its actions [OAS26]."""
    assert refused(account.ask("POST", "/batches", {}), 404, "routeNotFound")
    assert refused(account.ask("DELETE", "/batches/1"), 404, "routeNotFound")


def test_every_bulk_action_is_known(declared):  # noqa: F811 - the fixture
    """Broken: a bulk action the vendor has would answer as one it has not."""
    prefix = "POST /batches/actions/"
    operations = declared["batch"]["operations_openapi"]
    spec = {it.removeprefix(prefix) for it in operations if it.startswith(prefix)}
    assert spec == set(VERBS) | NOT_SIMULATED
