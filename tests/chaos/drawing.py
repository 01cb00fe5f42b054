"""Drawing writes at random: every operation of every provider that makes or changes something."""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from segue.testing.simulated import Simulated

from .asks import Ask, Change, Make
from .things import enrolment, interval_of, mark_of

DAY = 86_400
SHARED = 3
"""Sequences that writes share at one time."""
LONGEST = 12
"""Steps asked of a shared sequence before another takes its place."""
Record = dict[str, Any]


@dataclass(slots=True)
class Account:
    """One simulator's account, and what writes share in it."""

    provider: str
    simulated: Simulated
    rng: random.Random
    shared: list[list[Any]] = field(default_factory=list)
    """Sequence and how many steps were asked of it."""
    contested: list[str] = field(default_factory=list)
    mailbox: str = ""

    async def seed(self, kind: str, row: Mapping[str, Any]) -> Any:
        """Put one row in; gives what the simulator says of it."""
        return (await self.simulated.seed({kind: [dict(row)]}))[kind][0]

    async def sequence(self, *, steps: Any = (), on: bool = False, name: str = "Seeded") -> Any:
        """Put a sequence in; gives its ids."""
        kind = "cadences" if self.provider == "salesloft" else "sequences"
        key = "active" if self.provider == "salesloft" else "enabled"
        return await self.seed(kind, {"name": name, "steps": list(steps), key: on})

    async def one_to_write_to(self) -> str:
        """Give the id of a sequence that takes a step; writes share it where the vendor can."""
        if self.provider == "salesloft":
            return str((await self.sequence())["id"])
        if len(self.shared) < SHARED:
            made = await self.sequence(steps=[self.a_call("before"), self.a_call("before")])
            self.shared.append([str(made["id"]), 0])
        chosen = self.rng.choice(self.shared)
        chosen[1] += 1
        if chosen[1] >= LONGEST:
            self.shared.remove(chosen)
        return str(chosen[0])

    def a_call(self, note: str) -> Record:
        """Spell a call for a seed."""
        match self.provider:
            case "outreach":
                return {"stepType": "call", "taskNote": note}
            case "apollo":
                return {"type": "call", "note": note}
            case _:
                return {"type": "Phone"}

    async def contact(self, number: int) -> str:
        """Put a contact in."""
        email, last = f"seeded{number}@chaos.example", f"Seeded {number}"
        row: Record
        match self.provider:
            case "outreach":
                kind = "prospects"
                row = {"firstName": "Ada", "lastName": last, "emails": [email], "title": "before"}
            case "salesloft":
                kind = "people"
                row = {"email_address": email, "last_name": last, "title": "before"}
            case _:
                kind = "contacts"
                row = {"email": email, "first_name": "Ada", "last_name": last, "title": "before"}
        return str(await self.seed(kind, row))

    async def account(self, number: int) -> str:
        """Put an account in."""
        row = {"name": f"Seeded {number}", "domain": f"seeded{number}.example"}
        return str(await self.seed("accounts", row))

    async def enrolled(self, number: int, status: str) -> tuple[str, str, str]:
        """Put a contact into a sequence; gives the ids of contact, sequence and state."""
        contact = await self.contact(number)
        sequence = str((await self.sequence(steps=[self.a_call("x")], on=True))["id"])
        if self.provider == "outreach":
            state = await self.seed(
                "sequenceStates",
                {
                    "prospect": int(contact),
                    "sequence": int(sequence),
                    "mailbox": int(self.mailbox),
                    "state": status,
                },
            )
            return contact, sequence, str(state)
        if self.provider == "apollo":
            row = {"contact_id": contact, "sequence_id": sequence, "status": status}
            await self.seed("enrolments", row)
            return contact, sequence, f"{contact}:{sequence}"
        row = {"person_id": int(contact), "cadence_id": int(sequence), "state": status}
        return contact, sequence, str(await self.seed("cadence_memberships", row))


async def draw(account: Account, operation: str, number: int) -> Ask:
    """Draw a write's details, and put in what it needs."""
    return await DRAWN[operation](account, operation, number)


def _email(account: Account, number: int, place: int) -> tuple[Record, Record]:
    mark = mark_of(number, place)
    record = {
        "type": account.rng.choice(["auto_email", "manual_email"]),
        "template": {"subject": f"About {mark}", "body": f"<p>Body of {mark}</p>"},
    }
    shows: Record = {}
    if account.provider != "salesloft":
        shows = {"subjects": mark, "bodies": mark, "ready": True}
    return record, shows


def _task(account: Account, number: int, place: int) -> tuple[Record, Record]:
    kinds = ["call", "task"]
    if account.provider != "salesloft":
        kinds.append("linkedin_send_message")
    mark, kind = mark_of(number, place), account.rng.choice(kinds)
    record: Record = {"type": kind, "task_note": f"Note of {mark}"}
    return record, ({} if account.provider == "salesloft" else {"note": mark})


