"""Plans as JSON: how the journal keeps them and how a dry run shows them.

A placeholder is ``{"$from": "template", "pointer": "/data/id"}``. A mapping of the caller's own
that has such a key is wrapped in ``{"$literal": ...}``, so that it can never be taken for one.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from segue.model.state import Outcome, Reason
from segue.model.warning import PlanWarning, WarningType
from segue.spi.enrolment import Told
from segue.spi.plan import PLAIN, Call, Find, Lookup, Method, Output, Plan, Request

RESERVED = frozenset({"$from", "$literal"})


def show(value: Any) -> Any:
    """Spell a value that may hold placeholders as JSON."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Output):
        return {"$from": value.call, "pointer": value.pointer}
    if isinstance(value, dict | Mapping):
        shown = {
            key: inner if type(inner) in PLAIN else show(inner) for key, inner in value.items()
        }
        return shown if RESERVED.isdisjoint(shown) else {"$literal": shown}
    if isinstance(value, list | tuple):
        return [inner if type(inner) in PLAIN else show(inner) for inner in value]
    return value


def unshow(value: Any) -> Any:
    """The inverse of `show`, with lists for tuples."""
    if isinstance(value, dict):
        if "$literal" in value:
            return {key: unshow(inner) for key, inner in value["$literal"].items()}
        if "$from" in value:
            return Output(value["$from"], value["pointer"])
        return {key: unshow(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [unshow(inner) for inner in value]
    return value


def show_request(request: Request) -> dict[str, Any]:
    """Spell a request; absent parts are left out."""
    shown: dict[str, Any] = {"method": request.method, "path": show(request.path)}
    if request.query:
        shown["query"] = show(request.query)
    if request.body is not None:
        shown["body"] = show(request.body)
    return shown


def _request(shown: Mapping[str, Any]) -> Request:
    return Request(
        method=cast("Method", shown["method"]),
        path=tuple(unshow(shown["path"])),
        query=unshow(shown.get("query", {})),
        body=unshow(shown.get("body")),
    )


def _show_lookup(lookup: Lookup) -> dict[str, Any]:
    return {
        "request": show_request(lookup.request),
        "find": lookup.find,
        "asked": show(lookup.asked),
        **({"may_be_absent": True} if lookup.may_be_absent else {}),
        **({"more": [show_request(request) for request in lookup.more]} if lookup.more else {}),
        **({"crowded": True} if lookup.crowded else {}),
    }


def _lookup(shown: Mapping[str, Any]) -> Lookup:
    return Lookup(
        request=_request(shown["request"]),
        find=shown["find"],
        asked=unshow(shown["asked"]),
        may_be_absent=shown.get("may_be_absent", False),
        more=tuple(_request(request) for request in shown.get("more", ())),
        crowded=shown.get("crowded", False),
    )


def show_warning(warning: PlanWarning) -> dict[str, Any]:
    """Spell a warning for the journal."""
    return {key: value for key, value in asdict(warning).items() if value is not None}


def read_warning(shown: Mapping[str, Any]) -> PlanWarning:
    """The inverse of `show_warning`."""
    return PlanWarning(**{**shown, "problem_type": WarningType(shown["problem_type"])})


def show_told(told: Told) -> dict[str, Any]:
    """Spell an outcome for the journal."""
    return {key: value for key, value in asdict(told).items() if value is not None}


def read_told(shown: Mapping[str, Any]) -> Told:
    """The inverse of `show_told`."""
    reason = shown.get("reason")
    return Told(
        **{**shown, "outcome": Outcome(shown["outcome"]), "reason": reason and Reason(reason)}
    )


def show_call(call: Call | Find) -> dict[str, Any]:
    """Spell one call; what it does not have is left out."""
    if isinstance(call, Find):
        return {"name": call.name, "finds": _show_lookup(call.lookup)}
    shown: dict[str, Any] = {"name": call.name, "request": show_request(call.request)}
    parts = {
        "makes": call.makes,
        "id_at": call.id_at,
        "lookup": call.lookup and _show_lookup(call.lookup),
        "repeatable": call.repeatable,
        "guard": call.guard and _show_lookup(call.guard),
        "undo": call.undo and show_request(call.undo),
        "optional": call.optional and show_warning(call.optional),
        "only_if": call.only_if and show(call.only_if),
        "tells": call.tells and show(call.tells),
    }
    return shown | {key: part for key, part in parts.items() if part}


def read_call(shown: Mapping[str, Any]) -> Call | Find:
    """The inverse of `show_call`."""
    if "finds" in shown:
        return Find(name=shown["name"], lookup=_lookup(shown["finds"]))
    return Call(
        name=shown["name"],
        request=_request(shown["request"]),
        makes=shown.get("makes", ""),
        id_at=shown.get("id_at", ""),
        lookup=_lookup(shown["lookup"]) if "lookup" in shown else None,
        repeatable=shown.get("repeatable", False),
        guard=_lookup(shown["guard"]) if "guard" in shown else None,
        undo=_request(shown["undo"]) if "undo" in shown else None,
        optional=read_warning(shown["optional"]) if "optional" in shown else None,
        only_if=unshow(shown["only_if"]) if "only_if" in shown else None,
        tells=unshow(shown["tells"]) if "tells" in shown else None,
    )


def show_plan(plan: Plan) -> dict[str, Any]:
    """Spell a whole plan."""
    return {
        "calls": [show_call(call) for call in plan.calls],
        "result": show(plan.result),
        "warnings": [show_warning(warning) for warning in plan.warnings],
        **({"at_once": plan.at_once} if plan.at_once else {}),
        **({"told": [show_told(told) for told in plan.told]} if plan.told else {}),
    }


def read_plan(shown: Mapping[str, Any]) -> Plan:
    """The inverse of `show_plan`."""
    return Plan(
        calls=tuple(read_call(call) for call in shown["calls"]),
        result=unshow(shown["result"]),
        warnings=tuple(read_warning(warning) for warning in shown["warnings"]),
        at_once=shown.get("at_once", 0),
        told=tuple(read_told(told) for told in shown.get("told", ())),
    )
