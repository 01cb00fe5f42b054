"""Whether a sequence would send now, and what to do where it would not."""

from segue.model.readiness import Readiness, readiness
from segue.providers.apollo import paths
from segue.providers.apollo.graph import Record
from segue.providers.apollo.upkeep import checks, routes, sending
from segue.spi.operation import Answers, Get, Query, Read


def _reads(ask: Get, _answers: Answers) -> tuple[Read, ...]:
    return (
        Read(name="graph", request=paths.graph(ask.id)),
        Read(name="schedules", request=paths.schedules()),
        Read(name="mailboxes", request=routes.mailboxes()),
    )


def _read(ask: Get, answers: Answers) -> tuple[Readiness, Record]:
    held: Record = answers["graph"]
    found = readiness(
        ask.id,
        checks.enabled(held),
        checks.steps(held),
        checks.content(held),
        checks.approved(held),
        checks.schedule(held, answers["schedules"]),
        sending.mailbox(held, answers["mailboxes"]),
    )
    return found, held


READINESS = Query(reads=_reads, read=_read)
