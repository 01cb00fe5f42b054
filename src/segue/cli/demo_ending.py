"""The demo's end: a contact is enrolled, and the sequence's readiness is read."""

from collections.abc import Mapping
from typing import Any, Final

import aiohttp

from segue.cli.demo_run import CREATED, PLACES, Done
from segue.cli.demo_script import Ask
from segue.cli.sandbox import Sandbox
from segue.testing.simulated import Simulated

MOST_TRIES: Final = 10
"""Contacts that the provider may decline before the demo calls it wrong."""
NOT_TAKEN: Final = 422


async def enrol(
    sandbox: Sandbox, name: str, http: aiohttp.ClientSession, sequence_id: str
) -> tuple[Done, dict[str, Any]]:
    """Enrol the first contact that the provider takes; gives it, and the sequence's readiness."""
    site = sandbox.sites[name]
    simulated = Simulated(site.url, http)
    caller = _Caller(sandbox, name, http)
    how = ""
    if (activated := PLACES[name].by_hand) is not None:
        await simulated.seed(activated(sequence_id))
        how = ", after activating the sequence by hand"
    contacts = await caller.read(f"contacts?page_size={MOST_TRIES}")
    mailbox = await _mailbox(caller)
    for contact in contacts["records"]:
        await simulated.forget_requests()
        into = {"sequence_id": sequence_id, **mailbox}
        done = await _enrol(caller, simulated, contact, into, how=how)
        if done.status != NOT_TAKEN:
            break
    else:
        done.faults.append(f"none of {MOST_TRIES} contacts was taken")
    if done.id is not None:
        state = await simulated.state()
        if not PLACES[name].enrolled(state, sequence_id, done.ask.record["contact_id"]):
            done.faults.append(f"the simulator has no such enrolment {done.id}")
    return done, await caller.read(f"sequences/{sequence_id}/readiness")


class _Caller:
    def __init__(self, sandbox: Sandbox, name: str, http: aiohttp.ClientSession) -> None:
        self.root = f"{sandbox.url}/engagement/v2"
        self.headers = sandbox.headers(name)
        self.http = http

    async def read(self, path: str) -> dict[str, Any]:
        async with self.http.get(f"{self.root}/{path}", headers=self.headers) as response:
            found: dict[str, Any] = await response.json()
            return found

    async def enrol(self, record: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        body = {"record": record}
        url = f"{self.root}/sequence_states"
        async with self.http.post(url, json=body, headers=self.headers) as response:
            return response.status, await response.json()


async def _mailbox(caller: _Caller) -> dict[str, str]:
    """Name a mailbox that can send, where the provider has such a thing of its own."""
    boxes = (await caller.read("mailboxes?page_size=100"))["records"]
    able = [box for box in boxes if not box["is_disabled"]]
    return {"mailbox_id": able[0]["id"]} if able else {}


async def _enrol(
    caller: _Caller,
    simulated: Simulated,
    contact: Mapping[str, Any],
    into: Mapping[str, str],
    *,
    how: str,
) -> Done:
    record = {"contact_id": contact["id"], **into}
    status, answer = await caller.enrol(record)
    words = f"enrol {contact['first_name']} {contact['last_name']}{how}"
    done = Done(
        ask=Ask(words, record), status=status, answer=answer, calls=await simulated.requests()
    )
    if status not in (CREATED, NOT_TAKEN):
        done.faults.append(f"the answer was {status}, not {CREATED}")
    return done
