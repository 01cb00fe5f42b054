"""Applications, their keys, their customers and those customers' connections."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from segue.store import applications, connections, customers, keys
from segue.store.connections import Renewal
from segue.store.errors import Conflict, Missing

from .rows import NOW, connected

LATER = NOW + timedelta(minutes=2)


async def test_applications_are_listed_the_oldest_first(database):
    """An operator could not find an application."""
    assert await applications.listing(database) == []
    second = await applications.create(database, "B", LATER)
    first = await applications.create(database, "A", NOW)
    assert await applications.listing(database) == [first, second]
    assert await applications.get(database, first.id) == first
    assert await applications.get(database, "none") is None


async def test_a_keys_secret_is_not_stored(database):
    """Whoever reads the database could call us."""
    application = await applications.create(database, "A", NOW)
    key, secret = await keys.issue(database, application.id, "ci", NOW)
    stored = await database.row(keys._listing, application_id=application.id)
    assert secret.startswith(key.prefix)
    assert len(secret) > len(key.prefix) + 30
    assert secret not in str(stored)
    assert await keys.listing(database, application.id) == [key]


async def test_a_key_of_ones_own_may_be_brought(database):
    """Clients of another server would all need a new key on one day."""
    application = await applications.create(database, "A", NOW)
    _, secret = await keys.issue(database, application.id, "old", NOW, secret="a key we had")
    assert secret == "a key we had"
    assert await keys.authenticate(database, keys.digest_of("a key we had"), "", "")
    with pytest.raises(Conflict):
        await keys.issue(database, application.id, "again", NOW, secret="a key we had")


async def test_a_key_needs_an_application(database):
    """A key would open nothing, or worse."""
    with pytest.raises(Missing):
        await keys.issue(database, "none", "ci", NOW)


async def test_a_key_opens_its_applications_connection(database):
    """Every request would be refused, or another customer's account written to."""
    application, connection = await connected(database)
    key, secret = await keys.issue(database, application.id, "ci", NOW)
    access = await keys.authenticate(database, keys.digest_of(secret), "c-1", "outreach")
    assert access == keys.Access(
        application_id=application.id,
        application_name="Acme",
        key_id=key.id,
        revoked_at=None,
        connection=connection,
    )
    for customer_id, provider in [("c-1", "apollo"), ("c-2", "outreach"), ("", "")]:
        found = await keys.authenticate(database, keys.digest_of(secret), customer_id, provider)
        assert found == replace(access, connection=None)


async def test_a_key_does_not_open_another_applications_connection(database):
    """One application could write with another's credential."""
    await connected(database)
    other = await applications.create(database, "Other", NOW)
    _, secret = await keys.issue(database, other.id, "ci", NOW)
    access = await keys.authenticate(database, keys.digest_of(secret), "c-1", "outreach")
    assert (access.application_id, access.connection) == (other.id, None)


async def test_an_unknown_key_opens_nothing(database):
    """Anybody could call us."""
    await connected(database)
    assert await keys.authenticate(database, keys.digest_of("guess"), "c-1", "outreach") is None


async def test_a_revoked_key_is_told_at_once(database):
    """A leaked key would go on working."""
    application, _ = await connected(database)
    key, secret = await keys.issue(database, application.id, "ci", NOW)
    assert not await keys.revoke(database, "other", key.id, LATER)
    assert await keys.revoke(database, application.id, key.id, LATER)
    assert not await keys.revoke(database, application.id, key.id, LATER)
    access = await keys.authenticate(database, keys.digest_of(secret), "c-1", "outreach")
    assert access.revoked_at == LATER
    assert await keys.listing(database, application.id) == [replace(key, revoked_at=LATER)]


async def test_use_is_noted_at_most_once_a_minute(database):
    """Every read would become a write."""
    application = await applications.create(database, "A", NOW)
    key, _ = await keys.issue(database, application.id, "ci", NOW)
    for at in (NOW, NOW + timedelta(seconds=59)):
        await keys.touch(database, key.id, at)
        assert (await keys.listing(database, application.id))[0].last_used_at == NOW
    await keys.touch(database, key.id, LATER)
    assert (await keys.listing(database, application.id))[0].last_used_at == LATER


