"""In every position of every switch, records are listed, read and made, and told truly."""

from segue.model.problem import Problem
from segue.testing.contract.entries import differing
from segue.testing.contract.lists import page
from segue.testing.contract.premises import base
from segue.testing.contract.switches import honest
from segue.testing.world import World

NOUNS = ("account", "contact", "user", "mailbox", "sequence", "state", "template")


async def test_records_are_true_in_every_position(stage: World, switch: str, turned: str) -> None:
    """A list would fail, or a contact be lost, by a fact that nobody has verified."""
    able = stage.provider.capabilities
    await stage.simulated.switch(**{switch: turned})
    for noun in NOUNS:
        if able[f"{noun}.list"].usable:
            await _read(stage, noun)
    if not (able["contact.create"].usable and able["contact.get"].usable):
        return
    record = base(stage, "contact")
    try:
        outcome = await stage.create("contact", record)
    except Problem as problem:
        honest(problem)
        return
    read = await stage.get("contact", outcome.body["record"]["id"])
    assert outcome.body["warnings"] or not differing(read, record)


async def _read(stage: World, noun: str) -> None:
    try:
        listed = (await page(stage, f"{noun}.list"))["records"]
        if listed and stage.provider.capabilities[f"{noun}.get"].usable:
            read = await stage.get(noun, listed[0]["id"])
            assert read["id"] == listed[0]["id"]
    except Problem as problem:
        honest(problem)
