"""Requests that are wrong before anything of theirs is understood keep the one envelope."""

import json
import os
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, example, given, seed, settings
from hypothesis import strategies as st

from tests.http.claims import Claims

from .conftest import Town

EXAMPLES = 3 * int(os.environ.get("SEGUE_FUZZ_EXAMPLES", "8"))
SEED = int(os.environ.get("SEGUE_FUZZ_SEED", "1"))
SEQUENCES = "/engagement/v2/sequences"
STEPS = f"{SEQUENCES}/7/sequence_steps"
WRITES = (("POST", SEQUENCES), ("POST", STEPS), ("PATCH", f"{STEPS}/21"))
READS = (("GET", SEQUENCES), ("GET", f"{SEQUENCES}/7"))
LOCAL = (("GET", "/segue/v1/providers"), ("GET", "/segue/v1/writes/wr_1"))
NAMES = ("x-api-key", "x-customer-id", "x-provider-name")

PRINTED = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=300)
JSON_ENOUGH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["record", "type", "steps", "template"]), inner)
    ),
    max_leaves=12,
)
BODIES = st.binary(max_size=200) | JSON_ENOUGH.map(lambda it: json.dumps(it).encode())

fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def claims(town: Town) -> Claims:
    """The server's own document."""
    return Claims(httpx2.get(f"{town.url}/openapi.json").json())


def _refused(claims: Claims, response: httpx2.Response, *statuses: int) -> None:
    assert response.status_code in statuses, response.text
    assert response.headers["content-type"] == "application/json"
    body: Any = response.json()
    claims.validate(claims.document["components"]["schemas"]["Problem"], body)
    for error in body["errors"]:
        assert error["id"] == response.headers["x-request-id"]
        assert error["status"] == str(response.status_code)
        assert error["meta"]["origin"] == "segue"
    if response.request.method != "GET":
        assert response.headers["idempotency-key"]


@seed(SEED)
@fuzzed
@given(asked=st.sampled_from(WRITES + READS + LOCAL), key=st.none() | PRINTED)
def test_without_a_valid_key(town: Town, claims: Claims, asked: tuple[str, str], key: str | None):
    """Somebody without a key would get in, or a client could not read why it did not."""
    headers = town.headers("outreach") | {"x-api-key": key or ""}
    if key is None:
        del headers["x-api-key"]
    _refused(claims, httpx2.request(*asked[:1], town.url + asked[1], headers=headers), 401)


@seed(SEED)
@fuzzed
@given(asked=st.sampled_from(WRITES + READS), name=st.sampled_from(NAMES[1:]), value=PRINTED)
def test_with_a_header_that_names_nothing(
    town: Town, claims: Claims, asked: tuple[str, str], name: str, value: str
):
    """A caller would reach another connection than the one it named."""
    headers = town.headers("outreach") | {name: value}
    response = httpx2.request(asked[0], town.url + asked[1], headers=headers)
    _refused(claims, response, 400, 401, 404)


@seed(SEED)
@fuzzed
@given(asked=st.sampled_from(WRITES), body=BODIES)
@example(asked=WRITES[0], body=b"")
@example(asked=WRITES[0], body=b"[" * 100_000)
@example(asked=WRITES[0], body=b'{"record": {"name": "\\ud800", "type": "x"}}')
@example(asked=WRITES[1], body=b'{"record": {"type": "call", "interval_seconds": 1e400}}')
@example(asked=WRITES[1], body=b'{"record": {"type": "call", "order": ' + b"9" * 5_000 + b"}}")
def test_with_a_body_that_is_no_record(
    town: Town, claims: Claims, asked: tuple[str, str], body: bytes
):
    """A broken body would break the server, or be taken for a record."""
    headers = town.headers("outreach") | {"content-type": "application/json"}
    response = httpx2.request(asked[0], town.url + asked[1], headers=headers, content=body)
    if _says_something(body):
        assert response.status_code < 500, response.text
    else:
        _refused(claims, response, 400)


def _says_something(body: bytes) -> bool:
    """Tell whether a body is an object with an object for its record: that may mean anything."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and isinstance(found.get("record"), dict)


@seed(SEED)
@fuzzed
@given(asked=st.sampled_from(WRITES), media_type=st.none() | PRINTED)
@example(asked=WRITES[0], media_type="text/json")
@example(asked=WRITES[0], media_type="application/x-www-form-urlencoded")
def test_with_another_media_type(
    town: Town, claims: Claims, asked: tuple[str, str], media_type: str | None
):
    """A form, or a page of another site, could write."""
    headers = town.headers("outreach") | (
        {} if media_type is None else {"content-type": media_type}
    )
    body = b'{"record": {"name": "A", "type": "team"}}'
    response = httpx2.request(asked[0], town.url + asked[1], headers=headers, content=body)
    _refused(claims, response, 415)


@seed(SEED)
@fuzzed
@given(asked=st.sampled_from(WRITES + READS), name=PRINTED, value=PRINTED)
def test_with_a_query_that_means_nothing(
    town: Town, claims: Claims, asked: tuple[str, str], name: str, value: str
):
    """A misspelt `dry_run` would write."""
    response = httpx2.request(
        asked[0],
        town.url + asked[1],
        headers=town.headers("outreach"),
        params={f"_{name}": value},
    )
    _refused(claims, response, 400)
