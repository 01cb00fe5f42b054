"""Acts on an enrolment: pausing it, letting it go on, ending it, taking it out."""

from collections.abc import Callable

from segue.kit import pointer
from segue.providers.outreach.documents import attributes, delete, one
from segue.providers.outreach.enrolment import lookups
from segue.providers.outreach.pages import missing
from segue.spi.operation import Act, Answers, Read, Write, no_reads
from segue.spi.plan import Call, Plan, Request

NOTHING = Plan(calls=(), result=None)


def _reads(ask: Act, answers: Answers) -> tuple[Read, ...]:
    return missing((Read(name="state", request=one("sequenceStates", int(ask.id))),), answers)


def _acting(verb: str, done: str, *also: str) -> Callable[[Act, Answers], Plan]:
    """Plan an action; nothing where the state is `done` already.

    The action is refused where the state is one it does not start from [OAS26], so when its answer
    was lost, the state is looked at before it is sent again: `also` are words it may have by then.
    """

    def plan(ask: Act, answers: Answers) -> Plan:
        state = int(ask.id)
        if attributes(pointer.get(answers["state"], "/data")).get("state") == done:
            return NOTHING
        call = Call(
            name=verb,
            request=Request(method="POST", path=("sequenceStates", state, "actions", verb)),
            lookup=lookups.in_state(state, (done, *also)),
            repeatable=True,
        )
        return Plan(calls=(call,), result=None)

    return plan


def _removing(ask: Act, _answers: Answers) -> Plan:
    """Plan the deletion, which takes the contact out of the sequence [SC]."""
    state = int(ask.id)
    call = Call(
        name="remove",
        request=delete("sequenceStates", state),
        lookup=lookups.gone(state),
        repeatable=True,
    )
    return Plan(calls=(call,), result=None)


PAUSE = Write(_reads, _acting("pause", "paused"))
# What is let go on waits for its schedule before it runs [ONF].
RESUME = Write(_reads, _acting("resume", "active", "pending"))
FINISH = Write(_reads, _acting("finish", "finished"))
REMOVE = Write(no_reads, _removing)
