"""What each bulk action does to one prospect. Segue is to call none of them."""

from collections.abc import Callable, Mapping
from typing import Any

from segue.providers.outreach.simulator.errors import record_invalid
from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.resources.enrolment import in_progress
from segue.providers.outreach.simulator.resources.prospect import PROSPECT
from segue.providers.outreach.simulator.resources.sequence_state import SEQUENCE_STATE, move
from segue.providers.outreach.simulator.rows import Change, Row

Given = Mapping[str, Any]


def _add_to_sequence(org: Org, prospect: Row, given: Given) -> None:
    state = org.fresh(SEQUENCE_STATE)
    sequence, mailbox = _id(given, "sequenceId"), _id(given, "mailboxId")
    state.refs.update(prospect=prospect.id, sequence=sequence, mailbox=mailbox)
    org.create(SEQUENCE_STATE, Change(state, frozenset({"prospect", "sequence", "mailbox"})))


def _add_tags(org: Org, prospect: Row, given: Given) -> None:
    tags = prospect.values["tags"]
    _write(org, prospect, tags=[*tags, *(tag for tag in _tags(given) if tag not in tags)])


def _remove_tags(org: Org, prospect: Row, given: Given) -> None:
    kept = [tag for tag in prospect.values["tags"] if tag not in _tags(given)]
    _write(org, prospect, tags=kept)


def _assign_owner(org: Org, prospect: Row, given: Given) -> None:
    _point(org, prospect, "owner", "user", _id(given, "ownerId"))


def _assign_account(org: Org, prospect: Row, given: Given) -> None:
    _point(org, prospect, "account", "account", _id(given, "accountId"))


def _finish(org: Org, prospect: Row, _: Given) -> None:
    _move_all(org, prospect, "finish")


def _pause(org: Org, prospect: Row, _: Given) -> None:
    _move_all(org, prospect, "pause")


def _destroy(org: Org, prospect: Row, _: Given) -> None:
    PROSPECT.let_go(org, prospect)
    org.rows.delete(prospect)


def _move_all(org: Org, prospect: Row, verb: str) -> None:
    for state in in_progress(org, prospect.id):
        if state.values["state"] == "active":
            changed = state.copy()
            move(org, changed, verb)
            changed.values["updatedAt"] = org.moment()
            org.rows.put(changed)


def _write(org: Org, prospect: Row, **values: Any) -> None:
    changed = prospect.copy()
    changed.values.update(values)
    org.update(PROSPECT, Change(changed, frozenset(values), before=prospect))


def _id(given: Given, name: str) -> int | None:
    target = given.get(name)
    return target if isinstance(target, int) else None


def _tags(given: Given) -> list[str]:
    return [tag for tag in given.get("tags") or () if isinstance(tag, str)]


def _point(org: Org, prospect: Row, name: str, type: str, target: int | None) -> None:
    if org.rows.get(type, target) is None:
        raise record_invalid(name.capitalize(), "must exist")
    changed = prospect.copy()
    changed.refs[name] = target
    org.update(PROSPECT, Change(changed, frozenset({name}), before=prospect))


VERBS: Mapping[str, Callable[[Org, Row, Given], None]] = {
    "prospectsAddToSequence": _add_to_sequence,
    "prospectsAddTags": _add_tags,
    "prospectsRemoveTags": _remove_tags,
    "prospectsAssignOwner": _assign_owner,
    "prospectsAssignAccount": _assign_account,
    "prospectsFinishAll": _finish,
    "prospectsPauseAll": _pause,
    "prospectsDestroyAll": _destroy,
}

_NAMES = (
    "accountAddTags accountsAddAssignments accountsAssignOwner accountsBulkModify"
    " accountsDestroyAll accountsRemoveAllAssignments accountsRemoveAssignments accountsRemoveTags"
    " customObjectBulkDelete customObjectBulkModify prospectsAddAssignments"
    " prospectsAssignOpportunity prospectsBulkModify prospectsRemoveAllAssignments"
    " prospectsRemoveAssignments"
)

NOT_SIMULATED = frozenset(_NAMES.split())
"""Bulk actions the vendor has and this simulator does not."""
