"""Making and changing accounts."""

from collections.abc import Mapping
from typing import Any

from segue.model.account import AccountWrite
from segue.model.warning import PlanWarning
from segue.providers.salesloft.answers import record, records
from segue.providers.salesloft.book import owners, requests
from segue.providers.salesloft.book.asked import given, only_one
from segue.providers.salesloft.book.custom import ACCOUNT_KEYS, NEST, placed, resent
from segue.providers.salesloft.book.finders import unless_changed
from segue.providers.salesloft.book.values import Record, filled, own_id, same_address
from segue.spi.custom import overlay
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Create, Read, Update, Upsert, Write
from segue.spi.plan import Call, Lookup, Output, Plan
from segue.spi.upsert import not_found_again

ID = "/data/id"
NEEDED = ("name", "domain")

Laid = tuple[dict[str, Any], tuple[PlanWarning, ...]]


def equal(account: Record, sought: Mapping[str, Any]) -> bool:
    """Tell whether an account has exactly the name and the domain that are sought."""
    name, domain = sought.get("name"), sought.get("domain")
    return (name is None or account.get("name") == name) and (
        domain is None or same_address(account.get("domain"), domain)
    )


def _create_reads(ask: Create, _answers: Answers) -> tuple[Read, ...]:
    return owners.reads(ask.record)


def _create(ask: Create, answers: Answers) -> Plan:
    return _creation(ask.record, answers, {})


def _creation(asked: AccountWrite, answers: Answers, sought: Mapping[str, str]) -> Plan:
    typed = {**sought, **_typed(asked, answers, changing=False)}
    if "domain" in typed:
        typed["domain"] = typed["domain"].lower()
    custom = placed(asked.custom_fields, ACCOUNT_KEYS)
    body, warnings = overlay(typed, custom, at=f"/{NEST}")
    if lacking := [field for field in NEEDED if not filled(body.get(field))]:
        raise PlanRefused(
            f"Salesloft makes no account without a name and a domain; this one has no"
            f" {' and no '.join(lacking)}.",
            pointer=f"/{lacking[0]}",
            reason=f"{lacking[0]}_required",
        )
    for field, value in sought.items():
        if not equal(body, {field: value}):
            raise not_found_again(field, f"/{field}")
    call = Call(
        name="account",
        request=requests.create("accounts", body),
        makes="account",
        id_at=ID,
        lookup=Lookup(
            request=requests.found("accounts", domain=body["domain"].lower()),
            find="made_account",
            asked={"name": body["name"], "domain": body["domain"]},
            crowded=True,
        ),
    )
    return Plan(calls=(call,), result=Output("account", ID), warnings=warnings)


def _typed(asked: AccountWrite, answers: Answers, *, changing: bool) -> dict[str, Any]:
    typed = given(asked, ("name", "domain", "owner_id"), changing=changing)
    if "owner_id" in typed:
        typed["owner_id"] = owners.number(asked, answers)
    return typed


def _update_reads(ask: Update, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="account", request=requests.account(ask.id)), *owners.reads(ask.record))


def _update(ask: Update, answers: Answers) -> Plan:
    held = record(answers["account"])
    changes, warnings = _changes(ask.record, held, answers)
    if not changes:
        return Plan(calls=(), result=None, warnings=warnings)
    call = _put(ask.id, ask.record, held, changes)
    return Plan(calls=(call,), result=None, warnings=warnings)


def _changes(asked: AccountWrite, held: Record, answers: Answers) -> Laid:
    typed = _typed(asked, answers, changing=True)
    for field in NEEDED:
        if field in typed and not typed[field]:
            raise PlanRefused(
                f"An account at Salesloft must have a {field}, so it cannot be cleared.",
                pointer=f"/{field}",
                capability=f"account.{field}@null",
            )
    if "domain" in typed:
        same = same_address(held.get("domain"), typed["domain"])
        typed["domain"] = held["domain"] if same else typed["domain"].lower()
    custom = placed(asked.custom_fields, ACCOUNT_KEYS, held.get(NEST))
    return overlay(typed, custom, at=f"/{NEST}")


def _put(account_id: str, asked: AccountWrite, held: Record, changes: Mapping[str, Any]) -> Call:
    # Both are required of every change [S1]; whether a change without them is taken is not known.
    kept = {
        field: held[field] for field in NEEDED if field not in changes and filled(held.get(field))
    }
    again = resent(asked.custom_fields, ACCOUNT_KEYS, held.get(NEST))
    return Call(
        name="account",
        request=requests.change("accounts", account_id, {**kept, **changes}),
        repeatable=True,
        guard=unless_changed(
            requests.account(account_id),
            {field: [value] for field, value in kept.items()},
            again,
        ),
    )


def _upsert_reads(ask: Upsert, _answers: Answers) -> tuple[Read, ...]:
    wanted = requests.account_filter(name=ask.on.get("name"), domain=ask.on.get("domain"))
    search = Read(name="matches", request=requests.found("accounts", **wanted))
    return (search, *owners.reads(ask.record))


def _upsert(ask: Upsert, answers: Answers) -> Plan:
    matches = [one for one in records(answers["matches"]) if equal(one, ask.on)]
    held = only_one(matches, ask.on)
    if held is None:
        return _creation(ask.record, answers, ask.on)
    changes, warnings = _changes(ask.record, held, answers)
    call = _put(own_id(held), ask.record, held, changes)
    return Plan(calls=(call,), result=Output("account", ID), warnings=warnings)


CREATE_ACCOUNT: Write[Create] = Write(reads=_create_reads, plan=_create)
UPDATE_ACCOUNT: Write[Update] = Write(reads=_update_reads, plan=_update)
UPSERT_ACCOUNT: Write[Upsert] = Write(reads=_upsert_reads, plan=_upsert)
