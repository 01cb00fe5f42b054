"""Salesloft, REST API v2: a sequence is a cadence there. See README.md."""

from typing import Any

from segue.providers.salesloft import acting, paths
from segue.providers.salesloft.auth import CREDENTIAL, ERROR_RULES, OAUTH, headers, words
from segue.providers.salesloft.book import operations as book
from segue.providers.salesloft.capabilities import CAPABILITIES
from segue.providers.salesloft.enrolment import operations as enrolment
from segue.providers.salesloft.finders import FINDERS
from segue.providers.salesloft.limits import LIMITS
from segue.providers.salesloft.queries import GET_SEQUENCE, LIST_SEQUENCES
from segue.providers.salesloft.sequences import CREATE_SEQUENCE
from segue.providers.salesloft.steps import CREATE_STEP
from segue.providers.salesloft.upkeep import operations as upkeep
from segue.spi.provider import Provider


def _simulator() -> Any:
    # Imported when asked for: a server that talks to Salesloft itself needs no simulator.
    from segue.providers.salesloft.simulator import simulator  # noqa: PLC0415

    return simulator()


_STRUCTURE = frozenset({"id", "cadence_id", "cadence_content", "step_groups", "steps"})

PROVIDER = Provider(
    name="salesloft",
    title="Salesloft",
    api_url="https://api.salesloft.com",
    auth_url="https://accounts.salesloft.com",
    roots=("/v2",),
    media_type="application/json",
    credential=CREDENTIAL,
    headers=headers,
    oauth=OAUTH,
    who=acting.WHO,
    limits=LIMITS,
    ids={
        "sequence": paths.NUMBER,
        "step": paths.NUMBER,
        "template": f"(?:{paths.NUMBER}|{paths.UUID})",
        "user": f"(?:{paths.NUMBER}|{paths.UUID})",
        "account": paths.NUMBER,
        "contact": paths.NUMBER,
        "mailbox": paths.NUMBER,
        "state": paths.NUMBER,
    },
    reserved_keys={
        "sequence": _STRUCTURE,
        "step": _STRUCTURE
        | {"settings", "sharing_settings", "previous_email_step_group_reference_id"},
        "template": frozenset({"id"}),
        "account": frozenset({"id"}),
        "contact": frozenset({"id"}),
    },
    capabilities=CAPABILITIES,
    error_rules=(
        *book.ERROR_RULES,
        *enrolment.ERROR_RULES,
        *upkeep.ERROR_RULES,
        *ERROR_RULES,
    ),
    words=words,
    finders={**book.FINDERS, **enrolment.FINDERS, **upkeep.FINDERS, **FINDERS},
    writes={
        **book.WRITES,
        **enrolment.WRITES,
        **upkeep.WRITES,
        "sequence.create": CREATE_SEQUENCE,
        "step.create": CREATE_STEP,
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
    notes={
        "limits": "600 requests a minute for the whole team; deep pages cost more",
        "activation": "only in Salesloft's own screens",
    },
    examples={
        "sequence": {"settings": {"remove_people_when_meeting_booked": True}},
        "step": {"due_immediately": True},
        "template": {"open_tracking": True},
        "account": {"industry": "Software"},
        "contact": {"person_company_name": "Acme"},
    },
)
