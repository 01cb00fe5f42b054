"""What a provider can do, row by row: the one source of every claim."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Literal

from segue.model.account import AccountWrite
from segue.model.contact import EMAIL_TYPES, PHONE_TYPES, UNTYPED, AddressWrite, ContactWrite
from segue.model.sequence import SHARE_TYPES, SequenceCreate
from segue.model.state import ALLOWANCES, StateCreate
from segue.model.step import STEP_TYPES, StepCreate, StepUpdate, TemplateChange, TemplateWrite


class Support(StrEnum):
    """How well a provider does a thing."""

    NATIVE = "native"
    """Same meaning, nothing lost."""
    EMULATED = "emulated"
    """By several calls or a computed value; same meaning, nothing lost."""
    LOSSY = "lossy"
    """Works; a use that loses something is answered with a warning that says what."""
    ABSENT = "absent"
    """The provider's API cannot do it. Only the provider can change this."""
    PENDING = "pending"
    """The provider can; this adapter does not yet."""
    UNKNOWN = "unknown"
    """Neither documented nor tried. Treated as absent."""


USABLE = frozenset({Support.NATIVE, Support.EMULATED, Support.LOSSY})
Confidence = Literal["high", "medium", "low"]
OnUse = Literal["refuse", "drop"]


@dataclass(frozen=True, slots=True)
class Capability:
    """One row: a claim, why, and where it comes from."""

    support: Support
    note: str = ""
    """For a caller: what is different, or why it cannot be. Required unless `native`."""
    source: str = ""
    """Where the fact stands: a vendor document or a dated observation."""
    confidence: Confidence = "high"
    on_use: OnUse = "refuse"
    """What using an unusable row does: `refuse` sends nothing; `drop` leaves it out and warns."""

    @property
    def usable(self) -> bool:
        """Tell whether the adapter does it."""
        return self.support in USABLE


native = partial(Capability, Support.NATIVE)
emulated = partial(Capability, Support.EMULATED)
lossy = partial(Capability, Support.LOSSY)
absent = partial(Capability, Support.ABSENT)
pending = partial(Capability, Support.PENDING)
unknown = partial(Capability, Support.UNKNOWN)

UNDECLARED = Capability(Support.UNKNOWN, "no row declares it", on_use="refuse")

_OF: Mapping[str, str] = {
    "account": "list get create update upsert search",
    "contact": "list get create update upsert search",
    "user": "list get",
    "mailbox": "list get",
    "sequence": "list get create activate deactivate archive readiness",
    "step": "list get create update delete",
    "state": "list get create batch_create search pause resume finish remove",
    "template": "list get",
}
OPERATIONS = tuple(f"{noun}.{verb}" for noun, verbs in _OF.items() for verb in verbs.split())
"""Rows for whole operations. The manifest has an entry for each that is usable, and no other."""

FILTERS = (
    *(f"{noun}.list.modified_after" for noun in _OF if noun != "step"),
    *("account.search.name", "account.search.domain"),
    *("account.upsert.name", "account.upsert.domain"),
    *("contact.search.emails", "contact.upsert.email"),
    *("state.search.contact_id", "state.search.sequence_id"),
)
"""Rows for what narrows a list, and for what an upsert compares."""

NULL = "@null"
"""Ends the row of clearing a field. Without a row of its own it is the field's."""

CLEARINGS = (
    *("account.owner_id@null", "contact.owner_id@null", "contact.account_id@null"),
    *("contact.address@null", "contact.email_addresses@null", "contact.phone_numbers@null"),
)
"""Clearings that have a row of their own at every provider."""

CONTEXTS: Mapping[str, tuple[str, ...]] = {
    "template": ("call", "task"),
    "task_note": ("auto_email",),
    "is_reply": ("call", "task", "linkedin_send_message"),
}
"""Fields whose meaning depends on the step's type: they have a row ``step.<field>@<type>``."""

IN_SEQUENCE = "sequence.steps."
"""A step inside a new sequence uses row ``sequence.steps.<field>`` where there is one, else the
row ``step.<field>``."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A provider's whole table."""

    table: Mapping[str, Capability]

    def __getitem__(self, name: str) -> Capability:
        row = self.table.get(name)
        if row is None and name.startswith(IN_SEQUENCE):
            row = self.table.get("step." + name.removeprefix(IN_SEQUENCE))
        if row is None and name.endswith(NULL):
            row = self.table.get(name.removesuffix(NULL))
        return row or UNDECLARED


