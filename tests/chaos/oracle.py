"""The oracle: holds what stands in the simulators against what callers were told.

It knows nothing of Segue: it reads the answers that callers got, and the simulators' own state.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .asks import Ask, Change, Make
from .things import Thing

Final = Literal["done", "refused", "unknown", "open", "silent"]
"""How a write ended for its caller: `unknown` when nobody can tell any more, `open` when it was
repeated to the end without a last word, `silent` when it was asked once and never again."""
GOOD = range(200, 300)
THERE = frozenset({"enrolled", "already_enrolled"})
READY = "ready"
NOT_READY = "NOT_ACTIVATED"
"""The warning by which a caller is told that a step waits for somebody to switch it on."""
NOT_THERE = frozenset({"failed", "skipped"})


AGAIN = frozenset({0, 401, 409, 425, 429, 500, 502, 503, 504})
"""Statuses after which a caller asks again; after 401 it connects the account again first."""
CONFLICT = 409
NOBODY_KNOWS = 504
INTERNAL = 500
UNSENT = frozenset({"not_sent", "rate_limited", "unreachable"})
"""Reasons for which one of many was not enrolled, which a repeat tries again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One answer; `status` 0 for none, and then `body` says why."""

    status: int
    body: Any = None
    retry_after: int | None = None
    replayed: bool = False
    by: str = ""
    """The server that was asked."""

    def __str__(self) -> str:
        wait = "" if self.retry_after is None else f" Retry-After={self.retry_after}"
        return f"{self.status}{wait} by {self.by}: {json.dumps(self.body)[:700]}"


@dataclass(slots=True, kw_only=True)
class Told:
    """A write and everything its callers were told."""

    ask: Ask
    manner: str = "steady"
    heard: list[Heard] = field(default_factory=list)
    final: Final = "open"
    standing: str = ""
    """What Segue says of the write at the end, where no answer was final: its state, or `none`."""

    @property
    def last(self) -> Heard | None:
        return self.heard[-1] if self.heard else None

    @property
    def known(self) -> str:
        """Say what is known of the write: by its answers, or else by what Segue says of it."""
        if self.final in ("done", "refused"):
            return self.final
        said = {"done": "done", "refused": "refused", "none": "refused"}
        return said.get(self.standing, "unknown")

    @property
    def success(self) -> Heard | None:
        """The first answer that claims the write."""
        return next((each for each in self.heard if each.status in GOOD), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something that must never be, with all that it takes to look into it."""

    rule: str
    detail: str
    told: Told | None = None
    rows: Sequence[Thing] = ()

    def __str__(self) -> str:
        lines = [f"VIOLATION {self.rule}: {self.detail}"]
        if self.told is not None:
            it = self.told
            body = json.dumps(it.ask.body)
            lines += [
                (
                    f"  write {it.ask.number} {it.ask.provider} {it.ask.operation} ({it.manner}),"
                    f" ended {it.final}, Segue says {it.standing or 'nothing'}"
                ),
                f"  {it.ask.method} {it.ask.path} key {it.ask.key} {body[:600]}",
                *(f"    {each}" for each in it.heard),
            ]
        lines += [f"  row {each}" for each in self.rows]
        return "\n".join(lines)


def verdict(heard: Heard) -> Final | None:
    """Say what an answer says for good; None for one after which to ask again."""
    if heard.status in GOOD:
        return "done" if heard.retry_after is None and not _unsent(heard.body) else None
    if heard.status not in AGAIN or (heard.status == CONFLICT and heard.retry_after is None):
        return "refused"
    codes = [error.get("code") for error in heard.body["errors"]] if heard.status else []
    lost = heard.status == NOBODY_KNOWS and "OUTCOME_UNKNOWN" in codes
    return "unknown" if lost and heard.retry_after is None else None


def _unsent(body: Any) -> bool:
    records = body.get("records", ())
    return any(it["outcome"] == "unknown" or it["reason"] in UNSENT for it in records)


