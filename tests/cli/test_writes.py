"""Writes from the command line."""

import asyncio

import pytest

from segue.app import open_services
from segue.config import Settings
from segue.service.applications import named
from segue.store import journal


@pytest.fixture
def unknown(customer, tmp_path) -> str:
    """The id of a write that nobody knows anything of."""
    settings = Settings(database_url=f"sqlite:///{tmp_path}/segue.db")

    async def entered() -> str:
        async with open_services(settings) as services:
            now = services.clock.now()
            entry = journal.Entry(
                id="wr_1",
                application_id=await named(services, "default"),
                customer_id=customer,
                provider="outreach",
                connection_id="cn_1",
                key="k",
                digest="d",
                operation="step.create",
                resource="cn_1:7",
                target="7",
                created_at=now,
                updated_at=now,
                state="unknown",
            )
            await journal.insert(services.database, entry)
        return entry.id

    return asyncio.run(entered())


def test_writes_are_listed_by_their_state(segue, unknown):
    """An operator would not find the writes that wait for a person."""
    found = segue("writes", "list", "--state", "unknown")
    assert found.exit_code == 0
    assert unknown in found.stdout
    assert "step.create" in found.stdout
    assert unknown not in segue("writes", "list", "--state", "done").stdout


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([], "--landed or --absent"),
        (["--absent", "--id", "7"], "has no --id"),
        (["--landed"], "sealed with a key that is not set"),
    ],
)
def test_what_makes_no_sense_is_refused(segue, unknown, asked, told):
    """A wrong word would be taken for what somebody saw at the provider."""
    refused = segue("writes", "resolve", unknown, *asked)
    assert refused.exit_code != 0
    assert told in refused.output


def test_an_unknown_write_is_named(segue, customer):
    """The operator would read a traceback."""
    refused = segue("writes", "resolve", "wr_none", "--absent")
    assert (refused.exit_code, "no such write" in refused.output) == (1, True)
    assert customer
