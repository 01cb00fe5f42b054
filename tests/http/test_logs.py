"""Logs: JSON lines without secrets."""

import io
import json
import logging

import pytest
import structlog

from segue.http import logs
from segue.kit.redact import HIDDEN

BEARER = "Bearer planted-secret-0123456789"
KNOWN = "a-word-that-looks-like-nothing"


def _lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_time_level_and_the_request(stream: io.StringIO):
    """Lines could not be joined to a request, or read by a machine."""
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger().info("made", count=2)

    (line,) = _lines(stream)
    assert line.pop("at").endswith("Z")
    assert line == {"event": "made", "count": 2, "level": "info", "request_id": "r1"}


def test_other_libraries_lines_are_json_too(stream: io.StringIO):
    """The server's own lines would break whatever reads the log."""
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        logging.getLogger("uvicorn.error").warning("sent %s", BEARER)

    (line,) = _lines(stream)
    assert (line["event"], line["request_id"]) == (f"sent {HIDDEN}", "r1")
    assert line["logger"] == "uvicorn.error"


def test_secrets_are_hidden_wherever_they_stand(stream: io.StringIO):
    """A log would hold what opens a customer's account."""
    with logs.hiding():
        logs.hide([KNOWN])
        structlog.get_logger().info(
            f"got {KNOWN}",
            headers={"Authorization": "anything at all", "api_key": "plain"},
            nested=[{"note": BEARER}, (KNOWN,)],
            thing=ValueError(f"refused {BEARER} and {KNOWN}"),
            raw=f"token {KNOWN}".encode(),
        )

    shown = stream.getvalue()
    for secret in (KNOWN, "planted-secret", "anything at all", "plain"):
        assert secret not in shown


def _fail() -> None:
    try:
        int(f"inner {KNOWN}")
    except ValueError as error:
        raise RuntimeError(BEARER) from error


def test_a_traceback_is_redacted(stream: io.StringIO):
    """An exception's message would carry a credential into the log."""
    with logs.hiding():
        logs.hide([KNOWN])
        try:
            _fail()
        except RuntimeError:
            structlog.get_logger().exception("failed")
            logging.getLogger("elsewhere").exception("failed")

    lines = _lines(stream)
    assert len(lines) == 2
    for line in lines:
        assert "Traceback" in line["exception"]
        assert KNOWN not in line["exception"]
        assert "planted-secret" not in line["exception"]


def test_secrets_of_one_request_are_forgotten_after_it(stream: io.StringIO):
    """Every secret ever seen would be kept, and words that look like one hidden for ever."""
    with logs.hiding():
        logs.hide([KNOWN])
    structlog.get_logger().info(KNOWN)

    assert _lines(stream)[0]["event"] == KNOWN


def test_what_is_below_the_level_is_left_out(stream: io.StringIO):
    """A level that an operator sets would do nothing."""
    structlog.get_logger().debug("quiet")
    logging.getLogger("elsewhere").debug("quiet")

    assert stream.getvalue() == ""


def test_an_unknown_level_is_refused():
    """A misspelt level would silence the log."""
    with pytest.raises(ValueError, match="loud"):
        logs.configure("loud")
