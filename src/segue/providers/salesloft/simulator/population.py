"""Whom a fresh team knows: 64 accounts, 420 people, 140 of them once on its first cadence.

The same rows come out every time, their times counted from when the team began. Addresses end
in `.test`, which nobody can own.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count

from segue.providers.salesloft.simulator.account import Account
from segue.providers.salesloft.simulator.book import Book
from segue.providers.salesloft.simulator.book_rows import (
    AccountLabel,
    Company,
    CustomField,
    Group,
    Membership,
    Person,
)

COMPANIES, PEOPLE = 64, 420
MEMBER_EVERY = 3

PLACES: tuple[tuple[str, str | None, str, str], ...] = (
    ("Atlanta", "Georgia", "United States", "US/Eastern"),
    ("Chicago", "Illinois", "United States", "US/Central"),
    ("Denver", "Colorado", "United States", "US/Mountain"),
    ("London", None, "United Kingdom", "Europe/London"),
    ("Berlin", None, "Germany", "Europe/Berlin"),
    ("Seattle", "Washington", "United States", "US/Pacific"),
)
FIRST_NAMES = (
    "Ada Ben Cleo Dev Elin Farid Gwen Hugo Iris Jonas Kira Liam Mona Nils Olga Pablo Quinn Rosa "
    "Sven Tara Umar Vera Wim Xenia Yusuf Zora Anouk Bram Chiara"
)
LAST_NAMES = (
    "Abbott Baker Carver Dyer Ebner Fuller Glover Hooper Iversen Joiner Kessler Lorimer Mercer "
    "Napier Osler Parker Quayle Reeve Sawyer Tanner Usher Vintner Webster"
)
COMPANY_NAMES = (
    "Granite Willow Cobalt Harbor Juniper Summit Copper Meadow",
    "Freight Software Foods Energy Health Robotics Media Paper",
)
FIRST, LAST = FIRST_NAMES.split(), LAST_NAMES.split()
WORDS, TRADES = (words.split() for words in COMPANY_NAMES)
INDUSTRIES = ("Logistics", "Software", "Retail", "Energy", "Healthcare", "Manufacturing")
TITLES = (
    ("Sales Development Representative", "individual_contributor"),
    ("Head of Operations", "manager"),
    ("Director of Purchasing", "director"),
    ("VP Sales", "vice_president"),
    ("Chief Financial Officer", "executive"),
)
FIELDS = (
    ("Segment", "company", "text"),
    ("Renewal date", "company", "date"),
    ("Persona", "person", "text"),
    ("Favourite colour", "person", "text"),
    ("Close reason", "opportunity", "text"),
)
PATHS = (
    "completed",
    "active",
    "staged",
    "removed",
    "scheduled",
    "active",
    "removed_no_action",
    "completed",
    "reassigned",
    "archived",
)
"""How memberships went, in turn."""


def _path(place: int) -> str:
    """Return how a person's time on the cadence went; who may not be contacted was removed."""
    return "removed" if _closed(place) else PATHS[place // MEMBER_EVERY % len(PATHS)]


def _closed(place: int) -> bool:
    return place % 25 == 24


MEMBERS = range(0, PEOPLE, MEMBER_EVERY)
"""The places of the people who are, or were, on the first cadence."""
UNTOUCHED = {"staged", "removed_no_action"}
"""The states of members with whom nothing was done yet."""
ACTED_ON = sum(_path(place) not in UNTOUCHED for place in MEMBERS)


def prepare(account: Account) -> None:
    """Let a fresh team have its book when something asks for it; its first cadence counts now."""
    account.populate = populate
    cadence = account.cadences[min(account.cadences)]
    cadence.people, cadence.acted_on = len(MEMBERS), ACTED_ON


def populate(account: Account) -> Book:
    """Make the rows of a fresh team."""
    book, born = Book(), account.team.created_at
    for order, name in enumerate(("Prospect", "Working", "Customer", "Former customer"), 1):
        label = AccountLabel(book.next_id("account_stages"), name, order, born, born)
        book.account_stages[label.id] = label
    for order, name in enumerate(("Tier 1", "Tier 2", "Tier 3"), 1):
        label = AccountLabel(book.next_id("account_tiers"), name, order, born, born)
        book.account_tiers[label.id] = label
    for name in ("Sales", "Sales Development"):
        group = Group(book.next_id("groups"), name, born, born)
        group.parent_id = min(book.groups, default=None)
        book.groups[group.id] = group
    for name, field_type, value_type in FIELDS:
        own = CustomField(book.next_id("custom_fields"), name, field_type, born, born, value_type)
        book.custom_fields[own.id] = own
    companies = [_company(account, book, place, born) for place in range(COMPANIES)]
    people = [_person(account, book, companies, place, born) for place in range(PEOPLE)]
    _put_on_cadence(account, book, people, born)
    return book


def _company(account: Account, book: Book, place: int, born: datetime) -> Company:
    users = list(account.users.values())
    city, state, country, locale = PLACES[place % len(PLACES)]
    name = f"{WORDS[place % 8]} {TRADES[place // 8]}"
    domain = f"{name.lower().replace(' ', '-')}.test"
    made = born - timedelta(days=400 - place, seconds=place, microseconds=place * 7919 + 11)
    stages, tiers = list(book.account_stages.values()), list(book.account_tiers.values())
    company = Company(
        id=book.next_id("accounts"),
        created_at=made,
        updated_at=made + timedelta(days=place % 9, microseconds=1),
        creator=users[0],
        texts={
            "name": name,
            # Documented as a bare domain; some live records hold a whole URL (L S6).
            "domain": f"https://{domain}/en" if place % 16 == 15 else domain,
            "website": None if place % 5 == 0 else f"https://www.{domain}",
            "industry": INDUSTRIES[place % len(INDUSTRIES)],
            "city": city,
            "state": state,
            "country": country,
            "locale": locale,
            "size": str(20 * (place + 1)),
        },
        owner=None if place % 10 == 9 else users[place % len(users)],
        stage=None if place % 6 == 5 else stages[place % 4],
        tier=None if place % 7 == 6 else tiers[place % 3],
        archived_at=born if place % 20 == 19 else None,
        tags=[book.tag("key-account")] if place % 8 == 0 else [],
    )
    if place % 2 == 0:
        company.custom[_field(book, "Segment")] = ("Small", "Mid", "Large")[place % 3]
    book.open(company)
    return company


def _person(
    account: Account, book: Book, companies: list[Company], place: int, born: datetime
) -> Person:
    users = list(account.users.values())
    company = None if place % 30 == 29 else companies[place % COMPANIES]
    owner = None if place % 40 == 39 else users[place % len(users)]
    made = born - timedelta(hours=6 * (PEOPLE - place), microseconds=place * 104729 % 999983)
    # What one bulk change touched bears one time, to the microsecond.
    changed = born if 200 <= place < 205 else made + timedelta(minutes=place % 50)
    stages = list(account.person_stages.values())
    person = Person(
        id=book.next_id("people"),
        created_at=made,
        updated_at=changed,
        texts=_texts(place, company),
        owner=owner,
        company=company,
        stage=None if place % 4 == 3 or not stages else stages[place % len(stages)],
        do_not_contact=_closed(place),
        eu_resident=PLACES[place % len(PLACES)][2] == "Germany",
        contact_restrictions=["call", "email", "message"][: place % 3 + 1]
        if place % 17 == 5
        else [],
        import_id=3101 if place < 60 else None,
        tags=[book.tag("conference")] if place % 12 == 0 else [],
        starred_by={users[0].id} if place % 35 == 0 else set(),
        bouncing=place % 50 == 49,
    )
    if place % 4 == 0:
        person.custom[_field(book, "Persona")] = ("Buyer", "Champion")[place // 4 % 2]
    book.enlist(person)
    return person


def _texts(place: int, company: Company | None) -> dict[str, str | None]:
    first, last = FIRST[place % len(FIRST)], LAST[place % len(LAST)]
    city, state, country, locale = PLACES[place % len(PLACES)]
    host = "example.com"
    if company is not None:
        host = str(company.texts["domain"]).removeprefix("https://").removesuffix("/en")
    title, seniority = TITLES[place % len(TITLES)]
    # Who has no address is known by phone and last name (V S1).
    mute = place % 45 == 44
    return {
        "first_name": first,
        "last_name": last,
        "email_address": None if mute else f"{first}.{last}@{host}".lower(),
        "phone": f"+1 404 555 {place:04}" if mute or place % 2 == 0 else None,
        "mobile_phone": f"+1 678 555 {place:04}" if place % 5 == 0 else None,
        "title": title,
        "job_seniority": seniority,
        "city": city,
        "state": state,
        "country": country,
        "locale": None if place % 11 == 10 else locale,
        "person_company_name": company.texts["name"] if company else "Self-employed",
    }


def _put_on_cadence(account: Account, book: Book, people: list[Person], born: datetime) -> None:
    cadence = account.cadences[min(account.cadences)]
    steps = [step.id for group in cadence.groups for step in group.steps]
    actions = count(880001)
    for turn, place in enumerate(MEMBERS):
        person, state = people[place], _path(place)
        added = person.created_at + timedelta(minutes=51)
        membership = Membership(
            id=book.next_id("cadence_memberships"),
            person=person,
            cadence=cadence,
            user=person.owner or account.users[cadence.owner_id],
            added_at=added,
            created_at=added,
            updated_at=added + timedelta(minutes=turn % 7),
            state=state,
        )
        book.join(membership)
        if membership.current and steps:
            membership.step_id = steps[0 if state == "staged" else turn % len(steps)]
        if state not in UNTOUCHED:
            membership.latest_action_id = next(actions)
            membership.last_step_id = steps[0] if steps else None
            _contact(membership, min(added + timedelta(minutes=5), born), turn)


def _contact(membership: Membership, at: datetime, turn: int) -> None:
    person, replied = membership.person, turn % 14 == 0
    membership.counts = {"sent_emails": 1 + turn % 3, "views": turn % 3, "replies": int(replied)}
    person.last_contacted_at, person.last_contacted_type = at, "email"
    person.last_contacted_by = membership.user
    person.last_replied_at = at if replied else None
    person.success_count = int(replied)
    person.counts = _counted(membership.counts)
    company = person.company
    if company is not None and (company.last_contacted_at or at) <= at:
        company.last_contacted_at, company.last_contacted_type = at, "email"
        company.last_contacted_by, company.last_contacted_person = membership.user, person


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    return {
        "emails_sent": counts["sent_emails"],
        "emails_viewed": counts["views"],
        "emails_replied_to": counts["replies"],
    }


def _field(book: Book, name: str) -> CustomField:
    return next(own for own in book.custom_fields.values() if own.name == name)
