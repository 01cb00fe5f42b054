"""Taking a person off a cadence."""

from segue.providers.salesloft import paths
from segue.providers.salesloft.answers import record
from segue.providers.salesloft.enrolment.memberships import RESOURCE, one
from segue.spi.operation import Act, Answers, Read, Write
from segue.spi.plan import Call, Lookup, Plan, Request


def _reads(ask: Act, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="membership", request=one(ask.id)),)


def _plan(ask: Act, answers: Answers) -> Plan:
    # What a second DELETE answers is not documented, so who is off already is left alone.
    if record(answers["membership"]).get("currently_on_cadence") is False:
        return Plan(calls=(), result=None)
    query = {"ids[]": [ask.id], "per_page": paths.LARGEST_PAGE}
    call = Call(
        name="remove",
        request=Request(method="DELETE", path=("v2", RESOURCE, ask.id)),
        repeatable=True,
        lookup=Lookup(
            request=Request(method="GET", path=("v2", RESOURCE), query=query),
            find="left",
            asked={"id": ask.id},
        ),
    )
    return Plan(calls=(call,), result=None)


REMOVE: Write[Act] = Write(reads=_reads, plan=_plan)
