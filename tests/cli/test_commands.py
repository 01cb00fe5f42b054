"""Which commands there are, how quickly, and how they fail."""

import base64
import subprocess
import sys

import pytest

from segue.cli import COMMANDS, Commands, main

HEAVY = ("sqlalchemy", "fastapi", "aiohttp", "pydantic", "uvicorn", "alembic", "segue.app")
KEY = base64.b64encode(b"\x07" * 32).decode()
SCRIPT = """
import sys
from click.testing import CliRunner
from segue.cli import main
assert CliRunner().invoke(main, ["--help"]).exit_code == 0
print(*sorted(sys.modules))
"""


def test_the_help_imports_nothing_heavy():
    """`segue --help` would take as long as starting the server."""
    command = [sys.executable, "-c", SCRIPT]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    assert not set(said.stdout.split()) & set(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_and_each_command_say_the_same(name, segue):
    """The list of commands would describe another command than the one that runs."""
    assert isinstance(main, Commands)
    found = main.get_command(None, name)
    assert found is not None
    assert found.name == name
    assert (found.help or "").split("\n\n")[0].replace("\n", " ") == COMMANDS[name]
    assert segue(name, "--help").exit_code == 0


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["nope"], 2, "segue: No such command 'nope'.\n"),
        (["serve", "--port", "x"], 2, "segue: Invalid value for '--port'"),
        (["providers", "show", "nope"], 2, "segue: Invalid value for"),
        (["keys", "revoke", "key_1"], 1, "segue: There is no key 'key_1' in use.\n"),
        (["writes", "show", "wr_1"], 1, "segue: There is no application 'default'"),
        (["customers", "list"], 1, "segue: There is no application 'default'"),
    ],
)
def test_an_error_is_one_sentence(args, code, said, segue):
    """The operator would read a traceback, or a script would take a failure for success."""
    result = segue(*args, env={"SEGUE_ENCRYPTION_KEY": KEY})
    assert result.exit_code == code
    assert result.stderr.startswith(said)
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"SEGUE_DATABASE_URL": "mysql://x"}, "segue: SEGUE_DATABASE_URL must be"),
        ({"SEGUE_DATABASE_URL": "sqlite:///no/such/folder/x.db"}, "segue: SQLite cannot open"),
        ({"SEGUE_ENCRYPTION_KEY_FILE": "gone.key"}, "segue: The key file gone.key cannot be read"),
        ({"SEGUE_PORT": "many"}, "segue: SEGUE_PORT must be a valid integer"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(env, said, segue):
    """A mistyped setting would show as a traceback that does not name it."""
    result = segue("keys", "list", env=env)
    assert result.exit_code == 1
    assert result.stderr.startswith(said)
    assert result.stderr.count("\n") == 1
