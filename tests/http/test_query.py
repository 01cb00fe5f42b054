"""Query parameters."""

import pytest

from segue.http import query


@pytest.mark.parametrize("word", ["TRUE", "True", "1", "yes", "", "false ", "true%20"])
def test_booleans_are_exactly_true_or_false(word: str):
    """A client that spells a boolean otherwise would silently get the default."""
    _, faults = query.read(f"dry_run={word}".encode(), query.WRITE)

    assert [(fault.pointer, fault.problem_type) for fault in faults] == [
        ("/query/dry_run", "VALIDATION_ERROR")
    ]


def test_true_and_false_are_read():
    """`dry_run=false` would be taken for a dry run, or `true` for a real write."""
    found, faults = query.read(b"dry_run=false&strict=true", query.WRITE)

    assert faults == ()
    assert (query.yes(found, query.DRY_RUN), query.yes(found, query.STRICT)) == (False, True)


def test_each_unknown_parameter_is_one_fault():
    """A misspelt parameter would be ignored, or a caller told of one at a time."""
    _, faults = query.read(b"dryrun=true&strict=true&x=1&x=2&a/b=1", query.WRITE)

    assert [fault.pointer for fault in faults] == ["/query/dryrun", "/query/x", "/query/a~1b"]


def test_a_repeated_parameter_is_refused():
    """Which of two values counts would depend on who reads them."""
    _, faults = query.read(b"page_size=1&page_size=2&page_size=3", query.LIST)

    assert [fault.pointer for fault in faults] == ["/query/page_size"]
    assert "more than once" in faults[0].detail


@pytest.mark.parametrize("name", ["cursor", "page_size", "modified_after"])
def test_an_empty_value_is_refused(name: str):
    """An empty cursor would silently start again at the first page."""
    _, faults = query.read(f"{name}=".encode(), query.LIST)

    assert [fault.pointer for fault in faults] == [f"/query/{name}"]


@pytest.mark.parametrize(
    "sent",
    [
        b"2024-01-01T00:00:00+02:00",
        b"2024-01-01T00:00:00%2B02:00",
        b"2024-01-01T00%3A00%3A00%2B02%3A00",
    ],
)
def test_a_zone_keeps_its_plus(sent: bytes):
    """A time with a zone east of Greenwich would be refused when its plus is not escaped."""
    found, faults = query.read(b"modified_after=" + sent, query.LIST)

    assert faults == ()
    assert found["modified_after"] == "2024-01-01T00:00:00+02:00"


def test_only_a_zone_gets_a_plus():
    """A time that was spelt with a space would change its meaning instead of being refused."""
    found, _ = query.read(b"modified_after=2024-01-01+00:00", query.LIST)

    assert found["modified_after"] == "2024-01-01 00:00"


def test_a_flood_of_parameters_is_one_fault():
    """A query of thousands of fields would cost as many error entries."""
    _, faults = query.read(b"&".join(b"a%d=1" % i for i in range(2000)), query.LIST)

    assert [fault.pointer for fault in faults] == ["/query"]


def test_bytes_that_are_no_text_are_refused_and_not_a_crash():
    """A query in another encoding would be answered 500."""
    _, faults = query.read(b"\xff=\xfe&%FF=1", query.LIST)

    assert len(faults) == 2
