"""Spelling plans for people: the calls of a dry run, and warnings."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from segue.engine.transport import pairs_of, path_of
from segue.model.warning import PlanWarning
from segue.spi.codec import show as spell
from segue.spi.plan import Call, Find, Output, Request


def wire_warning(warning: PlanWarning, at: Callable[[str], str]) -> dict[str, Any]:
    """Spell a warning for the wire; `at` makes a pointer into the request of its pointer."""
    return {
        "title": warning.title,
        "detail": warning.detail,
        "problem_type": str(warning.problem_type),
        "source": {"pointer": at(warning.pointer)},
        **({"capability": warning.capability} if warning.capability else {}),
    }


def shown(request: Request) -> dict[str, Any]:
    """Spell a request for a dry run; an output reads ``{call/pointer}``."""
    way = "".join(
        f"/{_spelled(part)}"
        if isinstance(part, Output)
        else path_of(replace(request, path=(part,)))
        for part in request.path
    )
    found: dict[str, Any] = {"method": request.method, "path": way}
    if request.query:
        spelled = {k: _spelled(v) for k, v in request.query.items()}
        found["query"] = urlencode(pairs_of(spelled), safe="{}/")
    if request.body is not None:
        found["body"] = spell(request.body)
    return found


def _spelled(value: Any) -> Any:
    return f"{{{value.call}{value.pointer}}}" if isinstance(value, Output) else value


def shown_call(call: Call | Find) -> dict[str, Any]:
    """Spell one call for a dry run."""
    if isinstance(call, Find):
        return {"name": call.name, **shown(call.lookup.request), "repeated_until_found": True}
    return {
        "name": call.name,
        **shown(call.request),
        **({"optional": True} if call.optional else {}),
        **({"only_if": spell(call.only_if)} if call.only_if else {}),
        **({"undo": shown(call.undo)} if call.undo else {}),
    }
