"""A change changes what it names: the rest of a contact or an account reads back as it did."""

from typing import Any

import pytest

from segue.testing.contract.lists import page
from segue.testing.contract.premises import made, phone, same
from segue.testing.contract.stage import needs
from segue.testing.world import World

WRITABLE = {
    "account": ("name", "domain", "owner_id"),
    "contact": (
        *("first_name", "last_name", "job_title", "address", "owner_id", "account_id"),
        *("email_addresses", "phone_numbers"),
    ),
}
TYPES = {
    "email_addresses": ("primary", "personal", "work", None),
    "phone_numbers": ("primary", "work", "home", "mobile", "other", None),
}
MANY = "25"


@pytest.mark.parametrize("noun", ["account", "contact"])
async def test_writing_what_was_read_changes_nothing(stage: World, noun: str) -> None:
    """A caller who reads, changes one thing and writes would change others with it."""
    needs(stage, f"{noun}.list", f"{noun}.get", f"{noun}.update")
    for listed in (await page(stage, f"{noun}.list", page_size=MANY))["records"]:
        before = await stage.get(noun, listed["id"])
        await stage.update(noun, listed["id"], _written(stage, noun, before))
        after = await stage.get(noun, listed["id"])
        assert same(before, after), (before, after)


def _written(stage: World, noun: str, read: dict[str, Any]) -> dict[str, Any]:
    """Give what was read, but for nulls that the provider would refuse to clear."""
    able = stage.provider.capabilities
    return {
        field: read[field]
        for field in WRITABLE[noun]
        if read[field] is not None
        or able[f"{noun}.{field}@null"].usable
        or able[f"{noun}.{field}@null"].on_use == "drop"
    }


@pytest.mark.parametrize("noun", ["account", "contact"])
async def test_what_a_change_does_not_name_stays(stage: World, noun: str) -> None:
    """A change of a title would empty an address."""
    needs(stage, f"{noun}.update")
    if noun == "account":
        before, change = await made(stage, noun), {"name": "Wexford Mill"}
    else:
        more = {
            "address": {"city": "Seattle", "state": "Washington", "country": "United States"},
            "phone_numbers": [phone("+12065550181", "mobile"), phone("+12065550182", "home")],
        }
        before, change = await made(stage, noun, **more), {"job_title": "Keeper"}
    await stage.update(noun, before["id"], change)
    after = await stage.get(noun, before["id"])
    (field,) = change
    assert after[field] == change[field]
    assert same(before, after, field)


@pytest.mark.parametrize("entries", list(TYPES))
async def test_a_type_that_is_not_named_keeps_its_entries(stage: World, entries: str) -> None:
    """A change of one address would take the others away."""
    needs(stage, "contact.list", "contact.get", "contact.update")
    able = stage.provider.capabilities
    kinds = [
        kind for kind in TYPES[entries] if able[f"contact.{entries}.{kind or 'untyped'}"].usable
    ]
    word = "email_address" if entries == "email_addresses" else "phone_number"
    listed = (await page(stage, "contact.list", page_size="100"))["records"]
    listed.sort(key=lambda record: -len({entry[f"{word}_type"] for entry in record[entries]}))
    for record, kind in zip(listed, kinds * 2, strict=False):
        before = await stage.get("contact", record["id"])
        value = f"changed{record['id']}@weir.example" if word == "email_address" else "+12065550199"
        entry = {word: value, f"{word}_type": kind}
        outcome = await stage.update("contact", record["id"], {entries: [entry]})
        after = await stage.get("contact", record["id"])
        assert same(before, after, entries)
        if not outcome.body["warnings"]:
            assert entry in after[entries]
            others = [it for it in before[entries] if it[f"{word}_type"] != kind]
            assert all(other in after[entries] for other in others), (before, after)