def _fields(model: type, at: str, *, left_out: frozenset[str]) -> tuple[str, ...]:
    names: Mapping[str, object] = model.model_fields  # type: ignore[attr-defined]
    return tuple(f"{at}.{name}" for name in names if name not in left_out)


def demanded() -> tuple[str, ...]:
    """List the rows that the wire's own types demand of every provider."""
    nested = frozenset({"type", "template"})
    return (
        *OPERATIONS,
        *(f"step.type.{kind}" for kind in STEP_TYPES),
        *_fields(StepCreate, "step", left_out=nested),
        *_fields(TemplateWrite, "step.template", left_out=frozenset()),
        *(f"step.{field}@{kind}" for field, kinds in CONTEXTS.items() for kind in kinds),
        *(f"sequence.type.{kind}" for kind in SHARE_TYPES),
        *_fields(SequenceCreate, "sequence", left_out=frozenset({"type"})),
        *_fields(StepUpdate, "update", left_out=frozenset({"template"})),
        *_fields(TemplateChange, "update.template", left_out=frozenset()),
        *FILTERS,
        *_fields(AccountWrite, "account", left_out=frozenset()),
        *_fields(ContactWrite, "contact", left_out=LISTS),
        *_fields(AddressWrite, "contact.address", left_out=frozenset()),
        *(f"contact.email_addresses.{kind}" for kind in (*EMAIL_TYPES, UNTYPED)),
        *(f"contact.phone_numbers.{kind}" for kind in (*PHONE_TYPES, UNTYPED)),
        *CLEARINGS,
        *_fields(StateCreate, "state", left_out=frozenset({"allow"})),
        *(f"state.allow.{block}" for block in ALLOWANCES),
    )


LISTS = frozenset({"address", "email_addresses", "phone_numbers"})
"""Fields of a contact that have a row for each of their parts."""

Used = tuple[str, str]
"""A row's name, and the pointer (relative to the record) of what uses it."""


def used_by_step(step: StepCreate, *, at: str = "", prefix: str = "step.") -> tuple[Used, ...]:
    """Name the rows that writing `step` relies on, with the place of each."""
    rows: list[Used] = [(f"{prefix}type.{step.type}", f"{at}/type")]
    for field in ("name", "date", "order", "task_note", "custom_fields", "is_reply"):
        value = getattr(step, field)
        if value is not None and value is not False:
            rows.append((f"{prefix}{_in_context(field, step.type)}", f"{at}/{field}"))
    if step.seconds:
        rows.append((f"{prefix}interval_seconds", f"{at}/interval_seconds"))
    if step.template is not None:
        rows += _used_by_template(step, at=at, prefix=prefix)
    return tuple(rows)


def _in_context(field: str, kind: str) -> str:
    return f"{field}@{kind}" if kind in CONTEXTS.get(field, ()) else field


def _used_by_template(step: StepCreate, *, at: str, prefix: str) -> list[Used]:
    if step.type in CONTEXTS["template"]:
        return [(f"{prefix}template@{step.type}", f"{at}/template")]
    return [
        (f"{prefix}template.{field}", f"{at}/template/{field}")
        for field in TemplateWrite.model_fields
        if getattr(step.template, field) not in (None, [], {})
    ]


def used_by_sequence(sequence: SequenceCreate) -> tuple[Used, ...]:
    """Name the rows that writing `sequence`, with its steps, relies on."""
    rows: list[Used] = [("sequence.name", "/name"), (f"sequence.type.{sequence.type}", "/type")]
    rows += [
        (f"sequence.{field}", f"/{field}")
        for field in ("owner_id", "tags", "custom_fields", "steps")
        if getattr(sequence, field)
    ]
    for i, step in enumerate(sequence.steps or ()):
        rows += used_by_step(step, at=f"/steps/{i}", prefix=IN_SEQUENCE)
    return tuple(rows)


def used_by_update(change: StepUpdate) -> tuple[Used, ...]:
    """Name the rows that a change of a step relies on."""
    rows: list[Used] = [
        (f"update.{field}", f"/{field}")
        for field in ("interval_seconds", "task_note", "custom_fields")
        if getattr(change, field) is not None
    ]
    rows += [
        (f"update.template.{field}", f"/template/{field}")
        for field in TemplateChange.model_fields
        if change.template is not None and getattr(change.template, field) is not None
    ]
    return tuple(rows)
