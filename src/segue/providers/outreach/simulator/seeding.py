"""Put rows into an organisation: the minimal account, and what tests ask for.

    {"users": [{"id"?, "email"?, ...}], "schedules": [id, ...],
     "templates": [{"id"?, "name"?, "subject"?, "bodyHtml"?, "owner"?, ...}],
     "sequences": [{"id"?, "name"?, "kind"?: "interval" | "date", "enabled"?, "locked"?,
                    "owner"?, "schedule"?, "steps"?: n | [{"id"?, "stepType"?, "isReply"?,
                    "template"?: id | {...} | null, ...}], ...}],
     "rulesets": [...], "mailboxes": [...], "stages": [...], "personas": [...],
     "accounts": [{"name", ...}], "prospects": [{"emails"?: [...], "account"?: id, ...}],
     "emailAddresses": [...], "phoneNumbers": [...],
     "sequenceStates": [{"prospect", "sequence", "mailbox", "state"?, ...}],
     "population"?: n, "excluded_domains"?: [...],
     "per_hour"?: n, "scopes"?: [...], "token"?: {"user"?, "scopes"?}}

Other members of an item are attributes of its resource, by the vendor's names, `createdAt` and
`updatedAt` among them; relationships are ids. Seeding returns ids; a sequence is `{"id",
"step_ids", "template_ids", "sequence_template_ids"}`. A sequence state with a `state` goes by no
rule of enrolment. `population` puts that many prospects, with what belongs to them, in the place
of all accounts and prospects there are.
"""

from collections.abc import Mapping
from typing import Any

from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.population import expect_population
from segue.providers.outreach.simulator.resources import BY_PLURAL, BY_TYPE
from segue.providers.outreach.simulator.resources.sequence import EMAIL_TYPES
from segue.providers.outreach.simulator.rows import Change, Row

Item = Mapping[str, Any]

PLURALS = (
    "users",
    "rulesets",
    "mailboxes",
    "stages",
    "personas",
    "templates",
    "accounts",
    "prospects",
    "emailAddresses",
    "phoneNumbers",
    "sequenceStates",
)
ROWS = (*PLURALS, "schedules", "sequences", "excluded_domains", "population")
STAGES = ("New", "Working", "Replied", "Interested", "Not interested", "Opted out")
PERSONAS = ("Executive", "Operations", "Finance")
DAY = 86_400
FIRST_DATE = "2030-01-01"
OUTBOUND: tuple[Item, ...] = (
    {},
    {"stepType": "call", "taskNote": "Ask about the spring budget"},
    {"stepType": "manual_email", "isReply": True},
)


def seed_minimal(org: Org) -> None:
    """Fill a new organisation: users, mailboxes, a ruleset, templates and four sequences."""
    for number in (1, 2):
        org.rows.put(Row("callPurpose", number))
    for number in (1, 2, 3):
        org.rows.put(Row("taskPriority", number))
    org.rows.put(Row("schedule", 1))
    for first in ("Ada", "Ben", "Cleo"):
        email = f"{first.lower()}@example.com"
        seed_row(org, "user", {"firstName": first, "lastName": "Example", "email": email})
    seed_row(org, "ruleset", {"name": "Default ruleset"})
    for order, name in enumerate(STAGES, start=1):
        seed_row(org, "stage", {"name": name, "order": order, "color": "#5951ff"})
    for name in PERSONAS:
        seed_row(org, "persona", {"name": name})
    expect_population(org)
    for user in (1, 2):
        mailbox = {"email": f"mailbox{user}@example.com", "userId": user, "user": user}
        row = seed_row(org, "mailbox", mailbox)
        owner = next(it for it in org.rows.all("user") if it.id == user).copy()
        owner.refs["mailbox"] = row.id
        org.rows.put(owner)
    seed_row(org, "template", {"name": "Introduction", "subject": "Hello", "bodyHtml": "Hi<br>"})
    seed_row(org, "template", {"subject": "Following up", "bodyHtml": "Any thoughts?"})
    seed_sequence(org, {"name": "Outbound", "enabled": True, "owner": 1, "steps": OUTBOUND})
    seed_sequence(org, {"name": "Empty", "shareType": "private", "owner": 1})
    seed_sequence(org, {"name": "Launch", "kind": "date", "owner": 2, "steps": 2})
    seed_sequence(org, {"name": "Archived", "locked": True, "owner": 2, "steps": 1})


