"""Cadenza, an invented product: a provider as small as one can be."""

from datetime import timedelta
from typing import Any

from segue.spi.limits import Heard, Limits, Window
from segue.spi.operation import Query, Write, no_reads
from segue.spi.provider import Provider
from segue_cadenza import auth, read, write
from segue_cadenza.capabilities import CAPABILITIES


def _simulator() -> Any:
    from segue_cadenza.simulator import Simulator  # noqa: PLC0415 -- for tests only

    return Simulator()


LIMITS = Limits(
    windows=(
        Window(
            name="minute",
            length=timedelta(minutes=1),
            limit=1000,
            opens="clock",
            hear=lambda _headers: Heard(),
            place=("other", "minute"),
        ),
    ),
    scope=lambda _request: "account",
    scopes=("account",),
)

PROVIDER = Provider(
    name="cadenza",
    title="Cadenza",
    api_url="https://api.cadenza.example/v1",
    auth_url="https://api.cadenza.example/oauth",
    media_type="application/json",
    credential=auth.CREDENTIAL,
    headers=auth.headers,
    ids={
        "sequence": r"fl-\d+",
        "step": r"st-\d+",
        "template": r"tp-\d+",
        "user": r"us-\d+",
        **dict.fromkeys(("account", "contact", "mailbox", "state"), r"\d+"),
    },
    reserved_keys={"step": frozenset({"id", "made", "ref"})},
    capabilities=CAPABILITIES,
    error_rules=auth.ERROR_RULES,
    words=auth.words,
    finders={"flow": write.find_flow, "stage": write.find_stage},
    writes={
        "sequence.create": Write(no_reads, write.create_sequence),
        "step.create": Write(no_reads, write.create_step),
    },
    queries={
        "sequence.get": Query(read.flow_reads, read.read_flow),
        "sequence.list": Query(read.list_reads, read.read_list),
    },
    limits=LIMITS,
    simulator=_simulator,
    oauth=auth.OAUTH,
    examples={"step": {"color": "red"}},
)
