"""Storing a connection: one for each customer, and one for each link, however many come at once."""

import asyncio

import pytest

from segue.model.problem import Problem
from segue.service.connections import UNKNOWN
from segue.service.joining import Place, join

from .conftest import CUSTOMER

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def place_of(stage, link: str | None = None) -> Place:
    """Say whose connection it is."""
    return Place(
        application_id=stage.application,
        customer_id=CUSTOMER,
        provider=stage.provider.name,
        link_id=link and link.rpartition("/")[2],
    )


@pytest.mark.parametrize("engine", BOTH)
async def test_many_at_once_make_one_connection(salesloft):
    """A customer who clicks twice would see an error, or have two connections."""
    place = place_of(salesloft)
    tokens = [{"access_token": f"token-{number}"} for number in range(4)]
    ids = await asyncio.gather(
        *(join(salesloft.services, place, token, UNKNOWN) for token in tokens)
    )
    assert len(set(ids)) == 1
    assert await salesloft.credential() in tokens
    assert sorted(await salesloft.audited()) == [
        "connection.created",
        *["connection.reauthorized"] * 3,
    ]


@pytest.mark.parametrize("engine", BOTH)
async def test_a_link_makes_one_connection(salesloft):
    """A link that was passed on could connect two accounts, the later over the earlier."""
    place = place_of(salesloft, await salesloft.link())
    tokens = [{"access_token": f"token-{number}"} for number in range(4)]
    ended = await asyncio.gather(
        *(join(salesloft.services, place, token, UNKNOWN) for token in tokens),
        return_exceptions=True,
    )
    refused = [one for one in ended if isinstance(one, Problem)]
    assert [one.status for one in refused] == [410] * 3
    winner = next(place for place, one in enumerate(ended) if isinstance(one, str))
    assert await salesloft.credential() == tokens[winner]
    assert await salesloft.audited() == ["connection.created"]
