"""One Outreach organisation in memory, and the request it is answering now."""

from datetime import UTC, datetime

from segue.providers.outreach.simulator.rows import Change, Row, Rows
from segue.providers.outreach.simulator.switches import SWITCHES
from segue.providers.outreach.simulator.table import Resource

VENDOR_SITE = "https://api.outreach.io"


def written_moment(moment: datetime) -> str:
    """Write a moment as every captured record has it: whole seconds, then `.000Z` [AB, AMP]."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Org:
    """Rows, switches, and who asks, where and when."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.switches = {name: positions[0] for name, positions in SWITCHES.items()}
        self.now = datetime.now(UTC)
        self.user_id: int | None = None
        self.site = VENDOR_SITE

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
        values = {
            name: list(attribute.default) if attribute.kind == "strings" else attribute.default
            for name, attribute in resource.attributes.items()
            if name not in resource.derived
        }
        refs: dict[str, int | None] = {
            name: None for name, it in resource.relationships.items() if not it.many
        }
        return Row(resource.type, 0, values, refs)

    def create(self, resource: Resource, change: Change, id: int | None = None) -> Row:
        """Check and store a new row."""
        row = change.row
        resource.check(self, change)
        row.id = id or self.rows.new_id(resource.type)
        row.values["createdAt"] = row.values["updatedAt"] = self.moment()
        row.refs.update({name: self.user_id for name in ("creator", "updater") if name in row.refs})
        self.rows.put(row)
        return row

    def update(self, resource: Resource, change: Change) -> Row:
        """Check and store a changed row."""
        resource.check(self, change)
        self.touch(change.row)
        self.rows.put(change.row)
        return change.row

    def touch(self, row: Row) -> None:
        """Stamp a row as changed now by the present user."""
        row.values["updatedAt"] = self.moment()
        if "updater" in row.refs:
            row.refs["updater"] = self.user_id
