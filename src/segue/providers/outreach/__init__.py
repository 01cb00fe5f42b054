"""Outreach."""

from typing import Any

from segue.providers.outreach import (
    acting,
    auth,
    create_sequence,
    create_step,
    lookups,
    places,
    queries,
    update_step,
)
from segue.providers.outreach.book import operations as book
from segue.providers.outreach.capabilities import CAPABILITIES
from segue.providers.outreach.documents import MEDIA_TYPE
from segue.providers.outreach.enrolment import operations as enrolment
from segue.providers.outreach.limits import LIMITS
from segue.providers.outreach.upkeep import operations as upkeep
from segue.spi.operation import Query, Write
from segue.spi.provider import Provider

ID = r"[1-9][0-9]{0,17}"

# Members of a JSON:API record, and what would give two steps one place or one parent.
STRUCTURE = frozenset({"id", "type", "attributes", "relationships", "links", "meta"})


def _simulator() -> Any:
    from segue.providers.outreach.simulator import simulator  # noqa: PLC0415 - only when asked

    return simulator()


PROVIDER = Provider(
    name="outreach",
    title="Outreach",
    api_url="https://api.outreach.io/api/v2",
    auth_url="https://api.outreach.io/oauth",
    roots=("/api/v2",),
    media_type=MEDIA_TYPE,
    credential=auth.CREDENTIAL,
    headers=auth.headers,
    oauth=auth.OAUTH,
    who=acting.WHO,
    limits=LIMITS,
    ids=dict.fromkeys(
        ("sequence", "step", "template", "user", "account", "contact", "mailbox", "state"), ID
    ),
    reserved_keys={
        # Refused by Outreach, as seen in 2026 [SC]; a write must not switch a sequence on at all.
        "sequence": STRUCTURE | {"owner", "sequenceSteps", "sequenceStates", "enabled"},
        "step": STRUCTURE | {"order", "sequence", "sequenceTemplates"},
        "template": STRUCTURE | {"owner", "sequenceTemplates"},
        "account": STRUCTURE | {"owner", "prospects"},
        # Addresses are records of their own; a list of them would bypass their types.
        "contact": STRUCTURE | {"owner", "account", "emails", "emailAddresses", "phoneNumbers"},
    },
    capabilities=CAPABILITIES,
    error_rules=(
        *book.ERROR_RULES,
        *enrolment.ERROR_RULES,
        *upkeep.ERROR_RULES,
        *auth.ERROR_RULES,
    ),
    words=auth.words,
    finders={
        **book.FINDERS,
        **enrolment.FINDERS,
        **upkeep.FINDERS,
        **lookups.FINDERS,
        "room": places.find_room,
    },
    writes={
        **book.WRITES,
        **enrolment.WRITES,
        **upkeep.WRITES,
        "sequence.create": Write(create_sequence.reads, create_sequence.plan),
        "step.create": Write(create_step.reads, create_step.plan),
        "step.update": Write(update_step.reads, update_step.plan),
    },
    queries={
        **book.QUERIES,
        **enrolment.QUERIES,
        **upkeep.QUERIES,
        "sequence.get": Query(queries.sequence_reads, queries.read_sequence),
        "sequence.list": Query(queries.list_reads, queries.read_page),
    },
    tell_enrolments=enrolment.TELL,
    simulator=_simulator,
    tolerance=lookups.TOLERANCE,
    examples={
        "sequence": {"description": "Made through Segue"},
        "step": {"taskAutoskipDelay": 259_200},
        "template": {"trackOpens": True},
        "account": {"custom1": "Made through Segue"},
        "contact": {"custom1": "Made through Segue"},
    },
    notes={
        "scopes": " ".join(auth.SCOPES),
        "rate limit": "10,000 requests an hour for each user.",
    },
)
