"""Whether a cadence would send, check by check."""

from typing import Any

import pytest

from segue.model.readiness import CHECKS, Check, Readiness
from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.tests.test_read import CADENCE, STEP
from segue.spi.operation import Get

BODY = {"title": "Intro", "subject": "Hello", "body": "<p>Hi</p>"}
MAIL = {
    "type": "Email",
    "name": "Intro",
    "enabled": True,
    "type_settings": {"email_template": BODY},
}
CALL = {"type": "Phone", "name": "Ring", "enabled": True, "type_settings": {"instructions": ""}}
OWNER = {"id": 49067, "name": "Robin", "active": True, "email_client_configured": True}
TEAM = {"id": 1, "allow_automated_email_steps": True}


def _asked(
    *steps: dict[str, Any],
    automated: bool = True,
    export: bool = True,
    **more: Any,
) -> Readiness:
    """Ask of a cadence with these exported steps; `more` changes cadence, owner and team."""
    rows = [STEP | {"id": n, "type": str(one["type"]).lower()} for n, one in enumerate(steps)]
    groups = [{"day": 1, "automated": automated, "steps": list(steps)}]
    held: dict[str, Any] = {
        "cadences": CADENCE | more.get("cadence", {}),
        "cadence_exports": {"cadence_content": {"step_groups": groups}} if export else None,
        "users": None if more.get("owner", {}) is None else OWNER | more.get("owner", {}),
        "team": TEAM | more.get("team", {}),
    }
    ask, query = Get(id="9"), PROVIDER.queries["sequence.readiness"]
    answers: dict[str, Any] = {}
    while wanted := [one for one in query.reads(ask, answers) if one.name not in answers]:
        for read in wanted:
            kind = read.request.path[1]
            data = rows if kind == "steps" else held[str(kind)]
            assert data is not None or read.may_be_absent
            answers[read.name] = None if data is None else {"data": data}
    found: Readiness
    found, raw = query.read(ask, answers)
    assert raw == held["cadences"]
    return found


def _check(found: Readiness, name: str) -> Check:
    return next(check for check in found.checks if check.name == name)


def test_ready_cadence() -> None:
    """Otherwise a cadence that sends would be said not to."""
    found = _asked(MAIL, CALL, cadence={"team_cadence": False})
    assert (found.sequence_id, found.ready) == ("9", True)
    assert [check.name for check in found.checks] == list(CHECKS)
    assert {check.name: check.ok for check in found.checks} == {
        "enabled": True,
        "steps": True,
        "content": True,
        "approved": None,
        "schedule": None,
        "mailbox": True,
    }


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"draft": True, "current_state": "draft"}, "activate it"),
        ({"draft": True, "current_state": "active"}, "activate it"),
        ({"current_state": "archived"}, "Restore"),
        ({"archived_at": "2024-05-01T06:12:41.102458-04:00"}, "Restore"),
        ({"current_state": "expired"}, "expired"),
        ({"current_state": "deleted"}, "make a new one"),
        ({"current_state": "odd"}, "activate it"),
    ],
)
def test_cadence_that_is_off(change: dict[str, Any], says: str) -> None:
    """Otherwise a cadence that sends nothing would be called ready."""
    found = _asked(MAIL, cadence=change)
    check = _check(found, "enabled")
    assert (found.ready, check.ok) == (False, False)
    assert says in str(check.todo)


def test_cadence_that_does_not_say() -> None:
    """Otherwise a record with missing fields would count as off, or as on."""
    unsaid = _check(_asked(MAIL, cadence={"draft": None, "current_state": None}), "enabled")
    assert unsaid.ok is None
    assert _check(_asked(MAIL, cadence={"current_state": None}), "enabled").ok is True


def test_cadence_without_steps() -> None:
    """Otherwise an empty cadence would be called ready."""
    found = _asked()
    assert (found.ready, _check(found, "steps").ok) == (False, False)
    assert _check(found, "mailbox").ok is True
    assert _check(_asked(export=False), "steps").ok is False


