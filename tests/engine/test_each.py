"""Calls that stand alone: enrolling many contacts, whatever becomes of each."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from segue.engine.transport import Answer, CircuitOpen, Destination, Lost, NotSent, Throttled
from segue.model.problem import Problem
from segue.model.state import Outcome, Reason
from segue.service import states
from segue.service.writes import Outcome as Answered
from segue.service.writes import WriteRequest
from segue.spi.capability import Capabilities, native
from segue.spi.enrolment import Told
from segue.spi.errors import ErrorRule
from segue.spi.operation import Enrol, Write, no_reads
from segue.spi.plan import Call, Lookup, Plan, Request
from segue.store.runner import Database

from .acts import PLAIN, Stage, rows, said, staged

LIMITED = said(429, {"error": "slow down"}, retry_after="2")
LATER = said(429, {"error": "slow down"}, retry_after="90")


def tell(tells: Mapping[str, Any], status: int, body: Any) -> tuple[Told, ...]:
    """Tell what became of one contact of the plain provider."""
    (place,) = tells["places"]
    if status < 300:
        return (Told(place=place, outcome=Outcome.ENROLLED, state_id=str(body["id"])),)
    words = body["error"]
    if words == "already in":
        return (Told(place=place, outcome=Outcome.ALREADY_ENROLLED, words=words),)
    return (Told(place=place, outcome=Outcome.SKIPPED, reason=Reason.OPTED_OUT, words=words),)


def planned(ask: Enrol, _answers: Any) -> Plan:
    """Plan one call for each contact; one that is known to be in needs none."""
    known = {"in": Outcome.ALREADY_ENROLLED}
    return Plan(
        calls=tuple(
            Call(
                name=f"enrol {i}",
                request=Request(method="POST", path=("enrol", state.contact_id)),
                makes="state",
                id_at="/id",
                lookup=Lookup(
                    request=Request(method="GET", path=("seen", state.contact_id)), find="rows"
                ),
                tells={"places": [i]},
            )
            for i, state in enumerate(ask.states)
            if state.contact_id not in known
        ),
        result=None,
        at_once=4,
        told=tuple(
            Told(place=i, outcome=Outcome.ALREADY_ENROLLED, state_id="s-in")
            for i, state in enumerate(ask.states)
            if state.contact_id in known
        ),
    )


ENROLLING = replace(
    PLAIN,
    ids=dict.fromkeys(("sequence", "contact", "mailbox", "user", "state"), ".+"),
    capabilities=Capabilities(
        dict.fromkeys(
            ("state.create", "state.batch_create", "state.contact_id", "state.sequence_id"),
            native(source="test"),
        )
    ),
    error_rules=(ErrorRule(status=403, reason="missing_scope"), *PLAIN.error_rules),
    finders={"rows": rows},
    tell_enrolments=tell,
    writes=dict.fromkeys(("state.create", "state.batch_create"), Write(no_reads, planned)),
)


@pytest.fixture
def stage(database: Database) -> Stage:
    """A customer of a provider that enrols."""
    return staged(database, ENROLLING)


def _request(body: str, key: str) -> WriteRequest:
    return WriteRequest(method="POST", path="/states", query={}, body=body.encode(), key=key)


async def enrol(stage: Stage, *contacts: str, key: str = "k") -> Answered:
    """Enrol contacts in one sequence."""
    listed = ",".join(f'{{"contact_id":"{name}","sequence_id":"q"}}' for name in contacts)
    request = _request(f'{{"records":[{listed}]}}', key)
    return await states.create_batch(stage.services, stage.session, request)


async def enrol_one(stage: Stage, contact: str, key: str = "k") -> Answered:
    """Enrol one contact."""
    request = _request(f'{{"record":{{"contact_id":"{contact}","sequence_id":"q"}}}}', key)
    return await states.create(stage.services, stage.session, request)


def outcomes(answered: Answered) -> list[tuple[str, str | None, str | None]]:
    """Give each contact's outcome, reason and id."""
    return [(row["outcome"], row["reason"], row["id"]) for row in answered.body["records"]]


async def test_one_bad_contact_neither_fails_nor_hides_the_others(stage: Stage) -> None:
    """A list of a thousand would come to nothing for one address that has opted out."""
    stage.script.on("POST /enrol/a", said(body={"id": 1}))
    stage.script.on("POST /enrol/b", said(422, {"error": "opted out"}))
    stage.script.on("POST /enrol/c", said(body={"id": 3}))
    answered = await enrol(stage, "a", "b", "in", "c")
    assert answered.status == 201
    assert outcomes(answered) == [
        ("enrolled", None, "1"),
        ("skipped", "opted_out", None),
        ("already_enrolled", None, "s-in"),
        ("enrolled", None, "3"),
    ]
    assert answered.body["records"][1]["detail"] == "opted out"
    (warning,) = answered.body["warnings"]
    assert warning["problem_type"] == "PARTIAL_SUCCESS"
    assert warning["source"]["pointer"] == "/body/records/1"
    stage.script.sent.clear()
    assert (await enrol(stage, "a", "b", "in", "c")).replayed
    assert not stage.script.sent


