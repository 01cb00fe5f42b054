"""The book's tables: rows, operations, refusals, and every field of Apollo's records."""

from pathlib import Path

import pytest

from segue.providers.apollo import PROVIDER
from segue.providers.apollo.book import fields, operations
from segue.providers.apollo.book.capabilities import ROWS
from segue.providers.apollo.tests.book import ACCOUNT, CONTACT
from segue.spi.capability import NULL, OPERATIONS, demanded
from segue.spi.errors import classify

NOUNS = {"account", "contact", "user", "mailbox"}


def test_the_rows_are_these():
    """A field would have no claim, or a claim that nobody demands."""
    wanted = {name for name in demanded() if name.split(".")[0] in NOUNS}
    assert wanted <= set(ROWS)
    assert {name.removesuffix(NULL) for name in set(ROWS) - wanted} <= wanted
    assert not [name for name, row in ROWS.items() if row.support != "native" and not row.note]
    assert not [name for name, row in ROWS.items() if not row.source]


def test_what_is_claimed_can_be_asked_for():
    """An operation would be promised and not be there, or be there unannounced."""
    usable = {name for name in OPERATIONS if name in ROWS and ROWS[name].usable}
    assert {*operations.WRITES, *operations.QUERIES} == usable


@pytest.mark.parametrize(
    ("method", "path", "body", "reason"),
    [
        (
            "GET",
            f"/contacts/{CONTACT}",
            "Oops! This contact does not exist in Apollo.",
            "not_found",
        ),
        ("GET", f"/contacts/{CONTACT}", "This contact has been deleted.", "deleted"),
        (
            "GET",
            f"/contacts/{CONTACT}",
            "You are not authorized to view this page.",
            "no_permission",
        ),
        ("PATCH", f"/contacts/{CONTACT}", "Cannot update contact as it is deleted.", "deleted"),
        ("GET", f"/accounts/{ACCOUNT}", "misconfigured. id is not a valid ID", "not_found"),
        (
            "PATCH",
            f"/accounts/{ACCOUNT}",
            "misconfigured. account_id is not a valid ID",
            "account_not_found",
        ),
        ("PATCH", f"/accounts/{ACCOUNT}", "Parameters misconfigured. 7 is not a valid ID", None),
        ("POST", "/contacts", "Parameters misconfigured. 7 is not a valid ID", None),
        ("POST", "/contacts/update_owners", "Required parameter 'owner_id' missing", None),
        ("POST", "/accounts", "Please specify at least a name or domain.", None),
    ],
)
def test_refusals_are_clean_and_named(method, path, body, reason):
    """A caller could not tell what is gone from what is wrong, or a refusal would look lost."""
    rule = classify(PROVIDER.error_rules, method=method, path=path, status=422, body=body)
    assert rule is not None
    assert (rule.clean, rule.reason) == (True, reason)


@pytest.mark.parametrize("noun", ["account", "contact"])
def test_custom_fields_cannot_name_another_record(noun):
    """A creation could overwrite another contact, or be told to be another record."""
    assert {"id", "_id", "api_key", noun} <= PROVIDER.reserved_keys[noun]
    assert not PROVIDER.reserved_keys[noun] & PROVIDER.examples[noun].keys()
    assert ("run_dedupe" in PROVIDER.reserved_keys[noun]) is (noun == "contact")


SAMPLES = Path(__file__).parent / "book_fields.txt"


"""The fields that Apollo's documents and recorded answers of 2026 show, by record [OAS][VCR]."""


def samples() -> dict[str, set[str]]:
    """Read the fields that each record was seen with."""
    found: dict[str, set[str]] = {}
    for line in SAMPLES.read_text(encoding="utf-8").splitlines():
        record, _, names = line.partition(": ")
        found[record] = set(names.split())
    return found


def unknown(record: str, names: set[str]) -> set[str]:
    """Name the fields that nobody has decided about."""
    return names - fields.MAPPED[record] - fields.IGNORED[record].keys()


@pytest.mark.parametrize("record", fields.MAPPED)
def test_every_field_is_accounted_for(record):
    """A field of Apollo's would be lost without anybody having decided so."""
    names = samples()[record]
    assert unknown(record, names) == set()
    assert unknown(record, {*names, "tomorrows_field"}) == {"tomorrows_field"}
    assert not fields.MAPPED[record] & fields.IGNORED[record].keys()
    assert fields.MAPPED[record] <= names, "a field is mapped that nobody has seen"
