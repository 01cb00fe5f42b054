"""The audit log on the command line, and what the operator does there."""

from datetime import timedelta

import pytest

from segue.service import retention
from tests.cli.conftest import Run, customer, segue

from .conftest import Office

__all__ = ["customer", "segue"]


def test_what_the_operator_does_is_entered(segue: Run, customer: str):
    """Whoever has the machine could change keys and connections unseen."""
    assert segue("audit", "list", "--customer", "nobody").stdout == ""
    key = segue("keys", "create", "--name", "second").stderr.split()[1]
    assert segue("keys", "revoke", key).exit_code == 0
    connecting = ("connections", "create", customer, "apollo", "--env", "api_key=KEY")
    assert segue(*connecting, env={"KEY": "k" * 20}).exit_code == 0
    assert segue("connections", "delete", customer, "apollo").exit_code == 0
    assert segue("applications", "return-urls", "https://app.example/in/").exit_code == 0
    assert segue("applications", "return-urls").exit_code == 0
    assert segue("customers", "delete", customer).exit_code == 0

    lines = segue("audit", "list").stdout.splitlines()[1:]
    assert [line.split()[3] for line in lines] == [
        "deleteCustomer",
        "putReturnUrls",
        "deleteConnection",
        "createConnection",
        "revokeKey",
        "createKey",
        "upsertCustomer",
        "createKey",
    ]
    assert {line.split()[1] for line in lines} == {"operator"}
    named = [line.split()[7] for line in lines]
    assert named[4] == named[5] == key
    assert set(named[:4]) == {"-"}


def test_a_command_that_failed_is_not_entered(segue: Run, customer: str):
    """The log would tell of what never happened."""
    assert segue("connections", "delete", customer, "apollo").exit_code == 1

    assert "deleteConnection" not in segue("audit", "list").stdout


@pytest.mark.parametrize(("days", "kept"), [(3, 1), (1, 0)])
async def test_old_entries_are_forgotten(office: Office, days: int, kept: int):
    """The log would grow for ever, or lose what is young."""
    body = {"path": "/", "method": "PUT"}
    await office.client.post("/actions/v2/passthrough", json=body)
    await office.world.clock.advance(timedelta(days=2).total_seconds())

    assert await retention.forget_audit(office.world.services, days) == 1 - kept
    assert len(await office.entries()) == kept
