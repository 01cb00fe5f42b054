"""What a test of an object stands on: records that are there, or that are made for it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from itertools import count
from typing import Any

import pytest

from segue.model.problem import Problem
from segue.testing.contract.lists import page, walk
from segue.testing.contract.stage import SEEDS, needs, seeded, sequence_with
from segue.testing.contract.uses import INTRO
from segue.testing.world import World

Record = dict[str, Any]

_numbers = count(1)


def fresh() -> int:
    """Give a number that no test was given before."""
    return next(_numbers)


def base(stage: World, noun: str) -> Record:
    """Give the record of a new account or contact that resembles no other."""
    number = fresh()
    if noun == "account":
        given: Record = {"name": f"Ferncliff {number}", "domain": f"ferncliff{number}.example"}
    else:
        given = {
            "first_name": "Wilhelmina",
            "last_name": f"Ferncliff {number}",
            "email_addresses": [address(f"w{number}@ferncliff.example", "primary")],
        }
    return {field: value for field, value in given.items() if _has_place(stage, noun, field)}


def address(email: str, kind: str | None) -> Record:
    """Spell an e-mail address."""
    return {"email_address": email, "email_address_type": kind}


def phone(number: str, kind: str | None) -> Record:
    """Spell a phone number."""
    return {"phone_number": number, "phone_number_type": kind}


def _has_place(stage: World, noun: str, field: str) -> bool:
    row = "contact.email_addresses.primary" if field == "email_addresses" else f"{noun}.{field}"
    return stage.provider.capabilities[row].usable


async def made(stage: World, noun: str, **more: Any) -> Record:
    """Make an account or a contact, and read it; the test is skipped where that cannot be."""
    needs(stage, f"{noun}.create", f"{noun}.get")
    outcome = await stage.create(noun, {**base(stage, noun), **more})
    return await stage.get(noun, outcome.body["record"]["id"])


async def some(stage: World, noun: str) -> Record:
    """Give a record that is there, listed or made."""
    listing = f"{noun}.list"
    if noun != "step" and stage.provider.capabilities[listing].usable:
        listed = (await page(stage, listing))["records"]
        if listed:
            return dict(listed[0])
    if noun in _MAKING:
        return await _MAKING[noun](stage)
    return pytest.skip(f"{stage.provider.title} shows no {noun}")


async def a_sequence(stage: World, **such: Any) -> str:
    """Give a sequence with steps that reads as `such`: one that is there, or else a new one."""
    needs(stage, "sequence.get")
    if stage.provider.capabilities["sequence.list"].usable:
        for found in await walk(stage, "sequence.list"):
            fits = all(found[key] == value for key, value in such.items())
            if found["num_steps"] and not found["is_archived"] and fits:
                return str(found["id"])
    if such.get("is_enabled"):
        pytest.skip(f"{stage.provider.title} has no sequence that is switched on")
    return await sequence_with(stage, (INTRO, INTRO))


async def enrolment(stage: World, contact_id: str, **more: Any) -> Record:
    """Give the record that enrols a contact in a sequence that is switched on."""
    needs(stage, "state.create", "state.contact_id", "state.sequence_id", "sequence.list")
    record = {"contact_id": contact_id, "sequence_id": await a_sequence(stage, is_enabled=True)}
    if stage.provider.capabilities["state.mailbox_id"].usable:
        record["mailbox_id"] = (await a_mailbox(stage))["id"]
    return {**record, **more}


async def a_mailbox(stage: World) -> Record:
    """Give a mailbox that sends."""
    needs(stage, "mailbox.list")
    found = await walk(stage, "mailbox.list")
    return next(it for it in found if not it["is_disabled"] and not it["is_deleted"])


async def enrolled(stage: World) -> str:
    """Enrol a new contact; gives the state's id."""
    record = await enrolment(stage, (await made(stage, "contact"))["id"])
    return str((await stage.enrol(record)).body["record"]["id"])


async def a_state(stage: World, status: str) -> str:
    """Give a state of that status in a sequence that is switched on, or that of a new contact."""
    able = stage.provider.capabilities
    on = await a_sequence(stage, is_enabled=True)
    found = []
    if able["state.search.sequence_id"].usable:
        found = await walk(stage, "state.search", of={"sequence_id": on})
    elif able["state.list"].usable:
        found = await walk(stage, "state.list")
    there = (it["id"] for it in found if (it["status"], it["sequence_id"]) == (status, on))
    return next(there, None) or await enrolled(stage)


async def users(stage: World) -> list[str]:
    """List the users who can work."""
    needs(stage, "user.list")
    found = await walk(stage, "user.list")
    return [it["id"] for it in found if not it["is_locked"] and not it["is_deleted"]]


async def another_user(stage: World, *, than: str | None) -> str:
    """Give a user who is not the one that something has."""
    return next(user for user in await users(stage) if user != than)


async def nobody(stage: World, noun: str) -> str:
    """Give an id that could be a record's and is not."""
    known = str((await some(stage, noun))["id"])
    for tail in ("9999", "9998", "9997"):
        unheard_of = re.sub(r"[0-9a-fA-F]{1,4}\Z", tail, known)
        try:
            await stage.get(noun, unheard_of)
        except Problem:
            return unheard_of
    raise AssertionError(f"every id is the id of a {noun}")


def same(before: Mapping[str, Any], after: Mapping[str, Any], *but: str) -> bool:
    """Tell whether a record reads as it did, but for some keys and the times of change."""
    moving = {"updated_at", "last_modified_at", *but}
    return {k: v for k, v in before.items() if k not in moving} == {
        k: v for k, v in after.items() if k not in moving
    }


async def _a_step(stage: World) -> Record:
    return dict((await stage.get_sequence(await a_sequence(stage)))["steps"][0])


async def _a_new_state(stage: World) -> Record:
    return await stage.get("state", await enrolled(stage))


async def _a_new_sequence(stage: World) -> Record:
    return await stage.get_sequence(await sequence_with(stage, (INTRO,)))


async def _a_new_template(stage: World) -> Record:
    return {"id": await seeded(stage, *SEEDS["$template"])}


_MAKING: Mapping[str, Callable[[World], Awaitable[Record]]] = {
    "account": partial(made, noun="account"),
    "contact": partial(made, noun="contact"),
    "step": _a_step,
    "state": _a_new_state,
    "sequence": _a_new_sequence,
    "template": _a_new_template,
}
"""What stands in where a list shows nothing."""
