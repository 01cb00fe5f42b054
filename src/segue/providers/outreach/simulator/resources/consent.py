"""Opt-outs of a prospect: one general flag, or one for each channel where an organisation has that.

`optedOut` true stamps `optedOutAt`, false clears it. The two channel flags stand for the general
one unless granular opt-out is on [OAS26].
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change

CHANNELS = {"emailOptedOut": "emails", "callOptedOut": "calls"}


def apply_consent(org: "Org", change: "Change") -> None:
    """Let flags, statuses and moments agree after a write."""
    values = change.row.values
    before = change.before.values if change.before else {}
    for flag, channel in CHANNELS.items():
        status = f"{channel}OptStatus"
        if values.get(status) == "null":
            values[status] = None
        # A flag shown is worked out; one that was written becomes a status, or the general flag.
        asked = values.pop(flag, None)
        if asked is not None and org.on("granular_opt_out", "off"):
            values["optedOut"] = asked if "optedOut" not in change.given else values["optedOut"]
        elif asked is not None and status not in change.given:
            values[status] = "opted_out" if asked else None
        if values.get(status) != before.get(status):
            values[f"{channel}OptedAt"] = org.moment() if values.get(status) else None
    values["optedOut"] = bool(values["optedOut"])
    if values["optedOut"] and not before.get("optedOut"):
        values["optedOutAt"] = org.moment()
    elif not values["optedOut"]:
        values.pop("optedOutAt", None)
