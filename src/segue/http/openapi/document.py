"""The whole document."""

from collections.abc import Iterable
from importlib.metadata import version
from inspect import cleandoc
from typing import Any

from segue.http.openapi.follow import linked
from segue.http.openapi.parameters import HEADERS, SECURITY, parameters
from segue.http.openapi.responses import responses
from segue.http.openapi.schemas import schemas
from segue.http.operation import Operation

DESCRIPTION = """
One API in front of every sales-engagement platform. It speaks the Unified Engagement API v2, so
clients of that wire work unchanged; what is under `/segue/v1` is Segue's own.

**Three headers** name the caller: `x-api-key` the application, `x-customer-id` its customer,
`x-provider-name` the customer's connection.

**A key has scopes**: `read` for what only looks, `write` for changes at a provider, `manage` for
customers, connections, providers and keys, `export_credentials` for seeing a credential in clear.

**Nothing is lost in silence.** What a provider does differently from what was asked stands in
`warnings`, each with the place in the request; what it cannot do is refused before anything is
sent. `strict=true` refuses instead of warning, `dry_run=true` shows the calls and makes none.

**Once, or an honest unknown.** Repeat a write with its `Idempotency-Key` as often as you like: it
never happens twice. Where a provider's answer was lost and nobody can tell, the answer is 504
`OUTCOME_UNKNOWN`.

Times are ISO 8601 in UTC with milliseconds; ids are strings. A query parameter that is not listed
is refused; a body key that is not listed is answered with a warning, or passed over where an answer
has no place for one (`/mgmt/v2`, `/segue/v1`). A trailing slash is accepted.
"""

TAGS = [
    {"name": "accounts", "description": "Companies."},
    {"name": "contacts", "description": "People to write to."},
    {"name": "users", "description": "Who works at the provider."},
    {"name": "mailboxes", "description": "What the provider sends from."},
    {"name": "sequences", "description": "Sequences at the customer's provider."},
    {"name": "steps", "description": "Steps of a sequence."},
    {"name": "sequence states", "description": "Which contact is in which sequence."},
    {"name": "jobs", "description": "Enrolling very many contacts, in as long as it takes."},
    {"name": "templates", "description": "Content that a step can name."},
    {"name": "customers", "description": "The application's customers."},
    {"name": "connections", "description": "Customers' connections to providers."},
    {"name": "providers", "description": "Providers, with the application's OAuth clients."},
    {"name": "magic links", "description": "Links by which customers connect themselves."},
    {"name": "passthrough", "description": "Requests of your own to the customer's provider."},
    {"name": "keys", "description": "The application's API keys and return URLs."},
    {"name": "segue", "description": "Segue's own: providers, capabilities, writes, health."},
]


def document(operations: Iterable[Operation], providers: Iterable[str]) -> dict[str, Any]:
    """Describe the API; `providers` are the names that are installed."""
    paths: dict[str, Any] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Segue",
            "version": version("segue"),
            "description": DESCRIPTION.strip(),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "This server."}],
        "security": [{"apiKey": []}],
        "tags": TAGS,
        "paths": paths,
        "components": {
            "securitySchemes": SECURITY,
            "parameters": parameters(providers),
            "headers": HEADERS,
            "responses": responses(),
            "schemas": schemas(),
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    return {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": cleandoc(operation.about),
        "security": [{"apiKey": [operation.needs]}],
        **linked(operation.id, operation.described),
    }
