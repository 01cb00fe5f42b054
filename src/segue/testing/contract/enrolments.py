"""Enrolling: what a row of a state promises, and what becomes of each contact of a list."""

from typing import Any

import pytest

from segue.model.problem import Problem
from segue.model.state import Reason
from segue.testing.contract.asking import refused
from segue.testing.contract.lists import walk
from segue.testing.contract.object_plans import not_done
from segue.testing.contract.premises import (
    a_mailbox,
    a_sequence,
    another_user,
    enrolment,
    made,
    nobody,
)
from segue.testing.contract.rows import only_announced
from segue.testing.contract.stage import needs
from segue.testing.world import World

ALLOW = "state.allow."
FEW = 20
NEEDED = ("state.contact_id", "state.sequence_id")
"""What no enrolment can be without."""


async def test_what_enrols_tells_the_truth(stage: World, enrolling: str) -> None:
    """An enrolment would send from another mailbox, or let in whom it must keep out."""
    row = stage.provider.capabilities[enrolling]
    if enrolling in NEEDED:
        assert row.usable == stage.provider.capabilities["state.create"].usable
    if not stage.provider.capabilities["state.create"].usable:
        assert not row.usable, "nothing enrols"
        await refused(stage, "state.create")
    elif enrolling.startswith(ALLOW):
        block = enrolling.removeprefix(ALLOW)
        await (_allowed(stage, block) if row.usable else _refused(stage, enrolling, block))
    elif row.usable:
        await _kept(stage, enrolling.removeprefix("state."))
    elif row.on_use == "drop":
        await _dropped(stage, enrolling)
    else:
        await _refused(stage, enrolling, "")


async def _contact(stage: World) -> str:
    return str((await made(stage, "contact"))["id"])


async def _given(stage: World, field: str) -> dict[str, Any]:
    record = await enrolment(stage, await _contact(stage))
    if field == "user_id":
        default = (await stage.enrol(await enrolment(stage, await _contact(stage)))).body["record"]
        state = await stage.get("state", default["id"])
        record["user_id"] = await another_user(stage, than=state["user_id"])
    elif field == "mailbox_id":
        record["mailbox_id"] = (await a_mailbox(stage))["id"]
    return record


async def _kept(stage: World, field: str) -> None:
    record = await _given(stage, field)
    stage.transport.sent.clear()
    outcome = await stage.enrol(record)
    assert not outcome.body["warnings"]
    sent = [it for it in stage.transport.sent if it.method != "GET"]
    assert record[field] in str([(it.path, it.query, it.body) for it in sent])
    read = await stage.get("state", outcome.body["record"]["id"])
    # The wire does not tell on whose behalf, or from what, where the provider does not.
    assert read[field] == record[field] or (field in ("user_id", "mailbox_id") and not read[field])


async def _dropped(stage: World, row: str) -> None:
    field = row.removeprefix("state.")
    record = await _given(stage, field)
    stage.transport.sent.clear()
    outcome = await stage.enrol(record)
    warnings = outcome.body["warnings"]
    only_announced(stage.provider, warnings)
    named = [it["problem_type"] for it in warnings if it.get("capability") == row]
    assert named == ["FIELD_NOT_SUPPORTED"]
    assert outcome.body["record"]["outcome"] == "enrolled"
    writes = [it for it in stage.transport.sent if it.method != "GET"]
    assert f"'{field}'" not in str([it.body for it in writes])
    await not_done(stage, "state.create", row, "", await _given(stage, field))


async def _refused(stage: World, row: str, block: str) -> None:
    given = {"allow": [block]} if block else {}
    record = {**await _given(stage, row.removeprefix("state.")), **given}
    stage.transport.sent.clear()
    for alone in (True, False):
        with pytest.raises(Problem) as problem:
            await (stage.enrol(record) if alone else stage.enrol_all([record]))
        assert problem.value.status == 400
        assert [fault.meta.get("capability") for fault in problem.value.faults] == [row]
    assert not stage.transport.sent, "nothing may be sent"
    await not_done(stage, "state.create", row, "", record)


