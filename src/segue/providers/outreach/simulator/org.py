"""One Outreach organisation in memory, and the request it is answering now."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from segue.providers.outreach.simulator.kinds import LISTS, written_moment
from segue.providers.outreach.simulator.rows import Change, Row, Rows
from segue.providers.outreach.simulator.switches import SWITCHES
from segue.providers.outreach.simulator.table import Resource

VENDOR_SITE = "https://api.outreach.io"


OWN_DOMAIN = "own-company.test"


class Org:
    """Rows, switches, and who asks, where and when."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.switches = {name: positions[0] for name, positions in SWITCHES.items()}
        self.now = datetime.now(UTC)
        self.user_id: int | None = None
        self.site = VENDOR_SITE
        self.excluded_domains = frozenset({OWN_DOMAIN})
        """Domains prospects may not have addresses at: the organisation's own, and a list [BAL]."""
        self.left: set[tuple[int | None, int | None]] = set()
        """Prospect and sequence of every state that was deleted."""
        self.waiting: list[tuple[datetime, str, int]] = []
        """What happens by itself, as a heap: when, to a row of which type, with which id."""

    def on(self, switch: str, position: str) -> bool:
        """Tell whether a switch stands at `position`."""
        return self.switches[switch] == position

    def moment(self) -> str:
        """Return the present moment as rows hold it."""
        return written_moment(self.now)

    def default_ruleset(self) -> int | None:
        """Return the ruleset new sequences get: the user's, else the organisation's first [AMP]."""
        user = self.rows.get("user", self.user_id)
        if user is not None and user.values["defaultRulesetId"] is not None:
            return int(user.values["defaultRulesetId"])
        return min((row.id for row in self.rows.all("ruleset")), default=None)

    def fresh(self, resource: Resource) -> Row:
        """Make an unstored row with every default."""
        values, lists, refs = _blank(resource)
        row = Row(resource.type, 0, dict(values), dict(refs))
        row.values.update({name: list(values[name]) for name in lists})
        return row

    def create(self, resource: Resource, change: Change, id: int | None = None) -> Row:
        """Check and store a new row."""
        row = change.row
        row.id = id or 0
        resource.check(self, change)
        row.id = row.id or self.rows.new_id(resource.type)
        row.values["createdAt"] = row.values["updatedAt"] = self.moment()
        row.refs.update({name: self.user_id for name in ("creator", "updater") if name in row.refs})
        self.rows.put(row)
        resource.after(self, change)
        return row

    def update(self, resource: Resource, change: Change) -> Row:
        """Check and store a changed row."""
        resource.check(self, change)
        self.touch(change.row)
        self.rows.put(change.row)
        resource.after(self, change)
        return change.row

    def clear(self, type: str, name: str, target: Row) -> None:
        """Let no row of `type` point at a row that goes."""
        for row in self.rows.pointing(type, name, target.id):
            changed = row.copy()
            changed.refs[name] = None
            self.rows.put(changed)

    def touch(self, row: Row) -> None:
        """Stamp a row as changed now by the present user."""
        row.values["updatedAt"] = self.moment()
        if "updater" in row.refs:
            row.refs["updater"] = self.user_id


@cache
def _blank(resource: Resource) -> tuple[dict[str, Any], list[str], dict[str, int | None]]:
    """Return a resource's defaults, which of them are lists, and its empty references."""
    values = {
        name: attribute.default
        for name, attribute in resource.attributes.items()
        if name not in resource.derived and not (resource.sparse and attribute.default is None)
    }
    lists = [name for name in values if resource.attributes[name].kind in LISTS]
    return values, lists, {n: None for n, it in resource.relationships.items() if not it.many}
