"""Whether the e-mails of a cadence have an inbox to leave from, and may leave it by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segue.providers.salesloft.answers import record, text
from segue.spi.operation import Answers


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of one thing that sending needs; `todo` wherever `ok` is not true."""

    ok: bool | None
    detail: str
    todo: str | None = None


def mailbox(
    cadence: Mapping[str, Any], answers: Answers, *, emails: int, automated: bool
) -> Finding:
    """Say whether mail can leave: the owner's inbox, and the team's leave to automate."""
    if not emails:
        return Finding(True, "No e-mail step needs a mailbox.")
    found = [_owner(answers)]
    if automated:
        found.append(_team(answers))
    if cadence.get("team_cadence"):
        told = "Other users of this team cadence send from their own mailboxes, not looked at here."
        found.append(Finding(True, told))
    verdicts = {one.ok for one in found}
    return Finding(
        ok=False if False in verdicts else None if None in verdicts else True,
        detail=" ".join(one.detail for one in found),
        todo=" ".join(one.todo for one in found if one.todo) or None,
    )


def _owner(answers: Answers) -> Finding:
    if answers.get("owner") is None:
        return Finding(
            None,
            "Salesloft does not show the owner of the cadence.",
            "See in Salesloft that whoever people are added for has connected an e-mail account.",
        )
    owner = record(answers["owner"])
    name = text(owner.get("name")) or text(owner.get("email")) or f"User {owner.get('id')}"
    connect = f"Ask {name} to connect an e-mail account in Salesloft's settings."
    if owner.get("active") is False:
        todo = f"Give the cadence an owner who is active, or have {name} activated again."
        return Finding(False, f"The owner, {name}, is deactivated.", todo)
    if owner.get("email_client_configured") is True:
        return Finding(True, f"The owner, {name}, has connected an e-mail account.")
    if owner.get("email_client_configured") is False:
        if not owner.get("email_client_email_address"):
            return Finding(False, f"The owner, {name}, has connected no e-mail account.", connect)
        # Recorded of an administrator: not configured, and yet with an address [S6].
        detail = f"Salesloft shows an e-mail account of the owner, {name}, as not set up."
        return Finding(None, detail, connect)
    return Finding(None, f"Salesloft does not say how the owner, {name}, sends.", connect)


def _team(answers: Answers) -> Finding:
    allowed = record(answers["team"]).get("allow_automated_email_steps")
    todo = "Ask an administrator of Salesloft to allow automated e-mail steps for the team."
    if allowed is True:
        return Finding(True, "The team allows automated e-mail steps.")
    if allowed is False:
        return Finding(False, "The team does not allow automated e-mail steps.", todo)
    return Finding(None, "Salesloft does not say whether automated e-mail steps are allowed.", todo)
