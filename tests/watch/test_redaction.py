"""The filter that every log line passes: no secret, in no spelling, whatever a line is made of."""

import html
import io
import json
import logging
import re
import threading
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import aiohttp
import pytest
import structlog
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from segue.http import logs
from segue.kit import redact
from segue.kit.redact import HIDDEN

QUICK = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SECRET = "sk_live-9f8e7d/6c5b+4a3=é\"x'y&z"

alphabet = st.characters(
    codec="utf-8", exclude_characters="[]\x00", exclude_categories=("Cs", "Cc")
)
secrets = st.one_of(
    st.text(st.sampled_from("ABCDEFabcdef0123456789-_.~+/="), min_size=8, max_size=64),
    st.text(alphabet, min_size=8, max_size=40),
    st.just(SECRET),
)
around = st.text(st.sampled_from(" abc,;:'\"{}<>&=%/\\\n0189"), max_size=12)

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "URL": lambda one: quote(one, safe=""),
    "URL, small letters": lambda one: re.sub("%..", lambda at: at[0].lower(), quote(one, safe="")),
    "path": quote,
    "form": quote_plus,
    "JSON": lambda one: json.dumps(one)[1:-1],
    "JSON, not ASCII": lambda one: json.dumps(one, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda one: json.dumps(json.dumps(one)),
    "HTML": html.escape,
    "repr": repr,
    "bytes": lambda one: repr(one.encode()),
    "hexadecimal": lambda one: one.encode().hex(),
    "base64": lambda one: b64encode(one.encode()).decode(),
    "base64 of a pair": lambda one: b64encode(f"user:{one}".encode()).decode(),
    "base64 of JSON": lambda one: urlsafe_b64encode(f'{{"a": "{one}"}}'.encode()).decode(),
}


def inside(way: str, secret: str) -> str:
    """Give the part of a spelling that tells of the secret alone, without what is around it."""
    whole = SPELLINGS[way](secret)
    return whole[12:-6] if way.startswith("base64 of") else whole.strip("b'\"=\\")


@pytest.fixture
def stream() -> io.StringIO:
    """Where the lines go, the most talkative ones too."""
    target = io.StringIO()
    logs.configure("debug", target)
    return target


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def filtered(secret: str, **event: Any) -> str:
    """Give a line as it would be written, unescaped."""
    with logs.hiding():
        logs.hide([secret])
        return json.dumps(logs.redacted(None, "info", event), ensure_ascii=False)


@pytest.mark.parametrize("way", SPELLINGS)
@QUICK
@given(secret=secrets, before=around, after=around)
def test_no_spelling_is_shown(way: str, secret: str, before: str, after: str):
    """A secret would leave in the clothes of some encoding."""
    spelled = SPELLINGS[way](secret)
    shown = redact.text(f"{before}{spelled}{after}", [secret])

    assert HIDDEN in shown
    assert inside(way, secret) not in shown.replace(HIDDEN, "")


nested = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=8,
)


@QUICK
@given(secret=secrets, beside=nested, path=st.lists(st.sampled_from("dlkt"), max_size=12))
def test_no_depth_hides_one(secret: str, beside: Any, path: list[str]):
    """A header within a list within a request would be shown."""
    value: Any = f"x {secret} y"
    for kind in path:
        value = {
            "d": {"a": value, "b": beside},
            "l": [beside, value],
            "k": {secret: value},
            "t": (value, {"again": secret}),
        }[kind]

    shown = filtered(secret, event="e", value=value)
    assert secret not in json.loads(shown)["event"]
    assert json.dumps(secret, ensure_ascii=False)[1:-1] not in shown


