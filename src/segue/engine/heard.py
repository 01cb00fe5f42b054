"""What an answer tells of a budget: what is left, when a window ends, and how long a no holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from segue.engine.drift import dated
from segue.engine.refusal import RATE_LIMITED, retry_after
from segue.engine.share import SLACK, Pane, Share, Spent
from segue.engine.transport import Answer
from segue.spi.limits import Heard
from segue.store.budgets import Seen

SECOND: Final = 1000
TOLERANCE: Final = 2 * SECOND
"""Milliseconds by which an end may be too late: waiting so long for nothing does no harm."""
SHORT: Final = 2 * SECOND
"""Milliseconds that a 429 holds which says nothing of its length and of no window: Apollo has one
for a sequence that another request is changing [OAS]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What other processes should know at once."""

    blocked: bool = False
    known: tuple[tuple[Pane, Seen], ...] = ()
    """Windows of which more is known, with the ends that they were thought to have."""
    reopened: tuple[tuple[Pane, Seen], ...] = ()
    """Windows that have turned out to be over."""


def hear(share: Share, spent: Spent, answer: Answer, at: datetime, now: int) -> News | None:
    """Take over what an answer tells; None where nothing has to be written down now.

    It came `at` by our clock, and `now` by the provider's.
    """
    heard = [(pane, pane.window.hear(answer.headers)) for pane in share.panes]
    if spent.probe and answer.status != RATE_LIMITED:
        return News(reopened=tuple(_reopened(share, heard, now)))
    wait = _wait(answer.headers, heard, at, now) if answer.status == RATE_LIMITED else 0
    known: list[tuple[Pane, Seen]] = []
    for pane, told in heard:
        ends = pane.ends
        changed = _limit(pane, told, spent)
        changed |= _left(share, pane, told, spent, answer.headers, now)
        changed |= _end(pane, told, spent, now, wait)
        if changed and ends > now:
            known.append((pane, replace(share.known(pane), ends=ends)))
    blocked = wait > 0 and now + wait > share.blocked
    if blocked:
        share.blocked = now + wait
    return News(blocked=blocked, known=tuple(known)) if blocked or known else None


def _reopened(
    share: Share, heard: list[tuple[Pane, Heard]], now: int
) -> Iterator[tuple[Pane, Seen]]:
    """Begin the windows anew that a provider has room in, though none was left in them."""
    for pane, told in heard:
        if told.left and pane.left <= 0 and pane.uncertain:
            before = share.known(pane)
            pane.turn(now, now + pane.length)
            pane.floor, pane.settled = pane.limit - told.left, True
            yield pane, before


def _limit(pane: Pane, told: Heard, spent: Spent) -> bool:
    limit = told.limit
    if limit is None and told.left is not None and told.left + spent.cost > pane.limit:
        # Salesloft tells what is left and not the limit, which may be more for one team [S3].
        limit = told.left + spent.cost
    if limit is None or (pane.told and limit == pane.limit):
        return False
    changed = limit != pane.limit
    pane.limit, pane.told = max(1, limit), True
    return changed


def _left(
    share: Share, pane: Pane, told: Heard, spent: Spent, headers: Mapping[str, str], now: int
) -> bool:
    """Take over what is left; true where others have used so much that all should know."""
    if told.left is None or not _is_of(share, pane, spent, headers, now):
        return False
    share.portion = min(share.portion, told.left)
    used = pane.limit - told.left + share.portion
    if used <= pane.floor:
        return False
    pane.floor = used
    more = used - pane.spent > pane.limit // SLACK
    pane.foreign |= more
    return more


def _is_of(share: Share, pane: Pane, spent: Spent, headers: Mapping[str, str], now: int) -> bool:
    """Tell whether an answer speaks of the window that is known; a later one takes its place."""
    when = None if pane.window.opens == "request" else dated(headers)
    if when is None:
        return spent.at >= pane.since and now < pane.ends
    ends = (when // pane.length + 1) * pane.length
    if ends > pane.ends:
        pane.turn(now, ends)
        share.portion = 0
    return ends == pane.ends


def _end(pane: Pane, told: Heard, spent: Spent, now: int, wait: int) -> bool:
    """Take over when a window ends; true where that is another moment than was thought."""
    if pane.window.opens == "clock" or pane.ends <= now or spent.at < pane.since:
        return False
    if told.ends is not None:
        ends, pane.timed = told.ends * SECOND, True
    elif wait and (told.left == 0 or pane.left <= 0):
        # What the 429 says is the end of the window that is used up.
        ends, pane.timed = now + wait, True
    elif told.left is not None and not pane.settled:
        # The provider's window opened before its first answer came, and ends no later than this.
        ends = now + pane.length
    else:
        return False
    pane.settled = True
    if ends <= now or pane.ends - TOLERANCE <= ends <= pane.ends:
        return False
    pane.ends = ends
    return True


def _wait(
    headers: Mapping[str, str],
    heard: list[tuple[Pane, Heard]],
    at: datetime,
    now: int,
) -> int:
    """Milliseconds for which a 429 holds."""
    if "retry-after" in headers:
        return retry_after(headers, at) * SECOND
    for pane, told in heard:
        if told.left not in (0, None):
            continue
        if told.ends is not None:
            return max(told.ends * SECOND - now, SECOND)
        if pane.window.opens == "clock":
            when = dated(headers) or now
            return pane.opening(when) - when
    return SHORT
