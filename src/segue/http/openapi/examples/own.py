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
            }
        ],
    },
)
