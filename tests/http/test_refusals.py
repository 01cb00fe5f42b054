"""What the face refuses before the service is asked, and in which order."""

from uuid import UUID

import httpx2
import pytest

from segue.testing.world import API_KEY

SEQUENCES = "/engagement/v2/sequences"
STEPS = f"{SEQUENCES}/1/sequence_steps"
JSON = {"content-type": "application/json"}


def _faults(response: httpx2.Response) -> list[tuple[str | None, str]]:
    return [
        (entry.get("source", {}).get("pointer"), entry["problem_type"])
        for entry in response.json()["errors"]
    ]


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/engagement/v2/prospects", "/engagement/v2", f"{SEQUENCES}//"]
)
async def test_an_unknown_path_is_404_without_a_key(client: httpx2.AsyncClient, path: str):
    """A caller with a misspelt path would be told that its key is wrong."""
    response = await client.post(path)

    assert response.status_code == 404
    assert _faults(response)[0][1] == "VALIDATION_ERROR"
    assert response.json()["errors"][0]["code"] == "NOT_FOUND_ERROR"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", SEQUENCES, "GET, POST"),
        ("PUT", f"{SEQUENCES}/1", "GET"),
        ("PUT", f"{STEPS}/2", "DELETE, GET, PATCH"),
        ("OPTIONS", STEPS, "GET, POST"),
        ("POST", "/health", "GET"),
        ("PUT", "/engagement/v2/accounts/_upsert", "POST"),
        ("GET", "/engagement/v2/accounts/_upsert", "POST"),
        ("DELETE", "/engagement/v2/sequence_states/_batch", "POST"),
        ("DELETE", "/mgmt/v2/customers/1/connections/_provider_user_id", "GET"),
        ("PUT", "/engagement/v2/accounts/1", "GET, PATCH"),
    ],
)
async def test_a_wrong_method_is_405_with_every_method_allowed(
    client: httpx2.AsyncClient, method: str, path: str, allowed: str
):
    """A caller would be sent to another method, or not be told of one of them."""
    response = await client.request(method, path)

    assert response.status_code == 405
    assert response.headers["allow"] == allowed
    assert _faults(response) == [(path, "VALIDATION_ERROR")]


@pytest.mark.parametrize("path", [SEQUENCES, f"{SEQUENCES}/1", "/segue/v1/providers"])
async def test_a_missing_key_comes_before_everything_else(client: httpx2.AsyncClient, path: str):
    """Anyone could learn which customers, connections and parameters there are."""
    response = await client.get(path, params={"nonsense": "1"})

    assert response.status_code == 401
    assert "x-api-key" in response.text


async def test_a_wrong_key_is_401(client: httpx2.AsyncClient):
    """Anyone could call."""
    response = await client.get("/segue/v1/providers", headers={"x-api-key": "segue_wrong"})

    assert response.status_code == 401
    assert "segue_wrong" not in response.text


@pytest.mark.parametrize(
    "headers", [{}, {"x-customer-id": "customer-1"}, {"x-provider-name": "outreach"}]
)
async def test_missing_connection_headers_are_401(
    client: httpx2.AsyncClient, headers: dict[str, str]
):
    """The old wire's clients expect this status."""
    response = await client.get(SEQUENCES, headers={"x-api-key": API_KEY, **headers})

    assert response.status_code == 401


async def test_a_customer_without_a_connection_is_404(caller: httpx2.AsyncClient):
    """A typo in the customer's id would reach another customer or look like a dead key."""
    response = await caller.get(SEQUENCES, headers={"x-customer-id": "nobody"})

    assert response.status_code == 404


async def test_every_fault_of_the_query_and_key_is_told_at_once(caller: httpx2.AsyncClient):
    """A caller would mend one mistake at a time."""
    response = await caller.post(
        STEPS,
        params={"strict": "yes", "dryrun": "true"},
        headers={"idempotency-key": "k" * 256, "content-type": "text/plain"},
    )

    assert response.status_code == 400
    assert _faults(response) == [
        ("/query/strict", "VALIDATION_ERROR"),
        ("/query/dryrun", "VALIDATION_ERROR"),
        ("/header/idempotency-key", "VALIDATION_ERROR"),
    ]


