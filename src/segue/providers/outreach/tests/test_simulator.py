"""The Outreach simulator answers each sample request as its sample answer has it.

Samples: shapes of captures and production code, ids invented, texts ours [AMP, SC, SG, AB].
"""

import json
import os
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from segue.providers.outreach.simulator import simulator
from segue.providers.outreach.simulator.resources import BY_PLURAL, NOT_SIMULATED, RESOURCES
from segue.providers.outreach.tests.simulated import MEDIA_TYPE, Account, errors
from segue.simulation import Asked, Host, serve

FIELDS = Path(__file__).parents[6] / "shared" / "specs" / "outreach.fields.json"

USER = {"data": {"type": "user", "id": 2}}
RELATED = {"related": "https://"}
SEQUENCE_COUNTERS = (
    "bounceCount clickCount deliverCount durationInDays failureCount negativeReplyCount"
    " neutralReplyCount numContactedProspects numRepliedProspects openCount optOutCount"
    " positiveReplyCount replyCount scheduleCount sequenceStepCount automationPercentage"
)
SEQUENCE_NULLS = (
    "enabledAt engagementScore interestedCount lockedAt primaryReplyPauseDuration salesMotion"
    " secondaryReplyPauseDuration throttleCapacity throttleMaxAddsPerDay throttlePausedAt"
)
SEQUENCE_DEFAULTS = {
    **dict.fromkeys(SEQUENCE_COUNTERS.split(), 0),
    **dict.fromkeys(SEQUENCE_NULLS.split()),
    "enabled": False,
    "finishOnReply": True,
    "locked": False,
    "maxActivations": 150,
    "primaryReplyAction": "finish",
    "scheduleIntervalType": "calendar",
    "secondaryReplyAction": "finish",
    "sequenceType": "interval",
    "shareType": "shared",
    "throttlePaused": False,
    "transactional": False,
}
SEQUENCE = {
    "data": {
        "type": "sequence",
        "id": 18,
        "attributes": {
            **SEQUENCE_DEFAULTS,
            "createdAt": "2025-01-13T12:47:31.000Z",
            "description": "text",
            "lastUsedAt": "2025-01-13T12:47:31.000Z",
            "name": "text",
            "tags": ["text"],
            "updatedAt": "2025-01-13T12:47:31.000Z",
        },
        "relationships": {
            "creator": USER,
            "owner": {"data": None},
            "ruleset": {"data": {"type": "ruleset", "id": 19}},
            "schedule": {"data": None},
            "sequenceSteps": {"data": [], "links": RELATED, "meta": {"count": 0}},
            "sequenceStates": {"links": RELATED},
            "updater": USER,
        },
        "links": {"self": "https://"},
    }
}
STEP_COUNTERS = (
    "bounceCount clickCount deliverCount failureCount negativeReplyCount neutralReplyCount"
    " openCount optOutCount positiveReplyCount replyCount scheduleCount"
)
STEP = {
    "data": {
        "type": "sequenceStep",
        "id": 1,
        "attributes": {
            **dict.fromkeys(STEP_COUNTERS.split(), 0),
            "createdAt": "2021-11-10T13:28:33.000Z",
            "date": None,
            "displayName": "Step #1 (Auto Email)",
            "interval": 1200,
            "order": 1,
            "stepType": "auto_email",
            "taskAutoskipDelay": None,
            "taskNote": None,
            "updatedAt": "2021-11-10T13:28:33.000Z",
        },
        "relationships": {
            "callPurpose": {"data": None},
            "creator": USER,
            "schedule": {"data": {"type": "schedule", "id": 1}},
            "sequence": {"data": {"type": "sequence", "id": 1}},
            "sequenceTemplates": {
                "data": [{"type": "sequenceTemplate", "id": 1}],
                "links": RELATED,
                "meta": {"count": 1},
            },
            "taskPriority": {"data": {"type": "taskPriority", "id": 3}},
            "updater": USER,
        },
        "links": {"self": "https://"},
    }
}
TOKEN = {
    "access_token": "eyJ",
    "token_type": "Bearer",
    "expires_in": 7200,
    "refresh_token": "R2",
    "scope": "prospects.all",
    "created_at": 1763800000,
}


def assert_like(answer: Any, sample: Any, where: str = "") -> None:
    """Compare keys and JSON types; a sample's null stands for any value or none."""
    if sample is None:
        return
    assert type(answer) is type(sample), f"{where}: {answer!r} is not like {sample!r}"
    if isinstance(sample, dict):
        for key, value in sample.items():
            assert key in answer, f"{where}/{key} is missing"
            assert_like(answer[key], value, f"{where}/{key}")
    if isinstance(sample, list) and sample:
        assert answer, f"{where} is empty"
        for value in answer:
            assert_like(value, sample[0], f"{where}/-")


@pytest.fixture
def account():
    """An account with the rows whose ids the samples name."""
    account = Account()
    account.vendor.seed(
        {
            "users": [{"id": 11, "email": "eleven@example.com"}],
            "schedules": [52],
            "templates": [{"id": 77, "subject": "Old"}],
            "sequences": [{"id": 18, "schedule": 52, "steps": [{"id": 1, "template": 77}]}],
        }
    )
    return account


