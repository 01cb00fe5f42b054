"""The table of defects: whole, and true as far as names go."""

import ast
from functools import cache
from pathlib import Path

import pytest

from .table import APART, COUNTS, TESTS

ROOT = Path(__file__).parents[2]
DEFECTS = [f"{kind}{number}" for kind, most in COUNTS.items() for number in range(1, most + 1)]


@cache
def _tests_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, defined))


def test_every_defect_stands_in_it_once() -> None:
    """A defect of the old service could come back without anybody having thought of it."""
    assert sorted([*TESTS, *APART]) == sorted(DEFECTS)


@pytest.mark.parametrize("defect", TESTS)
def test_the_tests_of_a_defect_are_there(defect: str) -> None:
    """A test that was renamed or taken away would go on being counted on."""
    assert TESTS[defect]
    for node in TESTS[defect]:
        path, _, name = node.partition("::")
        assert name.startswith("test_")
        assert name in _tests_of(path), node


@pytest.mark.parametrize("defect", APART)
def test_what_has_no_test_has_a_reason(defect: str) -> None:
    """A defect would be left out in silence."""
    assert len(APART[defect].split()) > 5
