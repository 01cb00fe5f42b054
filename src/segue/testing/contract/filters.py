"""What narrows a list, a search or an upsert is compared exactly, or refused, as its row says."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from segue.kit.clock import iso, parse_iso
from segue.model.problem import Problem
from segue.spi.errors import PlanRefused
from segue.testing.contract.asking import FILTERS
from segue.testing.contract.lists import page, walk
from segue.testing.contract.object_plans import planned_upsert, read
from segue.testing.contract.premises import (
    a_sequence,
    address,
    base,
    enrolment,
    fresh,
    made,
    nobody,
    some,
)
from segue.testing.contract.stage import NOTHING, needs
from segue.testing.contract.upserts import holding, upserts
from segue.testing.world import World

Proof = Callable[[World], Awaitable[None]]


async def test_a_filter_tells_the_truth(stage: World, narrowing: str) -> None:
    """A filter would let through what was not asked for, or be ignored without a word."""
    operation, _, field = narrowing.rpartition(".")
    if stage.provider.capabilities[narrowing].usable:
        assert stage.provider.capabilities[operation].usable, "nothing is narrowed by it"
        await PROOFS[narrowing](stage)
        return
    value = await _something(stage, operation, field)
    stage.transport.sent.clear()
    with pytest.raises(Problem) as problem:
        await _ask(stage, operation, field, value)
    assert problem.value.status == 400
    named = [fault.meta.get("capability") for fault in problem.value.faults]
    whole = stage.provider.capabilities[operation].usable
    assert named == [narrowing if whole else operation]
    assert not stage.transport.sent, "nothing may be sent"
    if whole:
        await _not_done(stage, operation, field, value)


async def _not_done(stage: World, operation: str, field: str, value: Any) -> None:
    """See that the adapter itself does not narrow by what its table refuses."""
    noun, _, verb = operation.partition(".")
    try:
        if verb == "upsert":
            record = {**base(stage, noun), **holding(field, value)}
            await planned_upsert(stage, noun, record, {field: value})
        elif verb == "search":
            await read(stage, operation, filter={field: value})
        else:
            late = await read(stage, operation, modified_after=stage.clock.now())
            if late == await read(stage, operation):
                return
    except (PlanRefused, Problem):
        return
    raise AssertionError("the adapter does it, so it is not to be refused")


async def _something(stage: World, operation: str, field: str) -> Any:
    """Give a value that may stand in a filter."""
    noun, kind = operation.partition(".")[0], field.removesuffix("_id")
    if kind not in stage.provider.ids:
        return FILTERS.get(noun, {}).get(field, "nobody@weir.example")
    if stage.provider.capabilities[operation].usable:
        return (await some(stage, kind))["id"]
    return NOTHING if stage.provider.id_matches(kind, NOTHING) else await nobody(stage, kind)


async def _ask(stage: World, operation: str, field: str, value: Any) -> None:
    noun, _, verb = operation.partition(".")
    if verb == "list":
        await page(stage, operation, modified_after=iso(stage.clock.now()))
    elif verb == "search":
        await stage.search(noun, {field: value})
    else:
        await stage.upsert(noun, base(stage, noun), {field: value})


async def _later(noun: str, stage: World) -> None:
    everything = await walk(stage, f"{noun}.list", include_raw_data="true")
    times = sorted({at for it in everything if (at := _changed_at(it))})
    assert times or f"{noun}.update" in stage.provider.writes, "nothing tells what is later"
    half = timedelta(milliseconds=500)
    for since in {times[0], times[len(times) // 2], times[-1], times[-1] + half} if times else ():
        found = await walk(stage, f"{noun}.list", modified_after=iso(since))
        ids = {it["id"] for it in found}
        assert len(found) == len(ids)
        if SECOND in stage.provider.capabilities[f"{noun}.list.modified_after"].note:
            start = since.replace(microsecond=0)
            assert ids == {it["id"] for it in everything if (_changed_at(it) or start) >= start}
            continue
        wanted = {it["id"] for it in everything if (_changed_at(it) or since) > since}
        assert wanted <= ids
        # Where the vendor tells times finer than the wire, the same millisecond may be later.
        assert all(FINER.search(str(it["raw_data"])) for it in _of(everything, ids - wanted))
        assert all(_changed_at(it) == since for it in _of(everything, ids - wanted))
    await _touched(noun, stage)


FINER = re.compile(r"\d\.\d{3}\d*[1-9]")
SECOND = "at or after the second"
"""In the note of a row, where the vendor tells whole seconds and the last one comes again."""


def _of(records: list[dict[str, Any]], ids: set[str]) -> list[dict[str, Any]]:
    return [record for record in records if record["id"] in ids]


def _changed_at(record: Mapping[str, Any]) -> datetime | None:
    return parse_iso(record["last_modified_at"] or "")


async def _touched(noun: str, stage: World) -> None:
    able = stage.provider.capabilities
    if f"{noun}.update" not in able.table or not able[f"{noun}.update"].usable:
        return
    target = await some(stage, noun)
    await stage.clock.advance(5)
    since = stage.clock.now() - timedelta(seconds=2)
    field = "name" if noun == "account" else "job_title"
    await stage.update(noun, target["id"], {field: "Touched"})
    found = await walk(stage, f"{noun}.list", modified_after=iso(since))
    assert [it["id"] for it in found] == [target["id"]]


async def _accounts(field: str, stage: World) -> None:
    number = fresh()
    if field == "name":
        wanted = f"Cobble Weir {number}"
        others = (f"{wanted} Holding", f"Old {wanted}", f"Weir {number} Cobble")
    else:
        wanted = f"cobble{number}.example"
        others = (f"old.{wanted}", f"{wanted}.example", f"x{wanted}")
    if stage.provider.capabilities["account.create"].usable:
        target = await made(stage, "account", **{field: wanted})
        for other in others:
            await made(stage, "account", **{field: other})
        found = await walk(stage, "account.search", of={field: wanted})
        assert [it["id"] for it in found] == [target["id"]]
        assert not await walk(stage, "account.search", of={field: f"no{wanted}"})
    everything = await walk(stage, "account.list")
    for value in [it[field] for it in everything if it[field]][:3]:
        found = await walk(stage, "account.search", of={field: value})
        alike = {it["id"] for it in everything if it[field] == value}
        assert {it["id"] for it in found} >= alike
        assert {it[field].strip().casefold() for it in found} == {value.strip().casefold()}


async def _emails(stage: World) -> None:
    number = fresh()
    one, two = f"one{number}@weir.example", f"two{number}@weir.example"
    targets = [
        await made(stage, "contact", email_addresses=[address(each, "primary")])
        for each in (one, two)
    ]
    for other in (f"x{one}", f"{one}.example", one.replace("@", "@x.")):
        await made(stage, "contact", email_addresses=[address(other, "primary")])
    asked = [one, f"unknown{number}@weir.example", two]
    found = await walk(stage, "contact.search", of={"emails": asked})
    assert sorted(it["id"] for it in found) == sorted(it["id"] for it in targets)
    assert not await walk(stage, "contact.search", of={"emails": asked[1:2]})
    single = await walk(stage, "contact.search", of={"emails": asked}, page_size="1")
    assert sorted(it["id"] for it in single) == sorted(it["id"] for it in found)
    await _each_once(stage)


async def _each_once(stage: World) -> None:
    """Two addresses of one person find that person once."""
    listed = (await page(stage, "contact.list", page_size="100"))["records"]
    fullest = max(listed, key=lambda it: len(it["email_addresses"]))
    emails = [entry["email_address"] for entry in fullest["email_addresses"]]
    found = await walk(stage, "contact.search", of={"emails": emails})
    held = {
        it["id"]: {e["email_address"].casefold() for e in it["email_addresses"]} for it in found
    }
    assert len(held) == len(found)
    assert fullest["id"] in held
    assert all(each & {email.casefold() for email in emails} for each in held.values())


async def _states(field: str, stage: World) -> None:
    contacts = [(await made(stage, "contact"))["id"] for _ in range(2)]
    records = [await enrolment(stage, contact) for contact in contacts]
    ids = [(await stage.enrol(record)).body["record"]["id"] for record in records]
    found = await walk(stage, "state.search", of={field: records[0][field]})
    assert {it[field] for it in found} == {records[0][field]}
    wanted = ids[:1] if field == "contact_id" else ids
    assert set(wanted) <= {it["id"] for it in found}
    assert len({it["id"] for it in found}) == len(found)
    if field == "contact_id":
        assert [it["id"] for it in found] == wanted
    size = str(len(found) // 2 or 1)
    again = await walk(stage, "state.search", of={field: records[0][field]}, page_size=size)
    assert sorted(it["id"] for it in again) == sorted(it["id"] for it in found)
    both = {"contact_id": contacts[1], "sequence_id": records[1]["sequence_id"]}
    needs(stage, *(f"state.search.{name}" for name in both))
    assert [it["id"] for it in await walk(stage, "state.search", of=both)] == ids[1:]
    none = {**both, "sequence_id": await a_sequence(stage, is_enabled=False)}
    assert not await walk(stage, "state.search", of=none)


PROOFS: Mapping[str, Proof] = {
    **{
        f"{noun}.list.modified_after": partial(_later, noun)
        for noun in ("account", "contact", "user", "mailbox", "sequence", "state", "template")
    },
    **{f"account.search.{field}": partial(_accounts, field) for field in ("name", "domain")},
    "contact.search.emails": _emails,
    **{f"state.search.{field}": partial(_states, field) for field in ("contact_id", "sequence_id")},
    **{
        f"{noun}.upsert.{field}": partial(upserts, noun, field)
        for noun, field in (("account", "name"), ("account", "domain"), ("contact", "email"))
    },
}
"""Filter -> what proves that it narrows."""
