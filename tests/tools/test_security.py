"""The check of SECURITY.md: it finds a defence that nothing proves."""

from pathlib import Path

import pytest

from .test_tools import ROOT, tool

HEAD = "| defence | where | test |\n|---|---|---|\n"
GOOD = "| It holds | `app.py` | `tests/a/test_b.py::test_it_holds` |\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one module, and one test in a class and one that is awaited."""
    (tmp_path / "src/segue").mkdir(parents=True)
    (tmp_path / "src/segue/app.py").write_text("")
    (tmp_path / "tests/a").mkdir(parents=True)
    source = "import nowhere\n\ndef test_it_holds(): ...\n\nasync def test_so_does_this(): ...\n"
    (tmp_path / "tests/a/test_b.py").write_text(source)
    return tmp_path


def faults(rows: str, root: Path) -> list[str]:
    """Check a page with these rows below twenty good ones."""
    return list(tool("security").faults(f"# Page\n\n{HEAD}{GOOD * 20}{rows}\nAnd on.\n", root))


def test_what_is_there_passes(root: Path):
    """The check would refuse what is right, or have to import the tests."""
    both = "`tests/a/test_b.py::test_it_holds`, `tests/a/test_b.py::test_so_does_this`"
    assert faults(f"| Two | `app.py` | {both} |\n", root) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (GOOD.replace("test_it_holds", "test_it_held"), "has no test_it_held"),
        (GOOD.replace("test_it_holds", "import"), "has no import"),
        (GOOD.replace("test_b", "test_c"), "there is no tests/a/test_c.py"),
        (GOOD.replace("app.py", "gone.py"), "there is no src/segue/gone.py"),
        ("| It holds | `app.py` | by hand |\n", "names no test"),
        ("| It holds | `app.py` | |\n", "names no test"),
        ("|  | `app.py` | `tests/a/test_b.py::test_it_holds` |\n", "names no test"),
        ("| It holds | `tests/a/test_b.py::test_it_holds` |\n", "names no test"),
    ],
)
def test_what_proves_nothing_is_found(row: str, said: str, root: Path):
    """A defence could lose its test, and nobody would notice."""
    (fault,) = faults(row, root)
    assert said in fault
    assert fault.startswith("SECURITY.md:25: ")


def test_a_table_that_is_not_recognised_is_found(root: Path):
    """A changed heading would make a page without rows, and without faults."""
    (fault,) = tool("security").faults(f"{HEAD.replace('where', 'place')}{GOOD * 30}", root)
    assert "0 rows of defences" in fault


def test_the_page_has_every_defence_of_every_part():
    """The page that is checked would not be the one that is read."""
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    assert len(list(tool("security").rows(page))) > 60
    assert list(tool("security").faults(page, ROOT)) == []
