"""Shares what schemathesis would send to each operation out among all of them.

Loaded by schemathesis alone. Headers and switches that most operations have are read in one place,
and so are the methods that a path does not have. Each operation gets every third of their cases,
and of three operations each begins with another; what is an operation's own it gets whole.
"""

from collections import Counter
from itertools import count
from typing import Any

import schemathesis

COMMON = frozenset(
    {
        "x-customer-id",
        "x-provider-name",
        "Idempotency-Key",
        "dry_run",
        "strict",
        "include_raw_data",
        "read_from_cache",
        "page_size",
    }
)
NO_SUCH_METHOD = "unspecified_http_method"
SHARED_BY = 3

_numbers = count()
_first: dict[str, int] = {}
_seen: Counter[tuple[str, str]] = Counter()


@schemathesis.hook
def filter_case(_context: Any, case: Any) -> bool:
    """Tell whether a case is this operation's to send."""
    shown = case.meta.phase.data if case.meta is not None else None
    scenario = getattr(shown, "scenario", "")
    what = scenario if scenario == NO_SUCH_METHOD else getattr(shown, "parameter", None)
    if what not in COMMON and what != NO_SUCH_METHOD:
        return True
    label = case.operation.label
    if label not in _first:
        _first[label] = next(_numbers)
    _seen[label, what] += 1
    return (_seen[label, what] + _first[label]) % SHARED_BY == 0
