"""Examples of passthroughs and of the audit log."""

from segue.http.openapi.examples.records import MOMENT, one

PASSTHROUGH_ASKED = {
    **one(
        "Read prospects of Outreach",
        {
            "path": "/api/v2/prospects",
            "method": "GET",
            "query": {"filter[emails]": "ada@tern.example", "page[size]": 5},
        },
    ),
    "keep_fresh": {
        "summary": "Keep the token fresh, and nothing else",
        "value": {"path": "/", "method": "GET"},
    },
}
PASSTHROUGH = {
    **one(
        "The provider's answer",
        {
            "url": "https://api.outreach.io/api/v2/prospects?filter%5Bemails%5D=ada%40tern.example",
            "status": 200,
            "headers": {"content-type": "application/vnd.api+json; charset=utf-8"},
            "body": {"data": [{"type": "prospect", "id": 501}]},
        },
    ),
    "refused": {
        "summary": "The provider's refusal",
        "value": {
            "url": "https://api.outreach.io/api/v2/prospects/7",
            "status": 404,
            "headers": {"content-type": "application/vnd.api+json; charset=utf-8"},
            "body": {"errors": [{"id": "resourceNotFound", "title": "Resource Not Found"}]},
        },
    },
}
JOB_CREATE = one(
    "Enrol two contacts",
    {
        "job": {
            "type": "enrol",
            "records": [
                {"contact_id": "501", "sequence_id": "7", "mailbox_id": "5"},
                {"contact_id": "502", "sequence_id": "7", "mailbox_id": "5"},
            ],
        }
    },
)
_STANDS = {
    "id": "job_2b575f8a9d0e4a1c7b3e9f260c8d6f5e",
    "type": "enrol",
    "state": "running",
    "customer_id": "customer-1",
    "provider_name": "outreach",
    "total": 1000,
    "outcomes": {
        "enrolled": 380,
        "already_enrolled": 12,
        "skipped": 8,
        "failed": 0,
        "unknown": 0,
        "pending": 600,
    },
    "waiting": {
        "reason": "rate_limited",
        "detail": "Outreach answered 429 without a reason.",
        "until": MOMENT,
    },
    "cancel_requested": False,
    "problem": None,
    "created_at": MOMENT,
    "started_at": MOMENT,
    "ended_at": None,
}
JOB = one("A job that waits for the provider's limit", _STANDS)
JOB_PAGE = one("One job", {"pagination": {"next": None, "previous": None}, "records": [_STANDS]})
JOB_OUTCOMES = one(
    "Two contacts",
    {
        "pagination": {"next": None, "previous": None, "total_count": 2},
        "records": [
            {
                "id": "9001",
                "contact_id": "501",
                "outcome": "enrolled",
                "reason": None,
                "detail": None,
            },
            {
                "id": None,
                "contact_id": "502",
                "outcome": "pending",
                "reason": None,
                "detail": None,
            },
        ],
        "warnings": [],
    },
)
BUDGET = one(
    "A team of Salesloft's",
    {
        "customer_id": "customer-1",
        "provider_name": "salesloft",
        "scopes": [
            {
                "scope": "team",
                "windows": [
                    {
                        "window": "minute",
                        "length_seconds": 60,
                        "limit": 600,
                        "left": 412,
                        "resets_at": MOMENT,
                        "known": "default",
                    }
                ],
                "blocked_until": None,
            }
        ],
    },
)
AUDIT = one(
    "One entry",
    {
        "pagination": {"next": None, "previous": None},
        "records": [
            {
                "id": "aud_01a9e2c4b1f04a1c7b3e9f260c8d6f5e2b575f8a9d0e",
                "at": MOMENT,
                "who": "key",
                "key_id": "key_7f0e1d2c3b4a59687766554433221100",
                "what": "createSequenceStep",
                "status": 201,
                "customer_id": "customer-1",
                "provider_name": "outreach",
                "connection_id": "cn_9d10b7c8e9f0a1b2c3d4e5f60718293a",
                "write_id": "wr_5f0c6d0e4b6f4c0f9f2d3a1b7c8e9d10",
                "subject": "42",
            }
        ],
    },
)
