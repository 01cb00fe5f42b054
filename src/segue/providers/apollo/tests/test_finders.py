"""Finders: exactly what a lost or silent call made, and nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.providers.apollo import finders
from segue.providers.apollo.tests.account import (
    INLINE,
    SEQUENCE,
    USER,
    added,
    exact,
    graph,
    made,
    mixed,
    oid,
    step,
    template,
    touch,
)

NEW = {"wait_time": 0, "wait_mode": "minute"}
TASK = {"type": "task", "task_note": "<p>Look</p> twice"}


def asked_of(record: Any, held: Any) -> Any:
    """What the look-up of a step's creation is asked."""
    return added(record, held).calls[0].lookup.asked


def after(*found: Any, held: Any = None) -> Any:
    """The graph after a call made `found`."""
    before = held or mixed()
    return {**before, "emailer_steps": [*before["emailer_steps"], *found]}


@pytest.mark.parametrize(
    ("found", "ours"),
    [
        (step(4, "action_item", note="Look twice", **NEW), True),
        (step(4, "action_item", note="Look twice", wait_time=0, wait_mode="day"), True),
        (step(4, "action_item", note="Look thrice", **NEW), False),
        (step(4, "call", note="Look twice", **NEW), False),
        (step(5, "action_item", note="Look twice", **NEW), False),
        (step(4, "action_item", note="Look twice"), False),
    ],
)
def test_a_step_is_known_by_place_type_wait_and_note(found, ours):
    """Another's step would be taken for ours, or ours would be made twice."""
    matches = finders.step(asked_of(TASK, mixed()), after(found))
    assert [match.id for match in matches] == ([found["id"]] if ours else [])
    for match in matches:
        assert match.answer["emailer_step"]["id"] == found["id"]


def test_a_step_known_before_is_not_new():
    """A step that stood there before would be taken for the one just added."""
    held = mixed()
    assert finders.step(asked_of(TASK, held), held) == ()


def test_two_alike_are_both_told():
    """The engine could not see that it must not guess."""
    twins = [step(n, "action_item", position=4, note="Look twice", **NEW) for n in (8, 9)]
    assert len(finders.step(asked_of(TASK, mixed()), after(*twins))) == 2


def test_a_moment_is_compared_as_a_moment():
    """A step by date whose answer was lost would be made twice."""
    held = exact()
    asked = asked_of({"type": "call", "date": "2031-03-01T12:00:00+02:00"}, held)
    found = step(3, exact_datetime="2031-03-01T10:00:00+00:00", wait_time=None, wait_mode=None)
    assert len(finders.step(asked, after(found, held=held))) == 1
    found["exact_datetime"] = "2031-03-01T12:00:00Z"
    assert not finders.step(asked, after(found, held=held))


def inserted(status: str = "approved", body: str = "<p>Good day</p>") -> Any:
    """The graph after an e-mail was inserted at place 1 of `mixed`."""
    held = mixed()
    moved = [{**one, "position": one["position"] + 1} for one in held["emailer_steps"]]
    spoken = [touch(3, type="reply_to_thread"), touch(1, status=status), touch(9)]
    new = step(9, "auto_email", position=1, **NEW)
    return {
        **held,
        "emailer_steps": [*moved, new],
        "emailer_touches": spoken,
        "emailer_templates": [template(9, body=body), template(1)],
    }


EMAIL = {"type": "auto_email", "order": 1, "template": INLINE}


def test_a_lost_insertion_is_known_by_its_text_too():
    """A step that somebody else put there would be taken for ours."""
    asked = asked_of(EMAIL, mixed())
    assert [match.id for match in finders.step(asked, inserted())] == [oid("bb", 9)]
    assert finders.step(asked, inserted(body="<p>Other</p>")) == ()


def test_an_insertion_tells_what_it_did_to_others():
    """A step deleted or unapproved by the declarative call would go unnoticed."""
    asked = added(EMAIL, mixed()).calls[1].lookup.asked
    (clean,) = finders.inserted(asked, inserted())
    assert clean.warnings == ()
    (match,) = finders.inserted(asked, inserted(status="to_be_reviewed"))
    assert [str(one.problem_type) for one in match.warnings] == ["NOT_ACTIVATED"]
    lost = inserted()
    lost["emailer_steps"] = [one for one in lost["emailer_steps"] if one["id"] != oid("bb", 2)]
    (match,) = finders.inserted(asked, lost)
    assert [str(one.problem_type) for one in match.warnings] == ["PARTIAL_SUCCESS"]
    assert oid("bb", 2) in match.warnings[0].detail


