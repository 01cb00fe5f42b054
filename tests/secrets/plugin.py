"""Fails every test in which a secret is seen where nobody asked for it.

Loaded for the whole run. At each test's end it looks through all that was answered, logged, printed
and stored meanwhile, by this process and its children, for the credentials of the run: simulators
mark theirs, ours have a shape, and what is sealed or made for a browser is known when it is made.
It names the kind of a secret and the place, never the secret.
"""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from . import hearing, spans
from .exempt import EXEMPT, Exemption, exemptions
from .hearing import Children, Said
from .search import captured, kinds, where
from .stored import Files, columns

LEAKS, USED = "canary_leaks", "canary_exemptions"
POSTGRES = "postgresql"
CHOOSING = ("keyword", "markexpr", "lf", "maxfail")


class Canaries:
    """One process's run."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.files = Files()
        self.used: set[Exemption] = set()
        self.late: list[str] = []
        """What was seen when no test ran any more."""
        self.ours = not _leads(config)
        self.children: Children | None = None

    def pytest_sessionstart(self) -> None:
        """Listen, in processes that run tests."""
        if self.ours:
            hearing.begin()
            spans.hear()
            self.children = Children(self.folder / "said-by-children.jsonl")

    @property
    def folder(self) -> Path:
        """The folder of every test's files."""
        factory = self.config._tmp_path_factory  # type: ignore[attr-defined]
        return Path(factory.getbasetemp())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: Any) -> Generator[None, None, None]:
        """Look through all that the test and its fixtures have said and left."""
        given = [value for value in getattr(item, "funcargs", {}).values() if _told(value)]
        urls = {value for value in given if isinstance(value, str)}
        said = [one for url in urls for one in columns(url)]
        try:
            yield
        finally:
            folders = [value for value in given if isinstance(value, Path)]
            said += [one for folder in folders for one in self.files.below(folder)]
            said += [one for _, key, text in item._report_sections for one in captured(key, text)]
            leaks = self.judge([*said, *self.heard()])
            if leaks:
                _cover(item)
            hearing.quiet()
        if leaks:
            pytest.fail("\n".join(["secrets were seen:", *leaks]), pytrace=False)

    def heard(self) -> Iterator[Said]:
        """Give what was said since it was asked last."""
        yield from hearing.heard
        if self.children is not None:
            yield from self.children.said()

    def judge(self, said: list[Said]) -> list[str]:
        """Give a line for each secret that is where it must not be."""
        needles = hearing.secrets.needles()
        leaks: dict[str, None] = {}
        for place, text in said:
            for kind in kinds(text, needles):
                for at in where(text, needles, kind) if place.startswith("answer") else [""]:
                    allowed = list(exemptions(place, kind, at))
                    self.used.update(allowed)
                    if not allowed:
                        leaks[f"{kind}: {place} {at}".rstrip()] = None
        return list(leaks)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Look at what modules and sessions left; hand over, or fail the run."""
        if self.children is not None:
            said = list(self.heard())
            self.children.end()
            said += self.files.below(self.folder)
            self.late += self.judge(said)
        if (output := getattr(self.config, "workeroutput", None)) is not None:
            output[LEAKS] = self.late
            output[USED] = [EXEMPT.index(one) for one in self.used]
        elif self.complaints() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over from a worker."""
        told = getattr(node, "workeroutput", {})
        self.late += told.get(LEAKS, [])
        self.used.update(EXEMPT[index] for index in told.get(USED, []))

    def complaints(self) -> list[str]:
        """Say what is wrong with the run, besides its tests."""
        unused = [one for one in EXEMPT if one not in self.used] if _whole(self.config) else []
        return [
            *(f"a secret was seen at the run's end: {leak}" for leak in dict.fromkeys(self.late)),
            *(f"an exemption is never used: {one.place}" for one in unused),
        ]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name what failed the run."""
        for complaint in self.complaints():
            terminalreporter.write_line(complaint, red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Begin, once for each process."""
    config.pluginmanager.register(Canaries(config), "canaries")


def _leads(config: pytest.Config) -> bool:
    """Tell whether other processes run this one's tests."""
    return not hasattr(config, "workerinput") and bool(config.getoption("dist", "no") != "no")


def _whole(config: pytest.Config) -> bool:
    """Tell whether every test was asked for."""
    chosen = any(config.getoption(name, None) for name in CHOOSING)
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen


def _cover(item: Any) -> None:
    """Take what holds a secret out of what pytest shows of a test that failed."""
    needles = hearing.secrets.needles()
    item._report_sections[:] = [
        (when, key, "(not shown: it holds a secret)" if kinds(text.encode(), needles) else text)
        for when, key, text in item._report_sections
    ]


def _told(value: Any) -> bool:
    return isinstance(value, Path) or (isinstance(value, str) and value.startswith(POSTGRES))
