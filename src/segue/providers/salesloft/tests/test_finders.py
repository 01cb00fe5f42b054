"""Finding what a write has made."""

from typing import Any

import pytest

from segue.kit.clock import parse_iso
from segue.providers.salesloft.finders import FINDERS
from segue.spi.errors import PlanRefused

MADE = "2026-09-01T08:00:00.102458-04:00"
STEP: dict[str, Any] = {"id": 9001, "day": 2, "type": "email", "name": "Intro", "step_number": "1"}
ASKED = {"day": 2, "type": "Email", "name": "Intro"}


def _found(name: str, asked: dict[str, Any], *records: dict[str, Any]) -> list[str]:
    return [match.id for match in FINDERS[name](asked, {"data": list(records)})]


def test_step_is_found_by_day_type_and_name() -> None:
    """Otherwise the caller would get another step's id, or none."""
    assert _found("step", ASKED, STEP) == ["9001"]
    others: list[dict[str, Any]] = [
        {"day": 3},
        {"type": "phone"},
        {"name": "Other"},
        {"name": None},
    ]
    assert _found("step", ASKED, *({**STEP, **other} for other in others)) == []


def test_step_is_found_with_a_day_in_text_and_other_spaces() -> None:
    """Otherwise a number that Salesloft gives as text would make the outcome unknown."""
    assert _found("step", {**ASKED, "name": " Intro"}, STEP | {"day": "2"}) == ["9001"]


def test_two_equal_steps_are_both_given() -> None:
    """Otherwise a guess between two steps would be answered as if it were known."""
    assert _found("step", ASKED, STEP, STEP | {"id": 9002}) == ["9001", "9002"]


def test_step_match_answers_with_its_id() -> None:
    """Otherwise the plan's result, /id, would point at nothing."""
    (match,) = FINDERS["step"](ASKED, {"data": [STEP]})
    assert match.answer["id"] == 9001


def test_import_into_a_cadence_is_known_by_any_step() -> None:
    """Otherwise a lost import that took effect would be sent again."""
    asked = {"cadence_id": 9}
    assert _found("imported_steps", asked) == []
    assert _found("imported_steps", asked, STEP, STEP) == ["9"]
    (match,) = FINDERS["imported_steps"](asked, {"data": [STEP]})
    assert match.answer == {"data": {"cadence": {"id": 9}}}


def test_lost_cadence_is_known_by_its_identifier() -> None:
    """Otherwise a cadence whose answer was lost would be made twice, or a stranger's be adopted."""
    asked = {"external_identifier": "wr_1", "ours": True}
    mine = {"id": 5, "external_identifier": "wr_1", "created_at": MADE}
    strangers = [{"id": 6, "external_identifier": "wr_2"}, {"id": 7, "external_identifier": None}]
    (match,) = FINDERS["imported_cadence"](asked, {"data": [*strangers, mine, {"id": 8}]})
    assert (match.id, match.answer) == ("5", {"data": {"cadence": {"id": 5}}})
    assert match.made_at is None


def test_age_is_told_where_the_identifier_is_the_callers() -> None:
    """Otherwise an older cadence with the same identifier would be taken for the new one."""
    asked = {"external_identifier": 77, "ours": False}
    answer = {"data": [{"id": 5, "external_identifier": "77", "created_at": MADE}]}
    (match,) = FINDERS["imported_cadence"](asked, answer)
    assert match.made_at == parse_iso("2026-09-01T12:00:00.102458+00:00")


@pytest.mark.parametrize("name", FINDERS)
def test_answer_without_a_list_is_no_proof(name: str) -> None:
    """Otherwise an unreadable answer would count as "nothing is there"."""
    with pytest.raises(PlanRefused):
        FINDERS[name](ASKED, {"error": "x"})
