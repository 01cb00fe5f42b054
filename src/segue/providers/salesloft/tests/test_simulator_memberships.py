"""The simulated Salesloft's cadence memberships: who goes on a cadence, by whom, and off again."""

import json
from typing import Any

import pytest

from segue.simulation import Asked

from .simulator_client import Client

PATH = "/v2/cadence_memberships"
ACTIVE, DRAFT = 1839742, 1839743
NOT_OWNED = "is not owned by the provided user and is not a team cadence"


@pytest.fixture
def client() -> Client:
    return Client()


def a_person(client: Client, **fields: Any) -> int:
    """Seed one person who is on no cadence and return the id."""
    sent = {"email_address": "m@x.test", **fields}
    number: int = client.vendor.seed({"people": [sent]})["people"][0]
    return number


def a_cadence(client: Client, **fields: Any) -> int:
    """Seed one active cadence of two steps and return its id."""
    seed = {"active": True, "steps": 2, **fields}
    number: int = client.vendor.seed({"cadences": [seed]})["cadences"][0]["id"]
    return number


def added(client: Client, person: Any, cadence: Any = ACTIVE, **fields: Any) -> dict[str, Any]:
    answer = client.post(PATH, {"person_id": person, "cadence_id": cadence, **fields})
    assert answer.status == 200, answer.body
    record: dict[str, Any] = answer.body["data"]
    return record


def errors(client: Client, **body: Any) -> Any:
    """Send an enrolment that must be refused and change nothing, and return the errors."""
    client.get(PATH)
    before = client.vendor.snapshot()
    answer = client.post(PATH, body)
    assert answer.status == 422, answer.body
    assert client.vendor.snapshot() == before
    return answer.body["errors"]


def test_the_seeded_memberships(client):
    """A reader would meet one page, one state, or counts that contradict each other."""
    rows = client.get(PATH, per_page=100).body["data"]
    rows += client.get(PATH, per_page=100, page=2).body["data"]
    assert len(rows) == len({row["person"]["id"] for row in rows}) == 140
    states = {row["current_state"] for row in rows}
    assert len(states) == 8
    assert all(row["currently_on_cadence"] is (row["step"] is not None) for row in rows)
    counts = client.get(f"/v2/cadences/{ACTIVE}").body["data"]["counts"]
    acted_on = [row for row in rows if row["latest_action"] is not None]
    assert counts["cadence_people"] == len(rows)
    assert counts["people_acted_on_count"] == len(acted_on)
    assert {len(row["latest_action"]) for row in acted_on} == {1, 2}


@pytest.mark.parametrize("way", ["query", "form", "json", "strings", "split"])
def test_every_way_to_send_the_ids(client, way):
    """The documented way, or the one that clients use, would be refused."""
    ids = {"person_id": str(a_person(client)), "cadence_id": str(ACTIVE), "user_id": "49068"}
    listed = {name: [text] for name, text in ids.items()}
    form = "&".join(f"{name}={text}" for name, text in ids.items()).encode()
    numbers = {name: int(text) for name, text in ids.items()}
    rest = {name: number for name, number in numbers.items() if name != "person_id"}
    urlencoded = {"content-type": "application/x-www-form-urlencoded"}
    ways: dict[str, tuple[Any, dict[str, str], Any, bytes]] = {
        "query": (listed, {}, None, b""),
        "form": ({}, urlencoded, None, form),
        "json": ({}, {}, numbers, json.dumps(numbers).encode()),
        "strings": ({}, {}, ids, json.dumps(ids).encode()),
        "split": ({"person_id": listed["person_id"]}, {}, rest, json.dumps(rest).encode()),
    }
    query, headers, body, raw = ways[way]
    asked = Asked("POST", PATH, query, {**client.bearer, **headers}, body, raw)
    answer = client.vendor.answer(asked, client.clock)
    assert answer.status == 200, answer.body
    record = answer.body["data"]
    assert {f"{name}_id": record[name]["id"] for name in ("person", "cadence", "user")} == numbers


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"person_id": ["is required"], "cadence_id": ["is required"]}),
        ({"person_id": "x", "cadence_id": True}, dict.fromkeys(("person_id", "cadence_id"), None)),
    ],
)
def test_ids_that_cannot_be_read(client, body, expected):
    """A missing or unreadable id would be taken for a record that is not there."""
    found = errors(client, **body)
    words = ["must be an integer"]
    assert found == {name: messages or words for name, messages in expected.items()}


def test_defaults(client):
    """An enrolment would start elsewhere than at the first step, or run for another user."""
    client.vendor.seed({"caller": 49068})
    first = added(client, a_person(client))
    assert (first["step"]["id"], first["user"]["id"]) == (9001, 49068)
    second = added(client, a_person(client, email_address="n@x.test"), step_id=9002)
    assert second["step"]["id"] == 9002
    person = a_person(client, email_address="o@x.test")
    wrong = {"person_id": person, "cadence_id": ACTIVE, "step_id": 9004}
    assert errors(client, **wrong) == {"step_id": ["is not a step of this cadence"]}


