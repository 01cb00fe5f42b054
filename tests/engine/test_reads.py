"""Making the reads that planning needs."""

from collections.abc import Mapping
from typing import Any

import pytest

from segue.engine.misread import Misread, judge
from segue.engine.reads import MOST_READS, MOST_ROUNDS, gather, understand
from segue.engine.transport import Answer, Lost, NotSent
from segue.kit.clock import SystemClock
from segue.model.problem import Problem
from segue.spi.errors import PlanRefused
from segue.spi.operation import Read
from segue.spi.plan import Request

from .acts import TOKEN, Script, said
from .test_refusal import sent_to

Answers = Mapping[str, Any]


def read(name: str, **options: Any) -> Read:
    """Name a reading."""
    return Read(name=name, request=Request(method="GET", path=(name,)), **options)


async def gathered(script: Script, needs: Any) -> dict[str, Any]:
    """Read what is needed."""
    return (await gather(script, sent_to(), SystemClock(), needs, None)).answers


async def problem_of(answer: Any, **options: Any) -> Problem:
    """Give the problem that one reading ends in."""
    script = Script()
    script.on("GET /a", answer)
    with pytest.raises(Problem) as raised:
        await gathered(script, lambda _ask, _answers: (read("a", **options),))
    return raised.value


async def test_round_by_round() -> None:
    """A reading that depends on another would be made without it, or one be made twice."""
    script = Script()
    script.on("GET /a", said(body={"next": "b"}))
    script.on("GET /b", said(404))
    script.on("GET /c", said(body=[]))

    def needs(_ask: None, answers: Answers) -> tuple[Read, ...]:
        more = (read(answers["a"]["next"], may_be_absent=True), read("c")) if answers else ()
        return (read("a"), *more)

    assert await gathered(script, needs) == {"a": {"next": "b"}, "b": None, "c": []}
    assert script.sent == ["GET /a", "GET /b", "GET /c"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (said(404, {"error": "gone"}), 404),
        (said(401, {"error": "dead"}), 401),
        (said(429, {"error": "slow"}, retry_after="9"), 429),
        (said(500), 502),
        (said(302), 502),
        (said(text="<html>"), 502),
        (said(204), 502),
        (Lost("TimeoutError"), 504),
        (NotSent("DNS"), 503),
    ],
)
async def test_a_reading_that_brings_nothing(answer: Answer, status: int) -> None:
    """A caller would be told that the server failed, where the provider did."""
    problem = await problem_of(answer, pointer="/template/id")
    assert (problem.status, problem.faults[0].meta["origin"]) == (status, "remote-provider")
    if status == 404:
        assert problem.faults[0].pointer == "/body/record/template/id"
    if status == 429:
        assert problem.retry_after == 9


@pytest.mark.parametrize(
    "function",
    [
        lambda _ask, answers: answers["a"]["missing"],
        lambda _ask, answers: answers["a"].missing,
        lambda _ask, answers: int(answers["a"]["word"]),
        lambda _ask, answers: answers["a"] + 1,
        lambda _ask, answers: next(iter(answers["none"])),
        lambda _ask, answers: 1 / answers["zero"],
    ],
)
def test_an_answer_of_another_shape(function: Any) -> None:
    """A provider's new field would end in a bare 500 that blames this server."""
    answers = {"a": {"word": "x"}, "none": (), "zero": 0}
    with pytest.raises(Problem) as raised:
        understand(sent_to(), function, None, answers)
    problem = raised.value
    assert (problem.status, problem.faults[0].meta["reason"]) == (502, "unreadable_answer")
    assert "Plain" in str(problem)


async def test_an_answer_that_says_nothing_of_what_to_read_next() -> None:
    """The same, where the adapter asks for more."""
    script = Script()
    script.on("GET /a", said(body=["odd"]))
    with pytest.raises(Problem) as raised:
        await gathered(
            script, lambda _ask, answers: (read(answers["a"]["b"]) if answers else read("a"),)
        )
    assert raised.value.status == 502


def test_our_own_mistakes_stay_ours() -> None:
    """A bug would be blamed on the provider, before it was asked anything."""
    with pytest.raises(KeyError):
        understand(sent_to(), lambda _ask, answers: answers["a"], None, {})


def test_a_refusal_of_the_adapter_passes() -> None:
    """What the adapter says on purpose would be taken for a mistake."""

    def refuse(_ask: None, _answers: Answers) -> None:
        raise PlanRefused("no")

    with pytest.raises(PlanRefused):
        understand(sent_to(), refuse, None, {"a": 1})


def test_what_could_not_be_read_is_logged(logged: list[Any]) -> None:
    """Nobody could mend an adapter that fails in silence."""

    def part(answer: Any) -> Any:
        return answer["missing"]

    with pytest.raises(Misread, match="KeyError"):
        judge(sent_to(), "part", part, {})
    (line,) = logged
    assert (line["provider"], line["part"], line["exc_info"]) == ("plain", "part", True)
    assert line["log_level"] == "error"


async def test_readings_without_an_end() -> None:
    """A provider whose last page names a next one would hold a request for ever."""
    script = Script()
    for place in range(MOST_ROUNDS):
        script.on(f"GET /{place}", said(body={}))
    with pytest.raises(Problem) as raised:
        await gathered(script, lambda _ask, answers: (read(str(len(answers))),))
    assert (raised.value.status, len(script.sent)) == (502, MOST_ROUNDS)
    assert raised.value.faults[0].meta["reason"] == "too_much_to_read"


async def test_too_many_readings_at_once() -> None:
    """One odd count of pages would send a thousand requests."""
    script = Script()
    with pytest.raises(Problem):
        await gathered(
            script, lambda _ask, _answers: tuple(read(str(n)) for n in range(MOST_READS + 1))
        )
    assert not script.sent


async def test_a_provider_that_repeats_the_credential() -> None:
    """It would stand in raw_data, a warning or a refusal's words."""
    body = {"a": [f"x{TOKEN}"], "token": "Bearer abcdefgh1"}
    escaped = TOKEN.replace("/", r"\/")
    script = Script()
    script.on("GET /a", said(body=body, text=f'{{"a": ["x{escaped}"]}}'))
    found = await gathered(script, lambda _ask, _answers: (read("a"),))
    assert found["a"] == {"a": ["x[redacted]"], "token": "Bearer abcdefgh1"}
