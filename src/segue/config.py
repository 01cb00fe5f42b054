"""What the operator sets, read once from the environment by the composition root.

A plain pydantic model rather than pydantic-settings: that library takes 0.17 s to import, more than
the rest of the command line together, and reads only the process's own environment.
"""

import base64
import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from segue.store.errors import Unusable
from segue.store.url import sqlite_path

PREFIX: Final = "SEGUE_"
KEY_BYTES: Final = 32
KEY_FILE: Final = "segue.key"
PROVIDER_URL: Final = re.compile(r"SEGUE_([A-Z0-9_]+)_(API|AUTH)_URL")


class SettingsError(Exception):
    """A setting is wrong or contradicts another; one sentence that names the variable."""


def _database(url: str) -> str:
    try:
        sqlite_path(url)
    except Unusable:
        raise ValueError(
            "must be sqlite:///path/to/file or postgresql://user:password@host/database"
        ) from None
    return url


def _keys(secret: SecretStr) -> SecretStr:
    if decoded(secret.get_secret_value()):
        return secret
    raise ValueError("must hold at least one key")


def decoded(text: str) -> tuple[bytes, ...]:
    """Read keys of 32 bytes in base64, parted by commas or spaces; the first of them seals."""
    try:
        keys = tuple(
            base64.b64decode(part, validate=True) for part in re.split(r"[\s,]+", text) if part
        )
    except ValueError:
        keys = (b"",)
    if any(len(key) != KEY_BYTES for key in keys):
        raise ValueError("must be 32 bytes in base64, as `openssl rand -base64 32` prints them")
    return keys


def _certificates(path: Path) -> Path:
    import ssl  # noqa: PLC0415 -- takes 20 ms, and few set this

    try:
        ssl.create_default_context(cafile=path)
    except OSError:
        raise ValueError("must be a file of certificates in PEM") from None
    return path


def _networks(text: str) -> str:
    try:
        for part in filter(None, map(str.strip, text.split(","))):
            ipaddress.ip_network(part)
    except ValueError:
        raise ValueError("must be addresses or networks, parted by commas") from None
    return text


def _provider_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = not (parts.query or parts.fragment or "@" in parts.netloc or port == 0)
    if parts.scheme in {"http", "https"} and parts.hostname and plain:
        return url.rstrip("/")
    raise ValueError("must be an http or https URL without user, query or fragment")


