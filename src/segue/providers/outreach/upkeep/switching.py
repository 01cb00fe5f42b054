"""Switching a sequence on and off, and archiving it.

`enabled` and `locked` cannot be written; only actions change them [OAS26, HS26].
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from segue.kit import pointer
from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach import queries
from segue.providers.outreach.documents import attributes, one
from segue.providers.outreach.pages import missing
from segue.providers.outreach.upkeep import readiness
from segue.spi.operation import Act, Answers, Get, Read, Write
from segue.spi.plan import Call, Finder, Lookup, Match, Plan, Request


def _whole_reads(ask: Act, answers: Answers) -> tuple[Read, ...]:
    return queries.sequence_reads(Get(id=ask.id), answers)


def _reads(ask: Act, answers: Answers) -> tuple[Read, ...]:
    return missing((Read(name="sequence", request=one("sequences", int(ask.id))),), answers)


def _activating(ask: Act, answers: Answers) -> Plan:
    """Plan to switch a sequence on; its content stays as it is, on or off.

    A variant may have been switched off on purpose. What would keep an e-mail from being sent is
    warned of: no refusal of Outreach's says so [SC].
    """
    return Plan(
        calls=_action(ask, answers, "activate", "enabled", value=True),
        result=None,
        warnings=tuple(_lacking(answers)),
    )


def _lacking(answers: Answers) -> Iterator[PlanWarning]:
    for check in readiness.of_content(readiness.seen(answers)):
        if check.ok is False:
            yield PlanWarning(
                problem_type=WarningType.NOT_ACTIVATED,
                title="The sequence is not ready to send",
                detail=f"{check.detail} {check.todo}",
                pointer="",
            )


def _switching(verb: str, name: str, *, value: bool) -> Callable[[Act, Answers], Plan]:
    def plan(ask: Act, answers: Answers) -> Plan:
        return Plan(calls=_action(ask, answers, verb, name, value=value), result=None)

    return plan


def _action(ask: Act, answers: Answers, verb: str, name: str, *, value: bool) -> tuple[Call, ...]:
    """Plan an action; nothing where the sequence is as wanted already."""
    sequence = int(ask.id)
    if attributes(pointer.get(answers["sequence"], "/data")).get(name) is value:
        return ()
    call = Call(
        name=verb,
        request=Request(method="POST", path=("sequences", sequence, "actions", verb)),
        lookup=Lookup(
            request=one("sequences", sequence),
            find="switched",
            asked={"id": sequence, "name": name, "value": value},
        ),
        repeatable=True,
    )
    return (call,)


def find_switched(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find that sequence where it is as wanted; nothing while it is not."""
    record = pointer.get(answer, "/data")
    same = str(pointer.get(record, "/id")) == str(asked["id"])
    there = attributes(record).get(asked["name"]) is asked["value"]
    return (Match(id=str(asked["id"]), answer=answer),) if same and there else ()


ACTIVATE = Write(_whole_reads, _activating)
DEACTIVATE = Write(_reads, _switching("deactivate", "enabled", value=False))
# Locking is what Outreach's page calls archiving [HS26].
ARCHIVE = Write(_reads, _switching("lock", "locked", value=True))

FINDERS: Mapping[str, Finder] = {"switched": find_switched}
