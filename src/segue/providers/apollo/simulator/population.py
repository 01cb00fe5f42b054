"""The accounts and contacts of a fresh team: invented, always the same, made once.

Among them is what clients stumble over: rows changed at the same moment, contacts without a name,
an address, a company or a number, addresses that bounced, are guessed or were never verified,
people who opted out, and two accounts of one name.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from segue.providers.apollo.simulator.account import Account, Ids
from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.resources.account_rows import UPDATED, new_account
from segue.providers.apollo.simulator.resources.addresses import entry, place_of
from segue.providers.apollo.simulator.resources.contact_rows import (
    IN_QUEUE,
    JOB_CHANGED,
    new_contact,
)
from segue.providers.apollo.simulator.resources.phones import number, sanitized
from segue.providers.apollo.simulator.stamps import offset, zulu

CONTACTS = 320
ACCOUNTS = 70
PER_ACCOUNT = 5
TOGETHER = 8
"""How many contacts in a row were changed at the same moment, as by an import."""
FIRST = datetime(2025, 6, 10, 7, 30, tzinfo=UTC)

FIRSTS = (
    "Adaeze", "Bjarne", "Carmen", "Dilan", "Esther", "Faisal", "Gudrun", "Hamza", "Ilse", "Jorge",
    "Keiko", "Lennart", "Mirela", "Nuno", "Odette", "Pelle", "Rania", "Stellan", "Tomoko", "Ulrika",
    "Vasco", "Wiebke", "Yara", "Zoltan", "Maïté", "Renée",
)  # fmt: skip
LASTS = (
    "Abernathy", "Bakker", "Cisneros", "Dubois", "Engström", "Fonseca", "Grönberg", "Hirano",
    "Iversen", "Jokinen", "Kaplan", "Lombardi", "Mbeki", "Nordahl", "Okonkwo", "Pereira",
    "Quiroga", "Renner", "Sokolov", "Takeda", "Usman", "Vermeulen", "Wójcik", "Yamada",
    "Zapata", "Smith-Jones", "De Vries", "Oyelaran", "Lund",
)  # fmt: skip
WORDS = (
    "Amber", "Birch", "Copper", "Delta", "Everest", "Falcon", "Glacier", "Hazel", "Indigo",
    "Jasper", "Keystone", "Lantern", "Marble", "Nimbus", "Opal", "Prairie", "Quartz", "Ridge",
    "Sierra",
    "Tundra",
)  # fmt: skip
TRADES = ("Logistics", "Biotech", "Analytics", "Hospitality")
TITLES = ("CEO", "VP Sales", "Head of Operations", "CTO", "Procurement Lead", "Site Manager", None)
PLACES = (
    "Austin, Texas, United States",
    "Dublin, Ireland",
    "Malmö, Skåne, Sweden",
    "Osaka, Japan",
    "Berlin, Germany",
    None,
)
KINDS = ("work_direct", "mobile", "home", "other", "work_hq")
TIERS = 3


@dataclass(frozen=True, slots=True)
class Team:
    """What of a team the invented rows point at."""

    account: Account
    ids: Ids
    owners: Sequence[str]
    contact_stages: Sequence[str]
    account_stages: Sequence[str]
    contact_lists: Sequence[str]
    account_lists: Sequence[str]
    fields: Mapping[str, Frozen]


def populate(account: Account) -> None:
    """Put accounts and contacts into a team that has users, stages, lists and fields."""
    lists: dict[str, list[str]] = {"contacts": [], "accounts": [], "emailer_campaigns": []}
    for label in account.labels.values():
        lists[label["modality"]].append(label["id"])
    team = Team(
        account,
        Ids(0x100000),
        [it["id"] for it in account.users.values() if it["name"] and not it["deleted"]],
        list(account.book.contact_stages),
        list(account.book.account_stages),
        lists["contacts"],
        lists["accounts"],
        {it["name"]: it for it in account.book.fields.values()},
    )
    companies = [_account(team, n) for n in range(ACCOUNTS)]
    for n in range(CONTACTS):
        company = companies[n // PER_ACCOUNT] if n % 15 != 14 else None
        row = _contact(team, n, company)
        account.book.contacts[row["id"]] = row
    account.book.accounts.update({it["id"]: it for it in companies})


def _account(team: Team, n: int) -> dict[str, Any]:
    # The last of them has the name of the first.
    place = n if n < ACCOUNTS - 1 else 0
    name = f"{WORDS[place % len(WORDS)]} {TRADES[place // len(WORDS)]}"
    made = FIRST + timedelta(hours=31 * n)
    owner = team.owners[n % len(team.owners)]
    stage = team.account_stages[n % len(team.account_stages)]
    row = new_account(team.ids.next(made), team.account.team_id, owner, stage, made)
    phone = f"+1 206 555 {100 + n:04d}" if n % 3 else None
    tier = team.fields["Plan"]["picklist_values"][n % TIERS]["id"]
    return {
        **row,
        "name": name,
        "domain": None if n % 23 == 22 else _domain(name, n),
        "creator_id": owner if n % 4 else None,
        "source": "api" if n % 3 else "csv_import",
        "source_display_name": "Created from API" if n % 3 else "Uploaded from CSV",
        "phone": phone,
        "sanitized_phone": sanitized(phone),
        "raw_address": PLACES[n % len(PLACES)],
        "linkedin_url": None if n % 2 else f"http://www.linkedin.com/company/example-{n + 1}",
        "label_ids": list(team.account_lists) if n % 6 == 0 else [],
        "typed_custom_fields": {team.fields["Plan"]["id"]: tier} if n % 2 else {},
        UPDATED: zulu(made + timedelta(days=40)),
    }


def _domain(name: str, n: int) -> str:
    ending = "example.org" if n % 4 == 3 else "example.com"
    return f"{name.lower().replace(' ', '-')}{n + 1}.{ending}"


def _contact(team: Team, n: int, company: Frozen | None) -> dict[str, Any]:
    made = FIRST + timedelta(hours=23 * n)
    changed = FIRST + timedelta(hours=23 * (n - n % TOGETHER) + 170)
    owner = team.owners[n % len(team.owners)]
    row = new_contact(team.ids.next(made), owner, team.contact_stages[n % 6], made)
    nameless = n % 64 == 63
    first = None if nameless else FIRSTS[n % len(FIRSTS)]
    last = None if nameless else LASTS[(n + n // len(FIRSTS)) % len(LASTS)]
    domain = (company and company["domain"]) or "example.org"
    return {
        **row,
        "first_name": first,
        "last_name": last,
        "name": f"{first} {last}" if first else "",
        "title": TITLES[n % len(TITLES)],
        "organization_name": company["name"] if company else None,
        "account_id": company["id"] if company else None,
        "linkedin_url": None if n % 4 else f"http://www.linkedin.com/in/example-{n + 1}",
        "creator_id": team.owners[0],
        "source": "api" if n % 5 else "csv_import",
        "original_source": "api" if n % 5 else "csv_import",
        "source_display_name": "Created from API" if n % 5 else "Uploaded from CSV",
        **place_of(PLACES[n % len(PLACES)]),
        "label_ids": list(team.contact_lists[: n % 3]),
        "typed_custom_fields": _custom(team, n),
        "updated_at": zulu(changed),
        "last_activity_date": offset(changed) if n % 3 == 0 else None,
        "queued_for_crm_push": False,
        **_reached(n, first, last, domain),
        **_numbers(n),
        **_restricted(team, n),
    }


def _reached(n: int, first: str | None, last: str | None, domain: str) -> dict[str, Any]:
    """Where mail goes: one in twenty has no address at all."""
    if n % 20 == 19:
        return {"email_status": "unavailable"}
    status, true_status = _verified(n)
    local = _plain(f"{first}.{last}") if first else "info"
    email = f"{local}{n + 1}@{domain}"
    entries = [entry(email, status, true_status)]
    if n % 12 == 0:
        more = f"{local}.private{n + 1}@example.org"
        entries.append(entry(more, "unverified", "Unverified"))
    return {
        "email": email,
        "email_status": status,
        "email_true_status": true_status,
        "email_from_customer": true_status == "User Managed" or None,
        "contact_emails": entries,
    }


def _verified(n: int) -> tuple[str, str]:
    if n % 10 == 3:
        return "unverified", "Unverified"
    if n % 40 == 17:
        return "unverified", "User Managed"
    if n % 25 == 7:
        return "bounced", "Bounced"
    if n % 30 == 11:
        return "extrapolated", "Extrapolated"
    return "verified", "User Managed" if n % 2 else "Verified"


def _numbers(n: int) -> dict[str, Any]:
    """Numbers are of the range kept for fiction."""
    places = [place for place in range(len(KINDS)) if n % (place + 2) == 0] if n % 7 else []
    rows = [number(f"(206) 555-{100 + (n + place) % 100:04d}", KINDS[place]) for place in places]
    first = rows[0]["sanitized_number"] if rows else None
    return {"phone_numbers": rows, "sanitized_phone": first}


def _custom(team: Team, n: int) -> dict[str, Any]:
    return dict(_values(team, n))


def _values(team: Team, n: int) -> Iterator[tuple[str, Any]]:
    fields = team.fields
    if n % 2 == 0:
        yield fields["Renewal date"]["id"], f"2027-{n % 12 + 1:02d}-15"
    if n % 3 == 0:
        yield fields["Favourite topic"]["id"], ("Pricing & terms", "Onboarding", "ROI")[n % 9 // 3]
    if n % 5 == 0:
        yield fields["Tier"]["id"], fields["Tier"]["picklist_values"][n % TIERS]["id"]


def _restricted(team: Team, n: int) -> dict[str, Any]:
    """Who does not want mail or calls, changed jobs, or is still being worked on."""
    found: dict[str, Any] = {}
    if n % 27 == 26:
        found["email_unsubscribed"] = True
        found["contact_stage_id"] = team.contact_stages[6]
    if n % 35 == 34:
        found["call_opted_out"] = True
    if n % 50 == 24:
        found[JOB_CHANGED] = True
    if n % 100 == 66:
        found[IN_QUEUE] = True
    return found


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return letters.replace(" ", "")
