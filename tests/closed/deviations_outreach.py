"""Where what is known of Outreach differs from its OpenAPI file."""

from segue.spi.plan import Request

from .deviation import ID_LIST, Deviation

PAGING = {
    "page[size]": "[1-9][0-9]{0,2}|1000",
    "page[after]": ".+",
    "page[before]": ".+",
    "count": "true|false",
}

DEVIATIONS = (
    Deviation(
        provider="outreach",
        what="a step type that the description of stepType does not list",
        source="SG: sent by Supaglue in production, 2023",
        routes=r"(?:POST|PATCH) /sequenceSteps(?:/\{id\})?",
        body={
            "/data/attributes/stepType": {
                "enum": ["auto_email", "manual_email", "call", "task", "linkedin_send_message"]
            }
        },
        example=Request(
            method="POST",
            path=("sequenceSteps",),
            body={
                "data": {
                    "type": "sequenceStep",
                    "attributes": {"stepType": "linkedin_send_message"},
                }
            },
        ),
    ),
    Deviation(
        provider="outreach",
        what="collections are paged and counted, and name no parameter for it",
        source="AE-conv: the vendor's page on conventions",
        routes=r"GET /[a-zA-Z]+",
        query=PAGING,
        example=Request(method="GET", path=("sequences",), query={"page[size]": "1000"}),
    ),
    Deviation(
        provider="outreach",
        what="collections are filtered by id, which no attribute is",
        source="AE-conv: the vendor's own example is filter[id]=1,2,3",
        routes=r"GET /[a-zA-Z]+",
        query={"filter[id]": ID_LIST},
        example=Request(method="GET", path=("templates",), query={"filter[id]": "1,2"}),
    ),
    Deviation(
        provider="outreach",
        what="links are filtered by their step's id; the file says: by any filterable attribute",
        source="SG and SC: asked so in production, 2023 and 2026",
        routes="GET /sequenceTemplates",
        query={"filter[sequenceStep][id]": ID_LIST},
        example=Request(
            method="GET", path=("sequenceTemplates",), query={"filter[sequenceStep][id]": "1,2"}
        ),
    ),
    Deviation(
        provider="outreach",
        what="states are filtered by their sequence's id; the file says: by what can be filtered",
        source="AMP: the vendor's own answers link to states so, 2024 to 2025",
        routes="GET /sequenceStates",
        query={"filter[sequence][id]": ID_LIST},
        example=Request(
            method="GET", path=("sequenceStates",), query={"filter[sequence][id]": "1,2"}
        ),
    ),
    Deviation(
        provider="outreach",
        what="a newer syntax of filters keeps values with commas whole",
        source="AE-conv: the vendor's page on conventions; PH: sent in production, 2026-08",
        routes="GET /(?:accounts|prospects)",
        query={"newFilterSyntax": "true"},
        example=Request(method="GET", path=("accounts",), query={"newFilterSyntax": "true"}),
    ),
    Deviation(
        provider="outreach",
        what="accounts are filtered in the newer syntax",
        source="AE-conv: the vendor's page on conventions",
        routes="GET /accounts",
        query={"filter[name][]": ".+", "filter[domain][]": ".+"},
        example=Request(
            method="GET",
            path=("accounts",),
            query={"newFilterSyntax": "true", "filter[name][]": ["Acme, Ltd"]},
        ),
    ),
    Deviation(
        provider="outreach",
        what="prospects are filtered in the newer syntax",
        source="AE-conv: the vendor's page on conventions",
        routes="GET /prospects",
        query={"filter[emails][]": ".+"},
        example=Request(
            method="GET",
            path=("prospects",),
            query={"newFilterSyntax": "true", "filter[emails][]": ["a,b@c.example"]},
        ),
    ),
    Deviation(
        provider="outreach",
        what="sequences are locked by an action",
        source="HS26: the vendor's hyper-schema, 2026-08",
        routes=r"POST /sequences/\{id\}/actions/lock",
        new="POST /sequences/{id}/actions/lock",
        example=Request(method="POST", path=("sequences", 7, "actions", "lock")),
    ),
    Deviation(
        provider="outreach",
        what="the API's root tells whom a token acts as",
        source="TEAR and OPER: asked so in production",
        routes="GET /",
        new="GET /",
        example=Request(method="GET", path=()),
    ),
)
