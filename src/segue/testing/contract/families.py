"""Which part of the suite proves a row: every row belongs to exactly one."""

from segue.spi.capability import CLEARINGS, FILTERS, NULL, OPERATIONS, demanded
from segue.spi.provider import Provider

PLAIN_CLEARINGS = tuple(
    row + NULL
    for row in demanded()
    if row.startswith(("account.", "contact.address."))
    or row in ("contact.first_name", "contact.last_name", "contact.job_title")
    if row not in OPERATIONS
    if row not in FILTERS
    if not row.endswith((NULL, ".custom_fields", ".account_id"))
    if row + NULL not in CLEARINGS
)
"""Clearings that have the row of their field where they have none of their own."""


def family(row: str) -> str:
    """Name the fixture of the test that proves a row; `ValueError` where no test does."""
    if row in OPERATIONS:
        return "operation"
    if row in FILTERS:
        return "narrowing"
    if row.endswith(NULL):
        return "clearing"
    if row.startswith(("sequence.", "step.", "update.")):
        return "row"
    if row.startswith("state."):
        return "enrolling"
    if row.startswith(("account.", "contact.")):
        return "part"
    raise ValueError(f"nothing proves {row}")


def rows_of(provider: Provider) -> tuple[str, ...]:
    """List the rows that the suite proves: all that the wire demands, and all that are there."""
    return tuple(dict.fromkeys((*demanded(), *PLAIN_CLEARINGS, *provider.capabilities.table)))


def family_of(provider: Provider, name: str) -> tuple[str, ...]:
    """List a provider's rows of one family."""
    return tuple(row for row in rows_of(provider) if family(row) == name)
