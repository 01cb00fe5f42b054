"""Pausing, resuming, finishing and removing one contact in a sequence, and seeing that it is so."""

from collections.abc import Callable
from dataclasses import replace

from segue.providers.apollo.enrolment import routes, states
from segue.providers.apollo.enrolment.looking import REMOVED
from segue.providers.apollo.enrolment.searching import NOT_IN, contact_read
from segue.providers.apollo.enrolment.states import Record
from segue.spi.errors import PlanRefused
from segue.spi.operation import Act, Answers, Read, Write
from segue.spi.plan import Call, Find, Lookup, Output, Plan, Request

OVER = frozenset({"failed", "finished"})
SEQUENCE_OFF = "Sequence inactive"
"""Apollo's reason of a pause that lasts until the sequence is switched on [VCR]."""

Making = Callable[[str, str], Request]


def _reads(ask: Act, _answers: Answers) -> tuple[Read, ...]:
    return (contact_read(states.parts(ask.id)[0]),)


def _write(
    verb: str, wanted: str, making: Making, check: Callable[[Record], None] | None = None
) -> Write[Act]:
    def plan(ask: Act, answers: Answers) -> Plan:
        contact_id, sequence_id = states.parts(ask.id)
        entry = states.entry(states.one(answers["contact"]), sequence_id)
        if entry is None:
            raise PlanRefused(NOT_IN, status=404)
        if check is not None:
            check(entry)
        if entry.get("status") == wanted:
            return Plan(calls=(), result=None)
        asked = {"contact": contact_id, "sequence": sequence_id, "wanted": wanted}
        lookup = Lookup(request=routes.contact(contact_id), find="settled", asked=asked)
        call = Call(
            name=verb, request=making(sequence_id, contact_id), lookup=lookup, repeatable=True
        )
        back = replace(lookup, asked={**asked, "answer": Output(verb, "")})
        return Plan(calls=(call, Find(name="state", lookup=back)), result=None)

    return Write(reads=_reads, plan=plan)


def _by_itself(entry: Record) -> None:
    status = entry.get("status")
    if status in OVER:
        detail = f"The contact's way through the sequence is over: it is {status}."
        raise PlanRefused(detail, status=409)
    if status == "paused" and entry.get("inactive_reason") == SEQUENCE_OFF:
        detail = (
            "The contact waits because the sequence is off, and goes on when it is switched on."
            " Only then can the contact be paused or resumed by itself."
        )
        raise PlanRefused(detail, status=409)


def _left(mode: str) -> Making:
    return lambda sequence_id, contact_id: routes.leave(sequence_id, contact_id, mode)


def _changed(status: str) -> Making:
    return lambda sequence_id, contact_id: routes.change(sequence_id, contact_id, status)


PAUSE = _write("pause", "paused", _changed("paused"), _by_itself)
RESUME = _write("resume", "active", _changed("active"), _by_itself)
FINISH = _write("finish", "finished", _left("mark_as_finished"))
REMOVE = _write("remove", REMOVED, _left("remove"))
