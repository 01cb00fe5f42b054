"""The oracle is told lies, and has to tell each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.crash.servers import Servers

from .asks import Ask, Change, Make
from .campaign import Plan, Result, books
from .oracle import Book, Final, Heard, Told, Violation, judge
from .running import RUNS
from .things import Thing, mark_of

ROWS = {
    "outreach": {"account.create": "accounts", "contact.create": "prospects"},
    "salesloft": {"account.create": "accounts", "contact.create": "people"},
    "apollo": {"account.create": "accounts", "contact.create": "contacts"},
}
STEPS = {"outreach": "sequenceSteps", "salesloft": "steps", "apollo": "emailer_steps"}


@pytest.fixture(scope="module")
def run(parent: Servers, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A campaign in which nothing is broken."""
    calm = {"kill_every": 0, "restart_every": 0, "jump_every": 0, "replays": 0.0}
    plan = Plan(seed=3, writes=90, faults=0.0, **calm)
    result = RUNS["sqlite"](plan, parent, tmp_path_factory.mktemp("calm"))
    assert not result.violations, "\n".join(map(str, result.violations))
    assert len([it for it in result.told if it.final == "done"]) > 80
    return result


def _mark(told: Told) -> str:
    return mark_of(told.ask.number)


Lie = Callable[[list[Any], int], None]


def _drop(rows: list[Any], at: int) -> None:
    del rows[at]


def _double(rows: list[Any], at: int) -> None:
    rows.append({**rows[at], "id": "999999999"})


@pytest.mark.parametrize("lie", [_drop, _double], ids=["dropped", "doubled"])
@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_row_dropped_or_doubled_in_a_simulator(run: Result, name: str, lie: Lie) -> None:
    """A lost or a double record at a vendor would pass for a good one."""
    rule = "success not there" if lie is _drop else "duplicate"
    tables = {**ROWS[name], "step.create": STEPS[name]}
    own = [it for it in run.told if it.ask.provider == name]
    tried = 0
    for told in own:
        if told.final != "done" or told.ask.operation not in tables:
            continue
        table = tables[told.ask.operation]
        rows = list(run.states[name][table])
        answered = str(told.heard[-1].body["record"]["id"])
        (at,) = (place for place, row in enumerate(rows) if str(row["id"]) == answered)
        lie(rows, at)
        found = judge(books({name: {**run.states[name], table: rows}}), own)
        about = [it for it in found if it.told is told]
        assert rule in {it.rule for it in about}, f"{told.ask}\n{found}"
        assert told.ask.key in str(about[0])
        tried += 1
    assert tried > 1


def _told(final: Final, status: int, body: Any, **ask: Any) -> Told:
    asked = Ask(
        number=1, provider="p", operation="o", method="POST", path="/x", sequence="s", **ask
    )
    return Told(ask=asked, heard=[Heard(status=status, body=body)], final=final)


MAKE = Make(kind="step", mark="zq1a", shows={"note": "zq1a"})
CHANGE = Change(kind="step", id="7", field="note", before="before", after=("after",))
ROW = Thing(
    kind="step",
    id="7",
    marks=frozenset({"zq1a"}),
    parent="s",
    place=1,
    shows={"note": "of zq1a"},
)
OK = {"record": {"id": "7"}, "warnings": []}
NO = {"errors": [{"code": "X", "meta": {}}]}
LEFT = {"errors": [{"code": "X", "meta": {"leftovers": [{"id": "7"}]}}]}


def _judged(told: Told, *rows: Thing) -> set[str]:
    found: list[Violation] = judge({"p": Book(rows)}, [told])
    return {it.rule for it in found}


def test_the_truth_is_no_violation() -> None:
    """Every campaign would fail."""
    done = _told("done", 201, OK, makes=(MAKE,))
    assert _judged(done, ROW) == set()
    assert _judged(_told("refused", 422, NO, makes=(MAKE,))) == set()
    assert _judged(_told("refused", 422, LEFT, makes=(MAKE,)), ROW) == set()
    for rows in ((), (ROW,)):
        assert _judged(_told("unknown", 504, NO, makes=(MAKE,)), *rows) == set()
    after = replace(ROW, shows={"note": "after"})
    assert _judged(_told("done", 200, OK, changes=(CHANGE,)), after) == set()


@pytest.mark.parametrize(
    ("told", "rows", "rule"),
    [
        (_told("done", 201, OK, makes=(MAKE,)), (), "success not there"),
        (_told("done", 201, OK, makes=(MAKE,)), (ROW, replace(ROW, id="8", place=2)), "duplicate"),
        (_told("unknown", 504, NO, makes=(MAKE,)), (ROW, replace(ROW, id="8")), "duplicate"),
        (_told("silent", 0, "", makes=(MAKE,)), (ROW, replace(ROW, id="8")), "duplicate"),
        (_told("refused", 422, NO, makes=(MAKE,)), (ROW,), "refused but there"),
        (_told("done", 201, OK, makes=(MAKE,)), (replace(ROW, id="8"),), "wrong id"),
        (_told("done", 201, OK, makes=(MAKE,)), (replace(ROW, shows={}),), "not as asked"),
        (_told("done", 200, OK, changes=(CHANGE,)), (ROW,), "change not there"),
        (
            _told("refused", 422, NO, changes=(CHANGE,)),
            (replace(ROW, shows={"note": "after"}),),
            "refused but changed",
        ),
        (
            _told("open", 503, NO, makes=(MAKE,)),
            (ROW, replace(ROW, id="8", marks=frozenset())),
            "two in one place",
        ),
        (_told("done", 500, NO, makes=()), (), "internal error"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_lie_is_told(told: Told, rows: tuple[Thing, ...], rule: str) -> None:
    """A rule of the oracle would have stopped to bite."""
    assert rule in _judged(told, *rows)


def test_a_write_that_nobody_asks_for_again_is_held_to_its_record() -> None:
    """What recovery claims to have done, or not to have done, would be believed."""
    silent = _told("silent", 0, "hung up", makes=(MAKE,))
    for standing, rows, rule in (
        ("done", (), "success not there"),
        ("refused", (ROW,), "refused but there"),
        ("none", (ROW,), "refused but there"),
    ):
        silent.standing = standing
        assert _judged(silent, *rows) == {rule}


def test_two_answers_to_one_key() -> None:
    """A client that asks twice would be told of two things."""
    told = _told("done", 201, OK, makes=())
    told.heard.append(Heard(status=201, body={"record": {"id": "8"}, "warnings": []}))
    assert _judged(told) == {"answers differ"}


def test_what_is_unknown_and_forgotten() -> None:
    """An honest "nobody knows" of which nobody can learn more would pass."""
    told = _told("unknown", 504, NO, makes=())
    told.standing = "none"
    assert _judged(told) == {"unknown forgotten"}