def test_a_touch_is_found_with_its_template():
    """An e-mail would be written into another step's template."""
    held = graph([step(1, "auto_email")], [touch(1)], [template(1)])
    (match,) = finders.touch({"step": oid("bb", 1)}, held)
    assert match.answer["template"]["id"] == oid("dd", 1)
    assert match.answer["extra"] == {"id": None}


def test_a_second_touch_is_named():
    """A step would be an A/B test with an empty variant."""
    touches = [touch(2, emailer_step_id=oid("bb", 1)), touch(1)]
    held = graph([step(1, "auto_email")], touches, [template(1), template(2)])
    (match,) = finders.touch({"step": oid("bb", 1)}, held)
    assert (match.id, match.answer["extra"]["id"]) == (oid("cc", 1), oid("cc", 2))


def test_a_nested_template_will_do():
    """A graph that carries templates inside its touches could not be used."""
    held = graph([], [touch(1, emailer_template={"id": oid("dd", 1)})])
    (match,) = finders.touch({"step": oid("bb", 1)}, held)
    assert match.answer["template"] == {"id": oid("dd", 1)}


@pytest.mark.parametrize("held", [graph(), graph([], [touch(1)])], ids=["no touch", "no template"])
def test_a_touch_not_yet_shown_is_waited_for(held):
    """Content would be written to nowhere when Apollo shows the touch late."""
    assert finders.touch({"step": oid("bb", 1)}, held) == ()


def test_a_change_is_compared_with_what_is_held():
    """A change that Apollo swallowed with a 200 would be reported as done."""
    held = graph([step(1, "auto_email")], [touch(1)], [template(1, body="<p>A &amp; B</p>")])
    asked = {"step": oid("bb", 1)}
    for text, titles in ((None, 0), ("<div>A & B</div>", 0), ("<p>C</p>", 1)):
        more = {} if text is None else {"text": text}
        (match,) = finders.changed({**asked, **more}, held)
        assert len(match.warnings) == titles
    assert finders.changed({"step": oid("bb", 2)}, held) == ()


def row(
    id: str = "66000000000000000000aa02", name: str = "Q3", num_steps: int = 0, **more: Any
) -> Any:
    """A row of Apollo's search."""
    created = "2026-09-01T12:00:01.000Z"
    return {"id": id, "name": name, "num_steps": num_steps, "created_at": created, **more}


def test_a_sequence_is_known_by_its_whole_name():
    """Apollo finds parts of names: another sequence would be taken for the new one."""
    asked = made({}, named=[row(SEQUENCE)]).calls[0].lookup.asked
    rows = [row(SEQUENCE), row("1", "Q3 again"), row("2", num_steps=4), row(), row("3", "q3")]
    (match,) = finders.sequence(asked, {"emailer_campaigns": rows})
    assert match.id == "66000000000000000000aa02"
    assert match.made_at == datetime(2026, 9, 1, 12, 0, 1, tzinfo=UTC)
    assert match.answer["emailer_campaign"]["id"] == match.id


TEAM = {"sharing_permission": {"visibility": "everyone"}}
ALONE = {"sharing_permission": {"visibility": "restricted"}}


@pytest.mark.parametrize(
    ("answered", "shown", "pointers"),
    [
        ({"share": {"emailer_campaign": TEAM}}, ALONE, []),
        ({"share": {"emailer_campaign": {}}}, TEAM, []),
        ({"share": {"emailer_campaign": {"permissions": "team_can_use"}}}, {}, []),
        ({"share": {"emailer_campaign": ALONE}}, ALONE, ["/type"]),
        ({"share": {}}, {}, ["/type"]),
        ({"share": None}, ALONE, []),
        ({"owner": {"emailer_campaign": {"user_id": USER}}, "owner_id": USER}, {}, []),
        ({"owner": {}, "owner_id": USER}, {"user_id": USER}, []),
        ({"owner": {}, "owner_id": USER}, {"user_id": "another"}, ["/owner_id"]),
        ({"owner": None, "owner_id": USER}, {"user_id": "another"}, []),
    ],
)
def test_what_became_of_sharing_and_owner(answered, shown, pointers):
    """A sequence left private, or another's, would be reported as shared."""
    rows = {"emailer_campaigns": [row(SEQUENCE, **shown), row()]}
    (match,) = finders.FINDERS["shared"]({"sequence": SEQUENCE, **answered}, rows)
    assert [warning.pointer for warning in match.warnings] == pointers


def test_a_row_that_lags_does_not_hold_the_write_up():
    """A sequence that was made would be called unknown while Apollo's search lags."""
    asked = {"sequence": SEQUENCE, "share": {"emailer_campaign": TEAM}}
    (match,) = finders.FINDERS["shared"](asked, {"emailer_campaigns": []})
    assert (match.id, match.warnings) == (SEQUENCE, ())
