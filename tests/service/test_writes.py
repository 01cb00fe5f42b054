"""Writes: keys, replays, dry runs, strictness."""

import itertools
import json
from dataclasses import replace
from typing import Any

import pytest

from segue.engine.transport import Answer
from segue.model.problem import Problem
from segue.model.warning import PlanWarning, WarningType
from segue.service.writes import write_id
from segue.service.written import show
from segue.spi.errors import PlanRefused
from segue.spi.operation import Read
from segue.spi.plan import Call, Output, Plan, Request
from tests.engine.acts import TOKEN, Stage, change, delete, find, make, plan_of, said

PLAN = plan_of(make("a", undo=delete("a")), make("b", on="a"))
LOSS = PlanWarning(
    problem_type=WarningType.VALUE_ADJUSTED,
    title="Longer",
    detail="Asked 1, sent 2.",
    pointer="/interval_seconds",
    capability="step.interval_seconds",
)


@pytest.fixture(autouse=True)
def answered(stage: Stage) -> None:
    """The plain provider makes whatever it is asked."""
    numbers = itertools.count(1)

    async def made() -> Answer:
        return said(body={"id": next(numbers)})

    stage.script.on("POST /a", made)
    stage.script.on("POST /b", made)


async def test_a_key_answers_the_same_again(stage: Stage) -> None:
    """A caller's retry would make a second step."""
    first = await stage.write(PLAN)
    await stage.clock.advance(7 * 86_400)
    again = await stage.restarted().write(PLAN)
    assert (again.status, again.body, again.replayed) == (201, first.body, True)
    assert stage.script.writes() == ["POST /a", "POST /b"]


async def test_a_key_serves_one_request(stage: Stage) -> None:
    """A key used by mistake for another body would answer with the wrong step."""
    await stage.write(PLAN)
    problem = await stage.refused(PLAN, parsed="other")
    assert (problem.status, problem.faults[0].meta["reason"]) == (422, "key_reused")
    assert problem.key == "a key"
    assert (await stage.refused(PLAN, target="s2")).status == 422


@pytest.mark.parametrize(
    "scope", [{"customer_id": "other"}, {"application_id": "other"}], ids=lambda it: next(iter(it))
)
async def test_a_key_is_one_customers(stage: Stage, scope: dict[str, str]) -> None:
    """One customer's write would be answered with another's step."""
    await stage.write(PLAN)
    elsewhere = replace(stage, session=replace(stage.session, **scope))
    assert not (await elsewhere.write(PLAN, parsed="other")).replayed
    assert write_id(stage.session, "k") != write_id(elsewhere.session, "k")


@pytest.mark.parametrize("key", ["x" * 255, "é ÿ", "a/b?c=d&e", "' OR 1=1 --", "%00", "{key}"])
async def test_strange_keys(stage: Stage, key: str) -> None:
    """A key would break the journal, or be taken for another."""
    first = await stage.write(PLAN, key)
    assert (await stage.write(PLAN, key)).body == first.body
    assert (await stage.write(PLAN, key + "." if len(key) < 255 else "y")).replayed is False


async def test_a_key_that_is_too_long(stage: Stage) -> None:
    """It would be cut, and be another's."""
    assert (await stage.refused(PLAN, "x" * 256)).status == 400


async def test_without_a_key_one_is_made(stage: Stage) -> None:
    """An unanswered request could not be repeated."""
    first, second = await stage.write(PLAN, ""), await stage.write(PLAN, "")
    assert first.key != second.key
    assert len(first.key) == 36


async def test_an_adapters_exception_is_the_providers_odd_answer(stage: Stage) -> None:
    """A provider's new shape would end in a bare 500, with the sequence held."""
    stage.script.on("GET /x", said(body={"odd": 1}))
    reading = Read(name="x", request=Request(method="GET", path=("x",)))

    def planning(answers: Any) -> Plan:
        return plan_of(make(answers["x"]["even"]))

    problem = await stage.refused(planning, reads=lambda _ask, _answers: (reading,))
    assert (problem.status, problem.faults[0].meta["reason"]) == (502, "unreadable_answer")
    assert not stage.script.writes()
    assert (await stage.write(PLAN, "other")).status == 201


async def test_a_mistake_of_ours_lets_the_sequence_go(stage: Stage) -> None:
    """A bug would hold the sequence until the lease runs out."""

    def planning(_answers: Any) -> Plan:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        await stage.write(planning)
    assert (await stage.write(PLAN, "other")).status == 201


