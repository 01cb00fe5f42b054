"""What happens by itself as the vendor's time goes by: states start, batches run."""

import heapq
from collections.abc import Callable, Mapping

from segue.providers.outreach.simulator.bulk import run
from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.resources.sequence_state import start_pending

HAPPENS: Mapping[str, Callable[[Org, int], None]] = {
    "sequenceState": start_pending,
    "batch": run,
}


def settle(org: Org) -> None:
    """Let happen whatever has come due; nobody of the organisation does it."""
    due = []
    while org.waiting and org.waiting[0][0] <= org.now:
        due.append(heapq.heappop(org.waiting))
    for _, kind, target in due:
        HAPPENS[kind](org, target)
