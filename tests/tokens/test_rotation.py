"""The sealing key is changed while writes and refreshes go on."""

import asyncio
from dataclasses import replace

from segue.engine.credential import Credentials
from segue.service.rotation import rotate_encryption
from segue.service.session import destination_of
from segue.store import sealed
from segue.store.sealed import SEALED
from segue.testing.world import World
from segue.vault import Vault

from .sites import TOKEN, refreshes
from .worlds import ends, held, page, row

OLD, NEW = b"\x07" * 32, b"\x08" * 32
STEP = {
    "type": "auto_email",
    "interval_seconds": 86_400,
    "template": {"subject": "A question", "body": "<p>Do you have a minute?</p>"},
}


def sealing(stage: World, *keys: bytes) -> World:
    """The same place with other keys and no memory."""
    services = replace(stage.services, vault=Vault(*keys), credentials=Credentials())
    return replace(stage, services=services)


async def left(stage: World, key: bytes) -> list[str]:
    """Name the values that are sealed with another key than this."""
    vault = Vault(key)
    return [
        column.name
        for column in SEALED
        async for found in sealed.walk(stage.services.database, column)
        if not vault.newest(found["sealed"])
    ]


async def sequence(stage: World) -> str:
    """Put a sequence into the provider's account."""
    kind = "cadences" if stage.provider.name == "salesloft" else "sequences"
    made = await stage.simulated.seed({kind: [{"name": "Rotation"}]})
    return str(made[kind][0]["id"])


async def test_everything_opens_with_the_new_key_alone(stage: World) -> None:
    """Taking the old key away would take every credential and every open write with it."""
    target = await sequence(stage)
    made = await stage.create_step(target, STEP, key="before")
    rotated = await rotate_encryption(sealing(stage, NEW, OLD).services)
    assert rotated.complete
    assert {"connections.credential", "provider_apps.secret", "writes.plan"} <= set(
        rotated.resealed
    )
    assert await left(stage, NEW) == []
    after = sealing(stage, NEW)
    found = await row(stage)
    assert dict(destination_of(after.services, stage.provider, found).credential)
    again = await after.create_step(target, STEP, key="before")
    assert (again.replayed, again.body) == (True, made.body)


async def test_a_second_rotation_has_nothing_to_do(stage: World) -> None:
    """A rotation that was stopped could not be run again."""
    services = sealing(stage, NEW, OLD).services
    assert (await rotate_encryption(services)).resealed
    assert not (await rotate_encryption(services)).resealed


async def test_a_value_that_no_key_opens_is_told(stage: World) -> None:
    """The operator would take away a key that is still needed."""
    rotated = await rotate_encryption(sealing(stage, NEW).services)
    assert not rotated.complete
    assert rotated.unsealable["connections.credential"] == 1
    assert (await row(stage)).credential


async def test_a_refresh_under_way_is_stored_after_all(stage: World) -> None:
    """A token that came while its connection was sealed anew would be lost."""
    await ends(stage)
    await stage.simulated.fault("hold_after", path=TOKEN)
    asking = asyncio.create_task(page(stage))
    await held(stage)
    before = await row(stage)
    await rotate_encryption(sealing(stage, NEW, OLD).services)
    assert (await row(stage)).credential != before.credential
    await stage.simulated.ask("POST", "hold/release")
    tokens = stage.services.tokens
    assert tokens is not None
    tokens.minting.vault = Vault(OLD, NEW)
    await asking
    assert await refreshes(stage.simulated) == 1
    assert (await row(stage)).state == "active"


async def test_writes_go_on_while_the_key_changes(stage: World) -> None:
    """A rotation would fail the writes that it meets, or leave what they wrote behind."""
    targets = [await sequence(stage) for _ in range(6)]
    both = sealing(stage, NEW, OLD)
    old = sealing(stage, OLD, NEW)

    async def write(n: int) -> None:
        made = await (old if n % 2 else both).create_step(targets[n], STEP, key=f"key {n}")
        assert made.body["record"]["id"]

    async def all_writes() -> None:
        for n in range(len(targets)):
            await write(n)

    writing = asyncio.create_task(all_writes())
    while not writing.done():
        await rotate_encryption(both.services)
        await asyncio.sleep(0)
    await writing
    assert (await rotate_encryption(both.services)).complete
    assert await left(stage, NEW) == []
    again = await sealing(stage, NEW).create_step(targets[1], STEP, key="key 1")
    assert again.replayed
