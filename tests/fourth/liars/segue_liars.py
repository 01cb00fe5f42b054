"""Variations of Cadenza: each has one lie, in its table or beside it, but the last has none."""

from dataclasses import replace
from typing import Any, NoReturn

from segue_cadenza import PROVIDER, write

from segue import registry
from segue.spi.capability import Capabilities, Capability, absent, lossy, native, pending, unknown
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, CreateStep, Write, no_reads
from segue.spi.plan import Plan
from segue.spi.provider import Provider

TABLE = PROVIDER.capabilities.table
UNTRIED = unknown("nobody has tried it", source="[INV]")


def _claiming(name: str, table: dict[str, Capability], **changes: Any) -> Provider:
    return replace(PROVIDER, name=name, capabilities=Capabilities(table), **changes)


def _nameless(ask: CreateStep, answers: Answers) -> Plan:
    return write.create_step(replace(ask, step=ask.step.model_copy(update={"name": None})), answers)


def _refuse(*_asked: object) -> NoReturn:
    raise PlanRefused("Nothing is done yet.")


def _liar(name: str, row: str, claim: Capability) -> Provider:
    return _claiming(name, {**TABLE, row: claim})


NATIVE_BUT_WARNS = _liar("native_but_warns", "step.interval_seconds", native(source="[INV]"))
NATIVE_BUT_REFUSED = _liar("native_but_refused", "step.date", native(source="[INV]"))
LOSSY_BUT_SILENT = _liar("lossy_but_silent", "step.name", lossy("short", source="[INV]"))
ABSENT_BUT_DONE = _liar("absent_but_done", "step.name", absent("no", source="[INV]"))
DROPPED_BUT_DONE = _liar(
    "dropped_but_done", "step.name", absent("no", source="[INV]", on_use="drop")
)
PENDING_BUT_DONE = _liar("pending_but_done", "step.name", pending("soon", source="[INV]"))
NATIVE_BUT_LEFT_OUT = _claiming(
    "native_but_left_out",
    {**TABLE},
    writes={**PROVIDER.writes, "step.create": Write(no_reads, _nameless)},
)


def _stretched(name: str, row: str, claim: Capability) -> Provider:
    """Give a provider that has a book, with one lie about it."""
    whole = registry.load("outreach")
    table = {**whole.capabilities.table, row: claim}
    return replace(whole, name=name, capabilities=Capabilities(table))


NO = absent("no", source="[INV]")
DONE = native(source="[INV]")
TITLE_BUT_DROPPED = _stretched("title_but_dropped", "contact.job_title", replace(NO, on_use="drop"))
NAME_BUT_CLEARED = _stretched("name_but_cleared", "account.name@null", DONE)
FOUND_BUT_REFUSED = _stretched("found_but_refused", "contact.search.emails", NO)
ALLOWED_BUT_REFUSED = _stretched("allowed_but_refused", "state.allow.no_email", DONE)
LISTED_BUT_ABSENT = _liar("listed_but_absent", "account.list", native(source="[INV]"))
ABSENT_BUT_LISTED = _liar("absent_but_listed", "sequence.list", absent("no", source="[INV]"))
ROW_MISSING = _claiming(
    "row_missing", {row: claim for row, claim in TABLE.items() if row != "step.name"}
)
UNEXPLAINED = _liar("unexplained", "step.name", unknown())
BLANK = _claiming(
    "blank",
    dict.fromkeys(TABLE, UNTRIED),
    writes={},
    queries={},
)
