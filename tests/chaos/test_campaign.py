"""A short campaign on each database, from a fixed seed: `make chaos` runs the long ones."""

from pathlib import Path

import pytest

from tests.conftest import ENGINES
from tests.crash.servers import Servers

from .campaign import Plan
from .reporting import lines
from .running import RUNS
from .troubles import KINDS

SEED = 5
WRITES = {"sqlite": 260, "postgres": 140}
"""400 in all: what breaks on one database seldom breaks there alone, and PostgreSQL with its two
servers takes twice the time."""
FEWEST_KINDS = 9


@pytest.mark.parametrize("name", ENGINES)
def test_a_short_campaign(name: str, parent: Servers, tmp_path: Path) -> None:
    """Something would be lost, doubled or claimed, under troubles that every night brings."""
    plan = Plan(seed=SEED, writes=WRITES[name], kill_every=40, restart_every=60)
    result = RUNS[name](plan, parent, tmp_path)
    told = "\n".join(lines(result, name))
    assert not result.violations, told
    assert len(result.told) == WRITES[name]
    assert len(set(result.struck) & set(KINDS)) >= FEWEST_KINDS, told
    assert result.events["kill -9"], told
    assert bool(result.events["database restart"]) == (name == "postgres"), told