class Book:
    """What stands at one provider, by mark and by id."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things = list(things)
        self.by_id = {(it.kind, it.id): it for it in self.things}
        self.by_mark: dict[tuple[str, str], list[Thing]] = {}
        for it in self.things:
            for mark in it.marks:
                self.by_mark.setdefault((it.kind, mark), []).append(it)


def judge(books: Mapping[str, Book], all_told: Sequence[Told]) -> list[Violation]:
    """Give every contradiction between the simulators and the answers."""
    found: list[Violation] = []
    for told in all_told:
        book = books[told.ask.provider]
        found += _consistent(told)
        for make in told.ask.makes:
            found += _made(book, told, make, all_told)
    found += _changes(books, all_told)
    for name, book in books.items():
        found += _places(name, book, all_told)
    return found


def _consistent(told: Told) -> Iterable[Violation]:
    """Hold the answers to one write against each other."""
    bodies = [it.body for it in told.heard if verdict(it) == "done"]
    if any(body != bodies[0] for body in bodies):
        yield Violation(rule="answers differ", detail="two successes of one key differ", told=told)
    if any(it.status == 500 for it in told.heard):
        yield Violation(rule="internal error", detail="a 500 of Segue's own making", told=told)
    if told.final == "unknown" and told.standing == "none":
        detail = "its caller was told that nobody knows, and there is no record of it"
        yield Violation(rule="unknown forgotten", detail=detail, told=told)


def _made(book: Book, told: Told, make: Make, all_told: Sequence[Told]) -> Iterable[Violation]:
    rows = book.by_mark.get((make.kind, make.mark), [])
    if len(rows) > 1:
        detail = f"{len(rows)} of {make.kind} {make.mark}"
        yield Violation(rule="duplicate", detail=detail, told=told, rows=rows)
        return
    verdict = _claim(told, make)
    if verdict == "there" and not rows:
        detail = f"{make.kind} {make.mark} was answered as made and is not there"
        yield Violation(rule="success not there", detail=detail, told=told)
    elif verdict == "absent" and rows and not make.shared:
        if not _named(told, rows[0]) and not _others(make, told, all_told):
            detail = f"{make.kind} {make.mark} was refused and is there"
            yield Violation(rule="refused but there", detail=detail, told=told, rows=rows)
    elif verdict == "there":
        yield from _as_answered(told, make, rows[0])


def _others(make: Make, told: Told, all_told: Sequence[Told]) -> bool:
    """Tell whether another write may have made the same thing."""
    return any(
        other is not told and any(it.shared and it.mark == make.mark for it in other.ask.makes)
        for other in all_told
    )


def _claim(told: Told, make: Make) -> str:
    """Say what is known of one thing: `there`, `absent`, or `either`."""
    if told.success is not None:
        outcome = _outcome(told, make)
        if outcome in NOT_THERE:
            return "absent"
        return "there" if outcome is None or outcome in THERE else "either"
    if told.known == "done":
        # Of an enrolment only the answer tells what became of it.
        return "either" if make.kind == "state" else "there"
    return "absent" if told.known == "refused" else "either"


def _outcome(told: Told, make: Make) -> str | None:
    """Say what the answer tells of an enrolment; None for what is none."""
    if make.kind != "state" or make.answered is None:
        return None
    last = next(it for it in reversed(told.heard) if it.status in GOOD)
    return str(_at(last.body, make.answered.removesuffix("/id") + "/outcome"))


def _named(told: Told, row: Thing) -> bool:
    """Tell whether the refusal names what it left behind."""
    said = told.last.body if told.last else None
    errors = said.get("errors", []) if isinstance(said, dict) else []
    left = [it for error in errors for it in error.get("meta", {}).get("leftovers", ())]
    if any(str(it["id"]) == row.id for it in left):
        return True
    # What hangs on a thing that was left is named with it.
    return any(str(it["id"]) == row.parent for it in left)


def _as_answered(told: Told, make: Make, row: Thing) -> Iterable[Violation]:
    if make.answered is not None and told.success is not None:
        last = next(it for it in reversed(told.heard) if it.status in GOOD)
        answered = str(_at(last.body, make.answered))
        if answered != row.id:
            detail = f"{make.kind} {make.mark} is {row.id} and was answered as {answered}"
            yield Violation(rule="wrong id", detail=detail, told=told, rows=[row])
    for name, wanted in make.shows.items():
        if name == READY and _warned(told):
            continue
        if not _shows(row.shows.get(name), wanted):
            detail = f"{make.kind} {make.mark}: {name} is not {wanted!r}"
            yield Violation(rule="not as asked", detail=detail, told=told, rows=[row])


def _warned(told: Told) -> bool:
    if told.success is None:
        return True
    last = next(it for it in reversed(told.heard) if it.status in GOOD)
    return any(it["problem_type"] == NOT_READY for it in last.body.get("warnings", ()))


def _shows(shown: Any, wanted: Any) -> bool:
    if isinstance(shown, list):
        return any(wanted in str(each) for each in shown)
    if isinstance(wanted, str):
        return wanted in str(shown)
    return bool(shown == wanted)


def _at(body: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        body = body[int(part)] if isinstance(body, list) else body.get(part)
    return body


def _changes(books: Mapping[str, Book], all_told: Sequence[Told]) -> Iterable[Violation]:
    """Hold each changed thing against what was asked of it, by all who asked."""
    wanted: dict[tuple[str, str, str, str], list[tuple[Told, Change]]] = {}
    for told in all_told:
        for change in told.ask.changes:
            place = (told.ask.provider, change.kind, change.id, change.field)
            wanted.setdefault(place, []).append((told, change))
    for (provider, kind, id, name), asked in wanted.items():  # noqa: A001 -- the thing's
        row = books[provider].by_id.get((kind, id))
        shown = row is not None if name == "there" else row and row.shows.get(name)
        allowed: list[Any] = []
        if not any(told.known == "done" for told, _ in asked):
            allowed.append(asked[0][1].before)
        for told, change in asked:
            if told.known != "refused":
                allowed += change.after
        if shown not in allowed:
            rule = "change not there" if asked[0][0].known == "done" else "refused but changed"
            detail = f"{kind} {id}: {name} is {shown!r}, not one of {allowed!r}"
            yield Violation(rule=rule, detail=detail, told=asked[0][0], rows=[row] if row else [])


def _places(name: str, book: Book, all_told: Sequence[Told]) -> Iterable[Violation]:
    """No two steps of a sequence stand in one place."""
    steps: dict[str, list[Thing]] = {}
    for it in book.things:
        if it.kind == "step" and it.parent is not None and it.place is not None:
            steps.setdefault(it.parent, []).append(it)
    for sequence, own in steps.items():
        counted = Counter(it.place for it in own)
        if twice := [place for place, times in counted.items() if times > 1]:
            about = [it for it in all_told if it.ask.sequence == sequence]
            detail = f"{name} sequence {sequence}: two steps at {twice}, {len(about)} writes to it"
            told = next((it for it in about if it.final != "done"), None)
            rows = [it for it in own if it.place in twice]
            yield Violation(rule="two in one place", detail=detail, told=told, rows=rows)