def test_steps_that_are_switched_off() -> None:
    """Otherwise a cadence whose steps are all off would be called ready."""
    off = {**CALL, "enabled": False}
    assert _check(_asked(off, off), "steps").ok is False
    some = _check(_asked(off, CALL), "steps")
    assert (some.ok, "1 of them switched off" in some.detail) == (True, True)


@pytest.mark.parametrize("body", [None, "", "<p> </p>", "<div><br></div>", 7])
def test_email_without_text(body: Any) -> None:
    """Otherwise an empty e-mail would be called ready."""
    blank = {**MAIL, "type_settings": {"email_template": {**BODY, "body": body}}}
    check = _check(_asked(MAIL, {**blank, "name": "Bump"}), "content")
    assert check.ok is False
    assert "'Bump'" in str(check.todo)
    assert "'Intro'" not in str(check.todo)
    unnamed = {"type": "Email", "type_settings": None}
    assert _check(_asked(unnamed), "content").ok is False
    assert _check(_asked({**blank, "enabled": False}, CALL), "content").ok is True


def test_picture_is_text_enough() -> None:
    """Otherwise an e-mail that is one picture would be called empty."""
    held = {"email_template": {**BODY, "body": '<img src="https://x.example/a.png">'}}
    assert _check(_asked({**MAIL, "type_settings": held}), "content").ok is True


def test_content_that_is_not_shown() -> None:
    """Otherwise what Salesloft hides would be called good, or the whole question fail."""
    found = _asked(MAIL, export=False)
    assert (_check(found, "content").ok, _check(found, "mailbox").ok) == (None, True)


@pytest.mark.parametrize(
    ("owner", "ok", "says"),
    [
        ({"email_client_configured": False}, False, "Ask Robin to connect"),
        (
            {"email_client_configured": False, "email_client_email_address": "r@x.example"},
            None,
            "Ask Robin to connect",
        ),
        ({"email_client_configured": None}, None, "Ask Robin to connect"),
        ({"active": False}, False, "owner who is active"),
        ({"email_client_configured": False, "name": None, "email": "r@x.example"}, False, "r@x"),
        ({"email_client_configured": False, "name": None}, False, "User 49067"),
        (None, None, "connected an e-mail account"),
    ],
)
def test_owner_without_a_mailbox(owner: Any, ok: Any, says: str) -> None:
    """Otherwise e-mails without an inbox to leave from would be called ready."""
    check = _check(_asked(MAIL, owner=owner), "mailbox")
    assert check.ok is ok
    assert says in str(check.todo)


def test_cadence_without_an_owner() -> None:
    """Otherwise a cadence that nobody owns would end in a crash."""
    assert _check(_asked(MAIL, cadence={"owner": None}), "mailbox").ok is None


def test_team_that_does_not_automate() -> None:
    """Otherwise automatic e-mails that the team does not allow would be called ready."""
    never = {"allow_automated_email_steps": False}
    check = _check(_asked(MAIL, team=never), "mailbox")
    assert (check.ok, "administrator" in str(check.todo)) == (False, True)
    assert _check(_asked(MAIL, team={"allow_automated_email_steps": None}), "mailbox").ok is None
    assert _check(_asked(MAIL, automated=False, team=never), "mailbox").ok is True
    assert _check(_asked(CALL, team=never), "mailbox").ok is True


def test_team_cadence_says_whose_mailbox_was_seen() -> None:
    """Otherwise the owner's mailbox would be taken for everybody's."""
    check = _check(_asked(MAIL, cadence={"team_cadence": True}), "mailbox")
    assert (check.ok, "Other users" in check.detail) == (True, True)


@pytest.mark.parametrize(
    "more", [{}, {"cadence": {"draft": True}}, {"owner": None}, {"export": False}]
)
def test_whatever_is_not_true_says_what_to_do(more: dict[str, Any]) -> None:
    """Otherwise a salesperson would learn of a fault and not of a remedy."""
    for check in _asked({**MAIL, "type_settings": None}, **more).checks:
        assert (check.todo is None) == (check.ok is True), check.name
        assert check.detail
