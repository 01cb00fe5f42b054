"""Null clears what was set, and what is not named stays."""

from collections.abc import Mapping
from typing import Any

import pytest

from segue.model.contact import AddressWrite
from segue.model.problem import Problem
from segue.spi.capability import NULL, Support
from segue.testing.contract.asking import refused
from segue.testing.contract.lists import page
from segue.testing.contract.object_plans import not_done
from segue.testing.contract.premises import another_user, made, phone, same, some
from segue.testing.contract.rows import only_announced
from segue.testing.world import World

LISTS = ("email_addresses", "phone_numbers")


async def test_null_clears_or_is_refused(stage: World, clearing: str) -> None:
    """A value would stay that a caller has taken away, without a word."""
    noun, _, way = clearing.removesuffix(NULL).partition(".")
    row = stage.provider.capabilities[clearing]
    if not stage.provider.capabilities[f"{noun}.update"].usable:
        assert not row.usable, "nothing writes it"
        await refused(stage, f"{noun}.update")
        return
    if not row.usable:
        await _unusable(stage, clearing)
        return
    left: list[bool] = []
    for change in _changes(stage, way):
        for place, before in enumerate(await _targets(stage, noun, way)):
            try:
                left.append(await _cleared(stage, clearing, before, change))
            except Problem:
                # Only the first record is plain; of another the vendor may want what it has.
                if place == 0:
                    raise
    assert not all(left), "what is never cleared is not usable"
    if clearing in stage.provider.capabilities.table or any(left):
        assert any(left) == (row.support is Support.LOSSY), "warns exactly when lossy"


async def _cleared(
    stage: World, clearing: str, before: Mapping[str, Any], change: Mapping[str, Any]
) -> bool:
    """Clear; tells whether a warning of the row announced that something is left."""
    noun, _, way = clearing.removesuffix(NULL).partition(".")
    outcome = await stage.update(noun, before["id"], change)
    warnings = outcome.body["warnings"]
    only_announced(stage.provider, warnings)
    named = {warning.get("capability") for warning in warnings}
    if named & {clearing, clearing.removesuffix(NULL)}:
        return True
    after = await stage.get(noun, before["id"])
    assert not _value(after, way)
    if len(change[way.partition(".")[0]] or ()) <= 1:
        assert _others(before, way) == _others(after, way)
    return False


def _changes(stage: World, way: str) -> list[dict[str, Any]]:
    """Give the changes that clear: null, an empty list, and null for each part of an address."""
    field, _, part = way.partition(".")
    if not part:
        return [{way: None}, {way: []}] if way in LISTS else [{way: None}]
    able = stage.provider.capabilities
    others = [it for it in AddressWrite.model_fields if able[f"contact.{field}.{it}{NULL}"].usable]
    return [_change(way, None), {field: dict.fromkeys((part, *others))}]


def _change(way: str, value: Any) -> dict[str, Any]:
    field, _, part = way.partition(".")
    return {field: {part: value} if part else value}


def _value(record: Mapping[str, Any], way: str) -> Any:
    field, _, part = way.partition(".")
    return (record[field] or {}).get(part) if part else _filled(record[field])


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if inner is not None}
    return value


MOVING = ("updated_at", "last_modified_at")


def _others(record: Mapping[str, Any], way: str) -> dict[str, Any]:
    field, _, part = way.partition(".")
    kept = {key: value for key, value in record.items() if key not in (field, *MOVING)}
    if part:
        kept[field] = {key: value for key, value in (record[field] or {}).items() if key != part}
        kept[field] = _filled(kept[field])
    return kept


async def _targets(stage: World, noun: str, way: str) -> list[dict[str, Any]]:
    """Give records to clear a field of: a new one, and of lists the fullest that are there."""
    able = stage.provider.capabilities
    found = []
    if able[f"{noun}.create"].usable:
        found.append(await made(stage, noun, **await _full(stage, noun)))
        if way.startswith("address."):
            found.append(await made(stage, noun, **_change(way, "Seattle")))
    if way in LISTS and able["contact.list"].usable:
        listed = (await page(stage, "contact.list", page_size="100"))["records"]
        listed.sort(key=lambda record: -len({str(entry) for entry in record[way]}))
        found += [await stage.get(noun, record["id"]) for record in listed[:2]]
        kind = "email_address_type" if way == "email_addresses" else "phone_number_type"
        untyped = (it for it in listed if any(entry[kind] is None for entry in it[way]))
        found += [await stage.get(noun, record["id"]) for record in [*untyped][:1]]
    return found or [await some(stage, noun)]


async def _full(stage: World, noun: str) -> dict[str, Any]:
    able = stage.provider.capabilities
    given: dict[str, Any] = {}
    if able[f"{noun}.owner_id"].usable:
        given["owner_id"] = await another_user(stage, than=None)
    if noun == "account":
        return given
    given["job_title"] = "Keeper"
    given["address"] = {"city": "Seattle", "state": "Washington", "country": "United States"}
    kinds = (kind for kind in ("primary", "home") if able[f"contact.phone_numbers.{kind}"].usable)
    given["phone_numbers"] = [phone(f"+1206555018{i}", kind) for i, kind in enumerate(kinds)]
    if able["contact.account_id"].usable:
        given["account_id"] = (await some(stage, "account"))["id"]
    return given


async def _unusable(stage: World, row: str) -> None:
    noun, _, way = row.removesuffix(NULL).partition(".")
    uses = [
        (it, change) for it in await _targets(stage, noun, way) for change in _changes(stage, way)
    ]
    for before, change in uses:
        stage.transport.sent.clear()
        if stage.provider.capabilities[row].on_use == "drop":
            outcome = await stage.update(noun, before["id"], change)
            assert row in {warning.get("capability") for warning in outcome.body["warnings"]}
            after = await stage.get(noun, before["id"])
            assert _value(after, way) == _value(before, way)
            if change == _change(way, None):
                assert same(before, after)
        else:
            with pytest.raises(Problem) as problem:
                await stage.update(noun, before["id"], change)
            assert problem.value.status == 400
            assert row in [fault.meta.get("capability") for fault in problem.value.faults]
            assert not stage.transport.sent, "nothing may be sent"
        await not_done(stage, f"{noun}.update", row, before["id"], change)
