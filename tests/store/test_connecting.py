"""Provider apps, attempts to connect, magic links, the audit log, and a connection's health."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import column, select, table, update

from segue.store import (
    applications,
    audit,
    connect_states,
    connections,
    customers,
    keys,
    magic_links,
    migrate,
    provider_apps,
    retention,
)
from segue.store.audit import AuditEntry, AuditFilters
from segue.store.connect_states import ConnectState
from segue.store.connections import Renewal
from segue.store.database import connect
from segue.store.errors import Conflict, Missing
from segue.store.magic_links import MagicLink
from segue.store.provider_apps import ProviderApp

from .rows import NOW, connected

LATER = NOW + timedelta(minutes=10)
STATE = ConnectState("d", "app", "c-1", "outreach", "https://a.example", "b", NOW, LATER)


def app_of(application, **changes) -> ProviderApp:
    """A client of Outreach's."""
    made = ProviderApp("pa", application.id, "outreach", "id", b"\x00", ("a", "b"), NOW, NOW)
    return replace(made, **changes)


def entry(n: int, **changes) -> AuditEntry:
    """An entry of the nth minute."""
    at = NOW + timedelta(minutes=n)
    return replace(AuditEntry(audit.audit_id(at), "app", at, "key", "createStep", 201), **changes)


async def test_a_provider_app_is_added_changed_and_removed(database):
    """An application could not bring its own client, or not a new secret."""
    application = await applications.create(database, "A", NOW)
    app = app_of(application)
    assert await provider_apps.put(database, app)
    assert await provider_apps.get(database, application.id, "outreach") == app
    assert await provider_apps.by_id(database, application.id, "pa") == app
    changed = replace(app, client_id="other", secret=b"\x01", scopes=(), updated_at=LATER)
    assert await provider_apps.put(database, replace(changed, created_at=LATER))
    assert await provider_apps.listing(database, application.id) == [changed]
    assert not await provider_apps.remove(database, "other", "pa")
    assert await provider_apps.remove(database, application.id, "pa")
    assert await provider_apps.get(database, application.id, "outreach") is None


async def test_a_provider_app_with_another_id_is_not_put_over_one(database):
    """A secret would be stored under an id to which it is not bound, and never open again."""
    application = await applications.create(database, "A", NOW)
    await provider_apps.put(database, app_of(application))
    assert not await provider_apps.put(database, app_of(application, id="second"))
    with pytest.raises(Missing):
        await provider_apps.put(database, app_of(replace(application, id="none"), id="third"))


async def test_another_applications_provider_app_is_not_found(database):
    """One application could read or delete another's client."""
    one, other = [await applications.create(database, name, NOW) for name in "AB"]
    await provider_apps.put(database, app_of(one))
    assert await provider_apps.by_id(database, other.id, "pa") is None
    assert await provider_apps.get(database, other.id, "outreach") is None
    assert await provider_apps.listing(database, other.id) == []


async def test_an_attempt_is_taken_once(database, another):
    """A state that was seen in a log could be used again."""
    await connect_states.create(database, replace(STATE, verifier=b"v", link_id="l"))
    with pytest.raises(Conflict):
        await connect_states.create(database, STATE)
    runners = [database, await another()]
    taken = await asyncio.gather(*(connect_states.take(runners[n % 2], "d", NOW) for n in range(8)))
    expected = replace(STATE, verifier=b"v", link_id="l", used_at=NOW)
    assert [each for each in taken if each] == [expected]
    assert await connect_states.get(database, "d") == expected
    assert await connect_states.take(database, "none", NOW) is None


async def test_an_attempt_expires(database):
    """A state could be used long after the customer left the page."""
    await connect_states.create(database, STATE)
    assert await connect_states.take(database, "d", LATER) is None
    assert await connect_states.prune(database, NOW) == 0
    assert await connect_states.prune(database, LATER) == 1
    assert await connect_states.get(database, "d") is None


async def test_a_link_is_consumed_once_and_in_time(database, another):
    """A link could connect two accounts, or stay good forever."""
    application, _ = await connected(database)
    link = MagicLink("l", application.id, "c-1", "apollo", "https://a.example", NOW, LATER)
    await magic_links.create(database, link)
    await magic_links.create(database, replace(link, id="m", created_at=LATER))
    assert not await magic_links.consume(database, "l", LATER)
    runners = [database, await another()]
    used = await asyncio.gather(*(magic_links.consume(runners[n % 2], "l", NOW) for n in range(8)))
    assert used.count(True) == 1
    consumed = replace(link, state="consumed", consumed_at=NOW)
    assert await magic_links.by_id(database, "l") == consumed
    listed = await magic_links.listing(database, application.id)
    assert [each.id for each in listed] == ["m", "l"]
    assert await magic_links.get(database, "other", "l") is None
    assert not await magic_links.remove(database, "other", "l")
    assert await magic_links.remove(database, application.id, "l")


async def test_links_belong_to_a_customer_and_go_with_it(database):
    """A deleted customer could connect again."""
    application, _ = await connected(database)
    link = MagicLink("l", application.id, "c-1", "apollo", "https://a.example", NOW, LATER)
    with pytest.raises(Missing):
        await magic_links.create(database, replace(link, customer_id="none"))
    await magic_links.create(database, link)
    await customers.remove(database, application.id, "c-1")
    assert await magic_links.by_id(database, "l") is None


