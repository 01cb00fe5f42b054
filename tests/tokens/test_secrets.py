"""Tokens that came and went in this process are shown nowhere."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog

from segue.engine.credential import KNOWN, Credential
from segue.http import logs
from segue.model.problem import Problem
from segue.store.connections import Connection
from segue.testing.world import CLIENT_SECRET, World
from tests.secrets.canaries import leaked, stored

from .sites import TOKEN
from .worlds import ends, page, row


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Every line of the process, at the most talkative level."""
    lines = io.StringIO()
    logs.configure("debug", lines)
    return lines


async def renewed(stage: World) -> tuple[str, ...]:
    """Refresh, and give every token there was before and after."""
    before = tuple(stage.session.destination.credential.values())
    await ends(stage)
    await page(stage)
    await stage.clock.advance(61)
    return (*before, *stage.session.destination.credential.values(), CLIENT_SECRET)


async def test_an_answer_that_repeats_tokens_old_and_new(
    stage: World, log: io.StringIO, database_url: str
) -> None:
    """Whoever reads an error could act as the customer."""
    tokens = await renewed(stage)
    assert len(set(tokens)) >= 5
    body = {"errors": [{"detail": " and ".join(tokens[:-1]), "id": tokens[0]}]}
    for status in (422, 404, 500):
        # A 500 is asked three times before it is passed on.
        told = {"status": status, "body": body, "times": 3 if status == 500 else 1}
        await stage.simulated.fault("answer", **told, path="(?<!token)$")
        with pytest.raises(Problem) as refused:
            await page(stage)
        told = [str(refused.value), repr(refused.value.faults)]
        assert leaked("\n".join(told), tokens) == []
    assert leaked(log.getvalue(), tokens) == []
    assert leaked(repr(stage.session) + repr(stage.services.credentials), tokens) == []
    assert leaked(await stored(database_url), tokens) == []


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 200])
async def test_a_token_endpoint_that_repeats_what_was_sent(
    stage: World, log: io.StringIO, database_url: str, status: int
) -> None:
    """A refused refresh would be told to the operator with the secrets that it was asked with."""
    tokens = (*stage.session.destination.credential.values(), CLIENT_SECRET)
    await ends(stage)
    body = {"error": "invalid_grant", "error_description": f"You sent {' '.join(tokens)}."}
    await stage.simulated.fault("answer", path=TOKEN, status=status, body=body, times=None)
    with pytest.raises(Problem) as refused:
        await page(stage)
    told = [repr(refused.value.faults), (await row(stage)).reason or "", log.getvalue()]
    assert leaked("\n".join(told), tokens) == []
    assert leaked(await stored(database_url), tokens) == []


async def test_a_line_of_the_log_after_a_refresh(stage: World, log: io.StringIO) -> None:
    """A token that came while a request was served would stand in that request's log."""
    with logs.hiding():
        logs.hide_from(lambda: stage.session.destination.secrets)
        tokens = await renewed(stage)
        structlog.get_logger().warning("said", words=" ".join(tokens[:-1]), of=[tokens[2]])
    assert "said" in log.getvalue()
    assert leaked(log.getvalue(), tokens) == []


def test_of_many_tokens_the_newest_are_remembered() -> None:
    """A server that runs for years would search every answer for thousands of dead tokens."""
    now = datetime.now(UTC)
    connection = Connection("c", "a", "u", "outreach", b"", now, now)
    credential = Credential(connection, {"access_token": "access-0", "refresh_token": "refresh-0"})
    for n in range(1, 2 * KNOWN):
        credential.take(
            connection, {"access_token": f"access-{n}", "refresh_token": f"refresh-{n}"}
        )
    assert len(credential.known) == KNOWN
    last = 2 * KNOWN - 1
    assert {f"access-{last}", f"refresh-{last}", f"access-{last - 1}"} <= set(credential.known)
    assert "access" not in repr(credential).replace("Credential(c)", "")
