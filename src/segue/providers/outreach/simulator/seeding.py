"""Put rows into an organisation: the minimal account, and what tests ask for.

    {"users": [{"id"?, "email"?, ...}], "schedules": [id, ...],
     "templates": [{"id"?, "name"?, "subject"?, "bodyHtml"?, "owner"?, ...}],
     "sequences": [{"id"?, "name"?, "kind"?: "interval" | "date", "enabled"?, "locked"?,
                    "owner"?, "schedule"?, "steps"?: n | [{"id"?, "stepType"?, "isReply"?,
                    "template"?: id | {...} | null, ...}], ...}],
     "per_hour"?: n, "scopes"?: [...], "token"?: {"user"?, "scopes"?}}

Other members of an item are attributes of its resource, by the vendor's names. Seeding returns
ids; a sequence is `{"id", "step_ids", "template_ids", "sequence_template_ids"}`.
"""

from collections.abc import Mapping
from typing import Any

from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.resources import BY_TYPE
from segue.providers.outreach.simulator.resources.sequence import EMAIL_TYPES
from segue.providers.outreach.simulator.rows import Change, Row

Item = Mapping[str, Any]

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


def seed_row(org: Org, type: str, item: Item) -> Row:
    """Store one row; its members are attributes and to-one relationships by the vendor's names."""
    resource = BY_TYPE[type]
    row = org.fresh(resource)
    for name, value in item.items():
        if name in row.values:
            row.values[name] = value
        elif name in row.refs:
            row.refs[name] = value
        elif name != "id":
            raise ValueError(f"a {type} has no {name!r} to seed")
    given = frozenset(item) - {"id"}
    return org.create(resource, Change(row, given), item.get("id"))


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