async def test_the_audit_log_is_listed_by_time_and_kept_to_filters(database):
    """Nobody could find what a key did, or a page would repeat or skip entries."""
    entries = [
        entry(0, customer_id="c-1", provider="apollo", connection_id="con", write_id="w"),
        entry(1, who="segue", what="connection.refreshed", status=200, key_id=None),
        entry(2, key_id="k"),
    ]
    for each in (*entries, entry(3, application_id="other")):
        await audit.add(database, each)
    newest = entries[::-1]
    assert await audit.listing(database, "app") == newest
    assert await audit.listing(database, "app", limit=1) == newest[:1]
    assert await audit.listing(database, "app", before=newest[0].id) == newest[1:]
    kept = [
        (AuditFilters(key_id="k"), 2),
        (AuditFilters(what="connection.refreshed", who="segue"), 1),
        (AuditFilters(customer_id="c-1", provider="apollo", connection_id="con", write_id="w"), 0),
        (AuditFilters(since=entries[1].at, until=entries[2].at), 1),
    ]
    for filters, place in kept:
        assert await audit.listing(database, "app", filters) == [entries[place]]
    assert await retention.forget_audit(database, "app", entries[2].at, 9) == 2
    assert await audit.listing(database, "app") == newest[:1]


async def test_a_connections_health_is_noted(database):
    """An operator could not see since when a connection fails, or when it last worked."""
    _, connection = await connected(database)
    id = connection.id  # noqa: A001 -- the connection's
    limits = {"hourly": {"limit": 10, "remaining": 3}}
    assert await connections.note(database, id, succeeded=LATER)
    assert await connections.note(database, id, limits=limits)
    assert await connections.note(database, id, succeeded=NOW)
    assert not await connections.note(database, "none", limits={})
    for at, reason in ((NOW, "first"), (LATER, "second")):
        await connections.mark(database, id, "error", reason=reason, at=at)
    found = await connections.by_id(database, id)
    assert (found.since, found.reason, found.updated_at) == (NOW, "second", LATER)
    assert (found.last_success_at, found.limits) == (LATER, limits)


async def test_a_new_credential_keeps_what_was_not_told_anew(database):
    """A refresh would forget who the connection acts as, and since when it works."""
    _, connection = await connected(database)
    told = Renewal(b"1", NOW, scopes=("a",), acting_user="7")
    for was, becomes in ((connection.credential, told), (b"1", Renewal(b"2", LATER))):
        assert await connections.replace_credential(
            database, connection.id, was=was, becomes=becomes
        )
    found = await connections.by_id(database, connection.id)
    assert (found.scopes, found.acting_user, found.since) == (("a",), "7", None)


async def test_what_is_said_of_an_old_credential_is_not_said_of_a_new_one(database):
    """A customer that has just connected again would be told to connect again."""
    _, connection = await connected(database)
    said = {"reason": "invalid_grant", "at": NOW}
    await connections.replace_credential(
        database, connection.id, was=connection.credential, becomes=Renewal(b"new", NOW)
    )
    mark = connections.mark
    assert not await mark(database, connection.id, "reauth_required", was=b"\x00sealed", **said)
    assert await mark(database, connection.id, "reauth_required", was=b"new", **said)


async def test_connections_that_idle_are_found_page_by_page(database):
    """Outreach would let a connection that nobody uses die."""
    made = [(await connected(database))[1] for _ in range(4)]
    for each, minted in zip(made, (NOW, None, LATER, NOW), strict=True):
        becomes = Renewal(b"1", NOW, minted_at=minted)
        await connections.replace_credential(
            database, each.id, was=each.credential, becomes=becomes
        )
    await connections.mark(database, made[3].id, "reauth_required", reason="r", at=NOW)
    idle = sorted([made[0].id, made[1].id])
    due = connections.due_for_keep_alive
    assert [each.id for each in await due(database, "outreach", LATER)] == idle
    page = await due(database, "outreach", LATER, after=idle[0], most=1)
    assert [each.id for each in page] == idle[1:]
    assert await due(database, "outreach", NOW) == []
    assert await due(database, "salesloft", LATER) == []


async def test_a_key_has_scopes(database):
    """A key for reading could write."""
    application = await applications.create(database, "A", NOW)
    key, secret = await keys.issue(database, application.id, "r", NOW, scopes=("read",))
    access = await keys.authenticate(database, keys.digest_of(secret), "", "")
    assert (access.scopes, key.scopes) == (("read",), ("read",))
    assert await keys.get(database, application.id, key.id) == key
    assert await keys.get(database, "other", key.id) is None


async def test_an_application_has_return_urls(database):
    """A customer could be sent anywhere after connecting, or nowhere."""
    application = await applications.create(database, "A", NOW)
    urls = ("https://a.example/done", "http://127.0.0.1:1/")
    assert await applications.set_return_urls(database, application.id, urls)
    assert not await applications.set_return_urls(database, "none", urls)
    found = await applications.get(database, application.id)
    assert found == replace(application, return_urls=urls)


async def test_what_the_first_version_stored_is_kept(empty_url):
    """After an upgrade every key would be refused and every connection lost."""
    await migrate.upgrade(empty_url)
    database = await connect(empty_url)
    application, connection = await connected(database)
    _, secret = await keys.issue(database, application.id, "k", NOW)
    await database.close()
    await migrate.downgrade(empty_url, "0001")
    database = await connect(empty_url)
    state = table("connections", column("state"))
    assert [row["state"] for row in await database.rows(select(state.c.state))] == ["live"]
    await database.run(update(state).values(state="dead"))
    await database.close()
    await migrate.upgrade(empty_url)
    database = await connect(empty_url)
    access = await keys.authenticate(database, keys.digest_of(secret), "c-1", "outreach")
    assert access.scopes == ("read", "write", "manage")
    assert access.connection == replace(connection, state="reauth_required")
    await database.close()
