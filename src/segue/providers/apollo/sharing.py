"""Who may use a sequence and who owns it: private calls after its creation, and what they did.

``POST /sequences`` ignores `permissions` and `user_id`; new sequences are restricted to the acting
user [OAS][VCR]. The private ``PUT /emailer_campaigns/{id}`` sets both and leaves the steps alone
[UM][YDC]; the documented PUT would need every step.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from segue.model.sequence import SequenceCreate, ShareType
from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo import paths
from segue.providers.apollo.graph import Record
from segue.spi.plan import Call, Find, Lookup, Match, Output

SEQUENCE = Output("sequence", "/emailer_campaign/id")

UNSHARED = PlanWarning(
    problem_type=WarningType.VALUE_ADJUSTED,
    title="The sequence was left private",
    detail="Apollo refused the private call that shares it with the team; the call needs a master"
    " API key.",
    pointer="/type",
)
UNOWNED = PlanWarning(
    problem_type=WarningType.VALUE_ADJUSTED,
    title="The sequence kept the acting user as its owner",
    detail="Apollo refused the private call that sets the owner; the call needs a master API key,"
    " and the owner must be a user of the same team.",
    pointer="/owner_id",
)


def calls(sequence: SequenceCreate, name: str) -> tuple[Call | Find, ...]:
    """Share a new sequence and give it its owner, as far as asked, and read both back.

    `name` is what it is called at Apollo. It is shared first: the acting user may have no say once
    another owns it.
    """
    made: list[Call | Find] = []
    if sequence.type == "team":
        made.append(_setting("share", {"permissions": "team_can_use"}, UNSHARED))
    if sequence.owner_id is not None:
        made.append(_setting("owner", {"user_id": sequence.owner_id}, UNOWNED))
    if made:
        made.append(_reading_back(sequence, name))
    return tuple(made)


def _setting(name: str, body: Mapping[str, Any], refused: PlanWarning) -> Call:
    request = paths.put_campaign(SEQUENCE, body)
    return Call(name=name, request=request, repeatable=True, optional=refused)


def _reading_back(sequence: SequenceCreate, name: str) -> Find:
    # By the documented search: a key without access to the private routes must get this far.
    share = {"share": Output("share", "")} if sequence.type == "team" else {}
    owner = (
        {"owner": Output("owner", ""), "owner_id": sequence.owner_id} if sequence.owner_id else {}
    )
    lookup = Lookup(
        request=paths.search(name),
        find="shared",
        asked={"sequence": SEQUENCE, **share, **owner},
    )
    return Find(name="settings", lookup=lookup)


def shared(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Say of a sequence where sharing or owner did not become what the calls asked.

    It looks at the search row and at the calls' own answers, since rows lag by some seconds. A call
    that was refused has its own warning, and an answer of null.
    """
    rows = [row for row in answer.get("emailer_campaigns") or () if row["id"] == asked["sequence"]]
    warnings: list[PlanWarning] = []
    if asked.get("share") is not None and "team" not in map(
        share_type, _seen("share", asked, rows)
    ):
        why = "Apollo accepted the private call that shares it, but does not show it as shared."
        warnings.append(replace(UNSHARED, detail=why))
    if asked.get("owner") is not None and asked["owner_id"] not in (
        row.get("user_id") for row in _seen("owner", asked, rows)
    ):
        why = "Apollo accepted the private call that sets the owner, but shows another owner."
        warnings.append(replace(UNOWNED, detail=why))
    found = {"emailer_campaign": rows[0] if rows else {"id": asked["sequence"]}}
    return (Match(id=str(asked["sequence"]), answer=found, warnings=tuple(warnings)),)


def _seen(call: str, asked: Mapping[str, Any], rows: list[Record]) -> list[Record]:
    # The answer stays what it was: one that shows nothing must not keep the write from ending.
    answered = asked[call]
    row = answered.get("emailer_campaign") if isinstance(answered, Mapping) else None
    return [*rows, row] if isinstance(row, Mapping) else rows


def share_type(campaign: Record) -> ShareType:
    """Read who may use a sequence; `permissions` is what was there before 2026 [OAS]."""
    sharing = campaign.get("sharing_permission")
    visibility = sharing.get("visibility") if isinstance(sharing, Mapping) else None
    if visibility is not None:
        return "team" if visibility == "everyone" else "private"
    return "team" if str(campaign.get("permissions")).startswith("team_") else "private"
