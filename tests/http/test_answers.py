"""Answers' spelling."""

import json

import pytest

from segue.http.answers import encode, refuse
from segue.http.exchange import Exchange
from segue.model.problem import Fault, Problem


def test_text_stays_as_it_is():
    """Every answer with an accent would be longer than it has to be."""
    assert encode({"name": "Zoë"}) == '{"name":"Zoë"}'.encode()


def test_a_lone_surrogate_is_escaped():
    """A provider's broken text would turn a write that succeeded into a 500."""
    assert json.loads(encode({"name": "\ud800"})) == {"name": "\ud800"}


def test_what_json_does_not_have_is_never_sent():
    """A strict client could not read the answer."""
    with pytest.raises(ValueError, match="JSON"):
        encode({"rate": float("nan")})


def test_a_problem_names_its_key_and_how_long_to_wait():
    """A caller could not repeat a write that stopped half-way."""
    problem = Problem(504, Fault(detail="lost", meta={"write_id": "wr_1"}), retry_after=7)
    problem.key = "from the service"
    exchange = Exchange("r1", key="from the face")

    response = refuse(exchange, problem)

    assert response.status_code == 504
    assert response.headers["idempotency-key"] == "from the service"
    assert response.headers["retry-after"] == "7"
    assert exchange.write_id == "wr_1"


def test_every_fault_is_an_entry():
    """A caller would mend one mistake at a time."""
    exchange = Exchange("r1", application_name="acme")

    body = json.loads(refuse(exchange, Problem(400, Fault(detail="a"), Fault(detail="b"))).body)

    assert [(entry["id"], entry["detail"]) for entry in body["errors"]] == [
        ("r1", "a"),
        ("r1", "b"),
    ]
    assert body["errors"][0]["meta"] == {"origin": "segue", "application_name": "acme"}
