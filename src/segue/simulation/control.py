"""The control endpoint: what a test asks of a simulator, outside every vendor's paths."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import to_json

from segue.simulation.room import Room
from segue.simulation.vendor import Answer, Asked

PREFIX = "/__simulator__/"

Body = Mapping[str, Any]


def control(room: Room, asked: Asked) -> Answer:
    """Answer one control request; 400 says what was wrong with it, 404 what there is."""
    route = (asked.method, asked.path.removeprefix(PREFIX))
    act = _ROUTES.get(route)
    if act is None:
        there_is = [f"{method} {PREFIX}{path}" for method, path in _ROUTES]
        return Answer(404, {"error": "no such control", "there_is": there_is})
    body = {} if asked.body is None else asked.body
    if not isinstance(body, dict):
        return Answer(400, {"error": "the body is a JSON object"})
    try:
        # A whole state is half a megabyte, which `json` takes seven times as long to write.
        return Answer(200, to_json(act(room, body)).decode())
    except (ValueError, TypeError, KeyError) as reason:
        return Answer(400, {"error": f"{type(reason).__name__}: {reason}"})


def _state(room: Room, _: Body) -> Any:
    return {
        "name": room.vendor.name,
        "now": room.clock.now().isoformat(),
        "switches": dict(room.vendor.switches),
        "state": room.vendor.snapshot(),
    }


def _seed(room: Room, body: Body) -> Any:
    return room.vendor.seed(body)


def _reset(room: Room, _: Body) -> Any:
    room.reset()
    return {}


def _token(room: Room, _: Body) -> Any:
    return room.vendor.token()


def _read_clock(room: Room, _: Body) -> Any:
    return {"now": room.clock.now().isoformat()}


def _move_clock(room: Room, body: Body) -> Any:
    room.clock.advance(float(body["advance"]))
    room.land()
    return _read_clock(room, body)


def _list_switches(room: Room, _: Body) -> Any:
    return {
        name: {"positions": list(positions), "present": room.vendor.switches[name]}
        for name, positions in room.vendor.SWITCHES.items()
    }


def _set_switches(room: Room, body: Body) -> Any:
    for name, position in body.items():
        if name not in room.vendor.SWITCHES:
            raise ValueError(f"no switch {name!r}; there are {sorted(room.vendor.SWITCHES)}")
        if position not in room.vendor.SWITCHES[name]:
            allowed = list(room.vendor.SWITCHES[name])
            raise ValueError(f"{name} is one of {allowed}, not {position!r}")
    room.vendor.switches.update(body)
    return dict(room.vendor.switches)


def _arm(room: Room, body: Body) -> Any:
    return {"id": room.faults.arm(body).id}


def _list_faults(room: Room, _: Body) -> Any:
    return [fault.described() for fault in room.faults.armed]


def _clear_faults(room: Room, _: Body) -> Any:
    room.faults.clear()
    return {}


def _list_requests(room: Room, _: Body) -> Any:
    return room.record.described()


def _clear_requests(room: Room, _: Body) -> Any:
    room.record.clear()
    return {}


def _release(room: Room, _: Body) -> Any:
    return room.hold.release()


def _held(room: Room, _: Body) -> Any:
    return len(room.hold)


_ROUTES: Mapping[tuple[str, str], Callable[[Room, Body], Any]] = {
    ("GET", "state"): _state,
    ("POST", "seed"): _seed,
    ("POST", "reset"): _reset,
    ("GET", "token"): _token,
    ("GET", "clock"): _read_clock,
    ("POST", "clock"): _move_clock,
    ("GET", "switches"): _list_switches,
    ("POST", "switches"): _set_switches,
    ("GET", "faults"): _list_faults,
    ("POST", "faults"): _arm,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "requests"): _list_requests,
    ("DELETE", "requests"): _clear_requests,
    ("GET", "hold"): _held,
    ("POST", "hold/release"): _release,
}
