"""Plans through the journal and back."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.engine.seal import seal, unseal
from segue.model.warning import PlanWarning, WarningType
from segue.spi.codec import read_call, read_plan, show, show_call, show_plan, unshow
from segue.spi.plan import (
    Call,
    Find,
    Lookup,
    MissingOutput,
    Output,
    Plan,
    Request,
    identity,
    outputs,
    resolve,
)
from segue.vault import Vault

from .acts import change, make, plan_of

KEYS = st.one_of(st.text(max_size=5), st.sampled_from(["$from", "$literal", "pointer"]))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=())),
)
JSON = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner), st.dictionaries(KEYS, inner)), max_leaves=20
)
OUTPUTS = st.builds(Output, st.just("first"), st.sampled_from(["", "/id", "/a~1b/0"]))
BODIES = st.recursive(
    st.one_of(LEAVES, OUTPUTS),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(KEYS, inner)),
    max_leaves=20,
)
VAULT = Vault(b"\x07" * 32)
WARNING = PlanWarning(
    problem_type=WarningType.VALUE_ADJUSTED, title="T", detail="\ud800\x00é", pointer="/a"
)


def kept(value: Any) -> Any:
    """Give a value as the journal gives it back."""
    return unseal(VAULT, seal(VAULT, value, write_id="w", part="p"), write_id="w", part="p")


@given(BODIES)
def test_a_body_comes_back_as_it_was(body: Any) -> None:
    """A resumed write would send other words, or take the caller's own for a placeholder."""
    assert unshow(kept(show(body))) == body


@given(JSON)
def test_what_a_caller_wrote_is_never_a_placeholder(body: Any) -> None:
    """A caller's own ``$from`` would be replaced by what a provider answered."""
    assert list(outputs(unshow(kept(show(body))))) == []


@given(JSON)
def test_an_answer_is_kept_as_it_was(answer: Any) -> None:
    """A write that was made could not be noted, and be made again."""
    assert kept(answer) == answer


def test_numbers_stay_what_they_are() -> None:
    """A float would become an integer, or a long id lose its last digits."""
    found = kept([1.0, 10**30, -0.0, 1e-320, 2**63])
    assert [repr(one) for one in found] == ["1.0", str(10**30), "-0.0", "1e-320", str(2**63)]


WHOLE = Plan(
    calls=(
        Call(
            name="first",
            request=Request(
                method="POST", path=("a", 1), query={"q": ["1", "2"], "n": 1}, body={"x": [1.5]}
            ),
            makes="thing",
            id_at="/id",
            lookup=Lookup(
                request=Request(method="GET", path=("a",)),
                find="f",
                asked={"known": [1, "2"], "$from": "caller", "n": None},
                crowded=True,
            ),
            guard=Lookup(request=Request(method="GET", path=("g",)), find="g"),
            undo=Request(method="DELETE", path=("a", Output("first", "/id"))),
        ),
        Find(
            name="found",
            lookup=Lookup(
                request=Request(method="GET", path=("b", Output("first", "/id"))),
                find="f",
                asked={"on": Output("first", "")},
            ),
        ),
        Call(
            name="last",
            request=Request(method="PATCH", path=("c",), body={}),
            repeatable=True,
            optional=replace(WARNING, capability="row"),
            only_if=Output("found", "/extra"),
        ),
    ),
    result=Output("found", "/id"),
    warnings=(WARNING,),
)


def test_a_plan_comes_back_whole() -> None:
    """Another process would go on without a look-up, an undo or a guard."""
    assert read_plan(kept(show_plan(WHOLE))) == WHOLE
    assert json.loads(json.dumps(show_plan(WHOLE))) == show_plan(WHOLE)


@pytest.mark.parametrize("body", [None, {}, [], "", 0, False])
def test_an_empty_body_is_not_no_body(body: Any) -> None:
    """A resumed call would send no body where the first one sent an empty one."""
    call = Call(name="a", request=Request(method="POST", path=("a",), body=body))
    assert read_call(kept(show_call(call))) == call


@pytest.mark.parametrize(
    ("calls", "words"),
    [
        ((change("a"), change("a")), "two calls"),
        ((make("a", on="b"),), "have not run yet"),
    ],
)
def test_a_plan_that_cannot_run(calls: Any, words: str) -> None:
    """It would fail halfway, at the provider."""
    with pytest.raises(ValueError, match=words):
        plan_of(*calls)
    with pytest.raises(ValueError, match="not in the plan"):
        plan_of(change("a"), result=Output("b", "/id"))


def test_placeholders_become_answers() -> None:
    """A later call would send the placeholder itself."""
    request = Request(
        method="POST",
        path=("a", Output("first", "/id"), 3),
        query={"q": (Output("first", "/id"), "x")},
        body=[{"y": Output("first", "/list/1")}],
    )
    answers = {"first": {"id": 7, "list": [None, "z"]}}
    found = resolve(request, answers)
    assert (found.path, found.query, found.body) == (("a", 7, 3), {"q": (7, "x")}, [{"y": "z"}])


@pytest.mark.parametrize("odd", [None, "", "..", {}, True])
def test_no_path_without_an_id(odd: Any) -> None:
    """A DELETE would go to another resource than the one that was made."""
    request = Request(method="DELETE", path=("a", Output("first", "/id")))
    for answers in ({"first": {"id": odd}}, {"first": {}}, {}):
        with pytest.raises(MissingOutput):
            resolve(request, answers)


@pytest.mark.parametrize(
    ("found", "spelled"),
    [(7, "7"), ("a b", "a b"), (0, "0"), ("é", "é"), ("a\n", None), (False, None), ([], None)],
)
def test_what_can_be_an_id(found: Any, spelled: str | None) -> None:
    """A caller would be given an id that names nothing."""
    assert identity(found) == spelled
