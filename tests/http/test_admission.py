"""How often callers may ask: each key, each address without one, and in bounded memory."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest

from segue.http.app import create_app
from segue.kit.quotas import Quotas
from segue.service.admission import MOST_KNOWN, Admission, network
from segue.service.context import Services
from segue.store import keys
from segue.testing.world import API_KEY

PROVIDERS = "/segue/v1/providers"


@dataclass
class Hand:
    """A clock that is moved by hand."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    """The clock of the limits."""
    return Hand()


@pytest.fixture
def limited(services: Services, hand: Hand) -> Services:
    """Services that let a key ask twice a second, and an address guess three times a minute."""
    settings = services.settings.but(key_requests_per_second=2, stranger_requests_per_minute=3)
    admission = Admission(Quotas(clock=hand), Quotas(clock=hand))
    return replace(services, settings=settings, admission=admission)


Ask = Callable[..., Awaitable[httpx2.Response]]


@pytest.fixture
def ask(limited: Services) -> Ask:
    """Asks from an address, with a key."""
    app = create_app(limited)

    async def asked(
        path: str = PROVIDERS, *, key: str = API_KEY, at: str = "192.0.2.1", **more: Any
    ) -> httpx2.Response:
        transport = httpx2.ASGITransport(app, client=(at, 50_000))
        headers = {"x-api-key": key, **more}
        async with httpx2.AsyncClient(transport=transport, base_url="http://segue.test") as client:
            return await client.get(path, headers=headers)

    return asked


def _refused(response: httpx2.Response, reason: str, wait: int) -> None:
    (error,) = response.json()["errors"]
    assert (response.status_code, error["meta"]["reason"]) == (429, reason)
    assert response.headers["retry-after"] == str(wait)


async def test_a_key_that_asks_too_often_is_429(ask: Ask, limited: Services, hand: Hand):
    """One product's endless loop would take the server from every other."""
    for _ in range(4):
        assert (await ask()).status_code == 200
    _refused(await ask(), "too_many_requests", 1)
    _refused(await ask(at="192.0.2.2"), "too_many_requests", 1)
    now = limited.clock.now()
    owner = (await keys.authenticate(limited.database, keys.digest_of(API_KEY), "", "")) or None
    assert owner is not None
    await keys.issue(limited.database, owner.application_id, "b", now, secret="segue_other")
    assert (await ask(key="segue_other")).status_code == 200
    hand.now += 1
    assert [(await ask()).status_code for _ in range(3)] == [200, 200, 429]


async def test_a_write_that_is_held_off_keeps_its_idempotency_key(ask: Ask, limited: Services):
    """A caller could not repeat the write that it was told to repeat."""
    for _ in range(4):
        await ask()
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(create_app(limited)), base_url="http://segue.test"
    ) as client:
        headers = {"x-api-key": API_KEY, "idempotency-key": "mine"}
        response = await client.post("/engagement/v2/sequences", headers=headers, json={})
    _refused(response, "too_many_requests", 1)
    assert response.headers["idempotency-key"] == "mine"


async def test_wrong_keys_from_one_address_are_429(ask: Ask, hand: Hand):
    """Somebody could try keys for as long as they like, each at the database."""
    for i in range(3):
        assert (await ask(key=f"wrong-{i}", at="192.0.2.9")).status_code == 401
    _refused(await ask(key="wrong-3", at="192.0.2.9"), "too_many_attempts", 20)
    assert (await ask(key="wrong-3", at="192.0.2.8")).status_code == 401
    hand.now += 20
    assert (await ask(key="wrong-3", at="192.0.2.9")).status_code == 401
    assert (await ask(key="wrong-3", at="192.0.2.9")).status_code == 429


async def test_a_key_that_is_known_is_not_kept_out_by_its_neighbours(ask: Ask):
    """Behind one proxy a stranger could lock every product out."""
    assert (await ask()).status_code == 200
    for i in range(5):
        await ask(key=f"wrong-{i}")
    assert (await ask()).status_code == 200
    assert (await ask(key="wrong-9")).status_code == 429


@pytest.mark.parametrize("path", ["/oauth/connect", "/oauth/callback", "/links/x"])
async def test_browsers_that_come_too_often_see_a_page(ask: Ask, path: str):
    """Attempts to connect would fill the database, and links could be tried one by one."""
    for _ in range(3):
        assert (await ask(path)).status_code in (400, 404)
    _refused(await ask(path), "too_many_attempts", 20)
    page = await ask(path, accept="text/html")
    assert (page.status_code, page.headers["retry-after"]) == (429, "20")
    assert "Wait a minute, then try again." in page.text
    assert (await ask(path, at="192.0.2.7")).status_code != 429


async def test_without_limits_nothing_is_counted(services: Services):
    """An operator could not leave the limits to the proxy in front."""
    settings = services.settings.but(key_requests_per_second=0, stranger_requests_per_minute=0)
    free = Admission()
    for i in range(2_000):
        free.right(settings, "key_1", "known")
        free.knock(settings, "192.0.2.1", f"{i}")
        free.wrong(settings, "192.0.2.1", f"{i}")
        free.visit(settings, "192.0.2.1")
    assert (len(free.keys), len(free.strangers)) == (0, 0)


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
        ("::ffff:192.0.2.1", "192.0.2.1", "::ffff:192.0.2.2"),
        ("fe80::1%eth0", "fe80::2", "fe81::1"),
        ("x" * 64 + "a", "x" * 64 + "b", "y"),
        ("no:address", "no:address", "no:other"),
    ],
)
def test_one_network_is_one_caller(one: str, same: str, other: str):
    """Whoever has a network of IPv6 has more addresses than there are limits."""
    assert network(one) == network(same)
    assert network(one) != network(other)


def test_a_million_addresses_take_no_more_memory_than_ten_thousand(services: Services):
    """An attacker with many addresses would fill the memory that guards against it."""
    found = Admission()
    for i in range(50_000):
        found.wrong(services.settings, f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}", str(i))
    assert len(found.strangers) == 10_000
    for i in range(MOST_KNOWN + 100):
        found.right(services.settings, "key_1" if i < 900 else f"key_{i}", f"digest {i}")
    assert len(found.known) == MOST_KNOWN
    assert sys.getsizeof(found.strangers._ends) < 2_000_000


def test_a_quota_comes_back_steadily():
    """A limit would open in bursts, or never again."""
    hand = Hand()
    found = Quotas(most=2, clock=hand)
    asked = {"rate": 2, "burst": 3}
    assert [found.take("a", **asked) for _ in range(4)] == [0, 0, 0, 0.5]
    assert found.take("a", **asked, cost=0) == 0.5
    hand.now += 0.5
    assert found.take("a", **asked, cost=0) == 0
    assert [found.take("a", **asked) for _ in range(2)] == [0, 0.5]
    hand.now += 3600
    assert [found.take("a", **asked) for _ in range(4)] == [0, 0, 0, 0.5]
    found.take("b", **asked)
    found.take("c", **asked)
    assert len(found) == 2
    assert found.take("a", **asked) == 0
