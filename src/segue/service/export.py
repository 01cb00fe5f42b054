"""Credentials in clear, for whoever moves a connection elsewhere."""

import json
from typing import Any

from segue.kit.clock import iso
from segue.model.problem import Fault, Problem
from segue.service.connections import shown
from segue.service.context import Services
from segue.service.provider_settings import auth_type
from segue.store import audit, connections
from segue.store.audit import AuditEntry, audit_id

EXPORTED = "exportConnection"
PLAIN = frozenset(
    {
        "id",
        "application_id",
        "customer_id",
        "provider_id",
        "category",
        "provider_name",
        "instance_url",
    }
)
"""The old wire's keys of an exported connection."""


async def credentials(
    services: Services,
    application_id: str,
    customer_id: str,
    connection_id: str,
    *,
    key_id: str | None,
) -> dict[str, Any]:
    """Give a connection with its credential; `Problem` 404 where the customer has no such one.

    That it was given is in the audit log before it is given.
    """
    found = await connections.by_id(services.database, connection_id)
    if found is None or (found.application_id, found.customer_id) != (application_id, customer_id):
        raise Problem(404, Fault(detail="There is no such connection."))
    provider = services.providers[found.provider]
    opened = json.loads(services.vault.open(found.credential, bound_to=found.id))
    kind = auth_type(provider)
    fields = {field.name for field in provider.credential}
    known: dict[str, Any] = {
        "type": kind,
        **{name: value for name, value in opened.items() if name in fields},
    }
    if kind == "oauth2":
        known.setdefault("refresh_token", None)
        known["expires_at"] = None if found.expires_at is None else iso(found.expires_at)
    now = services.clock.now()
    entry = AuditEntry(
        id=audit_id(now),
        application_id=application_id,
        at=now,
        who="key",
        what=EXPORTED,
        status=200,
        key_id=key_id,
        customer_id=customer_id,
        provider=found.provider,
        connection_id=found.id,
    )
    await audit.add(services.database, entry)
    plain = {name: value for name, value in shown(found).items() if name in PLAIN}
    return {**plain, "credentials": known}
