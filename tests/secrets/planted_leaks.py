"""Tests that pass and let a secret out, each at another place. `test_plugin.py` runs them."""

import asyncio
import logging
import os
import sqlite3
import subprocess
import sys
from base64 import b64encode
from types import SimpleNamespace

import click
import httpx2
import pytest
import structlog
from click.testing import CliRunner
from opentelemetry.trace import get_tracer
from starlette.responses import JSONResponse

import segue.testing.world
from segue.config import Settings
from segue.engine.watch import Watch
from segue.http import logs
from segue.http.app import Application
from segue.http.routing import Route, Routes
from segue.kit.clock import SystemClock
from segue.model.problem import Fault, Problem
from segue.service import attempts
from segue.simulation import minted
from segue.testing.world import World
from segue.vault import Vault
from tests import postgres

TOKEN = minted.hexadecimal(64)
PLAIN = "a-sealed-value-without-a-mark"
IN_A_CHILD = """
import asyncio, os
from types import SimpleNamespace
from segue.config import Settings
from segue.engine.watch import Watch
from segue.http.app import Application
from segue.http.routing import Route, Routes
from segue.kit.clock import SystemClock
from starlette.responses import PlainTextResponse

async def send(message): ...

async def planted(_request):
    return PlainTextResponse(os.environ["SAID"])

routes = Routes([Route(method="GET", path="/planted", endpoint=planted)])
services = SimpleNamespace(clock=SystemClock(), settings=Settings(), watch=Watch())
app = Application(services, routes)
scope = {"type": "http", "method": "GET", "path": "/planted", "query_string": b"", "headers": []}
asyncio.run(app(scope, None, send))
"""


@pytest.fixture
def engine():
    return "postgres"


@pytest.fixture(scope="session", autouse=True)
def left_behind(tmp_path_factory):
    (tmp_path_factory.mktemp("shared") / "late.txt").write_text(TOKEN)


async def ask(response):
    async def planted(_request):
        return response

    services = SimpleNamespace(clock=SystemClock(), settings=Settings(), watch=Watch())
    routes = Routes([Route(method="GET", path="/planted", endpoint=planted)])
    transport = httpx2.ASGITransport(Application(services, routes))
    async with httpx2.AsyncClient(transport=transport, base_url="http://segue.test") as client:
        assert (await client.get("/planted")).status_code == 200


def child(code):
    env = {**os.environ, "SAID": TOKEN}
    subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True)


async def test_an_answers_body():
    await ask(JSONResponse({"said": ["x", TOKEN]}))


async def test_an_answers_header():
    await ask(JSONResponse({}, headers={"x-said": TOKEN}))


def test_a_line_of_ours(tmp_path):
    with (tmp_path / "empty").open("w") as stream:
        logs.configure("info", stream)
        structlog.get_logger().info("planted", note=TOKEN[: len(TOKEN) // 2])
        stream.truncate(0)


def test_a_line_of_a_library(tmp_path):
    with (tmp_path / "empty").open("w") as stream:
        logs.configure("info", stream)
        logging.getLogger("planted").warning("said %s", TOKEN)
        stream.truncate(0)


def test_a_captured_line():
    logging.getLogger("planted").warning("said %s\n%s", TOKEN[:3], TOKEN)


def test_what_is_printed():
    print(b64encode(f"x{TOKEN}".encode()))


def test_what_was_printed_and_read(capsys):
    print(TOKEN.encode().hex())
    assert capsys.readouterr().out


def test_a_command():
    def say(word):
        click.echo(word + TOKEN)

    command = click.command()(click.argument("word")(say))
    assert CliRunner().invoke(command, ["planted"]).exit_code == 0


async def test_a_problem(monkeypatch):
    async def get(*_args, **_options):
        raise Problem(400, Fault(detail=TOKEN))

    monkeypatch.setattr(segue.testing.world.reading, "get", get)
    with pytest.raises(Problem):
        await World.get(SimpleNamespace(services=None, session=None), "sequence", "1")


def test_a_file(tmp_path):
    with sqlite3.connect(tmp_path / "planted.db") as opened:
        opened.execute("CREATE TABLE t (c BLOB)")
        opened.execute("INSERT INTO t VALUES (?)", [TOKEN.encode()])
    opened.close()


@pytest.mark.postgres
def test_a_column(empty_url):
    Vault(bytes(32)).seal(f'{{"api_key": "{PLAIN}"}}'.encode(), bound_to="cn_1")
    asyncio.run(postgres.command(empty_url, f"CREATE TABLE t AS SELECT '{PLAIN}'::bytea AS c"))


def test_an_api_key():
    print(f"segue_{'k1' * 22}")


def test_a_browsers_value():
    print(attempts.random_value())


def test_a_span():
    with get_tracer("planted").start_as_current_span("planted") as span:
        span.set_attribute("said", TOKEN)


def test_nothing():
    print(TOKEN[:6])


def test_a_childs_standard_error():
    child("import os, sys; sys.stderr.write(os.environ['SAID'])")


def test_a_childs_answer():
    child(IN_A_CHILD)
