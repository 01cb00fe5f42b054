"""Salesloft's records as ours."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from segue.kit import pointer
from segue.kit.clock import iso, parse_iso
from segue.model.sequence import SequenceRead
from segue.model.step import StepRead, TemplateRead
from segue.providers.salesloft.answers import text
from segue.providers.salesloft.content import bare
from segue.providers.salesloft.timing import placed, whole

Record = Mapping[str, Any]

PREVIOUS = "previous_email_step_group_reference_id"

MAPPED_CADENCE = frozenset(
    {
        *("id", "name", "owner", "tags", "counts", "team_cadence", "shared"),
        *("created_at", "updated_at", "draft", "current_state", "archived", "archived_at"),
    }
)
IGNORED_CADENCE: Mapping[str, str] = {
    **dict.fromkeys(
        ("remove_bounces_enabled", "remove_replies_enabled", "opt_out_link_included"),
        "settings of sending without a place in our model",
    ),
    **dict.fromkeys(
        ("bounced_stage", "replied_stage", "added_stage", "finished_stage"),
        "person stages are Salesloft's own",
    ),
    "override_contact_restrictions": "a flag of operational cadences",
    "cadence_framework_id": "where the cadence was copied from",
    "cadence_function": "Salesloft's own classification",
    "cadence_priority": "Salesloft's own classification",
    "external_identifier": "ours or the caller's; read it from the raw record",
    "creator": "the owner is what counts",
    "groups": "visibility by group has no place in our model",
    "archived_by": "who did it is not ours to tell",
    "latest_active_date": "newer, not documented further",
}
MAPPED_STEP = frozenset({"id", "type", "name", "day", "step_number"})
IGNORED_STEP: Mapping[str, str] = {
    "created_at": "our steps have no times",
    "updated_at": "our steps have no times",
    "disabled": "our steps have no switch",
    "display_name": "made from day, number and type",
    "multitouch_enabled": "Salesloft's own grouping of a day",
    "cadence": "the sequence that was asked for",
    "details": "a reference; its content comes with the export",
}


def sequence(
    cadence: Record, *, num_steps: int, steps: list[StepRead] | None = None
) -> SequenceRead:
    """Read a cadence."""
    state = cadence.get("current_state")
    archived = bool(state == "archived" or cadence.get("archived_at") or cadence.get("archived"))
    changed = _time(cadence.get("updated_at"))
    shared = cadence.get("shared") or cadence.get("team_cadence")
    return SequenceRead(
        id=str(cadence["id"]),
        owner_id=text(pointer.get(cadence, "/owner/id")),
        name=text(cadence.get("name")),
        is_enabled=not cadence.get("draft") and not archived and state in (None, "active"),
        tags=[str(tag) for tag in cadence.get("tags") or ()],
        num_steps=num_steps,
        metrics=_metrics(cadence.get("counts")),
        created_at=_time(cadence.get("created_at")),
        updated_at=changed,
        last_modified_at=changed,
        is_archived=archived,
        share_type="team" if shared else "private",
        is_deleted=state == "deleted",
        steps=steps,
    )


def steps(groups: Iterable[Record], listed: Iterable[Record]) -> list[StepRead]:
    """Join the step groups of an export, which have no ids, with the listed steps.

    They are joined by day, type and name, in order. Several steps in one group are variants that
    share its traffic [S8]: each is given, with the group's order, and all but the first with an
    interval of 0. A listed step that the export does not show has no content.
    """
    ids = _by_key(listed)
    found: list[StepRead] = []
    subjects: dict[str, str] = {}
    before = 0
    for order, group in enumerate(sorted(groups, key=lambda one: whole(one.get("day"), 1)), 1):
        # A cadence made by hand may have a manual step after an e-mail that is sent later on the
        # same day: it counts as placed with that e-mail, so that no interval is negative.
        here = max(before, placed(group))
        for held in group.get("steps") or ():
            known = ids[_key(group.get("day"), held)]
            one = known.popleft() if known else {}
            step = _step(held, group, one, interval=here - before, order=order)
            _carry_subject(step, group, held, subjects)
            found.append(step)
            before = here
    left = sorted((one for queue in ids.values() for one in queue), key=_standing)
    return found + [_bare(one) for one in left]


def _by_key(listed: Iterable[Record]) -> defaultdict[tuple[int, str, str], deque[Record]]:
    found: defaultdict[tuple[int, str, str], deque[Record]] = defaultdict(deque)
    for one in sorted(listed, key=_standing):
        found[_key(one.get("day"), one)].append(one)
    return found


def _key(day: Any, step: Record) -> tuple[int, str, str]:
    # Types are capitalised in an export and lower case in a list [S1] [S2].
    name = " ".join(str(step.get("name") or "").split())
    return whole(day, 1), str(step.get("type")).lower(), name


def _standing(listed: Record) -> tuple[int, int, int]:
    # step_number is a number or a text [S5] [S10].
    return whole(listed.get("day"), 1), whole(listed.get("step_number"), 0), int(listed["id"])


def _step(held: Record, group: Record, listed: Record, *, interval: int, order: int) -> StepRead:
    settings = held.get("type_settings") or {}
    kind = str(held.get("type")).lower()
    email = kind == "email"
    reply = settings.get(PREVIOUS) not in (None, "")
    return StepRead(
        id=text(listed.get("id")),
        name=text(held.get("name")),
        type=_type(kind, automated=bool(group.get("automated"))),
        interval_seconds=interval,
        template=_template(settings.get("email_template")) if email else None,
        is_reply=reply if email else None,
        order=order,
        task_note=None if email else settings.get("instructions") or None,
    )


def _carry_subject(step: StepRead, group: Record, held: Record, subjects: dict[str, str]) -> None:
    # A reply's subject is derived from its thread, with "Re: " before it [S8]: as it was written,
    # it is the thread's.
    if step.template is None:
        return
    if step.is_reply:
        thread = subjects.get(str(pointer.get(held, f"/type_settings/{PREVIOUS}")))
        own = step.template.subject
        if thread is not None and (not own or bare(own) == bare(thread)):
            step.template.subject = thread
    subjects[str(group.get("reference_id"))] = step.template.subject or ""


def _bare(listed: Record) -> StepRead:
    kind = _type(str(listed.get("type")).lower(), automated=False)
    return StepRead(id=text(listed.get("id")), name=text(listed.get("name")), type=kind)


def _type(kind: str, *, automated: bool) -> str:
    if kind == "email":
        return "auto_email" if automated else "manual_email"
    return "call" if kind == "phone" else "task"


def _template(held: Any) -> TemplateRead | None:
    if not isinstance(held, Mapping):
        return None
    return TemplateRead(
        name=text(held.get("title")),
        subject=text(held.get("subject")),
        body=text(held.get("body")),
    )


def _metrics(counts: Any) -> dict[str, int | float]:
    held = counts if isinstance(counts, Mapping) else {}
    return {
        to_camel(name): value
        for name, value in held.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _time(value: Any) -> str | None:
    found = parse_iso(value)
    return iso(found) if found else None
