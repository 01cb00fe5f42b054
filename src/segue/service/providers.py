"""Providers: which there are, and what each can do."""

from typing import Any

from segue.model.problem import Fault, Problem
from segue.service.context import Services
from segue.spi.capability import demanded
from segue.spi.provider import Provider


def listing(services: Services) -> list[dict[str, Any]]:
    """List the installed providers."""
    return [
        {
            "name": provider.name,
            "title": provider.title,
            "credential": [
                {"name": field.name, "note": field.note, "required": field.required}
                for field in provider.credential
            ],
        }
        for _, provider in sorted(services.providers.items())
    ]


def capabilities(services: Services, name: str) -> dict[str, Any]:
    """Give a provider's whole capability table; `Problem` 404 for an unknown provider."""
    provider = services.providers.get(name)
    if provider is None:
        raise Problem(404, Fault(detail="There is no such provider."))
    return {"provider_name": name, "capabilities": table(provider)}


def table(provider: Provider) -> list[dict[str, Any]]:
    """Spell a provider's table: the rows that the wire demands first, in the wire's order."""
    names = dict.fromkeys((*demanded(), *provider.capabilities.table))
    rows = ((name, provider.capabilities[name]) for name in names)
    return [
        {
            "name": name,
            "support": str(row.support),
            "usable": row.usable,
            "on_use": None if row.usable else row.on_use,
            "note": row.note,
            "source": row.source,
            "confidence": row.confidence,
        }
        for name, row in rows
    ]
