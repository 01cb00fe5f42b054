"""Where a step goes, whatever numbers the steps there have."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from segue.providers.outreach.places import find_place, in_order, number

from .account import step

numbers = st.lists(st.integers(0, 12), max_size=8)
strict_numbers = st.lists(st.integers(1, 30), max_size=8, unique=True)
places = st.none() | st.integers(1, 12)


def _steps(orders: list[int]) -> list[dict[str, Any]]:
    return [step(i, order) for i, order in enumerate(orders, 1)]


def _after(orders: list[int], asked: int | None) -> list[tuple[int, int]]:
    """Carry the moves out; give (number, id) of every step, the new one as 0."""
    held = {item["id"]: number(item) for item in _steps(orders)}
    placing = find_place(asked, _steps(orders))
    for move in placing.moves:
        data = move.request.body["data"]
        held[data["id"]] = data["attributes"]["order"]
    return sorted((order, each) for each, order in {**held, 0: placing.order}.items())


@given(numbers, places)
def test_the_step_stands_where_it_was_asked_for(orders: list[int], asked: int | None) -> None:
    """A step would happen before or after the wrong one."""
    before = [item["id"] for item in in_order(_steps(orders))]
    wanted = min((asked or 99) - 1, len(orders))
    placing = find_place(asked, _steps(orders))
    after = _after(orders, asked)
    assert [item["id"] for item in placing.earlier] == before[:wanted]
    assert [each for _, each in after if each] == before or len(set(orders)) < len(orders)
    own = placing.order
    assert all(order < own for order, each in after if each in before[:wanted])
    assert all(order > own for order, each in after if each in before[wanted:])


@given(numbers, places)
def test_the_order_of_the_others_is_kept(orders: list[int], asked: int | None) -> None:
    """Making room would turn two other steps round."""
    later = [item["id"] for item in in_order(_steps(orders))]
    kept = {each: order for order, each in _after(orders, asked)}
    if asked is not None and asked <= len(orders):
        tail = [kept[each] for each in later[asked - 1 :]]
        assert tail == sorted(set(tail)), "two later steps on one place, or turned round"


@given(strict_numbers, places)
def test_no_two_steps_share_a_place_at_any_moment(orders: list[int], asked: int | None) -> None:
    """A crash between two moves would leave two steps that run at once."""
    held = {item["id"]: number(item) for item in _steps(orders)}
    placing = find_place(asked, _steps(orders))
    for move in placing.moves:
        data = move.request.body["data"]
        held[data["id"]] = data["attributes"]["order"]
        assert len(set(held.values())) == len(held)
    assert placing.order not in held.values()
    assert placing.end > max([placing.order, *held.values(), *orders])


@given(strict_numbers, places)
def test_the_moves_can_be_taken_back(orders: list[int], asked: int | None) -> None:
    """A refused write would leave the sequence renumbered."""
    held = {item["id"]: number(item) for item in _steps(orders)}
    before = dict(held)
    for move in find_place(asked, _steps(orders)).moves:
        held[move.request.body["data"]["id"]] = move.request.body["data"]["attributes"]["order"]
        assert move.undo is not None
        assert move.undo.body["data"]["attributes"]["order"] == before[move.request.path[1]]


@given(numbers)
def test_adding_last_moves_nothing(orders: list[int]) -> None:
    """Appending would renumber a sequence that others are working on."""
    placing = find_place(None, _steps(orders))
    assert not placing.moves
    assert placing.order == max(orders, default=0) + 1


def test_a_hole_is_used_before_anything_moves() -> None:
    """Steps would be renumbered that need not be."""
    placing = find_place(2, _steps([1, 5, 6]))
    assert (placing.order, placing.moves) == (2, ())


def test_a_step_without_a_number_counts_as_first() -> None:
    """A record without `order` would stop the sequence from being written to."""
    assert find_place(None, [step(1, None)]).order == 1


def test_a_place_beyond_the_last_is_told() -> None:
    """A caller would believe that a later place was kept free."""
    (warning,) = find_place(9, _steps([1, 2])).warnings
    assert warning.pointer == "/order"
    assert "9" in warning.detail
    assert "3" in warning.detail
