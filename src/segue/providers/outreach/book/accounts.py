"""Making and changing accounts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from segue.model.account import AccountWrite
from segue.model.warning import PlanWarning
from segue.providers.outreach import documents
from segue.providers.outreach.book import finders, matches, read, searching, sending
from segue.providers.outreach.capabilities import require
from segue.providers.outreach.documents import Record, many
from segue.providers.outreach.pages import collected, missing, walk
from segue.spi.custom import overlay
from segue.spi.operation import Answers, Create, Read, Update, Upsert
from segue.spi.plan import Call, Output, Plan
from segue.spi.upsert import not_found_again
from segue.spi.uses import used_by_account

NAMES = {"name": "name", "domain": "domain"}
LINKS = {"owner_id": "owner"}
RESULT = Output("account", "/data/id")

Sent = tuple[dict[str, Any], sending.Links, tuple[PlanWarning, ...]]


def plan_create(ask: Create, _answers: Answers) -> Plan:
    """Make an account."""
    require(used_by_account(ask.record, changing=False))
    return _made(ask.record, {}, ask.now)


def update_reads(ask: Update, answers: Answers) -> tuple[Read, ...]:
    """Read the account only where nothing is sent, to see that it is there."""
    sent, links, _ = _sent(ask.record, changing=True)
    if sent or links:
        return ()
    found = Read(name="account", request=documents.one("accounts", int(ask.id)))
    return missing((found,), answers)


def plan_update(ask: Update, _answers: Answers) -> Plan:
    """Change what the record gives."""
    require(used_by_account(ask.record, changing=True))
    sent, links, warnings = _sent(ask.record, changing=True)
    calls = (_change(int(ask.id), sent, links),) if sent or links else ()
    return Plan(calls, result=None, warnings=warnings)


def upsert_reads(ask: Upsert, answers: Answers) -> tuple[Read, ...]:
    """Read the accounts that have the values, and what else the vendor's filter lets through."""
    request = many("accounts", searching.accounts(ask.on), sort="createdAt")
    return missing(walk("found", request, answers), answers)


def plan_upsert(ask: Upsert, answers: Answers) -> Plan:
    """Change the one account that has the values, or make it."""
    require(used_by_account(ask.record, changing=True))
    found = [
        record
        for record in collected("found", answers)
        if searching.same_account(record, ask.on) and not read.deleted(record)
    ]
    there = matches.only(found, "account")
    if there is None:
        return _made(ask.record, ask.on, ask.now)
    sent, links, warnings = _sent(ask.record, changing=True)
    call = (
        _change(int(there["id"]), sent, links)
        if sent or links
        else matches.unchanged("account", "accounts", int(there["id"]))
    )
    return Plan((call,), RESULT, warnings)


def _sent(record: AccountWrite, *, changing: bool, more: Record | None = None) -> Sent:
    typed = {**(more or {}), **sending.named(record, NAMES, changing=changing)}
    if more and "domain" in more:
        # Searches ask for small letters too, in case the vendor's filter minds case.
        typed["domain"] = typed["domain"].lower()
    sent, warnings = overlay(typed, record.custom_fields, at="/custom_fields")
    return sent, sending.linked(record, LINKS, changing=changing), warnings


def _made(record: AccountWrite, on: Mapping[str, str], now: datetime) -> Plan:
    """Make an account; what an upsert looked for and the record does not give, it gets too."""
    sent, links, warnings = _sent(record, changing=False, more=on)
    for field, value in on.items():
        if not searching.same_account({"attributes": sent}, {field: value}):
            raise not_found_again(field, f"/{field}")
    call = Call(
        name="account",
        request=sending.create("accounts", "account", sent, links),
        makes="account",
        id_at="/data/id",
        lookup=finders.made_account(sent, now=now),
    )
    return Plan((call,), RESULT, warnings)


def _change(id: int, sent: Record, links: sending.Links) -> Call:
    return Call(
        name="account",
        request=sending.change("accounts", "account", id, sent, links),
        repeatable=True,
    )