def linked(type: str, id: int) -> dict[str, Any]:
    return {"data": {"type": type, "id": id}}


def test_sample_token_refresh(account):
    """Broken: a token could not be refreshed as clients in production do it [SC, SG]."""
    form = (
        "grant_type=refresh_token&client_id=CID&client_secret=SEC"
        f"&refresh_token={account.credential['refresh_token']}"
    )
    headers = {"content-type": "application/x-www-form-urlencoded"}
    asked = Asked("POST", "/oauth/token", {}, headers, None, form.encode())
    answer = account.vendor.answer(asked, account.clock)
    assert answer.status == 200
    assert_like(answer.body, TOKEN)
    assert answer.body["access_token"].startswith("eyJ")
    assert answer.body["access_token"].count(".") == 2


def test_sample_create_sequence(account):
    """Broken: creating a sequence with owner, schedule and ruleset would look otherwise."""
    attributes = {
        "name": "Q4 outbound",
        "description": "...",
        "sequenceType": "interval",
        "shareType": "private",
        "tags": ["q4"],
    }
    related = {
        "owner": linked("user", 11),
        "schedule": linked("schedule", 52),
        "ruleset": linked("ruleset", 1),
    }
    document = {"type": "sequence", "attributes": attributes, "relationships": related}
    answer = account.ask("POST", "/sequences", {"data": document})
    assert answer.status == 201
    assert_like(answer.body, SEQUENCE)
    made = answer.body["data"]
    assert attributes.items() <= made["attributes"].items()
    assert {name: made["relationships"][name] for name in related} == related


def test_sample_create_sequence_defaults(account):
    """Broken: what a bare create leaves to the vendor would differ from the live 201 [AMP]."""
    attributes = {"name": "x", "description": "y", "tags": ["sequence", "coffee"]}
    made = account.make("sequence", attributes)
    assert_like({"data": made}, SEQUENCE)
    assert SEQUENCE_DEFAULTS.items() <= made["attributes"].items()
    assert made["attributes"]["lastUsedAt"] == made["attributes"]["createdAt"]
    assert made["relationships"]["owner"] == {"data": None}
    assert made["relationships"]["schedule"] == {"data": None}
    assert made["relationships"]["ruleset"] == linked("ruleset", 1)
    assert made["relationships"]["sequenceSteps"] == {
        "data": [],
        "links": {
            "related": "https://api.outreach.io/api/v2/sequenceSteps"
            f"?filter%5Bsequence%5D%5Bid%5D={made['id']}"
        },
        "meta": {"count": 0},
    }
    assert made["links"]["self"] == f"https://api.outreach.io/api/v2/sequences/{made['id']}"


def test_sample_inline_template(account):
    """Broken: an e-mail's content could not be made without a name."""
    attributes = {"subject": "Hi {{first_name}}", "bodyHtml": "Hello {{first_name}},<br><br>..."}
    document = {"data": {"type": "template", "attributes": attributes}}
    answer = account.ask("POST", "/templates", document)
    assert answer.status == 201
    got = answer.body["data"]["attributes"]
    assert attributes.items() <= got.items()
    assert (got["name"], got["bodyText"]) == (None, "Hello {{first_name}},\n\n...")


@pytest.mark.parametrize(
    "attributes",
    [
        {"stepType": "auto_email", "order": 2, "interval": 259_200},
        {"stepType": "call", "order": 3, "interval": 172_800, "taskNote": "..."},
    ],
)
def test_sample_step(account, attributes):
    """Broken: adding a step would be answered otherwise than in production."""
    related = {"sequence": linked("sequence", 18)}
    document = {"type": "sequenceStep", "attributes": attributes, "relationships": related}
    answer = account.ask("POST", "/sequenceSteps", {"data": document})
    assert answer.status == 201
    account.make("sequenceTemplate", sequenceStep=answer.body["data"]["id"], template=77)
    read = account.get(f"/sequenceSteps/{answer.body['data']['id']}")
    assert_like(read, STEP)
    assert attributes.items() <= read["data"]["attributes"].items()
    assert read["data"]["relationships"]["sequence"] == related["sequence"]


def test_sample_link_template(account):
    """Broken: a template could not be put on a step, or would come switched on [SC]."""
    related = {"sequenceStep": linked("sequenceStep", 1), "template": linked("template", 77)}
    document = {
        "type": "sequenceTemplate",
        "attributes": {"isReply": True},
        "relationships": related,
    }
    answer = account.ask("POST", "/sequenceTemplates", {"data": document})
    assert answer.status == 201
    made = answer.body["data"]
    assert_like(made["attributes"], {"isReply": True, "enabled": False, "openCount": 0})
    assert (made["attributes"]["isReply"], made["attributes"]["enabled"]) == (True, False)
    assert {name: made["relationships"][name] for name in related} == related


