"""The documents' examples, run against the real server and read by the type checker."""

import asyncio
import functools
import io
import re
from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[2]
URL, API_KEY = "http://127.0.0.1:8080", "segue_..."
BLOCK = r"```{}\n(.*?)```"
WRONG = """
from segue.client import AsyncSegue, Segue

connection = Segue("http://127.0.0.1", "key").connection("customer-1", "outreach")
awaited = AsyncSegue("http://127.0.0.1", "key").connection("customer-1", "outreach")
connection.accounts.create({"nme": "Acme"})
connection.steps.create("4", {"type": "fax"})
connection.steps.create("4", {"type": "call"}, stict=True)
connection.accounts.get("7")["nme"]
connection.dry_run.accounts.create({"name": None}).id
awaited.accounts.create({"name": None}).id
[each for each in awaited.accounts.list()]
""".lstrip()
RIGHT = 4
"""Lines of `WRONG` before the first wrong one."""


def _blocks(name: str, kind: str = "python") -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(BLOCK.format(kind), text, re.DOTALL)


async def _printed(blocks: list[str], sandbox) -> str:
    """Run a page's blocks one after another, away from the server's loop."""
    code = "\n".join(blocks).replace(URL, sandbox.url).replace(API_KEY, sandbox.api_key)
    told = io.StringIO()

    def run() -> None:
        # The server in this process logs to the same standard output.
        names: dict[str, object] = {"print": functools.partial(print, file=told)}
        exec(compile(code, "example", "exec"), names)  # noqa: S102 -- our own document
        if "connection" in names:
            names["segue"].close()

    await asyncio.to_thread(run)
    return told.getvalue()


async def test_the_readmes_example_prints_what_it_says(sandbox):
    """The first lines that a reader runs would fail, or say something else."""
    printed = await _printed(_blocks("README.md"), sandbox)
    (said,) = _blocks("README.md", "console")
    assert printed.split() == said.split()


async def test_the_clients_page_can_be_run(sandbox):
    """A reader would copy what does not work."""
    printed = await _printed(_blocks("docs/client.md"), sandbox)
    assert "/body/record/interval_seconds" in printed
    assert "Traceback" not in printed


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    """What the type checker keeps between two runs."""
    return tmp_path_factory.mktemp("mypy")


def _checked(code: str, folder: Path, cache: Path) -> str:
    path = folder / "example.py"
    path.write_text(code)
    found, crashed, _ = api.run(["--strict", f"--cache-dir={cache}", "--no-pretty", str(path)])
    assert not crashed
    return found


def test_the_examples_are_typed(tmp_path, cache):
    """A caller's type checker would complain of what the documents tell to write."""
    code = "\n".join([*_blocks("docs/client.md", "py(?:thon)?")])
    assert _checked(code, tmp_path, cache).startswith("Success")


def test_what_is_wrong_is_found_before_it_runs(tmp_path, cache):
    """Types that are there and say nothing would help nobody."""
    found = _checked(WRONG, tmp_path, cache)
    lines = {int(number) for number in re.findall(r"example\.py:(\d+): error", found)}
    assert lines == set(range(RIGHT + 1, WRONG.count("\n") + 1))
