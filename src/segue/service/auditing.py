"""The audit log: adding what happened, and reading it back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import structlog

from segue.kit.clock import iso, parse_iso
from segue.model.problem import VALIDATION, Fault, Problem
from segue.service.context import Services
from segue.service.cursor import sign, verify
from segue.service.reading import page_size
from segue.store import audit
from segue.store.audit import AuditEntry, AuditFilters, Who, audit_id
from segue.store.errors import StoreError


async def record(
    services: Services,
    *,
    application_id: str,
    who: Who,
    what: str,
    status: int,
    **about: str | None,
) -> None:
    """Add an entry. Where the database is lost the log has it, and the act's own answer stands."""
    now = services.clock.now()
    entry = AuditEntry(
        id=audit_id(now),
        application_id=application_id,
        at=now,
        who=who,
        what=what,
        status=status,
        **about,
    )
    try:
        await audit.add(services.database, entry)
    except StoreError as error:
        lost = {**asdict(entry), "at": iso(now)}
        structlog.get_logger().error("an audit entry was lost", reason=str(error), entry=lost)


async def page(services: Services, application_id: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Read a page of an application's entries, the newest first. Raises `Problem` 400."""
    size = page_size(given.get("page_size"))
    filters = AuditFilters(
        customer_id=given.get("customer_id"),
        provider=given.get("provider_name"),
        connection_id=given.get("connection_id"),
        key_id=given.get("key_id"),
        what=given.get("what"),
        since=_moment(given, "since"),
        until=_moment(given, "until"),
    )
    asked = {name: value for name, value in given.items() if name not in ("page_size", "cursor")}
    question = ["audit", application_id, asked]
    before = None
    if "cursor" in given:
        before = verify(services.vault, given["cursor"], question=question)
    found = await audit.listing(
        services.database, application_id, filters, before=before, limit=size + 1
    )
    following = None
    if len(found) > size:
        following = sign(services.vault, found[size - 1].id, question=question)
    return {
        "pagination": {"next": following, "previous": None},
        "records": [shown(entry) for entry in found[:size]],
    }


def shown(entry: AuditEntry) -> dict[str, Any]:
    """Spell an entry."""
    return {
        "id": entry.id,
        "at": iso(entry.at),
        "who": entry.who,
        "key_id": entry.key_id,
        "what": entry.what,
        "status": entry.status,
        "customer_id": entry.customer_id,
        "provider_name": entry.provider,
        "connection_id": entry.connection_id,
        "write_id": entry.write_id,
        "subject": entry.subject,
    }


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    if name not in given:
        return None
    found = parse_iso(given[name])
    if found is None:
        detail = f"{name} must be an RFC 3339 time with a zone."
        raise Problem(400, Fault(detail=detail, pointer=f"/query/{name}", problem_type=VALIDATION))
    return found
