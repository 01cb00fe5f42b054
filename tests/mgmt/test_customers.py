"""Customers on the old wire: statuses, keys, order."""

import httpx2
import pytest

from segue.testing.world import CUSTOMER, World

from .conftest import ACME, CUSTOMERS, ROOT

JSON = {"content-type": "application/json"}


async def test_a_customer_is_put_with_201_and_four_keys(caller: httpx2.AsyncClient, site: World):
    """Clients that compare the whole record, or wait for 201, would fail."""
    for name in ("Acme", "Acme Ltd"):
        response = await caller.put(CUSTOMERS, json={**ACME, "name": name})

        assert response.status_code == 201
        assert response.json() == {
            "application_id": site.session.application_id,
            "customer_id": "acme",
            "name": name,
            "email": "it@acme.example",
        }
    read = await caller.get(f"{CUSTOMERS}/acme")
    assert read.status_code == 200
    assert read.json()["name"] == "Acme Ltd"


async def test_customers_are_listed_in_the_order_of_their_ids(caller: httpx2.AsyncClient):
    """A client that looks for the first of two would find the other."""
    for each in ("zeta", "alpha"):
        await caller.put(CUSTOMERS, json={"customer_id": each, "name": each, "email": ""})

    listed = (await caller.get(CUSTOMERS)).json()

    assert [customer["customer_id"] for customer in listed] == ["alpha", CUSTOMER, "zeta"]
    assert listed[0]["email"] == ""
    assert listed[1]["email"] == ""


async def test_a_customer_is_deleted_with_its_connections(caller: httpx2.AsyncClient):
    """A credential would stay behind, or the old wire's 204 have a body."""
    gone = await caller.delete(f"{CUSTOMERS}/{CUSTOMER}")

    assert (gone.status_code, gone.content) == (204, b"")
    for path in (f"{CUSTOMERS}/{CUSTOMER}", f"{CUSTOMERS}/{CUSTOMER}/connections"):
        assert (await caller.get(path)).status_code == 404
    assert (await caller.delete(f"{CUSTOMERS}/{CUSTOMER}")).status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"customer_id": ""}, "/body/customer_id"),
        ({"customer_id": None}, "/body/customer_id"),
        ({"customer_id": "a\nb"}, "/body/customer_id"),
        ({"name": 1}, "/body/name"),
        ({"email": None}, "/body/email"),
    ],
)
async def test_what_is_no_customer_is_400(
    caller: httpx2.AsyncClient, change: dict[str, object], pointer: str
):
    """A customer could be made whom no request can name."""
    response = await caller.put(CUSTOMERS, json={**ACME, **change})

    assert response.status_code == 400
    assert [error["source"]["pointer"] for error in response.json()["errors"]] == [pointer]


async def test_keys_that_are_not_known_are_passed_over(caller: httpx2.AsyncClient):
    """Clients of the old wire that send more would be refused."""
    response = await caller.put(CUSTOMERS, json={**ACME, "connections": []})

    assert response.status_code == 201
    assert set(response.json()) == {"application_id", "customer_id", "name", "email"}


async def test_an_id_is_taken_from_the_path_unescaped(caller: httpx2.AsyncClient):
    """A customer whose id has a space, a percent sign or a slash could never be asked for."""
    for own, spelled in (("a b", "a%20b"), ("50%25", "50%2525"), ("org/1", "org%2F1")):
        await caller.put(CUSTOMERS, json={**ACME, "customer_id": own})

        found = await caller.get(f"{CUSTOMERS}/{spelled}")
        assert found.json()["customer_id"] == own
        assert (await caller.get(f"{CUSTOMERS}/{spelled}/connections")).json() == []
        assert (await caller.delete(f"{CUSTOMERS}/{spelled}")).status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{ROOT}/nothing", 404),
        ("GET", "/mgmt/v2", 404),
        ("PATCH", CUSTOMERS, 405),
        ("POST", f"{CUSTOMERS}/acme", 405),
        ("DELETE", f"{ROOT}/magic_links", 405),
    ],
)
async def test_what_is_not_there_is_told_in_json(
    caller: httpx2.AsyncClient, method: str, path: str, status: int
):
    """A client would get HTML, as the old server answered."""
    response = await caller.request(method, path)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/json"
    assert response.json()["errors"][0]["status"] == str(status)


async def test_bodies_are_json_and_say_so(caller: httpx2.AsyncClient):
    """A broken body would be a 500, as it was on the old wire, or a form would write."""
    broken = await caller.put(CUSTOMERS, content=b'{"customer_id":', headers=JSON)
    untyped = await caller.put(CUSTOMERS, content=b"{}")
    form = await caller.put(CUSTOMERS, data={"customer_id": "x"})

    assert [each.status_code for each in (broken, untyped, form)] == [400, 415, 415]


async def test_readings_and_deletions_may_come_with_a_content_type(caller: httpx2.AsyncClient):
    """Clients that always send one, or a body with DELETE, would be refused."""
    await caller.put(CUSTOMERS, json=ACME)

    read = await caller.get(f"{CUSTOMERS}/acme", headers=JSON)
    gone = await caller.request("DELETE", f"{CUSTOMERS}/acme", json={"why": "over"})

    assert (read.status_code, gone.status_code) == (200, 204)


async def test_a_body_may_come_in_chunks(caller: httpx2.AsyncClient):
    """Clients that stream their bodies would be refused."""

    async def chunks():
        yield b'{"customer_id": "acme", '
        yield b'"name": "Acme", "email": ""}'

    response = await caller.put(CUSTOMERS, content=chunks(), headers=JSON)

    assert response.status_code == 201


async def test_a_key_comes_before_everything_else(caller: httpx2.AsyncClient):
    """Anyone could learn which customers there are."""
    for headers in ({"x-api-key": ""}, {"x-api-key": "wrong"}):
        response = await caller.get(f"{CUSTOMERS}/{CUSTOMER}?nonsense=1", headers=headers)
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/json"
    unknown = await caller.get(f"{CUSTOMERS}?nonsense=1")
    assert unknown.status_code == 400
    assert unknown.json()["errors"][0]["source"] == {"pointer": "/query/nonsense"}
