"""Settings are read once, and a wrong one is told in one sentence that names its variable."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from segue.config import Settings, SettingsError

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
POSTGRES = "postgresql://segue:secret@db/segue"


def load(**variables) -> Settings:
    return Settings.load({f"SEGUE_{name}": value for name, value in variables.items()})


def test_nothing_has_to_be_set():
    """`segue serve` would not start without a configuration."""
    settings = Settings.load({})
    assert settings.sqlite_path == Path("segue.db")
    assert settings.default_key_file == Path("segue.key")
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 8080, "info")
    assert (settings.provider_timeout_seconds, settings.wait_seconds) == (30, 5)
    assert settings.sqlite_synchronous == "NORMAL"
    assert settings.encryption_keys == ()


def test_everything_can_be_set():
    """A documented variable would have no effect."""
    settings = load(
        DATABASE_URL=POSTGRES,
        ENCRYPTION_KEY=KEY,
        HOST="0.0.0.0",  # noqa: S104
        PORT=" 80 ",
        LOG_LEVEL="DEBUG",
        SQLITE_SYNCHRONOUS="full",
        PROVIDER_TIMEOUT_SECONDS="2.5",
        WAIT_SECONDS="0",
    )
    assert settings.database_url == POSTGRES
    assert settings.sqlite_path is settings.default_key_file is None
    assert settings.encryption_keys == (bytes(range(32)),)
    assert (settings.port, settings.log_level) == (80, "debug")
    assert settings.sqlite_synchronous == "FULL"
    assert (settings.provider_timeout_seconds, settings.wait_seconds) == (2.5, 0)


def test_the_key_file_stands_beside_the_database():
    """The key would be looked for wherever the server was started from."""
    settings = load(DATABASE_URL="sqlite:////var/lib/a%20b/segue.db")
    assert settings.default_key_file == Path("/var/lib/a b/segue.key")


def test_a_key_file_that_is_named_is_never_made():
    """A missing mount would start a server with a key of its own."""
    settings = load(DATABASE_URL=POSTGRES, ENCRYPTION_KEY_FILE="/run/secrets/key")
    assert settings.encryption_key_file == Path("/run/secrets/key")
    assert settings.default_key_file is None


def test_older_keys_follow_the_first():
    """A key could not be changed without losing every credential."""
    other = "ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0A="
    assert len(load(ENCRYPTION_KEY=f"{other}, {KEY}").encryption_keys) == 2


def test_an_empty_variable_counts_as_not_set():
    """A compose file that passes every variable through would not start."""
    assert load(PORT="", ENCRYPTION_KEY=" ").port == 8080


def test_providers_may_be_elsewhere():
    """Tests, proxies and regional hosts could not be used."""
    settings = load(
        OUTREACH_API_URL="http://127.0.0.1:9/",
        OUTREACH_AUTH_URL="https://auth.example.com/a",
        MY_CRM_API_URL="https://crm.example.com",
    )
    assert settings.provider_urls("outreach") == (
        "http://127.0.0.1:9",
        "https://auth.example.com/a",
    )
    assert settings.provider_urls("my-crm") == ("https://crm.example.com", None)
    assert settings.provider_urls("apollo") == (None, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("ENCRYPTION_KEY", "secret"),
        ("ENCRYPTION_KEY", KEY[:-4]),
        ("ENCRYPTION_KEY", "sécret"),
        ("ENCRYPTION_KEY", ","),
        ("PORT", "secret"),
        ("PORT", "tcp://10.0.0.1:8080"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("LOG_LEVEL", "loud"),
        ("SQLITE_SYNCHRONOUS", "off"),
        ("PROVIDER_TIMEOUT_SECONDS", "0"),
        ("PROVIDER_TIMEOUT_SECONDS", "nan"),
        ("WAIT_SECONDS", "-1"),
        ("WAIT_SECONDS", "inf"),
        ("OUTREACH_API_URL", "api.outreach.io"),
        ("OUTREACH_API_URL", "ftp://api.outreach.io"),
        ("OUTREACH_API_URL", "https://user:secret@api.outreach.io"),
        ("OUTREACH_API_URL", "https://api.outreach.io/?a=b"),
        ("OUTREACH_AUTH_URL", "https://api.outreach.io:99999"),
    ],
)
def test_a_wrong_setting_is_told_by_name_and_without_its_value(name, value):
    """The operator would not know what to change, or a log would hold a secret."""
    with pytest.raises(SettingsError) as caught:
        load(**{name: value})
    sentence = str(caught.value)
    assert sentence.startswith(f"SEGUE_{name} ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "secret" not in sentence


def test_postgresql_needs_a_key():
    """Each process would seal with a key of its own."""
    with pytest.raises(SettingsError, match="SEGUE_ENCRYPTION_KEY is not set, and with PostgreSQL"):
        load(DATABASE_URL=POSTGRES)


def test_two_sources_of_the_key_are_one_too_many():
    """Either would be taken without a word of the other."""
    with pytest.raises(SettingsError, match="KEY and SEGUE_ENCRYPTION_KEY_FILE are both set"):
        load(ENCRYPTION_KEY=KEY, ENCRYPTION_KEY_FILE="/run/key")


def test_settings_are_frozen_and_show_no_secret():
    """A log of the settings would hold the key and the database's password."""
    settings = load(DATABASE_URL=POSTGRES, ENCRYPTION_KEY=KEY)
    assert KEY not in repr(settings)
    assert "secret" not in repr(settings)
    with pytest.raises(ValidationError):
        settings.port = 1


def test_importing_the_settings_is_cheap():
    """The command line would wait for what it does not use."""
    code = (
        "import sys, segue.config\n"
        "heavy = {'sqlalchemy', 'alembic', 'cryptography', 'fastapi', 'pydantic_settings'}\n"
        "assert not heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_browsers_find_the_server_where_it_listens_or_is_said_to_be():
    """Links and redirects would lead nowhere."""
    here = Settings.load({"SEGUE_PORT": "9000"})
    assert here.public_url == "http://127.0.0.1:9000"
    assert here.but(port=9001).public_url == "http://127.0.0.1:9001"
    assert Settings.load({"SEGUE_HOST": "::1"}).public_url == "http://[::1]:8080"
    said = Settings.load({"SEGUE_PUBLIC_URL": "https://connect.example/in/"})
    assert said.but(port=9001).public_url == "https://connect.example/in"
    with pytest.raises(SettingsError, match="SEGUE_PUBLIC_URL must be an http"):
        Settings.load({"SEGUE_PUBLIC_URL": "connect.example"})