def test_the_person_tells_of_it(client):
    """A person's own record would not show what cadence they are on."""
    number = a_person(client)
    added(client, number)
    person = client.get(f"/v2/people/{number}").body["data"]
    reference = {"id": ACTIVE, "_href": f"https://api.salesloft.com/v2/cadences/{ACTIVE}"}
    assert (person["cadences"], person["most_recent_cadence"]) == ([reference], reference)
    assert person["untouched"] is False
    counts = client.get(f"/v2/cadences/{ACTIVE}").body["data"]["counts"]
    assert counts["cadence_people"] == 141


def test_removing_keeps_the_record(client):
    """DELETE would lose the record, or leave the person on the cadence."""
    number = a_person(client)
    path = f"{PATH}/{added(client, number)['id']}"
    assert client.ask("DELETE", path).status == 204
    row = client.get(path).body["data"]
    assert (row["current_state"], row["currently_on_cadence"]) == ("removed_no_action", False)
    assert client.get(f"/v2/people/{number}").body["data"]["cadences"] == []
    acted = {"person_id": number, "cadence_id": a_cadence(client), "state": "active"}
    seeded = client.vendor.seed({"memberships": [acted]})["memberships"][0]
    assert client.ask("DELETE", f"{PATH}/{seeded}").status == 204
    assert client.get(f"{PATH}/{seeded}").body["data"]["current_state"] == "removed"
    assert client.ask("DELETE", f"{PATH}/7").status == client.get(f"{PATH}/7").status == 404


def test_one_record_for_a_person_and_a_cadence(client):
    """Adding a person again would make a second record, or keep the old time."""
    number = a_person(client)
    first = added(client, number)
    client.ask("DELETE", f"{PATH}/{first['id']}")
    client.clock.advance(60)
    second = added(client, number, user_id=49068)
    assert (second["id"], second["created_at"]) == (first["id"], first["created_at"])
    assert second["added_at"] > first["added_at"]
    assert (second["current_state"], second["user"]["id"]) == ("staged", 49068)
    assert len(client.get(PATH, person_id=number).body["data"]) == 1
    elsewhere = added(client, number, a_cadence(client))
    assert elsewhere["id"] != first["id"]


def test_a_person_who_is_on_it(client):
    """An enrolment could be made twice."""
    number = a_person(client)
    added(client, number)
    assert errors(client, person_id=number, cadence_id=str(ACTIVE)) == {
        "cadence_id": ["is already in progress for this person"]
    }


def test_who_may_run_a_cadence(client):
    """A personal cadence could be run for anybody, or not by its owner and its admins."""
    personal = a_cadence(client, team_cadence=False, owner_id=49068)
    number = a_person(client)
    refusal = {"cadence_id": [NOT_OWNED]}
    assert errors(client, person_id=number, cadence_id=personal) == refusal
    assert errors(client, person_id=number, cadence_id=personal, user_id=49069) == refusal
    assert added(client, number, personal, user_id=49068)["user"]["id"] == 49068
    admin = {"email": "pca@x.test", "personal_cadence_admin": True}
    user = client.vendor.seed({"users": [admin]})["users"][0]
    other = a_person(client, email_address="n@x.test")
    assert added(client, other, personal, user_id=user)["user"]["id"] == user


def test_a_user_who_is_switched_off(client):
    """People could be put on a cadence for somebody who has left."""
    client.ask("PUT", "/v2/users/49069", {"active": False})
    refused = errors(client, person_id=a_person(client), cadence_id=ACTIVE, user_id=49069)
    assert refused == {"user_id": ["is not active"]}


def test_people_who_must_not_be_contacted(client):
    """A person who opted out could be put on a cadence, or one with some limits could not."""
    closed = a_person(client, do_not_contact=True)
    assert errors(client, person_id=closed, cadence_id=ACTIVE) == {
        "person_id": ["has contact restrictions"]
    }
    limited = a_person(client, email_address="n@x.test", contact_restrictions=["call"])
    added(client, limited)
    client.ask("PUT", f"/v2/people/{limited}", {"do_not_contact": True})
    (row,) = client.get(PATH, person_id=limited).body["data"]
    assert (row["current_state"], row["currently_on_cadence"]) == ("removed_no_action", False)


@pytest.mark.parametrize("state", ["archived", "expired", "deleted"])
def test_cadences_that_take_nobody(client, state):
    """People could be put on a cadence that has ended."""
    ended = a_cadence(client, active=False, state=state)
    assert errors(client, person_id=a_person(client), cadence_id=ended) == {
        "cadence_id": ["is not active"]
    }


def test_what_the_caller_does_not_see(client):
    """A person or a cadence that is hidden could be used all the same."""
    hidden = a_cadence(client, team_cadence=False, shared=False, owner_id=49067)
    number = a_person(client, owner_id=49067)
    row = added(client, number, hidden)
    open_row = added(client, number)
    client.vendor.seed({"caller": 49068})
    assert client.get(f"{PATH}/{row['id']}").status == 404
    other = a_person(client, email_address="n@x.test")
    assert client.post(PATH, {"person_id": other, "cadence_id": hidden}).status == 404
    assert client.get(f"{PATH}/{open_row['id']}").status == 200
    client.vendor.seed({"team": {"group_privacy_setting": "group_public"}})
    assert client.get(f"{PATH}/{open_row['id']}").status == 404
    assert client.post(PATH, {"person_id": number, "cadence_id": ACTIVE}).status == 404


