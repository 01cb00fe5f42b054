"""An Outreach account that answers the reads of the book's operations, and takes their writes.

Records have the shape of the captures that the README's source list names; ids are invented.
"""

from collections.abc import Mapping
from typing import Any

from segue.model.account import AccountWrite
from segue.model.contact import ContactRead, ContactWrite
from segue.providers.outreach import PROVIDER
from segue.providers.outreach.book import read
from segue.spi.operation import Create, ListRecords, Page, Read, Update, Upsert
from segue.spi.plan import Call, Plan, resolve

from .account import NOW, Record, record

MODELS: Mapping[str, type[AccountWrite | ContactWrite]] = {
    "account": AccountWrite,
    "contact": ContactWrite,
}
PLURALS = {"emailAddress": "emailAddresses", "mailbox": "mailboxes"}
PHONES = ("mobilePhones", "homePhones", "workPhones", "otherPhones", "voipPhones")

Address = tuple[str, str | None]


def company(id: int = 2, name: str = "Acme", **attributes: Any) -> Record:
    """Shape an account."""
    return record("account", id, {"name": name, "domain": "acme.com", **attributes}, owner=2)


def prospect(id: int = 9, *emails: Address, **attributes: Any) -> tuple[Record, ...]:
    """Shape a prospect and the records of its addresses, numbered from its own number."""
    held = [
        record(
            "emailAddress",
            id * 100 + i,
            {"email": email, "emailType": kind, "order": i},
            prospect=id,
        )
        for i, (email, kind) in enumerate(emails, 1)
    ]
    given = {"firstName": "Sally", "lastName": "Smith", "title": "CEO", "trashedAt": None}
    arrays: Record = {name: [] for name in PHONES}
    contacts = [
        {"id": each["id"], "email": email, "email_type": kind, "order": i}
        for i, (each, (email, kind)) in enumerate(zip(held, emails, strict=True), 1)
    ]
    shown = {"emails": [email for email, _ in emails], "emailContacts": contacts}
    whole = {**given, **arrays, **shown, **attributes}
    return (record("prospect", id, whole, owner=2, account=2), *held)


class Book:
    """Answers reads from its records, as Outreach's filters would, and carries plans out."""

    def __init__(self, *records: Record) -> None:
        self.records = list(records)

    def answer(self, read: Read) -> Any:
        """Answer one read."""
        plural, *ids = read.request.path
        found = self._of(str(plural))
        if ids:
            return {"data": next(item for item in found if item["id"] == ids[0])}
        for key, wanted in read.request.query.items():
            if key.startswith("filter["):
                found = [item for item in found if _fits(item, key, wanted)]
        return {"data": found, "meta": {"count": None}, "links": {"next": None}}

    def _of(self, plural: str) -> list[Record]:
        return [it for it in self.records if PLURALS.get(it["type"], f"{it['type']}s") == plural]

    def _planned(self, row: str, ask: Any) -> Plan:
        write = PROVIDER.writes[row]
        found: dict[str, Any] = {}
        while wanted := write.reads(ask, found):
            for each in wanted:
                assert each.name not in found, "a read is asked for once"
                found[each.name] = self.answer(each)
        return write.plan(ask, found)

    def making(self, noun: str, **written: Any) -> Plan:
        """Plan a creation."""
        given = MODELS[noun].model_validate(written)
        return self._planned(f"{noun}.create", Create(record=given, write_id="wr_1", now=NOW))

    def changing(self, noun: str, id: int, **written: Any) -> Plan:
        """Plan a change."""
        given = MODELS[noun].model_validate(written)
        ask = Update(id=str(id), record=given, write_id="wr_1", now=NOW)
        return self._planned(f"{noun}.update", ask)

    def upserting(self, noun: str, on: Mapping[str, str], **written: Any) -> Plan:
        """Plan an upsert."""
        given = MODELS[noun].model_validate(written)
        ask = Upsert(record=given, on=on, write_id="wr_1", now=NOW)
        return self._planned(f"{noun}.upsert", ask)

    def page(self, row: str, **asked: Any) -> Page:
        """Read a page."""
        query, ask = PROVIDER.queries[row], ListRecords(**{"page_size": 10, **asked})
        page: Page = query.read(
            ask, {each.name: self.answer(each) for each in query.reads(ask, {})}
        )
        return page

    def carry_out(self, plan: Plan) -> None:
        """Make a plan's calls, each member as it is sent and nothing else."""
        answers: dict[str, Any] = {}
        for call in plan.calls:
            assert isinstance(call, Call)
            request = resolve(call.request, answers)
            if request.method == "DELETE":
                self.records = [it for it in self.records if it["id"] != request.path[1]]
                continue
            sent = request.body["data"]
            if request.method == "POST":
                made = record(sent["type"], len(self.records) + 5000, sent["attributes"])
                made["relationships"] = sent.get("relationships", {})
                self.records.append(made)
                answers[call.name] = {"data": made}
            else:
                found = next(it for it in self.records if it["id"] == sent["id"])
                found["attributes"] |= sent["attributes"]

    def contact(self, id: int = 9) -> ContactRead:
        """Read a prospect as it is now, with its addresses."""
        found = next(it for it in self.records if it["id"] == id)
        contacts = [
            {
                "email": it["attributes"]["email"],
                "email_type": it["attributes"].get("emailType"),
                "order": it["attributes"]["order"],
            }
            for it in self._of("emailAddresses")
            if it["relationships"]["prospect"]["data"]["id"] == id
        ]
        emails = [each["email"] for each in contacts]
        held = {**found["attributes"], "emailContacts": contacts, "emails": emails}
        return read.contact({**found, "attributes": held})


def _fits(item: Record, key: str, wanted: Any) -> bool:
    parts = [part.rstrip("]") for part in key.split("[")[1:]]
    if parts[1:] == ["id"]:
        return str(item["relationships"][parts[0]]["data"]["id"]) == str(wanted)
    values = wanted if parts[1:] == [""] else str(wanted).split(",")
    held = item["attributes"][parts[0]]
    return bool({each.lower() for each in values} & {str(one).lower() for one in _listed(held)})


def _listed(held: Any) -> list[Any]:
    return held if isinstance(held, list) else [held]


def email(address: str, type: str | None = None) -> dict[str, Any]:
    """Write an address."""
    return {"email_address": address, "email_address_type": type}


def phone(number: str | None, type: str | None = None) -> dict[str, Any]:
    """Write a number."""
    return {"phone_number": number, "phone_number_type": type}
