"""The checks that look at the project itself: each finds what it is there for."""

import importlib.util
import re
from pathlib import Path

import pytest

from segue import registry
from segue.config import Settings

ROOT = Path(__file__).parents[2]


def tool(name):
    """Load a tool, which is no part of the package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("src/a.py", "x = 1\n" * 401, "401 lines; the most is 400"),
        ("tests/a.py", "x = 1\n" * 501, "501 lines; the most is 500"),
        ("src/a.py", "def f():\n" + "    x = 1\n" * 60, "f has 61 lines; the most is 60"),
        ("src/a.py", "def f(a, b, c, d, *, e, g, h, i): ...", "f has 8 parameters; the most is 7"),
    ],
)
def test_what_is_too_long_is_found(path, source, said):
    """Modules and functions would grow without anyone noticing."""
    (found,) = tool("sizes").faults(Path(path), source)
    assert said in found


def test_what_is_just_short_enough_passes():
    """The check would refuse what it allows."""
    sizes = tool("sizes")
    function = "def f(self, a, b, c, d, e, g, h):\n" + "    x = 1\n" * 59
    assert list(sizes.faults(Path("src/a.py"), function + "x = 1\n" * 340)) == []
    assert list(sizes.faults(Path("tests/a.py"), "x = 1\n" * 500)) == []


# Written with a ~ that is taken out here, so that this file passes the check itself.
PLACES = [
    line.replace("~", "")
    for line in (
        "see /~root/notes",
        "/~home/someone/src",
        "https://py~pi.org/simple/x",
        "files.~pythonhosted.org",
        "--extra-~index-url x",
    )
]


@pytest.mark.parametrize("line", PLACES)
def test_a_place_is_found(line, tmp_path):
    """A path of the machine that made a file, or a registry, would stay in the repository."""
    path = tmp_path / "a.md"
    path.write_text(f"first\n{line}\n")
    (found,) = tool("places").faults(path)
    assert f"{path}:2: " in found


def test_what_only_looks_like_a_place_passes(tmp_path):
    """A path of an API or of this repository would be taken for a place on a machine."""
    path = tmp_path / "a.md"
    path.write_text("GET /v2/homework/\nsrc/~root/x\nhttps://example.com/home/x\n".replace("~", ""))
    assert list(tool("places").faults(path)) == []


def test_the_page_of_providers_has_every_row_of_every_table():
    """A reader would not learn of something that a provider cannot do."""
    providers = [registry.load(name) for name in registry.names()]
    page = tool("matrix").page(providers)
    for provider in providers:
        section = page.split(f"## {provider.title}\n")[1].split("\n## ")[0]
        for name, row in provider.capabilities.table.items():
            assert f"| `{name}` | {row.support}" in section


def test_the_page_of_providers_keeps_a_family_together():
    """A reader would look for a row where it is not, or read it as another's."""
    page = tool("matrix").page([registry.load(name) for name in registry.names()])
    whole, *sections = page.split("\n## ")[1:]
    for part in (whole, *sections):
        names = re.findall(r"^\| `(.+?)` \|", part, re.MULTILINE)
        clearing = [place for place, name in enumerate(names) if name.endswith("@null")]
        assert clearing == list(range(clearing[0], clearing[-1] + 1))
        for place, name in enumerate(names):
            if name.startswith("sequence.steps."):
                assert names[place - 1].startswith("sequence.steps")


def test_a_row_that_a_provider_lacks_is_told_as_what_holds():
    """A reader would take clearing a contact's name for something about a step."""
    page = tool("matrix").page([registry.load(name) for name in registry.names()])
    for kind, words in (("@null", "as for the field"), ("steps.", "as for a step")):
        lacking = re.findall(r"^\| `(.+?)` \|.* as for .*$", page, re.MULTILINE)
        assert any(kind in name for name in lacking)
        for name in lacking:
            if kind in name:
                assert re.search(rf"^\| `{re.escape(name)}` \|.* {words} \|", page, re.MULTILINE)
    opening = page.split("\n## ")[0]
    for told in ("@null", "untyped", "<object>.list.modified_after"):
        assert told in opening


def test_the_documents_name_every_setting():
    """An operator would have to read the code to learn of a setting."""
    text = "".join((ROOT / name).read_text() for name in ("README.md", "docs/operating.md"))
    for name in Settings.model_fields:
        assert name == "urls" or f"`SEGUE_{name.upper()}`" in text
    for name in registry.names():
        assert f"`SEGUE_{name.upper()}_API_URL`" in text


def test_what_the_documents_link_to_is_there():
    """A reader would follow a link to nowhere."""
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
