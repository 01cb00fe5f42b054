"""Every field of accounts and contacts is written, dropped or refused as its row says."""

from collections.abc import Sequence
from typing import Any

import pytest

from segue.model.problem import Problem
from segue.service.writes import Outcome
from segue.spi.capability import Support
from segue.testing.contract.asking import refused
from segue.testing.contract.entries import Entry, differing, entries_of, numbered
from segue.testing.contract.object_plans import not_done
from segue.testing.contract.premises import another_user, base, fresh, made, some
from segue.testing.contract.rows import only_announced
from segue.testing.world import World


async def test_a_field_tells_the_truth(stage: World, part: str) -> None:
    """A field would be lost or changed without a word, or refused although it can be done."""
    able, noun = stage.provider.capabilities, part.partition(".")[0]
    verbs = [verb for verb in ("create", "update") if able[f"{noun}.{verb}"].usable]
    if not verbs:
        assert not able[part].usable, "nothing writes it"
        await refused(stage, f"{noun}.create")
        return
    if able[part].usable:
        await _usable(stage, verbs, part)
        return
    for verb in verbs:
        for entry in entries_of(stage.provider, part):
            await unusable(stage, verb, part, await _filled(stage, entry))


async def _filled(stage: World, entry: Entry) -> Entry:
    if "$user" in entry.record.values():
        user = await another_user(stage, than=(await _default_owner(stage)))
        return Entry({"owner_id": user}, user)
    if "$account" in entry.record.values():
        account = str((await some(stage, "account"))["id"])
        return Entry({"account_id": account}, account)
    number = fresh()
    return Entry(numbered(entry.record, number), numbered(entry.token, number))


async def _default_owner(stage: World) -> str | None:
    able = stage.provider.capabilities
    noun = next((it for it in ("account", "contact") if able[f"{it}.create"].usable), None)
    return (await made(stage, noun))["owner_id"] if noun else None


async def _usable(stage: World, verbs: Sequence[str], row: str) -> None:
    lossy = stage.provider.capabilities[row].support is Support.LOSSY
    warned = reached = False
    for verb in verbs:
        reached = reached and lossy
        for place, each in enumerate(entries_of(stage.provider, row)):
            entry = await _filled(stage, each)
            try:
                read, sent, warnings = await written(stage, verb, row, entry)
            except Problem:
                # Only the first use is plain; a further one may be refused for what it asks.
                if place == 0:
                    raise
                continue
            only_announced(stage.provider, warnings)
            reached = reached or entry.token in sent
            if any(warning.get("capability") == row for warning in warnings):
                warned = True
            elif not warnings:
                assert not differing(read, entry.record), (verb, read)
        assert reached, f"{verb} never sends it"
    assert warned == lossy, "warns exactly when lossy"


async def written(
    stage: World, verb: str, row: str, entry: Entry
) -> tuple[dict[str, Any], str, list[dict[str, Any]]]:
    """Write a record; gives it as it reads back, what was sent, and the warnings."""
    noun = row.partition(".")[0]
    outcome, target = await _write(stage, noun, verb, entry)
    sent = str([(it.path, it.query, it.body) for it in stage.transport.sent if _writes(it.method)])
    raw = "custom_fields" in entry.record
    read = await stage.get(noun, target, include_raw_data=raw)
    return read, sent, outcome.body["warnings"]


def _writes(method: str) -> bool:
    return method != "GET"


async def _write(stage: World, noun: str, verb: str, entry: Entry) -> tuple[Outcome, str]:
    if verb == "create":
        record = {**base(stage, noun), **entry.record}
        stage.transport.sent.clear()
        outcome = await stage.create(noun, record)
        return outcome, str(outcome.body["record"]["id"])
    creates = stage.provider.capabilities[f"{noun}.create"].usable
    target = str((await (made if creates else some)(stage, noun))["id"])
    stage.transport.sent.clear()
    return await stage.update(noun, target, entry.record), target


async def unusable(stage: World, verb: str, row: str, entry: Entry) -> None:
    """See that what a row does not do is left out or refused, and that the adapter agrees."""
    noun = row.partition(".")[0]
    if stage.provider.capabilities[row].on_use == "drop":
        _, sent, warnings = await written(stage, verb, row, entry)
        only_announced(stage.provider, warnings)
        dropped = [warning for warning in warnings if warning.get("capability") == row]
        assert dropped, "what is left out is said"
        assert {warning["problem_type"] for warning in dropped} == {"FIELD_NOT_SUPPORTED"}
        assert not entry.token or entry.token not in sent
    else:
        target = str((await some(stage, noun))["id"])
        stage.transport.sent.clear()
        with pytest.raises(Problem) as problem:
            await _refusing(stage, noun, verb, target, entry)
        assert problem.value.status == 400
        assert row in [fault.meta.get("capability") for fault in problem.value.faults]
        assert not stage.transport.sent, "nothing may be sent"
    record = {**(base(stage, noun) if verb == "create" else {}), **entry.record}
    target = str((await some(stage, noun))["id"])
    await not_done(stage, f"{noun}.{verb}", row, target, record)


async def _refusing(stage: World, noun: str, verb: str, id: str, entry: Entry) -> None:
    if verb == "create":
        await stage.create(noun, {**base(stage, noun), **entry.record})
    else:
        await stage.update(noun, id, entry.record)
