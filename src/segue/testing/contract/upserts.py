"""An upsert changes the one that is equal, makes one where there is none, and guesses never."""

from collections.abc import Mapping
from typing import Any

import pytest

from segue.model.problem import Problem
from segue.testing.contract.premises import address, base, fresh, made
from segue.testing.world import World


async def upserts(noun: str, field: str, stage: World) -> None:
    """See what becomes of an upsert where none, one and several are equal in a field."""
    value = _value(field)
    record = {**base(stage, noun), **holding(field, value)}
    first = await stage.upsert(noun, record, {field: value})
    made_id = first.body["record"]["id"]
    assert first.status == 201
    assert _holds(await stage.get(noun, made_id), field, value)
    changed = {"name" if noun == "account" else "job_title": "Changed by an upsert"}
    if field != "name":
        again = await stage.upsert(noun, changed, {field: value})
        assert again.body["record"]["id"] == made_id
        read = await stage.get(noun, made_id)
        assert read.items() >= changed.items()
        assert _holds(read, field, value)
    alike = _value(field).join(("x", ""))
    other = await stage.upsert(noun, {**base(stage, noun), **holding(field, alike)}, {field: alike})
    assert other.body["record"]["id"] != made_id, "one that merely resembles it is another"
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