def step(account: Account, number: int, place: int) -> tuple[Record, tuple[Make, ...]]:
    """Draw a step, and what it makes."""
    email = account.rng.random() < 0.5
    record, shows = (_email if email else _task)(account, number, place)
    mark, interval = mark_of(number, place), interval_of(number, place)
    answered = None if place else "/record/id"
    if account.provider == "salesloft":
        record |= {"name": f"Step {mark}", "interval_seconds": DAY * place}
        return record, (Make(kind="step", mark=mark, answered=answered),)
    seconds = interval * 60 if account.provider == "apollo" else interval
    record["interval_seconds"] = seconds
    made = Make(kind="step", mark=mark, shows={**shows, "interval": interval}, answered=answered)
    if not email:
        return record, (made,)
    return record, (made, Make(kind="template", mark=mark, answered=None))


async def _create_step(account: Account, operation: str, number: int) -> Ask:
    sequence = await account.one_to_write_to()
    record, makes = step(account, number, 0)
    if account.provider != "salesloft" and account.rng.random() < 0.25:
        record["order"] = account.rng.choice([1, 2, 3])
    return Ask(
        number=number,
        provider=account.provider,
        operation=operation,
        method="POST",
        path=f"/sequences/{sequence}/sequence_steps",
        body={"record": record},
        makes=makes,
        sequence=sequence,
    )


async def _create_sequence(account: Account, operation: str, number: int) -> Ask:
    mark = mark_of(number)
    record: Record = {
        "name": f"Sequence {mark}",
        "type": account.rng.choice(["team", "private"]),
        "tags": ["chaos"],
    }
    makes = [Make(kind="sequence", mark=mark)]
    many = account.rng.choice([0, 1, 2, 4])
    if many:
        record["steps"] = []
    for place in range(1, many + 1):
        drawn, made = step(account, number, place)
        record["steps"].append(drawn)
        makes += made
    return _made(account, operation, number, "/sequences", {"record": record}, makes)


def _made(
    account: Account, operation: str, number: int, path: str, body: Any, makes: list[Make]
) -> Ask:
    return Ask(
        number=number,
        provider=account.provider,
        operation=operation,
        method="POST",
        path=path,
        body=body,
        makes=tuple(makes),
    )


async def _update_step(account: Account, operation: str, number: int) -> Ask:
    made = await account.sequence(steps=[account.a_call("before"), account.a_call("other")])
    sequence, target, mark = str(made["id"]), str(made["step_ids"][0]), mark_of(number)
    change = Change(
        kind="step", id=target, field="note", before="before", after=(f"Note of {mark}",)
    )
    return Ask(
        number=number,
        provider=account.provider,
        operation=operation,
        method="PATCH",
        path=f"/sequences/{sequence}/sequence_steps/{target}",
        body={"record": {"task_note": f"Note of {mark}"}},
        changes=(change,),
    )


async def _create_account(account: Account, operation: str, number: int) -> Ask:
    mark = mark_of(number)
    record = {"name": f"Account {mark}", "domain": f"{mark}.example"}
    makes = [Make(kind="account", mark=mark, shows={"domain": f"{mark}.example"})]
    return _made(account, operation, number, "/accounts", {"record": record}, makes)


def _contact(mark: str, **more: Any) -> Record:
    address = {"email_address": f"{mark}@chaos.example", "email_address_type": "primary"}
    return {
        "first_name": "Bo",
        "last_name": f"Named {mark[2:-1]}",
        "email_addresses": [address],
        **more,
    }


async def _create_contact(account: Account, operation: str, number: int) -> Ask:
    mark = mark_of(number)
    makes = [Make(kind="contact", mark=mark, shows={"last_name": f"Named {mark[2:-1]}"})]
    return _made(account, operation, number, "/contacts", {"record": _contact(mark)}, makes)


async def _update_account(account: Account, operation: str, number: int) -> Ask:
    target, name = await account.account(number), f"Account {mark_of(number)}"
    change = Change(
        kind="account", id=target, field="name", before=f"Seeded {number}", after=(name,)
    )
    return Ask(
        number=number,
        provider=account.provider,
        operation=operation,
        method="PATCH",
        path=f"/accounts/{target}",
        body={"record": {"name": name}},
        changes=(change,),
    )


async def _update_contact(account: Account, operation: str, number: int) -> Ask:
    target, title = await account.contact(number), f"Title {mark_of(number)}"
    change = Change(kind="contact", id=target, field="job_title", before="before", after=(title,))
    return Ask(
        number=number,
        provider=account.provider,
        operation=operation,
        method="PATCH",
        path=f"/contacts/{target}",
        body={"record": {"job_title": title}},
        changes=(change,),
    )


def _contested(account: Account, number: int, kind: str) -> tuple[str, bool]:
    """Give the mark to upsert by: now and then one that another write upserts by too."""
    mine = mark_of(number)
    before = [each for each in account.contested if each.startswith(kind)]
    if before and account.rng.random() < 0.5:
        chosen = before[-1].removeprefix(f"{kind} ")
        return chosen, True
    account.contested.append(f"{kind} {mine}")
    return mine, True


