"""Telling whether a call whose answer was lost took effect."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.providers.outreach import PROVIDER
from segue.providers.outreach.lookups import FINDERS
from segue.spi.plan import Call, Match, resolve

from .account import INLINE, WHEN, Account, link, record, sequence, step, template

ACCOUNT = Account(sequence(), step(1, 1), link(51, 1, 71), template(71))
MADE = {"template": {"data": {"id": 90}}, "step": {"data": {"id": 91}}}


def _call(plan: Any, name: str) -> Call:
    found = next(call for call in plan.calls if call.name == name)
    assert isinstance(found, Call)
    return found


def _find(call: Call, *records: dict[str, Any]) -> list[str]:
    assert call.lookup is not None
    asked = resolve(call.lookup.asked, MADE)
    return [match.id for match in FINDERS[call.lookup.find](asked, {"data": list(records)})]


PLAN = ACCOUNT.adding(type="auto_email", interval_seconds=60, template=INLINE)


def test_a_match_stands_for_the_answer() -> None:
    """A resumed write could not go on from what was found."""
    found = record("sequenceStep", 2, {"order": 2, "stepType": "auto_email", "interval": 60})
    lookup = _call(PLAN, "step").lookup
    assert lookup is not None
    (match,) = FINDERS[lookup.find](lookup.asked, {"data": [found]})
    assert match == Match(
        id="2", answer={"data": found}, made_at=datetime(2026, 8, 1, 9, tzinfo=UTC)
    )
    assert WHEN.startswith("2026-08-01T09:00")


@pytest.mark.parametrize(
    ("changed", "matches"),
    [
        ({}, True),
        ({"id": 1}, False),
        ({"order": 3}, False),
        ({"stepType": "call"}, False),
        ({"interval": 61}, False),
        ({"links": [5]}, False),
    ],
)
def test_only_the_new_step_of_that_kind_is_taken(changed: dict[str, Any], *, matches: bool) -> None:
    """A step of somebody else's would be taken for ours and given our content."""
    given = {"order": 2, "stepType": "auto_email", "interval": 60}
    held = {key: changed.get(key, value) for key, value in given.items()}
    linked = {"sequenceTemplates": changed.get("links", [])}
    found = record("sequenceStep", changed.get("id", 2), held, **linked)
    assert _find(_call(PLAN, "step"), found) == (["2"] if matches else [])


def test_two_alike_are_two() -> None:
    """One of two equal steps would be guessed at."""
    alike = [
        record("sequenceStep", each, {"order": 2, "stepType": "auto_email", "interval": 60})
        for each in (2, 3)
    ]
    assert _find(_call(PLAN, "step"), *alike) == ["2", "3"]


@pytest.mark.parametrize(
    ("changed", "matches"),
    [
        ({}, True),
        ({"bodyHtml": "<html><body><p>Hi,</p><div>see   you</div></body></html>"}, True),
        ({"bodyHtml": "Hi, see them"}, False),
        ({"subject": "Else"}, False),
        ({"name": "Named"}, False),
    ],
)
def test_a_template_is_known_by_its_words(changed: dict[str, Any], *, matches: bool) -> None:
    """A rewritten body would be made twice, or another template taken for ours."""
    found = template(80, **{"subject": INLINE["subject"], "bodyHtml": INLINE["body"], **changed})
    assert _find(_call(PLAN, "template"), found) == (["80"] if matches else [])


def test_templates_are_looked_for_since_planning_began() -> None:
    """An older template of the same words would be taken for ours."""
    lookup = _call(PLAN, "template").lookup
    assert lookup is not None
    assert lookup.crowded
    assert lookup.request.query["filter[createdAt]"] == "2026-09-01T11:59:55.000Z..inf"


def test_a_link_is_known_by_its_template() -> None:
    """A second link would be made, and the e-mail sent in two variants."""
    call = _call(PLAN, "link")
    assert _find(call, link(60, 91, 90), link(61, 91, 71), link(62, 91, 90, isReply=True)) == ["60"]


def test_links_there_before_are_not_the_new_one() -> None:
    """The variant that is to go would be taken for the one that replaces it."""
    account = Account(sequence(), step(1, 1), link(51, 1, 71), template(71, name="N"))
    call = _call(account.changing(template={"body": "New"}), "link_for_51")
    assert call.lookup is not None
    assert call.lookup.asked["known"] == [51]


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        ({"data": [link(52, 1, 71)]}, True),
        ({"data": []}, True),
        ({"data": [link(51, 1, 71)]}, False),
        ({"errors": []}, False),
    ],
)
def test_a_deleted_link_is_known_by_its_absence(answer: dict[str, Any], *, gone: bool) -> None:
    """A deletion that worked would be sent again and its 404 taken for a refusal."""
    assert bool(FINDERS["link_gone"]({"link": 51}, answer)) == gone


@pytest.mark.parametrize(
    ("changed", "matches"),
    [
        ({}, True),
        ({"name": "Else"}, False),
        ({"shareType": "private"}, False),
        ({"sequenceStepCount": 1}, False),
    ],
)
def test_a_new_sequence_is_known_by_name_and_emptiness(
    changed: dict[str, Any], *, matches: bool
) -> None:
    """A sequence that somebody works on would be filled with our steps."""
    call = _call(ACCOUNT.making(), "sequence")
    found = sequence(20, **{"name": "Q4 outbound", "sequenceStepCount": 0, **changed})
    assert _find(call, found) == (["20"] if matches else [])


def test_every_lookup_has_its_finder() -> None:
    """A lost answer would end in a crash."""
    plans = [PLAN, ACCOUNT.making(), ACCOUNT.changing(template={"body": "b"})]
    for plan in plans:
        for call in plan.calls:
            assert isinstance(call, Call)
            assert call.lookup is None or call.lookup.find in PROVIDER.finders


def test_an_unchanged_step_is_found_by_its_id() -> None:
    """A change that asks for nothing would be answered with an unknown outcome."""
    asked = {"id": 1}
    (match,) = FINDERS["same"](asked, {"data": step(1, 1)})
    assert match.answer == {"data": step(1, 1)}
    assert FINDERS["same"](asked, {"data": step(2, 1)}) == ()
    assert FINDERS["same"](asked, {}) == ()
