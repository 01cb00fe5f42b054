"""Whether a cadence would send now, and what to do where it would not."""

from collections.abc import Iterable, Mapping
from typing import Any

from segue.kit import pointer
from segue.kit.markup import plain
from segue.model.readiness import Check, CheckName, readiness
from segue.providers.salesloft import paths
from segue.providers.salesloft.answers import record, text
from segue.providers.salesloft.queries import exported_groups, listed_steps, reads_of_one
from segue.providers.salesloft.upkeep.sending import Finding, mailbox
from segue.spi.operation import Answers, Get, Query, Read, RecordRead
from segue.spi.plan import Request

Step = Mapping[str, Any]

SWITCH_ON = "Open the cadence in Salesloft and activate it: only its own screens can."
STATES: Mapping[str, str] = {
    "draft": SWITCH_ON,
    "archived": "Restore the cadence in Salesloft, and activate it.",
    "expired": "Open the cadence in Salesloft, see why it has expired, and activate it again.",
    "deleted": "The cadence is deleted: make a new one.",
}
"""What to do in each state that is not active [S3]."""


def _reads(ask: Get, answers: Answers) -> tuple[Read, ...]:
    wanted = reads_of_one(ask.id, answers)
    if any(one.name not in answers for one in wanted):
        return wanted
    mails = _mails(answers)
    more: list[Read] = []
    owner = text(pointer.get(record(answers["cadence"]), "/owner/id"))
    if (mails or _unseen_emails(answers)) and owner is not None:
        more.append(Read(name="owner", request=paths.user(owner), may_be_absent=True))
    if any(automated for _, automated in mails):
        more.append(Read(name="team", request=Request(method="GET", path=("v2", "team"))))
    return (*wanted, *more)


def _read(ask: Get, answers: Answers) -> RecordRead:
    cadence = record(answers["cadence"])
    mails = _mails(answers)
    emails = len(mails) or _unseen_emails(answers)
    automated = any(flag for _, flag in mails)
    findings: Mapping[CheckName, Finding] = {
        "enabled": _enabled(cadence),
        "steps": _steps(answers),
        "content": _content(answers, mails),
        "approved": _approved(),
        "schedule": _schedule(),
        "mailbox": mailbox(cadence, answers, emails=emails, automated=automated),
    }
    checks = (
        Check(name=name, ok=found.ok, detail=found.detail, todo=found.todo)
        for name, found in findings.items()
    )
    return readiness(ask.id, *checks), cadence


def _held(answers: Answers) -> list[tuple[Step, Step]]:
    """Give the exported steps with their groups; none where there is no export."""
    export = answers["export"]
    groups = [] if export is None else exported_groups(export)
    return [(step, group) for group in groups for step in group.get("steps") or ()]


def _mails(answers: Answers) -> list[tuple[Step, bool]]:
    """Give the e-mail steps that are on, and whether each is automated."""
    return [
        (step, bool(group.get("automated")))
        for step, group in _held(answers)
        if _is_email(step) and step.get("enabled") is not False
    ]


def _is_email(step: Step) -> bool:
    return str(step.get("type")).lower() == "email"


def _unseen_emails(answers: Answers) -> int:
    """Count the e-mail steps that are listed, but whose content the export does not show."""
    held = sum(1 for step, _ in _held(answers) if _is_email(step))
    return max(0, sum(1 for step in listed_steps(answers) if _is_email(step)) - held)


def _enabled(cadence: Mapping[str, Any]) -> Finding:
    archived = bool(cadence.get("archived_at") or cadence.get("archived"))
    told = text(cadence.get("current_state"))
    # Older records tell `draft` and `archived_at` only [S1].
    state = "archived" if archived else "draft" if cadence.get("draft") else told
    if state == "active" or (state is None and cadence.get("draft") is False):
        return Finding(True, "The cadence is active.")
    if state is None:
        return Finding(None, "Salesloft does not say whether the cadence is active.", SWITCH_ON)
    return Finding(False, f"The cadence is in the state {state!r}.", STATES.get(state, SWITCH_ON))


def _steps(answers: Answers) -> Finding:
    count, held = len(listed_steps(answers)), _held(answers)
    if count == 0:
        todo = "Open the cadence in Salesloft and add at least one step."
        return Finding(False, "The cadence has no steps.", todo)
    # The export's `enabled` is what an import writes; how the list's `disabled` is meant is not
    # clear from its description [S1].
    off = sum(1 for step, _ in held if step.get("enabled") is False)
    if off and off == len(held):
        todo = "Open the cadence in Salesloft and switch on at least one step."
        return Finding(False, f"All {off} steps are switched off.", todo)
    told = f"The cadence has {_counted(count, 'step')}"
    return Finding(True, f"{told}, {off} of them switched off." if off else f"{told}.")


def _content(answers: Answers, mails: Iterable[tuple[Step, bool]]) -> Finding:
    empty = [_named(step) for step, _ in mails if not _has_body(step)]
    if empty:
        named = ", ".join(empty)
        todo = f"Open the cadence in Salesloft and write the e-mail of: {named}."
        return Finding(False, f"Without text: {named}.", todo)
    if unseen := _unseen_emails(answers):
        detail = f"Salesloft does not show the text of {_counted(unseen, 'e-mail step')}."
        return Finding(
            None, detail, "Open the cadence in Salesloft and look at each of its e-mails."
        )
    return Finding(True, "Every e-mail step that is on has its text.")


def _has_body(step: Step) -> bool:
    body = pointer.get(step, "/type_settings/email_template/body")
    return isinstance(body, str) and bool(plain(body) or "<img" in body.lower())


def _named(step: Step) -> str:
    return repr(text(step.get("name")) or "an e-mail step without a name")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _approved() -> Finding:
    return Finding(
        None,
        "Salesloft has no approval of cadences, steps or e-mails.",
        "Nothing to do in Salesloft. Where your team reviews e-mails, ask whoever does.",
    )


def _schedule() -> Finding:
    return Finding(
        None,
        "A cadence has no schedule of its own: each step says its day, and the API does not show"
        " when its users send.",
        "Look in Salesloft at the send times of the automated steps and at the sending limits of"
        " whoever runs the cadence.",
    )


READINESS: Query[Get, RecordRead] = Query(reads=_reads, read=_read)