async def test_a_customer_is_added_and_then_changed(database):
    """A second PUT would be refused, or forget when the customer came."""
    application = await applications.create(database, "A", NOW)
    put = {"name": "Old", "email": "a@example.com"}
    made = await customers.put(database, application.id, "c", **put, at=NOW)
    assert await customers.get(database, application.id, "c") == made
    changed = await customers.put(database, application.id, "c", name="New", email=None, at=LATER)
    assert changed == replace(made, name="New", email=None, updated_at=LATER)
    assert await customers.listing(database, application.id) == [changed]


async def test_customers_of_two_applications_may_have_one_id(database):
    """One application's customer would be another's."""
    one, other = [await applications.create(database, name, NOW) for name in "AB"]
    for application in (one, other):
        await customers.put(database, application.id, "c", name=application.name, email="", at=NOW)
    assert (await customers.get(database, one.id, "c")).name == "A"
    assert await customers.remove(database, one.id, "c")
    assert not await customers.remove(database, one.id, "c")
    assert (await customers.get(database, other.id, "c")).name == "B"


async def test_customers_are_listed_by_id(database):
    """Clients of the old API read them in that order."""
    application = await applications.create(database, "A", NOW)
    for name in ("b", "a", "c"):
        await customers.put(database, application.id, name, name="n", email=None, at=NOW)
    assert [each.id for each in await customers.listing(database, application.id)] == list("abc")


async def test_a_customer_needs_an_application(database):
    """A customer would belong to nobody."""
    with pytest.raises(Missing):
        await customers.put(database, "none", "c", name="n", email=None, at=NOW)


async def test_a_connection_comes_back_as_it_was_put(database):
    """Its credential would not open."""
    assert not await connections.exist(database)
    application, connection = await connected(database)
    assert await connections.exist(database)
    assert await connections.get(database, application.id, "c-1", "outreach") == connection
    assert await connections.by_id(database, connection.id) == connection
    assert await connections.listing(database, application.id, "c-1") == [connection]
    assert await connections.listing(database, application.id, "c-2") == []
    assert await connections.by_id(database, "none") is None


async def test_a_customer_has_one_connection_to_a_provider(database):
    """A write could go to either of two accounts."""
    _, connection = await connected(database)
    with pytest.raises(Conflict):
        await connections.create(database, replace(connection, id="second"))
    await connections.create(database, replace(connection, id="second", provider="apollo"))


async def test_a_connection_needs_a_customer(database):
    """A connection would belong to nobody."""
    _, connection = await connected(database)
    with pytest.raises(Missing):
        await connections.create(database, replace(connection, id="2", customer_id="none"))


async def test_connections_go_with_their_customer(database):
    """A deleted customer's credentials would stay."""
    application, connection = await connected(database)
    await customers.remove(database, application.id, "c-1")
    assert await connections.by_id(database, connection.id) is None


async def test_a_connection_is_removed(database):
    """A customer could not disconnect."""
    application, _ = await connected(database)
    assert not await connections.remove(database, application.id, "c-1", "apollo")
    assert await connections.remove(database, application.id, "c-1", "outreach")
    assert not await connections.exist(database)


async def test_of_many_refreshed_credentials_the_first_is_kept(database, another):
    """A refresh token that was used would replace the one it was exchanged for."""
    _, connection = await connected(database)
    await connections.mark(database, connection.id, "reauth_required", reason="expired", at=NOW)
    runners = [database, await another()]

    async def refresh(n):
        return await connections.replace_credential(
            runners[n % 2],
            connection.id,
            was=connection.credential,
            becomes=Renewal(b"%d" % n, LATER, expires_at=LATER, minted_at=NOW, scopes=("a", "b")),
        )

    got = await asyncio.gather(*(refresh(n) for n in range(20)))
    assert got.count(True) == 1
    assert await connections.by_id(database, connection.id) == replace(
        connection,
        credential=b"%d" % got.index(True),
        updated_at=LATER,
        since=LATER,
        expires_at=LATER,
        minted_at=NOW,
        scopes=("a", "b"),
    )


async def test_a_dead_connection_says_why(database):
    """A customer would not be told to connect again."""
    _, connection = await connected(database)
    assert await connections.mark(
        database, connection.id, "reauth_required", reason="revoked", at=LATER
    )
    assert not await connections.mark(database, "none", "reauth_required", reason=None, at=LATER)
    assert await connections.by_id(database, connection.id) == replace(
        connection, state="reauth_required", reason="revoked", updated_at=LATER, since=LATER
    )
