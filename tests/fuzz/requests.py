"""One request of each operation, as a caller sends it, with ids of things that are there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from segue.testing.contract.acting import STATUSES
from segue.testing.contract.premises import (
    a_sequence,
    a_state,
    base,
    enrolled,
    enrolment,
    made,
    some,
)
from segue.testing.contract.stage import sequence_of, sequence_with
from segue.testing.contract.uses import CALL, INTRO
from segue.testing.world import CUSTOMER, World

ROOT = "/engagement/v2"
PATHS = {"mailbox": "mailboxes", "state": "sequence_states"}
STARTING = {"pause": "active", "resume": "paused", "finish": "active", "remove": ""}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request."""

    method: str
    path: str
    body: Any = None
    again: bool = True
    """Whether it can be made once more, and does the same; else it needs another thing."""

    @property
    def writes(self) -> bool:
        """Tell whether it changes something at the provider."""
        return self.method != "GET" and not self.path.endswith("/_search")


async def request_of(stage: World, operation: str) -> Asked:
    """Give an operation's request."""
    noun, _, verb = operation.partition(".")
    special = SPECIAL.get(operation)
    if special is not None:
        return await special(stage)
    return await GENERAL[verb](stage, noun)


def _at(noun: str, *more: str) -> str:
    return "/".join((ROOT, PATHS.get(noun, f"{noun}s"), *more))


async def _list(_: World, noun: str) -> Asked:
    return Asked("GET", f"{_at(noun)}?page_size=2&include_raw_data=true")


async def _get(stage: World, noun: str) -> Asked:
    return Asked("GET", _at(noun, (await some(stage, noun))["id"]))


async def _create(stage: World, noun: str) -> Asked:
    return Asked("POST", _at(noun), {"record": base(stage, noun)}, again=False)


async def _update(stage: World, noun: str) -> Asked:
    found = await some(stage, noun)
    return Asked("PATCH", _at(noun, found["id"]), {"record": base(stage, noun)})


async def _upsert(stage: World, noun: str) -> Asked:
    record = base(stage, noun)
    on = {"name": record["name"]} if noun == "account" else {"email": _email(record)}
    return Asked("POST", _at(noun, "_upsert"), {"record": record, "upsert_on": on}, again=False)


async def _search(stage: World, noun: str) -> Asked:
    found = await some(stage, noun)
    of = {"name": found["name"]} if noun == "account" else {"emails": [_email(found)]}
    return Asked("POST", _at(noun, "_search"), {"filter": of})


def _email(record: Mapping[str, Any]) -> str:
    return str(record["email_addresses"][0]["email_address"])


async def _state_search(stage: World) -> Asked:
    able = stage.provider.capabilities["state.search.sequence_id"].usable
    of = (
        {"sequence_id": await a_sequence(stage, is_enabled=True)}
        if able
        else {"contact_id": (await made(stage, "contact"))["id"]}
    )
    return Asked("POST", _at("state", "_search"), {"filter": of})


async def _enrol(stage: World) -> Asked:
    record = await enrolment(stage, (await made(stage, "contact"))["id"])
    return Asked("POST", _at("state"), {"record": record}, again=False)


async def _enrol_all(stage: World) -> Asked:
    records = [await enrolment(stage, (await made(stage, "contact"))["id"]) for _ in range(2)]
    return Asked("POST", _at("state", "_batch"), {"records": records}, again=False)


async def _act(verb: str, stage: World) -> Asked:
    status = STATUSES[verb][0]
    state = await (a_state(stage, status) if status else enrolled(stage))
    method, tail = ("DELETE", ()) if verb == "remove" else ("POST", (f"_{verb}",))
    return Asked(method, _at("state", state, *tail), again=False)


async def _switch(verb: str, stage: World) -> Asked:
    able = stage.provider.capabilities
    if able["sequence.create"].usable:
        found = await sequence_with(stage, (INTRO,))
        if verb == "deactivate":
            await stage.act("sequence.activate", found)
    else:
        found = await a_sequence(stage, is_enabled=verb == "deactivate")
    return Asked("POST", _at("sequence", found, f"_{verb}"), again=False)


async def _readiness(stage: World) -> Asked:
    return Asked("GET", _at("sequence", await a_sequence(stage), "readiness"))


async def _who(stage: World) -> Asked:
    path = f"/mgmt/v2/customers/{CUSTOMER}/connections/_provider_user_id"
    return Asked("GET", f"{path}?provider_name={stage.provider.name}")


async def _create_sequence(_: World) -> Asked:
    return Asked("POST", _at("sequence"), {"record": sequence_of((INTRO, CALL))}, again=False)


async def _create_step(stage: World) -> Asked:
    sequence = await sequence_with(stage)
    return Asked(
        "POST", _at("sequence", sequence, "sequence_steps"), {"record": INTRO}, again=False
    )


async def _step(method: str, stage: World) -> Asked:
    sequence = await a_sequence(stage)
    if method == "DELETE":
        sequence = await sequence_with(stage, (INTRO, CALL))
    step = (await stage.get_sequence(sequence))["steps"][0]
    body = {"record": {"template": {"body": "<p>Other</p>"}}} if method == "PATCH" else None
    if method == "PATCH":
        sequence = await sequence_with(stage, (INTRO,))
        step = (await stage.get_sequence(sequence))["steps"][0]
    path = _at("sequence", sequence, "sequence_steps", step["id"])
    return Asked(method, path, body, again=method != "DELETE")


async def _steps(stage: World) -> Asked:
    return Asked("GET", _at("sequence", await a_sequence(stage), "sequence_steps"))


GENERAL: Mapping[str, Callable[[World, str], Awaitable[Asked]]] = {
    "list": _list,
    "get": _get,
    "create": _create,
    "update": _update,
    "upsert": _upsert,
    "search": _search,
}
SPECIAL: Mapping[str, Callable[[World], Awaitable[Asked]]] = {
    "who": _who,
    "sequence.create": _create_sequence,
    "sequence.readiness": _readiness,
    "step.list": _steps,
    "step.get": partial(_step, "GET"),
    "step.create": _create_step,
    "step.update": partial(_step, "PATCH"),
    "step.delete": partial(_step, "DELETE"),
    "state.create": _enrol,
    "state.batch_create": _enrol_all,
    "state.search": _state_search,
    **{
        f"sequence.{verb}": partial(_switch, verb) for verb in ("activate", "deactivate", "archive")
    },
    **{f"state.{verb}": partial(_act, verb) for verb in STATUSES},
}