async def test_who_was_in_already_is_told_by_its_id(stage: Stage) -> None:
    """A caller could not go on with the state that was there."""
    stage.script.on("POST /enrol/a", said(422, {"error": "already in"}))
    stage.script.on("GET /seen/a", said(body={"rows": [{"id": 7}]}))
    assert outcomes(await enrol(stage, "a")) == [("already_enrolled", None, "7")]
    one = await enrol_one(stage, "a", key="another")
    assert one.body["record"] == {"id": "7", "outcome": "already_enrolled"}
    assert [warning["problem_type"] for warning in one.body["warnings"]] == ["ALREADY_EXISTS"]


async def test_a_lost_answer_is_looked_up(stage: Stage) -> None:
    """A contact that is in would be reported as unknown, and looked for by hand."""
    stage.script.on("POST /enrol/a", Lost("reset"))
    stage.script.on("GET /seen/a", said(body={"rows": [{"id": 7}]}))
    assert outcomes(await enrol(stage, "a")) == [("enrolled", None, "7")]


async def test_what_nobody_knows_is_unknown_until_a_repeat_knows(stage: Stage) -> None:
    """A repeat would enrol again who was enrolled, or never who was not."""
    stage.script.on("POST /enrol/a", said(body={"id": 1}))
    stage.script.on("POST /enrol/b", Lost("reset"), said(body={"id": 2}))
    stage.script.on("GET /seen/b", said(body={"rows": []}))
    answered = await enrol(stage, "a", "b")
    assert outcomes(answered) == [("enrolled", None, "1"), ("unknown", "answer_lost", None)]
    assert answered.retry_after
    stage.script.writes()
    again = await enrol(stage, "a", "b")
    assert outcomes(again) == outcomes(answered)
    assert stage.script.writes() == []
    await stage.clock.advance(61)
    assert outcomes(await enrol(stage, "a", "b")) == [
        ("enrolled", None, "1"),
        ("enrolled", None, "2"),
    ]
    assert stage.script.writes() == ["POST /enrol/b"]
    assert (await enrol(stage, "a", "b")).replayed


async def test_a_short_rate_limit_is_waited_for(stage: Stage) -> None:
    """Every batch would end at the first limit."""
    stage = replace(stage, services=replace(stage.services, settings=_patient(stage)))
    stage.script.on("POST /enrol/a", LIMITED, said(body={"id": 1}))
    assert outcomes(await enrol(stage, "a")) == [("enrolled", None, "1")]


def _patient(stage: Stage) -> Any:
    return stage.services.settings.model_copy(update={"wait_seconds": 5})


async def test_a_long_rate_limit_stops_the_rest_and_a_repeat_goes_on(stage: Stage) -> None:
    """Each contact would meet the same limit, or the rest be forgotten."""
    stage.script.on("POST /enrol/a", said(body={"id": 1}))
    stage.script.on("POST /enrol/b", LATER)
    for name in "cdefgh":
        stage.script.on(f"POST /enrol/{name}", LATER)
    answered = await enrol(stage, *"abcdefgh")
    assert answered.retry_after == 90
    assert Counter(outcomes(answered)) == {
        ("enrolled", None, "1"): 1,
        ("failed", "rate_limited", None): 7,
    }
    assert len(stage.script.writes()) <= 5, "no more than were under way"
    for place, name in enumerate("bcdefgh"):
        stage.script.on(f"POST /enrol/{name}", said(body={"id": place + 2}))
    again = await enrol(stage, *"abcdefgh")
    assert [row["outcome"] for row in again.body["records"]] == ["enrolled"] * 8
    assert sorted(stage.script.writes()) == [f"POST /enrol/{name}" for name in "bcdefgh"]


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (said(401, {"error": "expired"}), 401),
        (said(403, {"error": "scope"}), 403),
        (LATER, 429),
        (NotSent("ClientConnectorError"), 503),
        (Throttled("budget", 9), 429),
        (CircuitOpen("https://plain.invalid", 9), 503),
    ],
)
async def test_what_meets_every_contact_is_a_problem(stage: Stage, end: Any, status: int) -> None:
    """A dead credential would be told as a thousand bad contacts."""
    for name in "ab":
        stage.script.on(f"POST /enrol/{name}", end)
    for asking in (enrol(stage, "a", "b"), enrol_one(stage, "a", key="one")):
        with pytest.raises(Problem) as stopped:
            await asking
        assert stopped.value.status == status
    for name in "ab":
        stage.script.on(f"POST /enrol/{name}", said(body={"id": 1}))
    assert {outcome for outcome, _, _ in outcomes(await enrol(stage, "a", "b"))} == {"enrolled"}


