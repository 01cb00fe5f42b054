"""Switching sequences on and off, and archiving them."""

from pathlib import Path
from typing import Any

import pytest

from segue.providers.outreach import PROVIDER
from segue.spi.errors import classify
from segue.spi.operation import Act
from segue.spi.plan import Call, Plan
from segue.testing import golden

from .account import NOW, Account, link, sequence, step, template, warned

GOLDEN = Path(__file__).parent / "golden" / "upkeep"
WHOLE = (step(1, 1), link(51, 1, 71), template(71), step(2, 2, "call"))
ON = {"enabled": True, "locked": False}
OFF = {"enabled": False, "locked": False}
SHUT = {"enabled": False, "locked": True}

CASES: dict[str, tuple[Account, str]] = {
    "activate": (Account(sequence(**OFF), *WHOLE), "activate"),
    "activate.on": (Account(sequence(**ON), *WHOLE), "activate"),
    "activate.lacking": (
        Account(sequence(**OFF), step(1, 1), step(2, 2), link(51, 2, 71, enabled=False)),
        "activate",
    ),
    "activate.empty": (Account(sequence(**OFF)), "activate"),
    "deactivate": (Account(sequence(**ON)), "deactivate"),
    "deactivate.off": (Account(sequence(**OFF)), "deactivate"),
    "archive": (Account(sequence(**OFF)), "archive"),
    "archive.locked": (Account(sequence(**SHUT)), "archive"),
}


def _plan(account: Account, verb: str) -> Plan:
    ask = Act(id="9", sequence_id="9", write_id="wr_1", now=NOW)
    return account.plan(PROVIDER.writes[f"sequence.{verb}"], ask)


@pytest.mark.parametrize("case", CASES)
def test_plan_of_a_switch(case: str) -> None:
    """A sequence would be switched that is meant to stay, or content with it."""
    account, verb = CASES[case]
    golden.check(GOLDEN / f"{case}.json", lambda: _plan(account, verb))


def test_what_keeps_it_from_sending_is_warned_of() -> None:
    """A seller would believe that e-mails go out."""
    plan = _plan(*CASES["activate.lacking"])
    assert warned(plan) == [("NOT_ACTIVATED", "")] * 2
    assert [warning.detail.split(":")[0] for warning in plan.warnings] == [
        "Without anything to send",
        "The content of step 2 is off. Open step 2 in Outreach and switch the template on.",
    ]
    assert not any(warning.loss for warning in plan.warnings)


@pytest.mark.parametrize(
    ("case", "after", "done"),
    [
        ("activate", ON, True),
        ("activate", OFF, False),
        ("deactivate", OFF, True),
        ("deactivate", {}, False),
        ("archive", SHUT, True),
        ("archive", ON, False),
    ],
)
def test_a_lost_switch_is_seen_on_the_sequence(
    case: str, after: dict[str, Any], *, done: bool
) -> None:
    """A switch whose answer was lost would be told as refused when it is sent again."""
    (call,) = _plan(*CASES[case]).calls
    assert isinstance(call, Call)
    assert call.lookup is not None
    find = PROVIDER.finders[call.lookup.find]
    shown = sequence(**after)
    if "enabled" not in after:
        shown["attributes"].pop("enabled")
    assert bool(find(call.lookup.asked, {"data": shown})) is done
    assert find(call.lookup.asked, {"data": sequence(8, **after)}) == ()


def test_an_action_that_the_tenant_lacks_says_so() -> None:
    """A caller would be told that the sequence is not there."""
    body = '{"errors":[{"id":"routeNotFound"}]}'
    path = "/sequences/9/actions/lock"
    rule = classify(PROVIDER.error_rules, method="POST", path=path, status=404, body=body)
    assert rule is not None
    assert (rule.clean, rule.reason) == (True, "unsupported")
    gone = classify(PROVIDER.error_rules, method="POST", path=path, status=404, body="")
    assert gone is not None
    assert gone.reason is None
