"""Each operation done once, as a caller would, with what must be seen of it afterwards."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from segue.model.problem import Problem
from segue.model.readiness import CHECKS
from segue.service import sequences
from segue.testing.contract.acting import ACTS
from segue.testing.contract.lists import page, walk
from segue.testing.contract.premises import (
    a_sequence,
    base,
    enrolled,
    enrolment,
    made,
    nobody,
    some,
)
from segue.testing.contract.stage import needs, seeded, sequence_of, sequence_with
from segue.testing.contract.uses import CALL, INTRO
from segue.testing.world import World

Done = Callable[[World], Awaitable[None]]


async def _list(noun: str, stage: World) -> None:
    able = stage.provider.capabilities
    wanted = ""
    if noun in ("account", "contact") and able[f"{noun}.create"].usable:
        wanted = (await made(stage, noun))["id"]
    elif noun == "state" and able["state.create"].usable:
        wanted = await enrolled(stage)
    elif noun == "sequence" and able["sequence.create"].usable:
        wanted = await sequence_with(stage, (INTRO,))
    elif noun == "template":
        await seeded(stage, "templates", {"subject": "Listed"})
    found = [record["id"] for record in await walk(stage, f"{noun}.list")]
    assert found
    assert not wanted or wanted in found


async def _get(noun: str, stage: World) -> None:
    wanted = await some(stage, noun)
    read = await stage.get(noun, wanted["id"])
    assert read["id"] == wanted["id"]
    differing = {key for key in wanted.keys() & read.keys() if wanted[key] != read[key]}
    shown = {key for key in differing if wanted[key] not in (None, [], {}, 0)}
    assert not shown, "a list and a reading of one tell the same"
    try:
        await stage.get(noun, await nobody(stage, noun))
    except Problem as problem:
        assert problem.status in (404, 422)  # noqa: PT017 -- a vendor may call such an id wrong


async def _steps(stage: World) -> None:
    sequence = await a_sequence(stage)
    steps = (await stage.get_sequence(sequence))["steps"]
    found = await walk(stage, "step.list", of={"sequence_id": sequence})
    assert found == steps, "in their order, as the sequence shows them"
    first = await page(stage, "step.list", of={"sequence_id": sequence}, page_size="1")
    assert first["records"] == steps[:1]


async def _step(stage: World) -> None:
    sequence = await a_sequence(stage)
    step = (await stage.get_sequence(sequence))["steps"][-1]
    assert await stage.get("step", step["id"], sequence_id=sequence) == step


async def _create(noun: str, stage: World) -> None:
    record = base(stage, noun)
    outcome = await stage.create(noun, record)
    assert outcome.status == 201
    read = await stage.get(noun, outcome.body["record"]["id"])
    assert read["id"] == outcome.body["record"]["id"]


async def _update(noun: str, stage: World) -> None:
    target = await made(stage, noun) if _makes(stage, noun) else await some(stage, noun)
    record = base(stage, noun)
    outcome = await stage.update(noun, target["id"], record)
    assert outcome.status == 200
    key = "name" if noun == "account" else "last_name"
    assert (await stage.get(noun, target["id"]))[key] == record[key]


def _makes(stage: World, noun: str) -> bool:
    return stage.provider.capabilities[f"{noun}.create"].usable


async def _upsert(noun: str, stage: World) -> None:
    record = base(stage, noun)
    on = {"name": record["name"]} if noun == "account" else _email_of(record)
    first = await stage.upsert(noun, record, on)
    again = await stage.upsert(noun, record, on)
    assert (first.status, again.status) == (201, 201)
    assert first.body["record"]["id"] == again.body["record"]["id"]


def _email_of(record: Mapping[str, list[dict[str, str]]]) -> dict[str, str]:
    return {"email": record["email_addresses"][0]["email_address"]}


async def _search(noun: str, stage: World) -> None:
    wanted = await made(stage, noun) if _makes(stage, noun) else await some(stage, noun)
    of = {"name": wanted["name"]} if noun == "account" else {"emails": [_email_of(wanted)["email"]]}
    assert wanted["id"] in [it["id"] for it in await walk(stage, f"{noun}.search", of=of)]


async def _state_search(stage: World) -> None:
    contact = (await made(stage, "contact"))["id"]
    outcome = await stage.enrol(await enrolment(stage, contact))
    found = await walk(stage, "state.search", of={"contact_id": contact})
    assert [it["id"] for it in found] == [outcome.body["record"]["id"]]


async def _enrol(stage: World) -> None:
    contact = (await made(stage, "contact"))["id"]
    outcome = await stage.enrol(await enrolment(stage, contact))
    assert outcome.status == 201
    assert outcome.body["record"]["outcome"] == "enrolled"
    needs(stage, "state.get")
    read = await stage.get("state", outcome.body["record"]["id"])
    assert read["contact_id"] == contact


async def _enrol_all(stage: World) -> None:
    contacts = [(await made(stage, "contact"))["id"] for _ in range(3)]
    outcome = await stage.enrol_all([await enrolment(stage, each) for each in contacts])
    assert outcome.status == 201
    records = outcome.body["records"]
    assert [it["contact_id"] for it in records] == contacts
    assert {it["outcome"] for it in records} == {"enrolled"}
    assert len({it["id"] for it in records}) == len(contacts)


async def _create_sequence(stage: World) -> None:
    outcome = await stage.create_sequence(sequence_of((INTRO,)))
    assert outcome.status == 201
    read = await stage.get_sequence(outcome.body["record"]["id"])
    assert (read["name"], len(read["steps"])) == ("Stage", 1)


async def _create_step(stage: World) -> None:
    sequence = await sequence_with(stage)
    outcome = await stage.create_step(sequence, CALL)
    steps = (await stage.get_sequence(sequence))["steps"]
    assert [step["id"] for step in steps] == [outcome.body["record"]["id"]]


async def _update_step(stage: World) -> None:
    sequence = await sequence_with(stage, (INTRO,))
    (step,) = (await stage.get_sequence(sequence))["steps"]
    await stage.update_step(sequence, step["id"], {"template": {"body": "<p>Other</p>"}})
    (read,) = (await stage.get_sequence(sequence))["steps"]
    assert "Other" in read["template"]["body"]


async def _delete_step(stage: World) -> None:
    sequence = await sequence_with(stage, (INTRO, INTRO))
    first, second = (await stage.get_sequence(sequence))["steps"]
    outcome = await stage.act("step.delete", first["id"], sequence_id=sequence)
    assert outcome.status == 200
    (left,) = (await stage.get_sequence(sequence))["steps"]
    assert (left["id"], left["order"]) == (second["id"], 1)


async def _readiness(stage: World) -> None:
    for sequence in (await a_sequence(stage), await a_sequence(stage, is_enabled=False)):
        shown = await sequences.readiness(stage.services, stage.session, sequence)
        enabled = (await stage.get_sequence(sequence))["is_enabled"]
        assert shown["sequence_id"] == sequence
        assert [check["name"] for check in shown["checks"]] == list(CHECKS)
        assert shown["checks"][0]["ok"] is enabled
        assert shown["ready"] is not any(check["ok"] is False for check in shown["checks"])
        assert all(check["todo"] or check["ok"] for check in shown["checks"])


DOING: Mapping[str, Done] = {
    **{
        f"{noun}.list": partial(_list, noun)
        for noun in ("account", "contact", "user", "mailbox", "sequence", "state", "template")
    },
    **{
        f"{noun}.get": partial(_get, noun)
        for noun in ("account", "contact", "user", "mailbox", "sequence", "state", "template")
    },
    **{
        f"{noun}.{verb}": partial(done, noun)
        for noun in ("account", "contact")
        for verb, done in (
            ("create", _create),
            ("update", _update),
            ("upsert", _upsert),
            ("search", _search),
        )
    },
    "sequence.create": _create_sequence,
    "sequence.readiness": _readiness,
    "step.list": _steps,
    "step.get": _step,
    "step.create": _create_step,
    "step.update": _update_step,
    "step.delete": _delete_step,
    "state.create": _enrol,
    "state.batch_create": _enrol_all,
    "state.search": _state_search,
    **ACTS,
}
"""Operation -> what proves that it is done."""