async def _upsert_account(account: Account, operation: str, number: int) -> Ask:
    mark, shared = _contested(account, number, "account")
    domain = f"{mark}.example"
    record = {"name": f"Account {mark}", "domain": domain}
    body = {"record": record, "upsert_on": {"domain": domain}}
    makes = [Make(kind="account", mark=mark, shared=shared)]
    return _made(account, operation, number, "/accounts/_upsert", body, makes)


async def _upsert_contact(account: Account, operation: str, number: int) -> Ask:
    mark, shared = _contested(account, number, "contact")
    record = _contact(mark, job_title=f"Title {number}")
    body = {"record": record, "upsert_on": {"email": f"{mark}@chaos.example"}}
    makes = [Make(kind="contact", mark=mark, shared=shared)]
    return _made(account, operation, number, "/contacts/_upsert", body, makes)


async def _a_place(account: Account) -> str:
    return str((await account.sequence(steps=[account.a_call("x")], on=True))["id"])


def _wanted(account: Account, contact: str, sequence: str) -> Record:
    wanted = {"contact_id": contact, "sequence_id": sequence}
    return wanted if account.provider == "salesloft" else {**wanted, "mailbox_id": account.mailbox}


async def _enrol(account: Account, operation: str, number: int) -> Ask:
    contact, sequence = await account.contact(number), await _a_place(account)
    makes = [Make(kind="state", mark=enrolment(contact, sequence))]
    body = {"record": _wanted(account, contact, sequence)}
    return _made(account, operation, number, "/sequence_states", body, makes)


async def _enrol_many(account: Account, operation: str, number: int) -> Ask:
    sequence = await _a_place(account)
    count = account.rng.choice([1, 2, 5, 9])
    contacts = [await account.contact(number * 10 + place + 1_000_000) for place in range(count)]
    makes = [
        Make(kind="state", mark=enrolment(contact, sequence), answered=f"/records/{place}/id")
        for place, contact in enumerate(contacts)
    ]
    body = {"records": [_wanted(account, contact, sequence) for contact in contacts]}
    return _made(account, operation, number, "/sequence_states/_batch", body, makes)


async def _switch(account: Account, operation: str, number: int) -> Ask:
    verb = operation.removeprefix("sequence.")
    # An automatic e-mail, because Apollo switches nothing on that cannot send.
    made = await account.sequence(steps=_ready(account), on=verb == "deactivate")
    shown = {"activate": ("enabled", True), "deactivate": ("enabled", False)}
    name, becomes = shown.get(verb, ("archived", True))
    change = Change(
        kind="sequence", id=str(made["id"]), field=name, before=not becomes, after=(becomes,)
    )
    return _acted(account, operation, number, f"/sequences/{made['id']}/_{verb}", change)


def _ready(account: Account) -> Any:
    return [{}] if account.provider == "outreach" else [{"type": "auto_email"}]


def _acted(account: Account, operation: str, number: int, path: str, change: Change) -> Ask:
    return Ask(
        number=number,
        provider=account.provider,
        operation=operation,
        method="POST" if "_" in path.rpartition("/")[2] else "DELETE",
        path=path,
        changes=(change,),
    )


STATES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pause": ("active", ("paused",)),
    "resume": ("paused", ("active", "pending")),
    "finish": ("active", ("finished",)),
}


async def _act(account: Account, operation: str, number: int) -> Ask:
    verb = operation.removeprefix("state.")
    before, after = STATES[verb]
    _, _, state = await account.enrolled(number, before)
    change = Change(kind="state", id=state, field="status", before=before, after=after)
    return _acted(account, operation, number, f"/sequence_states/{state}/_{verb}", change)


async def _remove(account: Account, operation: str, number: int) -> Ask:
    _, _, state = await account.enrolled(number, "active")
    change = Change(kind="state", id=state, field="there", before=True, after=(False,))
    return _acted(account, operation, number, f"/sequence_states/{state}", change)


async def _delete_step(account: Account, operation: str, number: int) -> Ask:
    made = await account.sequence(steps=[account.a_call("x"), account.a_call("y")])
    target = made["step_ids"][0]
    change = Change(kind="step", id=str(target), field="there", before=True, after=(False,))
    path = f"/sequences/{made['id']}/sequence_steps/{target}"
    return _acted(account, operation, number, path, change)


DRAWN: Mapping[str, Callable[[Account, str, int], Awaitable[Ask]]] = {
    "step.create": _create_step,
    "sequence.create": _create_sequence,
    "step.update": _update_step,
    "account.create": _create_account,
    "account.update": _update_account,
    "account.upsert": _upsert_account,
    "contact.create": _create_contact,
    "contact.update": _update_contact,
    "contact.upsert": _upsert_contact,
    "state.create": _enrol,
    "state.batch_create": _enrol_many,
    **dict.fromkeys(("sequence.activate", "sequence.deactivate", "sequence.archive"), _switch),
    **dict.fromkeys(("state.pause", "state.resume", "state.finish"), _act),
    "state.remove": _remove,
    "step.delete": _delete_step,
}
WEIGHTS: Mapping[str, int] = {"step.create": 10, "sequence.create": 5, "state.create": 3}
"""How often an operation is drawn, where it is not once."""