def seed_rows(org: Org, what: Item) -> dict[str, Any]:
    """Store what a seed names; return ids by the names of the seed."""
    made: dict[str, Any] = {}
    if "excluded_domains" in what:
        org.excluded_domains = frozenset(it.casefold() for it in what["excluded_domains"])
    if "population" in what:
        expect_population(org, int(what["population"]))
    for number in what.get("schedules", ()):
        org.rows.put(Row("schedule", int(number)))
    for plural in PLURALS:
        if plural in what:
            of = BY_PLURAL[plural].type
            made[plural] = [seed_row(org, of, item).id for item in what[plural]]
        if plural == "templates" and "sequences" in what:
            made["sequences"] = [seed_sequence(org, item) for item in what["sequences"]]
    return made


def seed_row(org: Org, type: str, item: Item) -> Row:
    """Store one row; its members are attributes and to-one relationships by the vendor's names."""
    resource = BY_TYPE[type]
    row = org.fresh(resource)
    for name, value in item.items():
        if name in row.values or (name in resource.attributes and resource.sparse):
            row.values[name] = value
        elif name in row.refs:
            row.refs[name] = value
        elif name != "id":
            raise ValueError(f"a {type} has no {name!r} to seed")
    given = frozenset(item) - {"id"}
    org.create(resource, Change(row, given), item.get("id"))
    row.values.update({name: item[name] for name in ("createdAt", "updatedAt") if name in item})
    return row


def seed_sequence(org: Org, item: Item) -> dict[str, Any]:
    """Store a sequence with its steps, their templates and joins; return their ids."""
    rest = {"name": "Seeded", **item}
    steps = rest.pop("steps", 0)
    enabled, locked = bool(rest.pop("enabled", False)), bool(rest.pop("locked", False))
    kind = rest.pop("kind", "interval")
    sequence = seed_row(org, "sequence", {"sequenceType": kind, **rest})
    made: dict[str, Any] = {
        "id": sequence.id,
        "step_ids": [],
        "template_ids": [],
        "sequence_template_ids": [],
    }
    for n, step in enumerate([{}] * steps if isinstance(steps, int) else steps, start=1):
        _seed_step(org, sequence, n, step, made)
    if enabled:
        sequence.values.update(enabled=True, enabledAt=org.moment())
    if locked:
        sequence.values.update(locked=True, lockedAt=org.moment())
    return made


def _seed_step(org: Org, sequence: Row, n: int, item: Item, made: dict[str, Any]) -> None:
    rest = {"stepType": "auto_email", "order": n, **item}
    template, reply = rest.pop("template", {}), bool(rest.pop("isReply", False))
    dated = sequence.values["sequenceType"] == "date"
    timing: Item = {"date": FIRST_DATE} if dated else {"interval": 0 if n == 1 else DAY}
    step = seed_row(org, "sequenceStep", {**timing, **rest, "sequence": sequence.id})
    made["step_ids"].append(step.id)
    if template is None or rest["stepType"] not in EMAIL_TYPES:
        return
    if not isinstance(template, int):
        content = {"subject": f"Subject {n}", "bodyHtml": f"Body {n}", **template}
        template = seed_row(org, "template", content).id
    link = {"isReply": reply, "sequenceStep": step.id, "template": template}
    join = seed_row(org, "sequenceTemplate", link)
    join.values.update(enabled=True, enabledAt=org.moment())
    made["template_ids"].append(template)
    made["sequence_template_ids"].append(join.id)