def test_a_deleted_person(client):
    """The history of a deleted person would vanish, or not tell that the person has."""
    number = a_person(client)
    row = added(client, number)
    client.ask("DELETE", f"/v2/people/{number}")
    after = client.get(f"{PATH}/{row['id']}").body["data"]
    assert (after["person_deleted"], after["currently_on_cadence"]) == (True, False)
    assert after["person"]["id"] == number
    assert client.post(PATH, {"person_id": number, "cadence_id": ACTIVE}).status == 404


def test_a_membership_that_is_being_processed(client):
    """What the vendor locks could be changed."""
    sent = {"person_id": a_person(client), "cadence_id": ACTIVE, "state": "processing"}
    number = client.vendor.seed({"cadence_memberships": [sent]})["cadence_memberships"][0]
    refused = client.ask("DELETE", f"{PATH}/{number}")
    assert (refused.status, list(refused.body["errors"])) == (422, ["current_state"])


def test_filters_and_sorts(client):
    """Memberships could not be found by person, cadence, time or whether they go on."""
    people = [a_person(client, email_address=f"{n}@x.test") for n in range(2)]
    cadence = a_cadence(client)
    rows = []
    for person in people:
        client.clock.advance(60)
        rows.append(added(client, person, cadence))
    first, second = (row["id"] for row in rows)

    def ids(**query: Any) -> list[int]:
        return [row["id"] for row in client.get(PATH, **query).body["data"]]

    assert ids(cadence_id=cadence) == [second, first]
    assert ids(cadence_id=cadence, sort_by="added_at", sort_direction="ASC") == [first, second]
    assert ids(person_id=people[0]) == [first]
    assert ids(**{"person_id[]": [str(n) for n in people]}) == [second, first]
    assert ids(**{"cadence_id[]": str(cadence)}) == [second, first]
    assert ids(**{"ids[]": str(second)}) == [second]
    assert ids(cadence_id=cadence, **{"updated_at[gt]": rows[0]["updated_at"]}) == [second]
    client.ask("DELETE", f"{PATH}/{first}")
    assert ids(cadence_id=cadence, currently_on_cadence="true") == [second]
    assert ids(cadence_id=cadence, currently_on_cadence="false") == [first]
    assert ids(cadence_id=7) == []
    echoed = client.get(PATH, person_id=people[0]).body["metadata"]["filtering"]
    assert echoed == {"person_id": people[0]}


@pytest.mark.parametrize(
    "query", [{"sort_by": "created_at"}, {"person_id": "x"}, {"cadence_id[]": "x"}]
)
def test_bad_values(client, query):
    """A bad value would be ignored, so that a list is longer than meant."""
    answer = client.get(PATH, **query)
    assert answer.status == 422
    assert list(answer.body["errors"]) == [next(iter(query)).partition("[")[0]]


def test_there_is_nothing_else(client):
    """A membership could be changed or moved, which the vendor has no endpoint for."""
    path = f"{PATH}/{added(client, a_person(client))['id']}"
    for method in ("PUT", "PATCH"):
        assert client.ask(method, path, {}).media_type.startswith("text/html")
    assert client.post("/v2/cadence_bulk_memberships", {}).status == 404


def test_scopes(client):
    """A token could do to memberships what its scopes do not allow."""
    number = a_person(client)
    path = f"{PATH}/{added(client, number)['id']}"
    client.vendor.seed({"scopes": ["cadences:read"]})
    assert client.get(path).status == 200
    assert client.post(PATH, {"person_id": number, "cadence_id": ACTIVE}).status == 403
    assert client.ask("DELETE", path).status == 403


def test_emptying_a_cadence_in_the_app(client):
    """A membership would refer to a step that is gone."""
    row = added(client, a_person(client))
    client.vendor.seed({"clear_steps": [ACTIVE]})
    assert client.get(f"{PATH}/{row['id']}").body["data"]["step"] is None
    assert client.get("/v2/people/164510001").body["data"]["last_completed_step"] is None


def test_seeds(client):
    """A test could not put a membership into the state it is about."""
    seed = {"person_id": a_person(client), "cadence_id": DRAFT, "state": "completed"}
    seed |= {"counts": {"replies": 2}, "added_at": "2026-01-02T00:00:00Z"}
    number = client.vendor.seed({"memberships": [seed]})["memberships"][0]
    row = client.get(f"{PATH}/{number}").body["data"]
    assert (row["current_state"], row["currently_on_cadence"]) == ("completed", False)
    assert (row["counts"]["replies"], row["counts"]["views"], row["step"]) == (2, 0, None)
    assert row["added_at"] == "2026-01-01T20:00:00.000000-04:00"
    with pytest.raises(ValueError, match="state is one of"):
        client.vendor.seed({"memberships": [{**seed, "state": "gone"}]})
    with pytest.raises(ValueError, match="colour"):
        client.vendor.seed({"memberships": [{**seed, "colour": "red"}]})