def test_sample_activate(account):
    """Broken: neither a link nor a sequence could be switched on."""
    join = account.make("sequenceTemplate", {}, sequenceStep=1, template=77)
    for path in (f"/sequenceTemplates/{join['id']}", "/sequences/18"):
        answer = account.ask("POST", f"{path}/actions/activate")
        assert answer.status == 200
        assert answer.body["data"]["attributes"]["enabled"] is True
        assert_like(answer.body["data"]["attributes"]["enabledAt"], "2026-11-22T00:00:00.000Z")


@pytest.mark.parametrize(
    ("type", "id", "attributes"),
    [
        ("sequenceStep", 1, {"interval": 518_400}),
        ("template", 77, {"subject": "New", "bodyHtml": "<p>New</p>"}),
    ],
)
def test_sample_change(account, type, id, attributes):
    """Broken: a delay or a text could not be changed on what exists [SC, SG]."""
    answer = account.patch(type, id, attributes)
    assert answer.status == 200
    assert attributes.items() <= answer.body["data"]["attributes"].items()


def test_sample_change_works_in_an_enabled_sequence(account):
    """Broken: a delay could not be changed while a sequence sends, as it was live [SC]."""
    account.ask("POST", "/sequences/18/actions/activate")
    assert account.patch("sequenceStep", 1, {"interval": 60}).status == 200


def test_sample_incremental_read(account):
    """Broken: rows changed since a moment could not be read [TAP, AB-ISS]."""
    query = "page[size]=1000&count=false&sort=updatedAt&"
    for since in (
        "filter[updatedAt]=2026-11-01T00:00:00Z..inf",
        "newFilterSyntax=true&filter[updatedAt][gte]=2026-11-01T00:00:00.000Z",
    ):
        assert 18 in account.ids(f"/sequences?{query}{since}")


async def test_over_a_socket():
    """Broken: links would not lead back to the simulator, so pages could not be followed."""
    with Host(serve(simulator())) as host:
        async with aiohttp.ClientSession() as client:
            async with client.get(f"{host.url}/__simulator__/token") as answer:
                token = (await answer.json())["access_token"]
            client.headers.update({"Authorization": f"Bearer {token}", "Content-Type": MEDIA_TYPE})
            found: list[int] = []
            url = f"{host.url}/api/v2/sequences?page[size]=3"
            while url:
                async with client.get(url) as answer:
                    assert answer.headers["Content-Type"] == MEDIA_TYPE
                    page = json.loads(await answer.text())
                found += [row["id"] for row in page["data"]]
                url = page["links"].get("next")
    assert found == [101, 102, 103, 104]


@pytest.fixture(scope="module")
def declared():
    """The tables made from the vendor's two specifications."""
    if not FIELDS.exists() and os.environ.get("CI") != "true":
        pytest.skip("the vendors' specifications are not beside the project")
    return json.loads(FIELDS.read_text())["resources"]


_LIVE_ONLY = (
    "engagementScore interestedCount sendState syncState trashedAt bouncedAt emailContacts"
    " accountName companyIndustry companyNatural companySize personaName smsOptStatus smsOptedAt"
    " smsOptedOut stageName updaterId updaterType"
)
LIVE_ONLY = set(_LIVE_ONLY.split())
"""Attributes seen in live answers, in no specification [AB, AMP, ONF]."""


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda it: it.type)
def test_attributes_are_the_specifications(declared, resource):
    """Broken: the simulator would take, or filter by, what the vendor's specification does not."""
    spec = {k: v for k, v in declared[resource.type]["attributes"].items() if v["access"] != "wo"}
    slots = {f"custom{n + 1}" for n in range(declared[resource.type]["custom_slots"])}
    assert set(resource.attributes) - slots - (LIVE_ONLY - set(spec)) == set(spec) - slots
    assert set(resource.write_only) == set(declared[resource.type]["attributes"]) - set(spec)
    for name, said in spec.items():
        here = resource.attributes[name]
        flags = (bool(said.get("filterable")), bool(said.get("sortable")))
        assert (here.filterable, here.sortable) == flags, name
        assert here.writable == (said["access"] == "rw"), name
        assert here.longest in (None, said.get("maxLength")), name


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda it: it.type)
def test_relationships_are_the_specifications(declared, resource):
    """Broken: an answer would have a relationship, or a form of one, the vendor's has not."""
    spec = declared[resource.type]["relationships"]
    for name, here in resource.relationships.items():
        said = spec[name]
        assert here.many == (said["cardinality"] == "many"), name
        assert here.link_only == (said["linkage"] == "links-only"), name
        assert here.type in said["types"], name
        if here.writable:
            assert said["access"] == "rw" or name == "schedule", name
    missing = {name for name, said in spec.items() if said["access"] != "undeclared"}
    assert missing - set(resource.relationships) <= {"creator", "updater"}


def test_every_collection_is_known(declared):
    """Broken: a collection the vendor has would answer as one it has not."""
    known = set(BY_PLURAL) | NOT_SIMULATED | {"imports"}
    assert {it["collection"] for it in declared.values()} <= known


def test_what_is_not_simulated_says_so(account):
    """Broken: a resource that is only missing here would pass for one the vendor lacks."""
    answer = account.ask("GET", "/tasks")
    assert (answer.status, errors(answer)) == (501, [("notSimulated", None)])