@QUICK
@given(secret=secrets, around=st.text(max_size=60))
@example(secret="redacted", around=f"a redacted b {HIDDEN}")
@example(
    secret=SECRET, around="https://user:word@host/?api_key=abcdef&access_token=x Bearer a1b2c3d4e5"
)
@example(secret=SECRET, around="authorization: Basic eyJhbGciOiJI.eyJzdWIiOiIx.c2ln")
def test_redacting_again_changes_nothing(secret: str, around: str):
    """A line that passes two filters would be eaten up."""
    once = redact.text(f"{around}{secret}{around}", [secret])

    assert redact.text(once, [secret]) == once
    assert redact.value({"a": [once]}, [secret]) == {"a": [once]}


class Unspeakable:
    """Something that raises when it is to be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("no words")


def _circle() -> list[Any]:
    circle: list[Any] = []
    circle.append(circle)
    return circle


def _deep(levels: int) -> Any:
    value: Any = "end"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        Unspeakable(),
        _circle(),
        _deep(5000),
        10**5000,
        float("nan"),
        float("-inf"),
        "\ud800",
        {"\udfff": b"\xff", Unspeakable(): 1, None: ()},
        {1, "a"},
        [[0] * 500] * 500,
    ],
    ids=lambda one: type(one).__name__,
)
def test_nothing_that_is_logged_raises(stream: io.StringIO, value: Any):
    """A request would fail for its log line."""
    with logs.hiding():
        logs.hide([SECRET])
        structlog.get_logger().info("made", value=value, beside=SECRET)

    (line,) = lines(stream)
    assert line["event"] == "made"
    assert line["beside"] == HIDDEN
    assert len(stream.getvalue()) < 4 * logs.LINE


def test_a_source_that_fails_hides_the_whole_line(stream: io.StringIO):
    """The line would be written without looking for the secrets that the source knows."""
    with logs.hiding(), structlog.contextvars.bound_contextvars(request_id="r1"):
        logs.hide_from(lambda: {}["gone"])
        structlog.get_logger().info("made", value=SECRET)

    (line,) = lines(stream)
    assert line.pop("at")
    assert line == {
        "event": "a line could not be shown",
        "error": "KeyError",
        "level": "info",
        "request_id": "r1",
    }


class Full:
    """A stream on a disk that is full."""

    def write(self, _text: str) -> int:
        raise OSError(28, "No space left on device")

    flush = write


def test_a_full_disk_fails_no_request():
    """The server would answer 500 for want of room for its log."""
    full: Any = Full()
    full.flush = lambda: full.write("")
    logs.configure("info", full)
    structlog.get_logger().info("made")
    logging.getLogger("elsewhere").info("made")


@pytest.mark.parametrize("size", [70_000, 400_000])
@pytest.mark.parametrize("place", [0.0, 0.25, 0.4999, 0.5, 0.75, 1.0])
def test_a_huge_text_is_cut_and_no_cut_shows_a_part(size: int, place: float):
    """One answer of megabytes would fill the disk, or a cut through a secret show half of it."""
    secret = "0123456789abcdef" * 4
    for shift in (*range(-66, 8, 9), *range(-8260, -8188, 9)):
        half = redact.LEAST_MARGIN + logs.LINE // 2
        at = max(0, min(size, round(size * place), half + shift if place == 0.25 else size))
        shown = redact.text("x" * at + secret + "y" * (size - at), [secret], longest=logs.LINE)
        assert len(shown) <= logs.LINE
        assert not any(secret[i : i + 8] in shown for i in range(56))


HOSTILE = [
    "eyJaaaaaaaaaa-",
    "bearer ",
    "bearer\t",
    "://a",
    "://a:",
    "authorization: basic ",
    "api_key=",
    "eyJ" + "a-" * 50,
    "%41",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_a_hostile_text_comes_to_an_end(part: str):
    """A provider's answer could stop the server by being logged: looked through anew from each of
    its characters, this one would take an hour.
    """
    text = part * (400_000 // len(part))

    assert SECRET not in redact.text(f"{text} {SECRET}", [SECRET])


def _inner() -> None:
    raise ValueError(f"inner {SECRET}")


def _raise() -> None:
    try:
        _inner()
    except ValueError as error:
        raise RuntimeError(f"outer {quote(SECRET)}") from error


def _aiohttp(log: logging.Logger) -> None:
    request = aiohttp.RequestInfo(
        aiohttp.client.URL("https://h/?token=" + quote(SECRET, safe=""), encoded=True),
        "GET",
        {"Authorization": SECRET},  # type: ignore[arg-type]
    )
    error = aiohttp.ClientResponseError(request, (), status=500, message=SECRET)
    log.error("Unclosed connection %r %s", request, error)


LIBRARIES: dict[str, Callable[[logging.Logger], None]] = {
    "aiohttp.client": _aiohttp,
    "uvicorn.error": lambda log: log.warning("Invalid HTTP request received. %s", SECRET),
    "uvicorn.asgi": lambda log: log.info('%s - "%s %s"', "1.2.3.4", "GET", f"/?a={SECRET}"),
    "asyncpg.pool": lambda log: log.warning("cannot reset %r", {"password": SECRET}),
    "dbos": lambda log: log.info("Initializing %s", SECRET, extra={"input": SECRET}),
    "sqlalchemy.engine": lambda log: log.error("[generated] %r", ({"a": [SECRET]},)),
    "asyncio": lambda log: log.error("exception never retrieved\n%s", Exception(SECRET)),
    "split": lambda log: log.info("%s%s", SECRET[:9], SECRET[9:]),
    "wrong": lambda log: log.info("%d of %s", SECRET, "b"),
    "too few": lambda log: log.info("%s %s", SECRET),  # noqa: PLE1206 -- as it happens elsewhere
}


@pytest.mark.parametrize("name", LIBRARIES)
def test_other_libraries_lines(stream: io.StringIO, capsys: pytest.CaptureFixture[str], name: str):
    """A line that is none of ours would show what we hide in all of ours."""
    logs.configure("debug", stream)  # Takes away pytest's own handler, which raises.
    with logs.hiding():
        logs.hide([SECRET])
        LIBRARIES[name](logging.getLogger(name))

    (line,) = lines(stream)
    assert line["logger"] == name
    told = json.dumps(line, ensure_ascii=False) + "".join(capsys.readouterr())
    for way in ("as it is", "URL", "JSON", "repr"):
        assert inside(way, SECRET) not in told
    assert "4a3" not in told


def test_a_traceback_of_another_library(stream: io.StringIO):
    """An exception's words would be shown, those of its cause too."""
    with logs.hiding():
        logs.hide([SECRET])
        try:
            _raise()
        except RuntimeError:
            logging.getLogger("aiohttp.server").exception("failed with %s", SECRET)
            structlog.get_logger().exception("failed", value=SECRET)

    for line in lines(stream):
        assert "Traceback" in line["exception"]
        assert "4a3" not in json.dumps(line)


def test_the_processs_own_secrets_are_hidden_everywhere(stream: io.StringIO):
    """The database's password or the metrics' token would be shown by a line of any request."""
    with logs.hiding_always(lambda: [SECRET], lambda: ()):
        logging.getLogger("asyncpg").error("cannot connect to %s", SECRET)
        with logs.hiding():
            structlog.get_logger().info(f"x {quote(SECRET, safe='')}")
    structlog.get_logger().info("after", value="4a3")

    *hidden, after = lines(stream)
    assert "4a3" not in json.dumps(hidden)
    assert after["value"] == "4a3"


def test_a_line_of_another_thread_shows_no_credential_in_use(stream: io.StringIO):
    """What another thread does knows of no request, and would show its token."""
    with logs.hiding_always(lambda: (), lambda: ["unused-secret", SECRET, ""]):
        log = logging.getLogger("dbos")
        worker = threading.Thread(target=log.error, args=("step failed: %s", SECRET))
        worker.start()
        worker.join()

    (line,) = lines(stream)
    assert line["event"] == f"step failed: {HIDDEN}"
