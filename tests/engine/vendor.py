"""A provider in memory whose every request may go wrong in every way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from segue.engine.transport import Answer, Destination, Lost, NotSent
from segue.spi.plan import Call, Lookup, Output, Plan, Request
from segue.testing.clock import MovableClock

from .acts import change, delete, make, said

WRITES = (
    "ok",
    "lost",
    "lost, done",
    "lost, late",
    "error, done",
    "unreadable",
    "unsent",
    "limited",
    "refused",
    "killed",
    "killed, done",
)
READS = ("ok", "lost", "error", "limited", "odd")


class Killed(Exception):
    """The process ends here."""


def looked(name: str) -> Lookup:
    """Look for what a call of the box's plan makes."""
    return Lookup(request=Request(method="GET", path=(name,)), find="rows")


def box() -> Plan:
    """Plan a box with a step in it, a link on the step, and a mark on the box."""
    return Plan(
        calls=(
            make("words", lookup=looked("words"), undo=delete("words")),
            make("box", lookup=looked("box"), undo=delete("box")),
            make("step", on="box", makes="", lookup=looked("step")),
            make("link", on="step", lookup=looked("link"), undo=delete("link")),
            change("mark"),
            make("last", on="box", lookup=looked("last")),
        ),
        result=Output("box", "/id"),
    )


def names(plan: Plan) -> list[str]:
    """Name what a plan makes."""
    return [call.name for call in plan.calls if isinstance(call, Call) and call.id_at]


@dataclass
class Vendor:
    """Things with ids, each perhaps on another; what a box holds goes with it."""

    clock: MovableClock
    fate: Callable[[tuple[str, ...]], str]
    """Chooses what becomes of a request."""
    things: dict[int, tuple[str, Any]] = field(default_factory=dict)
    marked: bool = False
    due: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)
    count: int = 0

    async def send(self, _destination: Destination, request: Request) -> Answer:
        self.land()
        if request.method == "GET":
            return self._read(str(request.path[0]))
        fate = self.fate(WRITES)
        if fate == "refused" and request.method == "DELETE" and request.path[1] not in self.things:
            return said(404, {"error": "gone"})
        if fate == "unsent":
            raise NotSent("test")
        if fate in ("limited", "refused"):
            return said(429 if fate == "limited" else 422, {"error": fate}, retry_after="3")
        if fate == "lost, late":
            self.due.append((self.clock.now() + timedelta(seconds=50), lambda: self._do(request)))
        done = self._do(request) if fate in ("ok", "unreadable") or fate.endswith("done") else None
        if fate.startswith("killed"):
            raise Killed
        if fate.startswith("error"):
            return said(502, text="<html>")
        if fate == "unreadable":
            return said(200, text="<html>")
        if done is None:
            raise Lost("test")
        return done

    def land(self) -> None:
        """Do what has come due."""
        now = self.clock.now()
        ready = [one for one in self.due if one[0] <= now]
        self.due = [one for one in self.due if one[0] > now]
        for _, act in ready:
            act()

    def _read(self, name: str) -> Answer:
        fate = self.fate(READS)
        if fate == "lost":
            raise Lost("test")
        if fate != "ok":
            status = {"error": 500, "limited": 429, "odd": 200}[fate]
            return said(status, {"rows": 7} if fate == "odd" else None, retry_after="3")
        rows = [{"id": key} for key, (kind, _) in self.things.items() if kind == name]
        return said(body={"rows": rows})

    def _do(self, request: Request) -> Answer:
        kind, *rest = map(str, request.path)
        if request.method == "PATCH":
            self.marked = kind != "back"
            return said(body={})
        if request.method == "DELETE":
            return said(204) if self._take_away(int(rest[0])) else said(404, {"error": "gone"})
        on = request.body.get("on")
        if on is not None and int(on) not in self.things:
            return said(422, {"error": "on nothing"})
        self.count += 1
        self.things[self.count] = (kind, on and int(on))
        return said(body={"id": self.count})

    def _take_away(self, key: int) -> bool:
        found = self.things.pop(key, None)
        for held in [held for held, (_, on) in self.things.items() if on == key]:
            self._take_away(held)
        return found is not None
