"""Each operation of the wire, asked once as its client asks it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx2

from .shapes import (
    ACCOUNT,
    BATCH,
    CHANGED,
    CONTACT,
    CREATED,
    ENROLLED,
    MAILBOX,
    READINESS,
    SEQUENCE,
    STATE,
    STEP,
    TEMPLATE,
    USER,
    Shape,
    page,
)
from .site import CALL, EMAIL, REPLY, TASK, Site

Ask = Callable[..., Awaitable[httpx2.Response]]


def _list(path: str) -> Ask:
    async def ask(site: Site, **query: str) -> httpx2.Response:
        return await site.ask("GET", path, page_size="5", **query)

    return ask


def _at(path: Callable[[Site], Awaitable[str]], method: str = "GET", end: str = "") -> Ask:
    async def ask(site: Site, **query: str) -> httpx2.Response:
        return await site.ask(method, await path(site) + end, **query)

    return ask


def _first(path: str, **such: Any) -> Callable[[Site], Awaitable[str]]:
    async def found(site: Site) -> str:
        return f"{path}/{await site.first(path, **such)}"

    return found


async def _a_sequence(site: Site) -> str:
    return f"/sequences/{await site.sequence()}"


async def _off(site: Site) -> str:
    return f"/sequences/{await site.first('/sequences', is_enabled=False)}"


async def _a_template(site: Site) -> str:
    return f"/templates/{await site.template()}"


async def _of_two(site: Site) -> str:
    record = {"name": "Two", "type": "team", "steps": [EMAIL, CALL]}
    sequence = await site.made("/sequences", record)
    steps = (await site.got("GET", f"/sequences/{sequence}"))["steps"]
    return f"/sequences/{sequence}/sequence_steps/{steps[0]['id']}"


async def _active(site: Site) -> str:
    state = await site.state()
    if site.provider == "outreach":
        # Outreach gets to a new state within a minute; until then it can be neither paused nor
        # finished.
        await site.simulated.advance(61)
    return state


async def _paused(site: Site) -> str:
    state = await _active(site)
    await site.ask("POST", f"{state}/_pause")
    return state


async def _create_account(site: Site, **query: str) -> httpx2.Response:
    return await site.ask("POST", "/accounts", {"record": site.new_account()}, **query)


async def _update_account(site: Site, **query: str) -> httpx2.Response:
    path = f"/accounts/{await site.account()}"
    return await site.ask("PATCH", path, {"record": {"name": "Other"}}, **query)


async def _upsert_account(site: Site, **query: str) -> httpx2.Response:
    record = site.new_account()
    body = {"record": record, "upsert_on": {"name": record["name"]}}
    return await site.ask("POST", "/accounts/_upsert", body, **query)


async def _search_accounts(site: Site, **query: str) -> httpx2.Response:
    record = site.new_account()
    await site.made("/accounts", record)
    body = {"filter": {"name": record["name"]}}
    return await site.ask("POST", "/accounts/_search", body, **query)


async def _create_contact(site: Site, **query: str) -> httpx2.Response:
    return await site.ask("POST", "/contacts", {"record": site.new_contact()}, **query)


async def _update_contact(site: Site, **query: str) -> httpx2.Response:
    path = f"/contacts/{await site.contact()}"
    return await site.ask("PATCH", path, {"record": {"job_title": "Pilot"}}, **query)


def _email(record: dict[str, Any]) -> str:
    return str(record["email_addresses"][0]["email_address"])


async def _upsert_contact(site: Site, **query: str) -> httpx2.Response:
    record = site.new_contact()
    body = {"record": record, "upsert_on": {"email": _email(record)}}
    return await site.ask("POST", "/contacts/_upsert", body, **query)


async def _search_contacts(site: Site, **query: str) -> httpx2.Response:
    record = site.new_contact()
    await site.made("/contacts", record)
    body = {"filter": {"emails": [_email(record), "nobody@lantern.example"]}}
    return await site.ask("POST", "/contacts/_search", body, **query)


async def _create_sequence(site: Site, **query: str) -> httpx2.Response:
    record = {"name": "Made", "type": "team", "steps": [EMAIL, REPLY, CALL, TASK]}
    return await site.ask("POST", "/sequences", {"record": record}, **query)


async def _create_step(site: Site, **query: str) -> httpx2.Response:
    path = f"/sequences/{await site.empty()}/sequence_steps"
    return await site.ask("POST", path, {"record": EMAIL}, **query)


async def _update_step(site: Site, **query: str) -> httpx2.Response:
    body = {"record": {"template": {"body": "<p>Other</p>"}}}
    return await site.ask("PATCH", await site.step(), body, **query)


async def _create_state(site: Site, **query: str) -> httpx2.Response:
    body = {"record": await site.enrolment()}
    return await site.ask("POST", "/sequence_states", body, **query)


async def _batch(site: Site, **query: str) -> httpx2.Response:
    body = {"records": [await site.enrolment(), await site.enrolment()]}
    return await site.ask("POST", "/sequence_states/_batch", body, **query)


async def _search_states(site: Site, **query: str) -> httpx2.Response:
    contact = await site.contact()
    await site.made("/sequence_states", await site.enrolment(contact))
    body = {"filter": {"contact_id": contact}}
    return await site.ask("POST", "/sequence_states/_search", body, **query)


WITH_STEPS = {**SEQUENCE, "steps": [STEP]}

READS: Mapping[str, tuple[Ask, Any]] = {
    "listAccounts": (_list("/accounts"), page(ACCOUNT)),
    "getAccount": (_at(_first("/accounts")), ACCOUNT),
    "searchAccounts": (_search_accounts, page(ACCOUNT)),
    "listContacts": (_list("/contacts"), page(CONTACT)),
    "getContact": (_at(_first("/contacts")), CONTACT),
    "searchContacts": (_search_contacts, page(CONTACT)),
    "listUsers": (_list("/users"), page(USER)),
    "getUser": (_at(_first("/users")), USER),
    "listMailboxes": (_list("/mailboxes"), page(MAILBOX)),
    "getMailbox": (_at(_first("/mailboxes")), MAILBOX),
    "listSequences": (_list("/sequences"), page(SEQUENCE)),
    "getSequence": (_at(_a_sequence), WITH_STEPS),
    "listSequenceSteps": (_at(_a_sequence, end="/sequence_steps"), page(STEP)),
    "getSequenceStep": (_at(Site.step), STEP),
    "listSequenceStates": (_list("/sequence_states"), page(STATE)),
    "searchSequenceStates": (_search_states, page(STATE)),
    "getSequenceState": (_at(Site.state), STATE),
    "listTemplates": (_list("/templates"), page(TEMPLATE)),
    "getTemplate": (_at(_a_template), TEMPLATE),
}
"""Operation -> how it is asked, and what a 200 holds. All take `include_raw_data`."""

WRITES: Mapping[str, tuple[Ask, int, Shape]] = {
    "createAccount": (_create_account, 201, CREATED),
    "updateAccount": (_update_account, 200, CHANGED),
    "upsertAccount": (_upsert_account, 201, CREATED),
    "createContact": (_create_contact, 201, CREATED),
    "updateContact": (_update_contact, 200, CHANGED),
    "upsertContact": (_upsert_contact, 201, CREATED),
    "createSequence": (_create_sequence, 201, CREATED),
    "createSequenceStep": (_create_step, 201, CREATED),
    "updateSequenceStep": (_update_step, 200, CHANGED),
    "deleteSequenceStep": (_at(_of_two, "DELETE"), 200, CHANGED),
    "activateSequence": (_at(_a_sequence, "POST", "/_activate"), 200, CHANGED),
    "deactivateSequence": (_at(_off, "POST", "/_deactivate"), 200, CHANGED),
    "archiveSequence": (_at(_a_sequence, "POST", "/_archive"), 200, CHANGED),
    "createSequenceState": (_create_state, 201, ENROLLED),
    "batchCreateSequenceState": (_batch, 201, BATCH),
    "pauseSequenceState": (_at(_active, "POST", "/_pause"), 200, CHANGED),
    "resumeSequenceState": (_at(_paused, "POST", "/_resume"), 200, CHANGED),
    "finishSequenceState": (_at(_active, "POST", "/_finish"), 200, CHANGED),
    "removeSequenceState": (_at(Site.state, "DELETE"), 200, CHANGED),
}
"""Operation -> how it is asked, its status, and what it answers. All take `dry_run`."""

READY: tuple[Ask, Any] = (_at(_a_sequence, end="/readiness"), READINESS)
"""The one read that takes no parameter."""

OLD = frozenset(
    {
        "listAccounts",
        "createAccount",
        "getAccount",
        "updateAccount",
        "upsertAccount",
        "searchAccounts",
        "listContacts",
        "createContact",
        "getContact",
        "updateContact",
        "searchContacts",
        "listUsers",
        "getUser",
        "listMailboxes",
        "getMailbox",
        "listSequences",
        "createSequence",
        "getSequence",
        "createSequenceStep",
        "updateSequenceStep",
        "listSequenceStates",
        "createSequenceState",
        "batchCreateSequenceState",
        "searchSequenceStates",
        "getSequenceState",
    }
)
"""What the old service had."""
NEW = frozenset(
    {
        "upsertContact",
        "listSequenceSteps",
        "getSequenceStep",
        "deleteSequenceStep",
        "activateSequence",
        "deactivateSequence",
        "archiveSequence",
        "getReadiness",
        "pauseSequenceState",
        "resumeSequenceState",
        "finishSequenceState",
        "removeSequenceState",
        "listTemplates",
        "getTemplate",
    }
)

REFUSED: Mapping[str, Mapping[str, str]] = {
    "outreach": {"deleteSequenceStep": "step.delete"},
    "salesloft": {
        "updateSequenceStep": "step.update",
        "deleteSequenceStep": "step.delete",
        "activateSequence": "sequence.activate",
        "deactivateSequence": "sequence.deactivate",
        "archiveSequence": "sequence.archive",
        "pauseSequenceState": "state.pause",
        "resumeSequenceState": "state.resume",
        "finishSequenceState": "state.finish",
    },
    "apollo": {"listSequenceStates": "state.list", "listTemplates": "template.list"},
}
"""What a provider's API cannot do, and the row that says so."""
