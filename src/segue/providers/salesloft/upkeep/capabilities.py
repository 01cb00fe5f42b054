"""The rows of this folder's operations. Sources are the keys of the provider's README."""

from collections.abc import Mapping

from segue.spi.capability import Capability, absent, emulated, native

READ_ONLY = "cadences and steps are read-only [S1] [S4] [S8]"
CHANGED = "updated_at[gt] [S1]"
SCREENS = "only in Salesloft's own screens: no public endpoint does it"

ROWS: Mapping[str, Capability] = {
    "sequence.activate": absent(f"a cadence is activated {SCREENS}", READ_ONLY),
    "sequence.deactivate": absent(f"a cadence is deactivated {SCREENS}", READ_ONLY),
    "sequence.archive": absent(f"a cadence is archived {SCREENS}", READ_ONLY),
    "sequence.readiness": emulated(
        "from the cadence, its steps, its export, its owner and the team. Approval and schedule "
        "are not shown: Salesloft has no approval, and tells no schedule",
        "cadence_exports, users, team [S1]",
        "medium",
    ),
    "sequence.list.modified_after": native(source=CHANGED),
    "step.list": emulated("from the list of steps and the export", "steps, cadence_exports [S1]"),
    "step.get": emulated("from the list of steps and the export", "steps, cadence_exports [S1]"),
    "step.delete": absent(f"a step is deleted {SCREENS}", READ_ONLY),
    "template.list": native(
        "personal templates, archived ones and those that only a step uses among them; a template "
        "of the team is read by its UUID",
        "email_templates [S1]",
    ),
    "template.list.modified_after": native(source=CHANGED),
    "template.get": native(
        "a number is a personal template, a UUID one of the team",
        "email_templates, team_templates [S1]",
    ),
}
