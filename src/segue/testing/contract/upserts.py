"""An upsert changes the one that is equal, makes one where there is none, and guesses never."""

from collections.abc import Mapping
from typing import Any

import pytest

from segue.model.problem import Problem
from segue.testing.contract.premises import address, base, fresh, made
from segue.testing.world import World

CHANGED = {"name": "domain", "domain": "name", "email": "job_title"}
"""Field that an upsert compares -> one that it changes."""


async def upserts(noun: str, field: str, stage: World) -> None:
    """See what becomes of an upsert where none, one and several are equal in a field."""
    value = _value(field)
    record = {**base(stage, noun), **holding(field, value)}
    first = await stage.upsert(noun, record, {field: value})
    made_id = first.body["record"]["id"]
    assert first.status == 201
    assert _holds(await stage.get(noun, made_id), field, value)
    changed = {CHANGED[field]: f"changed{fresh()}.example"}
    again = await stage.upsert(noun, changed, {field: value})
    assert again.body["record"]["id"] == made_id
    read = await stage.get(noun, made_id)
    assert read.items() >= changed.items()
    assert _holds(read, field, value)
    alike = _value(field).join(("x", ""))
    other = await stage.upsert(noun, {**base(stage, noun), **holding(field, alike)}, {field: alike})
    assert other.body["record"]["id"] != made_id, "one that merely resembles it is another"
    await _other_value(stage, noun, field)
    await _ambiguous(stage, noun, field, value)


def _value(field: str) -> str:
    number = fresh()
    return {
        "name": f"Cobble Weir {number}",
        "domain": f"cobble{number}.example",
        "email": f"cobble{number}@weir.example",
    }[field]


def holding(field: str, value: str) -> dict[str, Any]:
    """Give the part of a record that has a value which an upsert compares."""
    return {"email_addresses": [address(value, "primary")]} if field == "email" else {field: value}


def _holds(read: Mapping[str, Any], field: str, value: str) -> bool:
    if field == "email":
        return value in [entry["email_address"] for entry in read["email_addresses"]]
    return bool(read[field] == value)


async def _other_value(stage: World, noun: str, field: str) -> None:
    """See that a record with another value changes the one there is, and makes none."""
    value, new = _value(field), _value(field)
    (place,) = holding(field, new)
    await stage.simulated.forget_requests()
    with pytest.raises(Problem) as refused:
        await stage.upsert(noun, {**base(stage, noun), **holding(field, new)}, {field: value})
    (fault,) = refused.value.faults
    assert (refused.value.status, fault.meta["reason"]) == (400, "upsert_mismatch")
    assert fault.pointer == f"/body/record/{place}"
    assert not await stage.simulated.requests(writes=True)
    spelled = value if field == "name" else value.upper()
    record = {**base(stage, noun), **holding(field, spelled)}
    first = (await stage.upsert(noun, record, {field: value})).body["record"]["id"]
    again = await stage.upsert(noun, holding(field, new), {field: value})
    assert again.body["record"]["id"] == first
    assert _holds(await stage.get(noun, first), field, new)


async def _ambiguous(stage: World, noun: str, field: str, value: str) -> None:
    try:
        await made(stage, noun, **holding(field, value))
    except Problem as problem:
        assert problem.status in (409, 422)  # noqa: PT017 -- the vendor lets no two be
        return
    await stage.simulated.forget_requests()
    with pytest.raises(Problem) as refused:
        await stage.upsert(noun, holding(field, value), {field: value})
    assert refused.value.status == 400
    assert refused.value.faults[0].meta["reason"] == "ambiguous"
    assert not await stage.simulated.requests(writes=True)
