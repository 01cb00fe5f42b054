"""Distributions put beside Segue, and commands run where they are installed."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PYTHON = Path(sys.executable)
SEGUE = PYTHON.with_name("segue")
CONTRACT = "tests/contract/test_contract.py"


def install(distribution: Path, target: Path) -> None:
    """Install a distribution as pip does, without asking any index."""
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--no-cache-dir")
    subprocess.run([*pip, *offline, "--target", target, distribution], check=True)


def environment(*paths: Path, **more: str) -> Mapping[str, str]:
    """Give the environment of a process that finds what is installed in `paths`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    found = [*map(str, paths), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(found), **more}


def run(command: Sequence[str | Path], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, at the repository's root."""
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def contract(env: Mapping[str, str], report: Path, *nodes: str) -> Mapping[str, str]:
    """Run the contract suite, all of it or some tests; gives each test's outcome by its name.

    An outcome is ``passed``, ``skipped``, ``failure`` or ``error``.
    """
    plugins = ("-p", "no:randomly", "-p", "no:cacheprovider")
    chosen = [f"{CONTRACT}::{node}" for node in nodes] or [CONTRACT]
    done = run((PYTHON, "-m", "pytest", "-q", *plugins, f"--junitxml={report}", *chosen), env)
    assert report.exists(), done.stdout + done.stderr
    cases = ET.parse(report).iter("testcase")  # noqa: S314 -- pytest wrote it
    found = {case.attrib["name"]: next((part.tag for part in case), "passed") for case in cases}
    assert found, done.stdout + done.stderr
    return found
