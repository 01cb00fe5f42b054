"""Where what is known of Apollo differs from its OpenAPI file."""

from segue.spi.plan import Request

from .apollo_private import FLAG, OBJECT_ID
from .deviation import OID, Deviation
from .schema import listing, thing

BLOCKS = (
    "sequence_no_email",
    "sequence_unverified_email",
    "sequence_job_change",
    "sequence_active_in_other_campaigns",
    "sequence_finished_in_other_campaigns",
    "sequence_same_company_in_same_campaign",
    "contacts_without_ownership_permission",
    "add_if_in_queue",
    "contact_verification_skipped",
)
"""What keeps a contact out; true lifts it."""

ADDED = thing(
    {
        "emailer_campaign_id": OBJECT_ID,
        "contact_ids": listing(OBJECT_ID, minItems=1),
        "send_email_from_email_account_id": OBJECT_ID,
        "user_id": OBJECT_ID,
        **dict.fromkeys(BLOCKS, FLAG),
    },
    required=["emailer_campaign_id", "contact_ids", "send_email_from_email_account_id"],
)
LEFT = thing(
    {
        "emailer_campaign_ids": listing(OBJECT_ID, minItems=1),
        "contact_ids": listing(OBJECT_ID, minItems=1),
        "mode": {"enum": ["mark_as_finished", "stop", "remove"]},
    },
    required=["emailer_campaign_ids", "contact_ids", "mode"],
)


def _search(**body: object) -> Request:
    return Request(method="POST", path=("emailer_campaigns", "search"), body=body)


def _put(**step: object) -> Request:
    body = {"active": False, "emailer_steps": [{"position": 1, "type": "call", **step}]}
    return Request(method="PUT", path=("sequences", OID), body=body)


DEVIATIONS = (
    Deviation(
        provider="apollo",
        what="the search's parameters are sent as a JSON body, numbers as numbers",
        source="VCR: recorded 2026-07",
        routes="POST /emailer_campaigns/search",
        body={
            "": {
                "type": "object",
                "properties": {
                    "q_name": {"type": "string"},
                    "page": {"type": "integer", "minimum": 1},
                    "per_page": {"type": "integer", "minimum": 1, "maximum": 100},
                },
                "additionalProperties": False,
            }
        },
        example=_search(page=1, per_page=100),
    ),
    Deviation(
        provider="apollo",
        what="what switches a sequence takes an empty object",
        source="VCR: recorded 2026-07",
        routes=r"POST /emailer_campaigns/\{id\}/(?:approve|abort|archive)",
        body={"": thing({})},
        example=Request(method="POST", path=("emailer_campaigns", OID, "archive"), body={}),
    ),
    Deviation(
        provider="apollo",
        what="the steps of an update take what those of a creation take",
        source="VCR: a creation's steps were sent again, 2026-07; CREA: seen 2026-09",
        routes=r"PUT /sequences/\{id\}",
        body={
            "/emailer_steps/*/note": {"type": "string"},
            "/emailer_steps/*/priority": {"enum": ["high", "medium", "low"]},
            "/emailer_steps/*/exact_datetime": {"type": "string", "format": "date-time"},
            "/emailer_steps/*/max_emails_per_day": {"type": "integer"},
        },
        example=_put(note="Ring twice"),
    ),
    Deviation(
        provider="apollo",
        what="the touches of an update say how they thread and whether they are signed",
        source="VCR: sent and took effect, 2026-07",
        routes=r"PUT /sequences/\{id\}",
        body={
            "/emailer_steps/*/emailer_touches/*/type": {"enum": ["new_thread", "reply_to_thread"]},
            "/emailer_steps/*/emailer_touches/*/include_signature": {"type": "boolean"},
        },
        example=_put(emailer_touches=[{"type": "new_thread"}]),
    ),
    Deviation(
        provider="apollo",
        what="the templates of an update are named by their ids",
        source="CREA: a template whose id was left out was deleted, 2026-09",
        routes=r"PUT /sequences/\{id\}",
        body={"/emailer_steps/*/emailer_touches/*/emailer_template/id": {"type": "string"}},
        example=_put(emailer_touches=[{"emailer_template": {"id": OID}}]),
    ),
    Deviation(
        provider="apollo",
        what="contacts are searched by their sequences",
        source="AUD: seen to filter, and echoed as understood, 2026",
        routes="POST /contacts/search",
        body={"/emailer_campaign_ids": listing(OBJECT_ID, minItems=1)},
        example=Request(
            method="POST", path=("contacts", "search"), body={"emailer_campaign_ids": [OID]}
        ),
    ),
    Deviation(
        provider="apollo",
        what="the parameters of an enrolment are sent as a JSON body, by plain names",
        source="VCR: recorded 2026-07; CLI: the vendor's own client sends them so",
        routes=r"POST /emailer_campaigns/\{id\}/add_contact_ids",
        body={"": {**ADDED}},
        example=Request(
            method="POST",
            path=("emailer_campaigns", OID, "add_contact_ids"),
            body={
                "emailer_campaign_id": OID,
                "contact_ids": [OID],
                "send_email_from_email_account_id": OID,
            },
        ),
    ),
    Deviation(
        provider="apollo",
        what="the parameters of leaving a sequence are sent as a JSON body, by plain names",
        source="CLI: the vendor's own client sends them so; ADEL: seen to work, 2026-05",
        routes="POST /emailer_campaigns/remove_or_stop_contact_ids",
        body={"": {**LEFT}},
        example=Request(
            method="POST",
            path=("emailer_campaigns", "remove_or_stop_contact_ids"),
            body={"emailer_campaign_ids": [OID], "contact_ids": [OID], "mode": "remove"},
        ),
    ),
)