async def test_a_plan_that_is_refused(stage: Stage) -> None:
    """A refusal would hold the sequence, or be journaled as the key's only answer."""

    def planning(_answers: Any) -> Plan:
        raise PlanRefused("Not so.", pointer="/date", status=409, reason="mixed")

    problem = await stage.refused(planning)
    (fault,) = problem.faults
    assert (problem.status, fault.pointer, fault.meta["reason"]) == (
        409,
        "/body/record/date",
        "mixed",
    )
    assert (await stage.write(PLAN)).status == 201


@pytest.mark.parametrize("dry_run", [False, True])
async def test_strict_refuses_a_loss(stage: Stage, *, dry_run: bool) -> None:
    """`strict` would send what it was to refuse, or a dry run promise what is refused."""
    lossy = replace(PLAN, warnings=(LOSS, replace(LOSS, problem_type=WarningType.NOT_ACTIVATED)))
    problem = await stage.refused(lossy, strict=True, dry_run=dry_run)
    (fault,) = problem.faults
    assert (problem.status, fault.pointer) == (400, "/body/record/interval_seconds")
    assert fault.meta == {"reason": "strict", "capability": "step.interval_seconds"}
    assert not stage.script.writes()


async def test_a_dry_run_shows_the_words_that_are_sent(stage: Stage) -> None:
    """A preview would differ from the real call, or show the credential."""
    body = {
        "subject": "Bearer abcdefgh1",
        "token": "the caller's own",
        "leak": f"x{TOKEN}",
        "$from": "the caller's too",
        "on": Output("a", "/id"),
    }
    call = Call(
        name="b",
        request=Request(method="PUT", path=("b", Output("a", "/id")), query={"q": "é"}, body=body),
        optional=LOSS,
        only_if=Output("a", "/id"),
    )
    looking = find("c")
    also = replace(
        looking,
        lookup=replace(
            looking.lookup,
            request=Request(method="GET", path=("c",), query={"of": Output("a", "/id"), "n": 1}),
        ),
    )
    plan = plan_of(make("a", undo=delete("a")), call, also, result=Output("a", "/id"))
    shown = (await stage.write(plan, dry_run=True)).body
    assert shown["calls"][1] == {
        "name": "b",
        "method": "PUT",
        "path": "/b/{a/id}",
        "query": "q=%C3%A9",
        "body": {
            "$literal": {
                "subject": "Bearer abcdefgh1",
                "token": "the caller's own",
                "leak": "x[redacted]",
                "$from": "the caller's too",
                "on": {"$from": "a", "pointer": "/id"},
            }
        },
        "optional": True,
        "only_if": {"$from": "a", "pointer": "/id"},
    }
    assert shown["calls"][0]["undo"] == {"method": "DELETE", "path": "/a/{a/id}"}
    assert shown["calls"][2]["query"] == "of={a/id}&n=1"
    assert not stage.script.sent


async def test_an_answer_holds_no_credential(stage: Stage) -> None:
    """A provider that repeats the token in a warning would have us store and show it."""
    warning = replace(LOSS, detail=f"Kept 'Bearer abcdefgh1', not {TOKEN}.")
    outcome = await stage.write(replace(PLAN, warnings=(warning,)))
    assert outcome.body["warnings"][0]["detail"] == "Kept 'Bearer abcdefgh1', not [redacted]."
    shown = await show(stage.services, stage.session.application_id, outcome.write_id or "")
    assert TOKEN not in json.dumps(shown)


async def test_how_a_write_stands(stage: Stage) -> None:
    """An operator could not see what was sent, and what came of it."""
    plan = plan_of(make("a"), change("m"), result=Output("a", "/id"))
    stage.script.on("PATCH /m", said(500))
    problem = await stage.refused(plan)
    id = problem.faults[0].meta["write_id"]  # noqa: A001 -- the write's
    shown = await show(stage.services, stage.session.application_id, id)
    assert (shown["state"], shown["attempt"], shown["answer"]) == ("unknown", 1, None)
    assert shown["problem"]["code"] == "OUTCOME_UNKNOWN"
    first, second = shown["calls"]
    assert (first["state"], first["made"]) == ("finished", {"kind": "a", "id": "1"})
    assert (second["state"], second["finished_at"], second["made"]) == ("started", None, None)
    with pytest.raises(Problem) as raised:
        await show(stage.services, "another application", id)
    assert raised.value.status == 404