async def test_one_that_is_not_taken_is_422_with_the_reason(stage: Stage) -> None:
    """A caller of one enrolment would take an answer without an id for success."""
    stage.script.on("POST /enrol/a", said(422, {"error": "opted out"}))
    with pytest.raises(Problem) as refused:
        await enrol_one(stage, "a")
    (fault,) = refused.value.faults
    assert refused.value.status == 422
    assert (fault.meta["outcome"], fault.meta["reason"]) == ("skipped", "opted_out")
    assert fault.meta["cause"] == {"error": "opted out"}
    stage.script.on("POST /enrol/a", said(body={"id": 1}))
    assert (await enrol_one(stage, "a")).body["record"]["outcome"] == "enrolled"


async def test_one_that_nobody_knows_is_outcome_unknown(stage: Stage) -> None:
    """A caller would be told no, and enrol the contact elsewhere."""
    stage.script.on("POST /enrol/a", Lost("reset"))
    stage.script.on("GET /seen/a", said(body={"rows": []}))
    with pytest.raises(Problem) as unknown:
        await enrol_one(stage, "a")
    assert unknown.value.code == "OUTCOME_UNKNOWN"
    assert unknown.value.retry_after
    stage.script.on("GET /seen/a", said(body={"rows": [{"id": 7}]}))
    assert (await enrol_one(stage, "a")).body["record"] == {"id": "7", "outcome": "enrolled"}


async def test_no_more_than_planned_run_at_once(stage: Stage) -> None:
    """A batch would spend the whole team's budget in one moment."""
    under_way, most = 0, 0

    async def slow() -> Answer:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(500):
            if most >= 4:
                break
            await asyncio.sleep(0.001)
        under_way -= 1
        return said(body={"id": 1})

    names = [f"c{i}" for i in range(20)]
    for name in names:
        stage.script.on(f"POST /enrol/{name}", slow)
    await enrol(stage, *names)
    assert most == 4


class Dying(Exception):
    """The process ends here."""


async def test_a_process_that_dies_among_them_is_gone_on_with(stage: Stage) -> None:
    """The contacts after the crash would be lost, or those before it enrolled twice."""
    enrolled: list[str] = []

    async def send(_destination: Destination, request: Request) -> Answer:
        name = str(request.path[1])
        if request.method == "GET":
            return said(body={"rows": [{"id": name}] if name in enrolled else []})
        if name == "c3" and "c3" not in enrolled:
            enrolled.append(name)
            raise Dying
        assert name not in enrolled, "enrolled twice"
        enrolled.append(name)
        return said(body={"id": name})

    names = [f"c{i}" for i in range(10)]
    stage.script.send = send  # type: ignore[method-assign]
    with pytest.raises(Dying):
        await enrol(stage, *names)
    await stage.clock.advance(200)
    answered = await enrol(stage.restarted(), *names)
    assert _unique(outcomes(answered)) == [("enrolled", None, name) for name in names]
    assert sorted(enrolled) == sorted(names)


def _unique(found: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys(found))


async def test_a_refusal_that_is_final_is_not_sent_again(stage: Stage) -> None:
    """A batch with one forbidden contact would never end."""
    rules = (ErrorRule(status=403), *PLAIN.error_rules)
    session = replace(stage.session, provider=replace(ENROLLING, error_rules=rules))
    session = replace(session, destination=replace(session.destination, provider=session.provider))
    stage = replace(stage, session=session)
    stage.script.on("POST /enrol/a", said(403, {"error": "not yours"}))
    answered = await enrol(stage, "a")
    assert answered.retry_after is None
    assert (await enrol(stage, "a")).replayed


async def test_what_waiting_cannot_tell_says_so(stage: Stage) -> None:
    """A caller would ask for ever, and nobody would look."""
    for name in "ab":
        stage.script.on(f"POST /enrol/{name}", Lost("reset"))
        stage.script.on(f"GET /seen/{name}", said(body={"rows": [{"id": 7}, {"id": 8}]}))
    answered = await enrol(stage, "a")
    assert outcomes(answered) == [("unknown", "answer_lost", None)]
    assert answered.retry_after is None
    assert "a person has to look" in answered.body["records"][0]["detail"]
    with pytest.raises(Problem) as unknown:
        await enrol_one(stage, "b", key="one")
    assert unknown.value.retry_after is None