async def _allowed(stage: World, block: str) -> None:
    """Enrol everybody; whom the block keeps out is let in with the allowance, and not without."""
    needs(stage, "state.batch_create", "contact.list")
    kept_out = [it["contact_id"] for it in await _everybody(stage) if it["reason"] == block]
    assert kept_out, "the simulated account has nobody whom this would keep out"
    records = [await enrolment(stage, contact) for contact in kept_out[:FEW]]
    with pytest.raises(Problem) as problem:
        await stage.enrol(records[0])
    assert problem.value.status == 422
    meta = problem.value.faults[0].meta
    assert (meta["outcome"], meta["reason"]) == ("skipped", block)
    outcome = await stage.enrol_all([{**record, "allow": [block]} for record in records])
    told = [(it["outcome"], it["reason"]) for it in outcome.body["records"]]
    assert ("enrolled", None) in told
    assert block not in {reason for _, reason in told}, "another reason may keep one out yet"


async def _everybody(stage: World) -> list[dict[str, Any]]:
    contacts = await walk(stage, "contact.list")
    one = await enrolment(stage, contacts[0]["id"])
    outcome = await stage.enrol_all([{**one, "contact_id": it["id"]} for it in contacts])
    records: list[dict[str, Any]] = outcome.body["records"]
    return records


async def test_enrolling_twice_is_told_as_such(stage: World) -> None:
    """A caller's second try would look like a second enrolment, or like a fault."""
    needs(stage, "state.create")
    record = await enrolment(stage, await _contact(stage))
    first = (await stage.enrol(record)).body["record"]
    outcome = await stage.enrol(record)
    assert outcome.status == 201
    assert outcome.body["record"] == {"id": first["id"], "outcome": "already_enrolled"}
    assert [it["problem_type"] for it in outcome.body["warnings"]] == ["ALREADY_EXISTS"]
    needs(stage, "state.batch_create")
    (again,) = (await stage.enrol_all([record])).body["records"]
    assert (again["id"], again["outcome"]) == (first["id"], "already_enrolled")


async def test_one_who_is_not_taken_leaves_the_others_alone(stage: World) -> None:
    """One mistaken id among a thousand would keep everybody out, or pass for an enrolment."""
    needs(stage, "state.batch_create", "state.create")
    contacts = [await _contact(stage) for _ in range(3)]
    known = await enrolment(stage, contacts[0])
    enrolled = (await stage.enrol(known)).body["record"]["id"]
    absent = await nobody(stage, "contact")
    asked = [contacts[0], contacts[1], absent, contacts[2]]
    outcome = await stage.enrol_all([{**known, "contact_id": each} for each in asked])
    records = outcome.body["records"]
    assert [it["contact_id"] for it in records] == asked
    told = [it["outcome"] for it in records]
    assert told[:2] == ["already_enrolled", "enrolled"]
    assert told[2] in ("skipped", "failed")
    assert told[3] == "enrolled"
    assert records[0]["id"] == enrolled
    assert records[2]["id"] is None
    assert records[2]["reason"] in set(Reason)
    assert any(it["problem_type"] == "PARTIAL_SUCCESS" for it in outcome.body["warnings"])
    with pytest.raises(Problem) as problem:
        await stage.enrol({**known, "contact_id": absent})
    assert problem.value.status in (404, 422)


async def test_a_list_that_names_one_twice_enrols_once(stage: World) -> None:
    """A contact would be in a sequence twice and get each message twice."""
    needs(stage, "state.batch_create", "state.search.contact_id")
    contact = await _contact(stage)
    record = await enrolment(stage, contact)
    records = (await stage.enrol_all([record, record])).body["records"]
    assert [it["outcome"] for it in records] == ["enrolled", "already_enrolled"]
    assert len({it["id"] for it in records}) == 1
    found = await walk(stage, "state.search", of={"contact_id": contact})
    assert [it["id"] for it in found] == [records[0]["id"]]


async def test_a_sequence_that_is_not_there_takes_nobody(stage: World) -> None:
    """A mistaken sequence would be told as something else than a mistake."""
    needs(stage, "state.create", "sequence.get")
    record = await enrolment(stage, await _contact(stage))
    wrong = {**record, "sequence_id": await nobody(stage, "sequence")}
    with pytest.raises(Problem) as problem:
        await stage.enrol(wrong)
    assert problem.value.status in (404, 422)
    assert await a_sequence(stage, is_enabled=True) == record["sequence_id"]
