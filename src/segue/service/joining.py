"""Storing what a customer's browser has brought, with the link that it came by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from segue.kit.canonical import encode
from segue.kit.ids import new_id
from segue.model.problem import Fault, Problem
from segue.service import customers
from segue.service.connections import Terms
from segue.service.context import Services
from segue.store import audit, connections, magic_links
from segue.store.audit import AuditEntry, audit_id
from segue.store.connections import Connection, Renewal
from segue.store.errors import Conflict, Missing
from segue.store.runner import Runner

TRIES: Final = 5
"""A refresh in between puts another credential in the place of the one read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose connection to which provider it is, and by which link."""

    application_id: str
    customer_id: str
    provider: str
    link_id: str | None = None


async def join(
    services: Services, place: Place, credential: Mapping[str, str], terms: Terms
) -> str:
    """Store a credential that the provider has just confirmed; gives the connection's id.

    Where the customer is connected already its credential is replaced, and the connection is active
    once more. The link, where there is one, is used up in the same transaction. Raises `Problem`:
    410 where the link is used or has expired, 404 where the customer is gone.
    """
    for _ in range(TRIES):
        try:
            async with services.database.transaction() as tx:
                id, what = await _store(tx, services, place, credential, terms)  # noqa: A001
                if place.link_id is not None:
                    await _consume(tx, services, place.link_id)
                await note(tx, services, place, what, 200, connection_id=id)
        except Conflict:
            continue
        except Missing:
            raise customers.unknown(place.customer_id) from None
        else:
            return id
    raise Problem(409, Fault(detail="The connection is being changed by others; try again."))


async def _store(
    tx: Runner,
    services: Services,
    place: Place,
    credential: Mapping[str, str],
    terms: Terms,
) -> tuple[str, str]:
    now, plain = services.clock.now(), encode(dict(credential))
    found = await connections.get(tx, place.application_id, place.customer_id, place.provider)
    if found is None:
        id = new_id("cn")  # noqa: A001 -- the connection's
        made = Connection(
            id=id,
            application_id=place.application_id,
            customer_id=place.customer_id,
            provider=place.provider,
            credential=services.vault.seal(plain, bound_to=id),
            created_at=now,
            updated_at=now,
            expires_at=terms.expires_at,
            minted_at=terms.minted_at,
            since=now,
            scopes=terms.scopes,
            acting_user=terms.acting_user,
        )
        await connections.create(tx, made)
        return id, "connection.created"
    becomes = Renewal(
        services.vault.seal(plain, bound_to=found.id),
        now,
        expires_at=terms.expires_at,
        minted_at=terms.minted_at,
        scopes=terms.scopes,
        acting_user=terms.acting_user,
    )
    if not await connections.replace_credential(
        tx, found.id, was=found.credential, becomes=becomes
    ):
        raise Conflict("The credential was replaced by another process.")
    return found.id, "connection.reauthorized"


async def _consume(tx: Runner, services: Services, link_id: str) -> None:
    if not await magic_links.consume(tx, link_id, services.clock.now()):
        link = await magic_links.by_id(tx, link_id)
        raise spent("unknown" if link is None else link.state)


def spent(why: str) -> Problem:
    """Say that a link leads nowhere: it is ``unknown``, ``consumed``, or has expired."""
    if why == "unknown":
        detail = "This link is not known here. It may have been withdrawn, or copied in part."
        return Problem(404, Fault(detail=detail, meta={"reason": "link_unknown"}))
    if why == "consumed":
        detail = "This link has been used. Each link works once."
        return Problem(410, Fault(detail=detail, meta={"reason": "link_used"}), code="GONE_ERROR")
    detail = "This link has expired."
    return Problem(410, Fault(detail=detail, meta={"reason": "link_expired"}), code="GONE_ERROR")


async def note(
    db: Runner,
    services: Services,
    place: Place,
    what: str,
    status: int,
    *,
    connection_id: str | None = None,
) -> None:
    """Enter into the audit log what a browser did."""
    now = services.clock.now()
    entry = AuditEntry(
        id=audit_id(now),
        application_id=place.application_id,
        at=now,
        who="browser",
        what=what,
        status=status,
        customer_id=place.customer_id,
        provider=place.provider,
        connection_id=connection_id,
    )
    await audit.add(db, entry)
