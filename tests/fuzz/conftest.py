"""A server of its own process, with a customer connected to every simulator."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

LOUD = ("error", "critical")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """What `segue dev` says of itself."""

    url: str
    api_key: str
    customer_id: str
    providers: Mapping[str, Mapping[str, str]]

    def headers(self, provider: str) -> dict[str, str]:
        """Give the three headers of a caller."""
        return {
            "x-api-key": self.api_key,
            "x-customer-id": self.customer_id,
            "x-provider-name": provider,
        }

    def client(self, provider: str) -> httpx2.Client:
        """Make a client that sends the three headers."""
        return httpx2.Client(base_url=self.url, headers=self.headers(provider), timeout=30)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The server; it fails the last test that used it where its log tells of an error."""
    folder = tmp_path_factory.mktemp("fuzz")
    log = folder / "log"
    command = (Path(sys.executable).with_name("segue"), "dev")
    env = {key: value for key, value in os.environ.items() if not key.startswith("SEGUE_")}
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=errors
        ) as server,
    ):
        assert server.stdout is not None
        try:
            yield Town(**_facts(line for line in server.stdout))
        finally:
            server.terminate()
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [line for line in lines if line["level"] in LOUD] == []
    assert server.returncode == 0


def _facts(lines: Iterator[bytes]) -> Any:
    return json.loads(next(line for line in lines if line.startswith(b'{"url"')))
