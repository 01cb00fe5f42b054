"""Writes from the command line."""

import asyncio
from dataclasses import replace

import pytest

from segue.app import open_services
from segue.config import Settings
from segue.engine.ending import kept_problem
from segue.service.applications import named
from segue.service.unopened import unopened as problem_of
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
            told = problem_of(services, entry, [], "its plan: x")
            sealed = kept_problem(services.vault, entry.id, told)
            await journal.insert(services.database, replace(entry, problem=sealed))
        return entry.id

    return asyncio.run(entered())


def test_writes_are_listed_by_their_state(segue, unknown):
    """An operator would not find the writes that wait for a person."""
    found = segue("writes", "list", "--state", "unknown")
    assert found.exit_code == 0
    assert unknown in found.stdout
    assert "step.create" in found.stdout
    assert "unopened" in found.stdout
    assert unknown not in segue("writes", "list", "--state", "done").stdout


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([], "--landed or --absent"),
        (["--absent", "--id", "7"], "has no --id"),
        (["--landed"], "What is stored of this write cannot be opened"),
    ],
)
def test_what_makes_no_sense_is_refused(segue, unknown, asked, told):
    """A wrong word would be taken for what somebody saw at the provider."""
    refused = segue("writes", "resolve", unknown, *asked)
    assert refused.exit_code != 0
    assert told in refused.output


def test_a_write_that_cannot_be_opened_is_ended(segue, unknown):
    """It would be listed for ever, and its caller's key be of no more use."""
    ended = segue("writes", "resolve", unknown, "--absent")
    assert (ended.exit_code, "begins afresh" in ended.output) == (0, True), ended.output
    assert unknown not in segue("writes", "list", "--state", "unknown").stdout


def test_an_unknown_write_is_named(segue, customer):
    """The operator would read a traceback."""
    refused = segue("writes", "resolve", "wr_none", "--absent")
    assert (refused.exit_code, "no such write" in refused.output) == (1, True)
    assert customer