class Settings(BaseModel):
    """Everything that can be set, each as ``SEGUE_`` and the field's name in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///segue.db", repr=False
    )
    encryption_key: Annotated[SecretStr, AfterValidator(_keys)] | None = None
    encryption_key_file: Path | None = None
    host: str = Field("127.0.0.1", min_length=1)
    port: int = Field(8080, ge=0, le=65535)
    public_url: Annotated[str, AfterValidator(_provider_url)] = ""
    """Where browsers find this server, for redirects and links; what it listens on where unset."""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], BeforeValidator(str.lower)
    ] = "info"
    sqlite_synchronous: Annotated[Literal["NORMAL", "FULL"], BeforeValidator(str.upper)] = "NORMAL"
    provider_timeout_seconds: float = Field(30, gt=0, le=600, allow_inf_nan=False)
    """From a request to the last byte of its answer."""
    provider_connect_seconds: float = Field(5, gt=0, le=600, allow_inf_nan=False)
    """For name, connection and TLS: the provider's own load balancers answer in milliseconds."""
    provider_read_seconds: float = Field(30, gt=0, le=600, allow_inf_nan=False)
    """The longest silence within an answer. No vendor says how long its slowest call takes."""
    calls_at_once: int = Field(10, ge=1, le=1000)
    """Requests of one connection that a process has under way; half of them for background work."""
    grace_seconds: int = Field(25, ge=0, le=3600)
    """How long requests that run may go on after the server was told to stop. Kubernetes kills
    after 30."""
    wait_seconds: float = Field(5, ge=0, le=60, allow_inf_nan=False)
    journal_days: int = Field(90, ge=8, le=36_500)
    """How long writes and jobs are kept after their end; answers are repeated for 7 days."""
    audit_days: int = Field(90, ge=1, le=36_500)
    jobs: bool = True
    """Whether a server carries out jobs itself; `segue worker` does so whatever this says."""
    recovery_seconds: float = Field(30, ge=0, le=86_400, allow_inf_nan=False)
    """Between two looks for writes that dead processes have left; 0 for never."""
    recovery_hours: float = Field(24, gt=0, le=8760, allow_inf_nan=False)
    """How long after it was asked for a write is still carried on by itself."""
    metrics: Annotated[Literal["off", "token", "open"], BeforeValidator(str.lower)] = "off"
    """Who may read the metrics: nobody, who shows `metrics_token`, everybody."""
    metrics_token: SecretStr | None = Field(None, min_length=16)
    metrics_port: int | None = Field(None, ge=0, le=65535)
    """Where a worker answers probes and shows metrics; nowhere where unset."""
    drain_seconds: float = Field(0, ge=0, le=600, allow_inf_nan=False)
    """How long the server still takes requests, unready, after it was told to stop."""
    connect: Literal["open", "links-only"] = "open"
    """Whether customers connect by ``/oauth/connect`` too, or by magic links alone."""
    ca_file: Annotated[Path, AfterValidator(_certificates)] | None = None
    """Certificates in PEM to trust at providers, besides the machine's own."""
    key_requests_per_second: float = Field(500, ge=0, le=1_000_000, allow_inf_nan=False)
    """Requests of one API key that this process takes, two seconds' worth at once; 0 is no end."""
    stranger_requests_per_minute: float = Field(120, ge=0, le=1_000_000, allow_inf_nan=False)
    """The same of one address without a valid key, one minute's worth at once."""
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = "127.0.0.1,::1"
    """Addresses and networks whose ``X-Forwarded-For`` names the caller's address."""
    max_connections: int = Field(500, ge=1, le=100_000)
    head_seconds: float = Field(10, gt=0, le=600, allow_inf_nan=False)
    """How long a request's head may take to arrive."""
    body_seconds: float = Field(60, gt=0, le=600, allow_inf_nan=False)
    """How long a body may take to arrive, and an answer to be taken."""
    idle_seconds: float = Field(65, gt=0, le=3600, allow_inf_nan=False)
    """How long a connection is kept between two requests."""
    urls: Mapping[str, Annotated[str, AfterValidator(_provider_url)]] = Field(default_factory=dict)
    """Where providers are, by ``outreach_api`` and the like."""

    @model_validator(mode="after")
    def _found_where_it_listens(self) -> Self:
        if not self.public_url:
            host = f"[{self.host}]" if ":" in self.host else self.host
            # The model is frozen for its users; a default that rests on other fields is set here.
            self.__dict__["public_url"] = f"http://{host}:{self.port}"
        return self

    def but(self, **given: Any) -> Self:
        """Give the same settings with some set anew."""
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self)(**{**kept, **given})

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the settings; an empty variable counts as one that is not set.

        Raises SettingsError.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        urls = {
            f"{found[1]}_{found[2]}".lower(): value
            for name, value in given.items()
            if (found := PROVIDER_URL.fullmatch(name))
        }
        fields = {
            field: given[variable]
            for field in cls.model_fields
            if field != "urls" and (variable := PREFIX + field.upper()) in given
        }
        try:
            settings = cls(urls=urls, **fields)
        except ValidationError as error:
            raise SettingsError(_sentence(error.errors()[0])) from None
        settings.check()
        return settings

    def check(self) -> None:
        """Raise SettingsError where settings contradict each other."""
        if self.encryption_key and self.encryption_key_file:
            raise SettingsError(
                "SEGUE_ENCRYPTION_KEY and SEGUE_ENCRYPTION_KEY_FILE are both set; set one of them."
            )
        if (self.metrics == "token") != (self.metrics_token is not None):
            raise SettingsError(
                "SEGUE_METRICS=token and SEGUE_METRICS_TOKEN belong together; set both or neither."
            )
        if self.sqlite_path is None and not (self.encryption_key or self.encryption_key_file):
            raise SettingsError(
                "SEGUE_ENCRYPTION_KEY is not set, and with PostgreSQL it has to be, because every"
                " process needs the same one (`openssl rand -base64 32` makes one)."
            )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log line may show, whatever it is about."""
        sealed = (self.encryption_key, self.metrics_token)
        keys = [
            text for secret in sealed if secret for text in secret.get_secret_value().split(",")
        ]
        password = urlsplit(self.database_url).password
        return (*keys, *((password, unquote(password)) if password else ()))

    @property
    def sqlite_path(self) -> Path | None:
        """The database's file, None with PostgreSQL."""
        return sqlite_path(self.database_url)

    @property
    def encryption_keys(self) -> tuple[bytes, ...]:
        """The keys that are set, the sealing one first; none where a file holds them."""
        return decoded(self.encryption_key.get_secret_value()) if self.encryption_key else ()

    @property
    def default_key_file(self) -> Path | None:
        """The file that holds the key where none is set: beside the SQLite file."""
        path = self.sqlite_path
        if path is None or self.encryption_key or self.encryption_key_file:
            return None
        return path.with_name(KEY_FILE)

    def provider_urls(self, name: str) -> tuple[str | None, str | None]:
        """Give a provider's API root and its OAuth root, None where the provider's own holds."""
        key = re.sub(r"[^a-z0-9]", "_", name.lower())
        return self.urls.get(f"{key}_api"), self.urls.get(f"{key}_auth")


def _sentence(error: Any) -> str:
    names = [str(part) for part in error["loc"]]
    field = f"{names[1]}_url" if names[0] == "urls" else names[0]
    message = str(error["msg"]).removeprefix("Value error, ")
    if message.startswith("Input should be"):
        message = message.replace("Input should be", "must be", 1)
    return f"{PREFIX}{field.upper()} {message}."
