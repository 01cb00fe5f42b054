"""Making and changing accounts: one documented call, read back where something may be lost."""

from dataclasses import replace
from typing import Any

from segue.model.account import AccountWrite
from segue.model.warning import PlanWarning
from segue.providers.apollo.book import accounts, held, made, routes, values
from segue.providers.apollo.book.extras import TYPED, laid_over, writes_fields
from segue.providers.apollo.book.upserts import the_one
from segue.providers.apollo.book.usable import require
from segue.spi.numbered import Row
from segue.spi.operation import Answers, Create, Read, Update, Upsert, Write, no_reads
from segue.spi.plan import Call, Find, Lookup, Output, Plan
from segue.spi.upsert import not_found_again
from segue.spi.uses import used_by_account

ACCOUNT = Output("account", "/account/id")


def _create(ask: Create, _answers: Answers) -> Plan:
    require(*used_by_account(ask.record, changing=False))
    return _creation(ask.record, _body(ask.record))


def _body(record: AccountWrite) -> dict[str, Any]:
    fields = {"name": record.name, "domain": record.domain, "owner_id": record.owner_id}
    return {field: value for field, value in fields.items() if value is not None}


def _creation(record: AccountWrite, typed: dict[str, Any], guard: Lookup | None = None) -> Plan:
    body, warnings = laid_over("account", typed, record.custom_fields)
    call = Call(
        name="account",
        request=routes.make("account", body),
        makes="account",
        id_at="/account/id",
        lookup=made.lookup("account", body),
        guard=guard,
    )
    return Plan(
        calls=(call, *_read_back(ACCOUNT, body, record)),
        result=ACCOUNT,
        warnings=warnings,
    )


def _read_back(id: str | Output, body: dict[str, Any], given: AccountWrite) -> tuple[Find, ...]:
    checks = held.checks(body, given)
    return (held.reading("account", id, checks),) if checks else ()


def _update_reads(ask: Update, _answers: Answers) -> tuple[Read, ...]:
    # Without anything to change, only a reading tells whether there is such an account.
    if not writes_fields(ask.record.custom_fields) and _changes(ask.id, ask.record, {})[0]:
        return ()
    return (Read(name="account", request=routes.one("account", ask.id)),)


def _update(ask: Update, answers: Answers) -> Plan:
    require(*used_by_account(ask.record, changing=True))
    row = values.record(answers.get("account"), "account")
    calls, warnings = _changes(ask.id, ask.record, row)
    return Plan(calls=calls, result=None, warnings=warnings)


def _changes(
    id: str, given: AccountWrite, row: Row
) -> tuple[tuple[Call | Find, ...], tuple[PlanWarning, ...]]:
    cleared = {field: "" for field in ("name", "domain") if field in given.model_fields_set}
    fields = values.record(row, TYPED)
    body, warnings = laid_over("account", cleared | _body(given), given.custom_fields, fields)
    if not body:
        return (), warnings
    request = routes.change("account", id, body)
    call = Call(name="account", request=request, repeatable=True)
    return (call, *_read_back(id, body, given)), warnings


def _upsert_reads(ask: Upsert, answers: Answers) -> tuple[Read, ...]:
    if "name" not in ask.on:
        return ()
    return accounts.named_reads(ask.on["name"], answers)


def _upsert(ask: Upsert, answers: Answers) -> Plan:
    require(*((f"account.upsert.{field}", f"/{field}") for field in ask.on))
    require(*used_by_account(ask.record, changing=True))
    name = ask.on["name"]
    row = the_one(accounts.named(name, answers), "account")
    if row is None:
        typed = {"name": name, **_body(ask.record)}
        plan = _creation(ask.record, typed, made.absence("account", {"name": name}))
        if _sent(plan).get("name", "").strip() != name.strip():
            raise not_found_again("name", "/name")
        return replace(plan, calls=(*plan.calls, made.listed("account", ACCOUNT, ask.on)))
    calls, warnings = _changes(row["id"], ask.record, row)
    if not calls:
        calls = (held.reading("account", row["id"], {}),)
    return Plan(calls=calls, result=Output(calls[0].name, "/account/id"), warnings=warnings)


def _sent(plan: Plan) -> dict[str, Any]:
    call = plan.calls[0]
    sent: dict[str, Any] = call.request.body if isinstance(call, Call) else {}
    return sent


CREATE = Write(reads=no_reads, plan=_create)
UPDATE = Write(reads=_update_reads, plan=_update)
UPSERT = Write(reads=_upsert_reads, plan=_upsert)
