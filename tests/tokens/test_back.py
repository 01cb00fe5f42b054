"""A clock that goes back: what was stored after that is newer all the same."""

from datetime import timedelta

from segue.engine.credential import Credentials
from segue.store import connections
from segue.store.connections import Renewal
from segue.vault import Vault
from tests.store.rows import NOW, connected

VAULT = Vault(b"\x07" * 32)


async def test_a_credential_of_a_clock_that_went_back_is_taken(database):
    """After a step of the clock a customer who connected again would be refused for as long."""
    _, found = await connected(database)
    sealed = [VAULT.seal(b'{"access_token": "%d"}' % n, bound_to=found.id) for n in range(3)]
    held, was = Credentials(), found.credential
    for number, minutes in enumerate((60, 0, -60)):
        at = NOW + timedelta(minutes=minutes)
        becomes = Renewal(sealed[number], at)
        assert await connections.replace_credential(database, found.id, was=was, becomes=becomes)
        read = await connections.by_id(database, found.id)
        assert read is not None
        assert held.hold(read, VAULT)["access_token"] == str(number)
        was = sealed[number]


async def test_what_was_read_before_a_clock_went_back_is_old(database):
    """A request that began before it would bring back a credential that has been replaced."""
    _, found = await connected(database)
    sealed = VAULT.seal(b'{"access_token": "first"}', bound_to=found.id)
    at = NOW + timedelta(minutes=60)
    await connections.replace_credential(
        database, found.id, was=found.credential, becomes=Renewal(sealed, at)
    )
    old = await connections.by_id(database, found.id)
    assert old is not None
    fresh = VAULT.seal(b'{"access_token": "second"}', bound_to=found.id)
    await connections.replace_credential(
        database, found.id, was=sealed, becomes=Renewal(fresh, NOW)
    )
    new = await connections.by_id(database, found.id)
    assert new is not None
    held = Credentials()
    credential = held.hold(new, VAULT)
    credential.stands(state="active", updated_at=NOW - timedelta(hours=1))
    assert held.hold(old, VAULT)["access_token"] == "second"
