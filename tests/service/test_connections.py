"""Connections: what a credential may be."""

from typing import Any

import pytest

from segue.model.problem import Problem
from segue.service import connections
from segue.store import applications, customers
from tests.engine.acts import TOKEN, Stage


async def customer(stage: Stage) -> str:
    """Add an application with one customer; gives the application's id."""
    database, now = stage.services.database, stage.clock.now()
    made = (await applications.create(database, "An application", now)).id
    await customers.put(database, made, "c", name="C", email=None, at=now)
    return made


async def connect(stage: Stage, application: str, credential: Any, **names: str) -> str:
    """Connect the customer to the plain provider."""
    of, to = names.get("of", "c"), names.get("to", "plain")
    return await connections.connect(stage.services, application, of, to, credential)


@pytest.mark.parametrize(
    ("credential", "words"),
    [
        ({}, "needs 'token'"),
        ({"token": ""}, "is empty"),
        ({"token": "x\n"}, "line break"),
        ({"token": " x"}, "space"),
        ({"token": "a\x00b"}, "printed"),
        ({"token": "x", "other": "y"}, "has no 'other'"),
    ],
)
async def test_a_credential_that_cannot_work(stage: Stage, credential: Any, words: str) -> None:
    """A pasted line break would fail at the first write, days later."""
    application = await customer(stage)
    with pytest.raises(Problem, match=words) as refused:
        await connect(stage, application, credential)
    assert refused.value.status == 400
    assert str(credential.get("token") or "?") not in str(refused.value)


async def test_a_connection_comes_and_goes(stage: Stage) -> None:
    """A customer could be connected twice, or a credential be listed."""
    application = await customer(stage)
    await connect(stage, application, {"token": TOKEN})
    for names, status in (({}, 409), ({"of": "nobody"}, 404), ({"to": "none"}, 400)):
        with pytest.raises(Problem) as refused:
            await connect(stage, application, {"token": TOKEN}, **names)
        assert refused.value.status == status
    (listed,) = await connections.listing(stage.services, application, "c")
    assert TOKEN not in str(listed)
    await connections.remove(stage.services, application, "c", "plain")
    with pytest.raises(Problem):
        await connections.remove(stage.services, application, "c", "plain")
