"""The accounts and prospects of a fresh account: invented, always the same, put when asked for.

Among them is what clients stumble over: rows that share an `updatedAt`, prospects without a name,
address, account or owner, several addresses, opted-out ones, accounts that are not named.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache, partial
from typing import Any

from segue.providers.outreach.simulator.kinds import written_moment
from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.population_states import put_batch, put_states
from segue.providers.outreach.simulator.resources import BY_TYPE
from segue.providers.outreach.simulator.resources.phone_number import LISTS
from segue.providers.outreach.simulator.rows import Row

PROSPECTS = 300
PER_ACCOUNT = 5
FIRST_CHANGE = datetime(2025, 3, 3, 8, tzinfo=UTC)
TOGETHER = 12
"""How many rows in a row share an `updatedAt`, as after an import."""

TYPES = frozenset(
    {
        "account",
        "prospect",
        "emailAddress",
        "phoneNumber",
        "sequenceState",
        "batch",
        "batchItem",
    }
)

FIRSTS = (
    "Alma",
    "Bruno",
    "Chiara",
    "Dmitri",
    "Elif",
    "Farid",
    "Greta",
    "Hiroshi",
    "Inés",
    "Jamal",
    "Kaja",
    "Lwazi",
    "Maeve",
    "Nils",
    "Oona",
    "Paulo",
    "Quentin",
    "Rosa",
    "Søren",
    "Thandi",
    "Uma",
    "Viktor",
    "Wanda",
    "Ximena",
    "Yusuf",
    "Zoë",
)
LASTS = (
    "Abbott",
    "Brandt",
    "Castellanos",
    "D'Angelo",
    "Eriksen",
    "Fujimoto",
    "Garnier",
    "Halloran",
    "Ibarra",
    "Jansen",
    "Kowalczyk",
    "Lindqvist",
    "Mwangi",
    "Nakamura",
    "O'Brien",
    "Petrova",
    "Quispe",
    "Rossi",
    "Schäfer",
    "Tanaka",
    "Ueda",
    "Vasquez",
    "Whitlock",
    "Xu",
    "Yilmaz",
    "Zamora",
    "Oduya",
    "Ferreira",
    "Novak",
)
WORDS = (
    "Alder",
    "Beacon",
    "Cobalt",
    "Dune",
    "Ember",
    "Fjord",
    "Granite",
    "Harbor",
    "Iris",
    "Juniper",
    "Kestrel",
    "Lumen",
    "Meridian",
    "North",
    "Orchard",
    "Pine",
    "Quarry",
    "River",
    "Summit",
    "Timber",
)
TRADES = ("Freight", "Robotics", "Health", "Foods", "Energy", "Software", "Textiles")
TITLES = ("CEO", "VP Operations", "Head of Finance", "Buyer", "IT Manager", "Plant Manager")
CITIES = (
    ("Seattle", "WA", "USA", "America/Los_Angeles"),
    ("Austin", "TX", "USA", "America/Chicago"),
    ("Malmö", None, "Sweden", "Europe/Stockholm"),
    ("Osaka", None, "Japan", "Asia/Tokyo"),
    ("São Paulo", None, "Brazil", "America/Sao_Paulo"),
)
SIZES = (12, 48, 230, 1100, 5400)
STAGES = (1, 2, 3, 4, 5, 6, None)


def expect_population(org: Org, prospects: int = PROSPECTS) -> None:
    """Let accounts and prospects be put when the first of them is asked for."""
    org.rows.expect(TYPES, partial(_put, org, prospects))


def _put(org: Org, prospects: int) -> None:
    for row in _invented(prospects):
        org.rows.put(row.copy())
    people = list(org.rows.all("prospect"))
    put_states(org, people)
    put_batch(org, people)


@lru_cache(maxsize=4)
def _invented(prospects: int) -> tuple[Row, ...]:
    """Make what no organisation changes; every test has a fresh one, so it is made once."""
    org = Org()
    accounts = [_put_account(org, n) for n in range(-(-prospects // PER_ACCOUNT))]
    for n in range(prospects):
        _put_prospect(org, n, accounts)
    kinds = ("account", "prospect", "emailAddress", "phoneNumber")
    return tuple(row for kind in kinds for row in org.rows.all(kind))


def _put_account(org: Org, n: int) -> Row:
    word, trade = WORDS[n % len(WORDS)], TRADES[n // len(WORDS) % len(TRADES)]
    name = f"{word} {trade}" + (f" {n // 140 + 1}" if n >= 140 else "")
    domain = name.lower().replace(" ", "-") + ".test"
    values = {
        "name": name,
        "naturalName": word,
        "domain": domain,
        "websiteUrl": f"https://{domain}",
        "industry": trade,
        "numberOfEmployees": SIZES[n % len(SIZES)],
        "customId": f"crm-account-{n + 1}",
        "externalSource": "outreach-api" if n % 3 else "csv",
        "named": n % 20 != 19,
        "tags": [] if n % 2 else ["target", f"tier {n % 3 + 1}"],
        "custom1": None if n % 5 else "renews in spring, maybe",
        "touchedAt": _moment(n, 40) if n % 4 == 0 else None,
    }
    return _row(org, "account", n, values, {"owner": n % 3 + 1 if n % 9 else None})


def _put_prospect(org: Org, n: int, accounts: list[Row]) -> None:
    account = accounts[n // PER_ACCOUNT] if n % 15 != 14 else None
    city, state, country, zone = CITIES[n % len(CITIES)]
    bare = n % 60 == 59
    first, last = FIRSTS[n % len(FIRSTS)], LASTS[(n + n // len(FIRSTS)) % len(LASTS)]
    out = n % 25 == 24
    values: dict[str, Any] = {
        "firstName": None if bare else first,
        "lastName": None if bare else last,
        "title": None if bare else TITLES[n % len(TITLES)],
        "company": None if account else "Freelance",
        "addressCity": city,
        "addressState": state,
        "addressCountry": country,
        "timeZone": zone if n % 3 else None,
        "externalId": f"crm-{n + 1}" if n % 2 else None,
        "externalSource": "outreach-api" if n % 4 else "salesforce",
        "linkedInUrl": None if n % 6 else f"https://linkedin.example.com/in/person-{n + 1}",
        "tags": [] if n % 3 else ["q4", "met at fair, booth 7"],
        "score": None if n % 7 else n / 10,
        "optedOut": out,
        "optedOutAt": _moment(n, 3) if out else None,
        "custom1": None if n % 8 else "prefers mornings",
        "personalNote1": None if n % 21 else "<b>Knows</b> Uma & Viktor",
        "engagedScore": float(n % 11),
        "openCount": n % 5,
    }
    refs = {
        "account": account.id if account else None,
        "owner": n % 3 + 1 if n % 10 != 9 else None,
        "stage": STAGES[n % len(STAGES)],
        "persona": n % 4 or None,
    }
    row = _row(org, "prospect", n, values, refs)
    _put_addresses(org, n, row, account)
    _put_numbers(org, n, row)


def _put_addresses(org: Org, n: int, prospect: Row, account: Row | None) -> None:
    if n % 30 == 29:
        return
    domain = account.values["domain"] if account else "example.com"
    emails = [f"person{n + 1}@{domain}"]
    emails += [f"Person{n + 1}.Home@example.com"] if n % 8 == 0 else []
    emails += [f"p{n + 1}@mail.example.com"] if n % 40 == 0 else []
    for order, email in enumerate(emails, start=1):
        bounced = n % 50 == 13
        values = {
            "email": email,
            "emailType": (None, "work", "personal")[(n + order) % 3],
            "order": order,
            "status": "bounced" if bounced else None,
            "statusChangedAt": _moment(n, 5) if bounced else None,
            "bouncedAt": _moment(n, 5) if bounced else None,
        }
        _row(org, "emailAddress", n, values, {"prospect": prospect.id})
    prospect.values["emails"] = emails


def _put_numbers(org: Org, n: int, prospect: Row) -> None:
    """Numbers are of the range kept for fiction."""
    for order, name in enumerate(_kinds_of_numbers(n), start=1):
        number = f"+1206555{100 + n % 100:04d}"
        values = {"number": number, "rawNumber": number, "phoneType": LISTS[name], "order": order}
        _row(org, "phoneNumber", n, values, {"prospect": prospect.id})
        prospect.values[name] = [number]


def _kinds_of_numbers(n: int) -> Iterator[str]:
    if n % 2 == 0:
        yield "workPhones"
    if n % 5 == 0:
        yield "mobilePhones"
    if n % 45 == 0:
        yield "otherPhones"


def _row(org: Org, type: str, n: int, values: dict[str, Any], refs: dict[str, int | None]) -> Row:
    row = org.fresh(BY_TYPE[type])
    row.id = org.rows.new_id(type)
    row.values.update({name: value for name, value in values.items() if value is not None})
    row.values["createdAt"], row.values["updatedAt"] = _moment(n, -30), _moment(n)
    row.refs.update(refs)
    row.refs.update({name: 1 for name in ("creator", "updater") if name in row.refs})
    org.rows.put(row)
    return row


def _moment(n: int, days: int = 0) -> str:
    """Return when the nth row was changed, and so many days after that."""
    return _moment_of(n // TOGETHER, days)


@cache
def _moment_of(group: int, days: int) -> str:
    return written_moment(FIRST_CHANGE + timedelta(hours=group * 17, days=days))
