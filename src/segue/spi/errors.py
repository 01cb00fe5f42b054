"""How a provider says no, as a table, and the refusals that planning itself makes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRule:
    """The first rule that matches a 4xx answer says what it means.

    Only an answer that a rule names `clean` is a refusal, that is, proof that nothing was changed.
    Any other answer to a write is a lost answer.
    """

    status: int
    contains: str = ""
    """Text that the body must contain; "" matches every body."""
    method: str = ""
    path: str = ""
    """A regular expression searched in the path; "" matches every path."""
    clean: bool = True
    reason: str | None = None
    """A stable word for `meta.reason`, such as ``master_key_required``."""

    def matches(self, method: str, path: str, status: int, body: str) -> bool:
        """Tell whether this rule speaks of that answer."""
        return (
            self.status == status
            and self.contains in body
            and self.method in ("", method)
            and bool(re.search(self.path, path))
        )


def classify(
    rules: Iterable[ErrorRule], *, method: str, path: str, status: int, body: str
) -> ErrorRule | None:
    """Find the rule for an answer; None when no rule knows it."""
    return next((rule for rule in rules if rule.matches(method, path, status, body)), None)


class PlanRefused(Exception):
    """Planning found that the write must not be sent, from what it asks or what the reads showed.

    `status` is the HTTP status of the answer: 400 for what the provider cannot do (then
    `capability` names the row) or a bad value; 404, 409 for what the present state forbids.
    """

    def __init__(
        self,
        detail: str,
        *,
        pointer: str = "",
        status: int = 400,
        capability: str | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer
        self.status = status
        self.capability = capability
        self.reason = reason or ("unsupported" if capability else None)
