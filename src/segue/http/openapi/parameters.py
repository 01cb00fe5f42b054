"""Component parameters, headers and security schemes."""

from collections.abc import Iterable
from typing import Any

from segue.http import query

SECURITY = {
    "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "x-api-key",
        "description": "Names the application. `segue keys create` makes one. Each operation says"
        " which scope the key needs.",
    }
}

HEADERS: dict[str, dict[str, Any]] = {
    "RequestId": {
        "description": "The request's id: the caller's own `x-request-id`, or one made here.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$"},
    },
    "IdempotencyKey": {
        "description": "The write's key: the caller's own, or one made here. On every answer of a"
        " write, errors too. Repeat the request with it to go on where it stopped.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    },
    "IdempotentReplayed": {
        "description": "`true` where the answer is the kept one of an earlier request.",
        "schema": {"type": "string", "const": "true"},
    },
    "RetryAfter": {
        "description": "Seconds to wait. Left out where waiting does not help.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "Allow": {
        "description": "The methods of this path.",
        "required": True,
        "schema": {"type": "string"},
        "example": "GET, POST",
    },
}
QUERIES = (
    *query.WRITE,
    *query.LIST,
    *query.CONNECT,
    query.PROBE,
    query.PROVIDER,
)


def parameters(providers: Iterable[str]) -> dict[str, Any]:
    """Give every component parameter; `providers` are the names that are installed."""
    providers = tuple(providers)
    return {
        "CustomerId": _header(
            "x-customer-id",
            "The customer, by the id that the application gave it.",
            {"type": "string", "minLength": 1},
            "customer-1",
        ),
        "ProviderName": _header(
            "x-provider-name",
            "The provider of the customer's connection.",
            {"type": "string", "enum": sorted(providers)},
            min(providers, default="outreach"),
        ),
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The caller's name for this write. A repeat with the same key never"
            " writes twice: it gets the kept answer (7 days at least), or goes on from where the"
            " first one stopped. One is made where there is none.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            "example": "9f1c2a6e-5d0b-4c1e-8f0a-2b7d9c4e6a10",
        },
        "SequenceId": _path("sequence_id", "The provider's id of the sequence.", "7"),
        "SequenceStepId": _path("sequence_step_id", "The provider's id of the step.", "21"),
        "AccountId": _path("account_id", "The provider's id of the account.", "11"),
        "ContactId": _path("contact_id", "The provider's id of the contact.", "501"),
        "UserId": _path("user_id", "The provider's id of the user.", "3"),
        "MailboxId": _path("mailbox_id", "The provider's id of the mailbox.", "5"),
        "SequenceStateId": _path(
            "sequence_state_id", "The provider's id of the sequence state.", "9001"
        ),
        "TemplateId": _path("template_id", "The provider's id of the template.", "42"),
        "JobId": _path("job_id", "The job.", "job_2b575f8a9d0e4a1c7b3e9f260c8d6f5e"),
        "WriteId": _path("write_id", "The write.", "wr_5f0c6d0e4b6f4c0f9f2d3a1b7c8e9d10"),
        "CustomerIdInPath": _path(
            "customer_id", "The customer, by the id that the application gave it.", "customer-1"
        ),
        "ProviderNameInPath": {
            **_path("provider_name", "The provider of the customer's connection.", "outreach"),
            "schema": {"type": "string", "enum": sorted(providers)},
            "example": min(providers, default="outreach"),
        },
        "ConnectionId": _path(
            "connection_id", "The connection.", "cn_9d10b7c8e9f0a1b2c3d4e5f60718293a"
        ),
        "ProviderId": _path(
            "provider_id",
            "The id that a provider has for this application.",
            "0c8d6f5e-2b57-5f8a-9d0e-4a1c7b3e9f26",
        ),
        "MagicLinkId": _path(
            "magic_link_id", "The magic link.", "ml_4a1c7b3e9f260c8d6f5e2b575f8a9d0e"
        ),
        "KeyId": _path("key_id", "The API key's id.", "key_7f0e1d2c3b4a59687766554433221100"),
        "Name": _path("name", "The provider's name.", "outreach"),
        **{parameter.name: query_parameter(parameter) for parameter in QUERIES},
    }


def _header(name: str, text: str, schema: dict[str, Any], example: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "description": text,
        "schema": schema,
        "example": example,
    }


def _path(name: str, text: str, example: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": text,
        "schema": {"type": "string", "minLength": 1},
        "example": example,
    }


def query_parameter(parameter: query.Parameter) -> dict[str, Any]:
    """Describe a query parameter."""
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": dict(parameter.schema),
        **({"example": parameter.example} if parameter.example is not None else {}),
        **({"required": True} if parameter.required else {}),
        **({"deprecated": True} if parameter.deprecated else {}),
    }
