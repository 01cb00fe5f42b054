"""Headers that are checked by hand."""

from uuid import UUID

import pytest

from segue.http.headers import idempotency_key, request_id


@pytest.mark.parametrize("given", [b"abc", b"A.b_c-9", b"x" * 128])
def test_a_plain_request_id_is_kept(given: bytes):
    """A caller could not follow its request through our logs."""
    assert request_id([(b"x-request-id", given)]) == given.decode()


@pytest.mark.parametrize("given", [b"", b"x" * 129, b"a b", b"a\xff", b'a"b', b"a\nb"])
def test_any_other_request_id_is_replaced(given: bytes):
    """A caller could write its own text into our logs and headers."""
    assert UUID(request_id([(b"x-request-id", given)])).version == 4


def test_two_request_ids_are_replaced():
    """A proxy and a caller would each believe that theirs was kept."""
    found = request_id([(b"x-request-id", b"a"), (b"x-request-id", b"b")])

    assert UUID(found).version == 4


def test_a_key_is_made_where_there_is_none():
    """A write without a key could never be repeated safely."""
    key, faults = idempotency_key([(b"accept", b"*/*")])

    assert UUID(key).version == 4
    assert faults == []


@pytest.mark.parametrize("given", [b"a", b"k" * 255, b"caf\xe9", b"with spaces / and : signs"])
def test_a_key_of_1_to_255_characters_is_kept(given: bytes):
    """A caller's own key would be replaced, and its repeat would write twice."""
    assert idempotency_key([(b"idempotency-key", given)]) == (given.decode("latin-1"), [])


@pytest.mark.parametrize(
    "headers",
    [
        [(b"idempotency-key", b"")],
        [(b"idempotency-key", b"k" * 256)],
        [(b"idempotency-key", b"a\x00b")],
        [(b"idempotency-key", b"a"), (b"idempotency-key", b"b")],
    ],
)
def test_any_other_key_is_a_fault_and_never_used(headers: list[tuple[bytes, bytes]]):
    """A key that is cut or chosen by us would let two writes share one journal entry."""
    key, faults = idempotency_key(headers)

    assert UUID(key).version == 4
    assert [(fault.pointer, fault.problem_type) for fault in faults] == [
        ("/header/idempotency-key", "VALIDATION_ERROR")
    ]
