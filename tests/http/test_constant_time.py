"""Secrets are compared in a time that does not tell how much of a guess is right."""

import ast
import hmac
from pathlib import Path

import pytest
from sqlalchemy import Executable

from segue import app
from segue.http import browser
from segue.model.problem import Problem
from segue.service import cursor
from segue.service.attempts import digest_of
from segue.service.context import Services
from segue.store import keys
from segue.testing.world import API_KEY

SOURCE = Path(app.__file__).parent
OURS = ("http", "service", "engine", "store", "vault", "cli")
SECRETS = {"token", "secret", "digest", "tag", "signature", "cookie", "verifier", "api_key"}
"""What a secret, or what is made of one, is called here."""
PUBLIC = {
    ("service/writes.py", "digest"),
    ("service/jobs.py", "digest"),
    ("service/cursor.py", "digest"),
}
"""Digests of requests, which their callers know."""


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, object]]:
    """What was compared in constant time."""
    found: list[tuple[object, object]] = []
    real = hmac.compare_digest

    def compare(one: object, other: object) -> bool:
        found.append((one, other))
        return real(one, other)  # type: ignore[call-overload]

    monkeypatch.setattr(hmac, "compare_digest", compare)
    return found


def test_a_cursors_signature(services: Services, compared: list[tuple[object, object]]):
    """Somebody could sign a cursor of their own, byte by byte."""
    signed = cursor.sign(services.vault, 1, question="q")
    cursor.verify(services.vault, signed, question="q")
    with pytest.raises(Problem):
        cursor.verify(services.vault, "A" + signed[1:], question="q")
    assert len(compared) == 2


def test_a_forms_token(services: Services, compared: list[tuple[object, object]]):
    """Another site could learn what its forms would have to hold."""
    made = browser.form_token(services, "c", "/links/x")
    assert browser.token_matches(services, "c", "/links/x", made)
    assert not browser.token_matches(services, "c", "/links/x", "0" + made[1:])
    assert len(compared) == 2


async def test_keys_and_attempts_are_looked_up_by_their_digest(
    services: Services, monkeypatch: pytest.MonkeyPatch
):
    """How long the database takes would tell how much of a key is right.

    It compares SHA-256 digests, of which nobody can choose the beginning without the whole of what
    they are made of.
    """
    asked: list[dict[str, object]] = []
    real = type(services.database).row

    async def row(self: object, statement: Executable, **values: object) -> object:
        asked.append(values)
        return await real(self, statement, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(type(services.database), "row", row)
    digest = keys.digest_of(API_KEY)
    assert await keys.authenticate(services.database, digest, "", "") is not None
    assert all(API_KEY not in str(values) for values in asked)
    assert asked[0]["of_digest"] == digest
    assert len(digest) == len(digest_of("state")) == 64


def test_nothing_that_is_secret_is_compared_by_an_operator():
    """The next comparison that somebody writes would tell, by its time, how much was right."""
    found = set()
    for folder in OURS:
        for path in (SOURCE / folder).rglob("*.py"):
            place = path.relative_to(SOURCE).as_posix()
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                    sides = (node.left, *node.comparators)
                    if not any(isinstance(side, ast.Constant) for side in sides):
                        names = {_name(side) for side in sides}
                        # What the database compares is looked at above.
                        if "bindparam" not in names:
                            found |= {(place, name) for name in names & SECRETS}
    assert found == PUBLIC


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
