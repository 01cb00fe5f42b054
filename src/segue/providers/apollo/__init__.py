"""Apollo.io."""

from typing import Any

from segue.providers.apollo import acting, insertion
from segue.providers.apollo.auth import CREDENTIAL, ERROR_RULES, headers, words
from segue.providers.apollo.book import operations as book
from segue.providers.apollo.capabilities import CAPABILITIES
from segue.providers.apollo.changes import UPDATE_STEP
from segue.providers.apollo.enrolment import operations as enrolment
from segue.providers.apollo.finders import FINDERS
from segue.providers.apollo.limits import LIMITS
from segue.providers.apollo.pages import LIST_SEQUENCES
from segue.providers.apollo.read import GET_SEQUENCE
from segue.providers.apollo.sequences import CREATE_SEQUENCE
from segue.providers.apollo.steps import CREATE_STEP
from segue.providers.apollo.upkeep import operations as upkeep
from segue.spi.provider import Provider

OBJECT_ID = r"[0-9a-fA-F]{24}"

STRUCTURE = frozenset({"_id", "api_key", "emailer_steps", "emailer_touches", "id"})


def _simulator() -> Any:
    from segue.providers.apollo.simulator import simulator  # noqa: PLC0415 -- for tests only

    return simulator()


PROVIDER = Provider(
    name="apollo",
    title="Apollo",
    api_url="https://api.apollo.io/api/v1",
    auth_url="https://app.apollo.io/api/v1/oauth/token",
    # Both roots answer [YDC]; clients of the old wire use the short one.
    roots=("/api/v1", "/v1"),
    # Ten calls, for up to thirty pages of who is in the sequence already.
    slice=500,
    media_type="application/json",
    credential=CREDENTIAL,
    headers=headers,
    who=acting.WHO,
    limits=LIMITS,
    ids={
        **dict.fromkeys(
            ("sequence", "step", "template", "user", "account", "contact", "mailbox"), OBJECT_ID
        ),
        "state": f"{OBJECT_ID}:{OBJECT_ID}",
    },
    reserved_keys={
        "sequence": STRUCTURE
        | {
            "active",
            "archived",
            "emailer_campaign",
            "permissions",
            "sharing_permission",
            "user_id",
        },
        "step": STRUCTURE
        | {"emailer_campaign_id", "emailer_template", "emailer_touch", "position", "type"},
        "template": STRUCTURE,
        "account": STRUCTURE | {"account", "team_id"},
        # run_dedupe would overwrite another contact that is alike [OAS].
        "contact": STRUCTURE | {"contact", "run_dedupe", "team_id"},
    },
    capabilities=CAPABILITIES,
    error_rules=(
        *book.ERROR_RULES,
        *enrolment.ERROR_RULES,
        *upkeep.ERROR_RULES,
        *ERROR_RULES,
    ),
    words=words,
    finders={
        **book.FINDERS,
        **enrolment.FINDERS,
        **upkeep.FINDERS,
        **FINDERS,
        "unchanged": insertion.unchanged,
    },
    writes={
        **book.WRITES,
        **enrolment.WRITES,
        **upkeep.WRITES,
        "sequence.create": CREATE_SEQUENCE,
        "step.create": CREATE_STEP,
        "step.update": UPDATE_STEP,
    },
    queries={
        **book.QUERIES,
        **enrolment.QUERIES,
        **upkeep.QUERIES,
        "sequence.get": GET_SEQUENCE,
        "sequence.list": LIST_SEQUENCES,
    },
    tell_enrolments=enrolment.TELL,
    simulator=_simulator,
    examples={
        "sequence": {"max_emails_per_day": 50},
        "step": {"auto_skip_in_x_days": 3},
        "template": {"body_text": "Good day"},
        "account": {"phone": "+1 555 010 0133"},
        "contact": {"organization_name": "Northwind Traders"},
    },
    notes={
        "key": "Adding and changing single steps goes over routes that Apollo does not document;"
        " they need a master API key.",
        "changes": "Apollo shows no time of change on sequences.",
    },
)