async def test_a_wrong_media_type_is_415_at_the_path(caller: httpx2.AsyncClient):
    """A form sent by a browser from another site would be taken for a call."""
    response = await caller.post(STEPS, content=b"{}", headers={"content-type": "text/plain"})

    assert response.status_code == 415
    assert _faults(response) == [(STEPS, "VALIDATION_ERROR")]


async def test_too_long_a_body_is_413_and_not_read(caller: httpx2.AsyncClient):
    """A caller could fill the memory."""
    response = await caller.post(STEPS, content=b" " * 5_000_001, headers=JSON)

    assert response.status_code == 413


@pytest.mark.parametrize("path", [SEQUENCES, f"{SEQUENCES}/1", "/segue/v1/providers"])
async def test_an_unknown_parameter_is_400_on_reads_too(caller: httpx2.AsyncClient, path: str):
    """A misspelt filter would be ignored and everything returned."""
    response = await caller.get(path, params={"nonsense": "1"})

    assert response.status_code == 400
    assert _faults(response) == [("/query/nonsense", "VALIDATION_ERROR")]


async def test_reading_from_a_cache_is_refused_as_unsupported(caller: httpx2.AsyncClient):
    """A caller would believe that it reads from a cache that does not exist."""
    response = await caller.get(SEQUENCES, params={"read_from_cache": "true"})

    assert response.status_code == 400
    (entry,) = response.json()["errors"]
    assert entry["meta"]["reason"] == "unsupported"
    assert entry["source"] == {"pointer": "/query/read_from_cache"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", STEPS, {"x-api-key": ""}, 401),
        ("POST", SEQUENCES, {"x-customer-id": "nobody"}, 404),
        ("PATCH", f"{STEPS}/2", {"content-type": "text/plain"}, 415),
        ("POST", STEPS, JSON, 400),
    ],
)
async def test_every_refused_write_names_a_key(
    caller: httpx2.AsyncClient, method: str, path: str, headers: dict[str, str], status: int
):
    """A caller that repeats after an error would start a second write."""
    made = await caller.request(method, path, headers=headers, content=b"")
    own = await caller.request(
        method, path, headers={**headers, "idempotency-key": "mine"}, content=b""
    )

    assert (made.status_code, own.status_code) == (status, status)
    assert UUID(made.headers["idempotency-key"]).version == 4
    assert own.headers["idempotency-key"] == "mine"


async def test_a_read_names_no_key(caller: httpx2.AsyncClient):
    """A caller would think that a read can be replayed."""
    assert "idempotency-key" not in (await caller.get(SEQUENCES)).headers


@pytest.mark.parametrize("path", ["/health", "/nothing", SEQUENCES, "/docs", "/openapi.json"])
async def test_every_answer_carries_a_request_id_and_safe_headers(
    client: httpx2.AsyncClient, path: str
):
    """A caller could not name a request to us; a browser could keep or reinterpret an answer."""
    made = await client.get(path)
    own = await client.get(path, headers={"x-request-id": "mine.1"})

    assert UUID(made.headers["x-request-id"]).version == 4
    assert own.headers["x-request-id"] == "mine.1"
    assert made.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in made.headers["content-security-policy"]
    assert made.headers["cache-control"] == "no-store"


async def test_an_error_has_the_requests_id(client: httpx2.AsyncClient):
    """The error that a user reports could not be found in the log."""
    response = await client.get("/nothing", headers={"x-request-id": "mine"})

    assert response.json()["errors"][0]["id"] == "mine"


@pytest.mark.parametrize("path", ["/health/", "/docs/", f"{SEQUENCES}/"])
async def test_a_trailing_slash_is_accepted(client: httpx2.AsyncClient, path: str):
    """Clients of the old wire that add one would be redirected, and lose their body."""
    response = await client.get(path)

    assert response.status_code in {200, 401}
