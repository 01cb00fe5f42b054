"""For each capability row, requests that use it: at least one plain, and one that may lose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from segue.spi.provider import Provider

INLINE: Mapping[str, Any] = {"subject": "Hello", "body": "<p>Good day</p>"}
INTRO: Mapping[str, Any] = {"type": "auto_email", "template": INLINE}
CALL: Mapping[str, Any] = {"type": "call", "task_note": "Ring twice"}
DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One request that relies on a row."""

    what: Literal["step", "sequence", "update"] = "step"
    record: Mapping[str, Any]
    before: tuple[Mapping[str, Any], ...] = ()
    """Steps that the sequence is made with."""
    custom: Mapping[str, str] = field(default_factory=dict)
    """Where to put the provider's example of custom fields: pointer-like path -> kind."""
    switch: Mapping[str, str] = field(default_factory=dict)
    """Positions of switches, set where the provider's simulator has such a switch."""
    step: int = 0
    """Which of the steps of `before` an update changes."""


def _step(**record: Any) -> Use:
    return Use(record=record)


def _email(**template: Any) -> Use:
    return Use(record={"type": "auto_email", "template": {**INLINE, **template}})


def _change(before: Mapping[str, Any] = INTRO, **record: Any) -> Use:
    return Use(what="update", record=record, before=(before,))


STRANGE: Mapping[str, Any] = {"custom_fields": {"segue_strange": 1}}
ADDRESS = ["someone@example.com"]
DATED: Mapping[str, Any] = {"type": "call", "date": "2030-05-06"}

STEP: Mapping[str, tuple[Use, ...]] = {
    "type.auto_email": (Use(record=INTRO),),
    "type.manual_email": (Use(record={**INTRO, "type": "manual_email"}),),
    "type.call": (Use(record=CALL),),
    "type.task": (_step(type="task", task_note="Look them up"),),
    "type.linkedin_send_message": (
        Use(record={"type": "linkedin_send_message", "template": {"subject": "", "body": "Hi"}}),
    ),
    "interval_seconds": (
        Use(record={**CALL, "interval_seconds": DAY}),
        Use(record={**CALL, "interval_seconds": DAY + 0.5}),
    ),
    "date": (
        Use(record={"type": "call", "date": "2030-05-07T10:30:00Z"}, before=(DATED,)),
        Use(record={"type": "call", "date": "2030-05-08"}, before=(DATED,)),
    ),
    "template.id": (_step(type="auto_email", template={"id": "$template"}),),
    "template.subject": (
        _email(),
        _step(type="linkedin_send_message", template={"subject": "Hey", "body": "Hi"}),
    ),
    "template.body": (_email(body="<p>Good <b>day</b></p>"),),
    "template.name": (_email(name="Introduction 7"),),
    "template.to": (_email(to=ADDRESS),),
    "template.cc": (_email(cc=ADDRESS),),
    "template.bcc": (_email(bcc=ADDRESS),),
    "template.custom_fields": (
        Use(record=INTRO, custom={"template": "template"}),
        _email(custom_fields={"subject": "Other words"}),
    ),
    "is_reply": (
        Use(record={**INTRO, "is_reply": True}, before=(INTRO,)),
        Use(
            record={**INTRO, "is_reply": True, "template": {**INLINE, "subject": "Another"}},
            before=(INTRO,),
        ),
    ),
    "order": (Use(record={**CALL, "order": 1}), Use(record={**CALL, "order": 3})),
    "name": (Use(record={**CALL, "name": "First call"}),),
    "task_note": (
        Use(record=CALL),
        Use(record={**INTRO, "type": "manual_email", "task_note": "Mind the tone"}),
    ),
    "custom_fields": (Use(record=CALL, custom={"": "step"}), Use(record={**CALL, **STRANGE})),
    "template@call": (Use(record={**CALL, "template": INLINE}),),
    "template@task": (_step(type="task", template=INLINE),),
    "task_note@auto_email": (Use(record={**INTRO, "task_note": "Mind the tone"}),),
    "is_reply@call": (Use(record={**CALL, "is_reply": True}),),
    "is_reply@task": (_step(type="task", is_reply=True),),
    "is_reply@linkedin_send_message": (
        _step(type="linkedin_send_message", is_reply=True, template={"subject": "", "body": "Hi"}),
    ),
}


def _sequence(**record: Any) -> Use:
    return Use(what="sequence", record={"name": "Contract", "type": "team", **record})


OTHERS: Mapping[str, tuple[Use, ...]] = {
    "sequence.name": (_sequence(),),
    "sequence.type.team": (
        _sequence(),
        Use(
            what="sequence",
            record=_sequence().record,
            switch={"private_permissions": "ignored"},
        ),
    ),
    "sequence.type.private": (_sequence(type="private"),),
    "sequence.owner_id": (
        _sequence(owner_id="$user"),
        _sequence(),
        Use(
            what="sequence",
            record=_sequence(owner_id="$user").record,
            switch={"private_routes": "closed"},
        ),
    ),
    "sequence.tags": (_sequence(tags=["north", "q4"]),),
    "sequence.steps": (_sequence(steps=[INTRO, CALL]), _sequence()),
    "sequence.custom_fields": (
        Use(what="sequence", record=_sequence().record, custom={"": "sequence"}),
        _sequence(**STRANGE),
    ),
    "update.template.subject": (
        _change(template={"subject": "New words"}),
        Use(
            what="update",
            record={"template": {"subject": "New words"}},
            before=(INTRO, {**INTRO, "is_reply": True}),
            step=1,
        ),
    ),
    "update.template.body": (_change(template={"body": "<p>New</p>"}),),
    "update.interval_seconds": (
        _change(CALL, interval_seconds=2 * DAY),
        _change(CALL, interval_seconds=DAY + 0.5),
    ),
    "update.task_note": (_change(CALL, task_note="Ring thrice"),),
    "update.custom_fields": (Use(what="update", record={}, before=(CALL,), custom={"": "step"}),),
}

IN_SEQUENCE = "sequence.steps."


def uses_of(row: str) -> tuple[Use, ...] | None:
    """Give the requests that use a row; None for a row that nobody has described."""
    if row in OTHERS:
        return OTHERS[row]
    if row.startswith(IN_SEQUENCE):
        alone = STEP.get(row.removeprefix(IN_SEQUENCE))
        return alone and tuple(_sequence(steps=[*use.before, _filled_later(use)]) for use in alone)
    return STEP.get(row.removeprefix("step."))


def _filled_later(use: Use) -> Mapping[str, Any]:
    return {**use.record, "$custom": dict(use.custom)} if use.custom else use.record


def filled(value: Any, provider: Provider, ids: Mapping[str, str]) -> Any:
    """Put real ids, and the provider's own examples of custom fields, into a record."""
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, list):
        return [filled(item, provider, ids) for item in value]
    if not isinstance(value, Mapping):
        return value
    found = {k: filled(v, provider, ids) for k, v in value.items() if k != "$custom"}
    return with_custom(found, value.get("$custom", {}), provider)


def with_custom(
    record: Mapping[str, Any], custom: Mapping[str, str], provider: Provider
) -> dict[str, Any]:
    """Put the provider's example of custom fields where `custom` says."""
    found = dict(record)
    for place, kind in custom.items():
        example = dict(provider.examples.get(kind, STRANGE["custom_fields"]))
        if place:
            found[place] = {**found[place], "custom_fields": example}
        else:
            found["custom_fields"] = example
    return found
