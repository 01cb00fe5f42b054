"""The rows of this folder's operations. Sources are the keys of the provider's README."""

from collections.abc import Mapping

from segue.providers.outreach.listing import FROM_THE_SECOND
from segue.spi.capability import Capability, absent, emulated, native

ROWS: Mapping[str, Capability] = {
    "sequence.activate": native(
        "the sequence alone: content of its steps that is off stays off, and is warned of",
        source="OAS26, SC",
        confidence="medium",
    ),
    "sequence.deactivate": native(source="OAS26", confidence="medium"),
    "sequence.archive": native(
        "it is locked, which is how Outreach archives; whether contacts in it go on is not known",
        source="HS26, SG",
        confidence="medium",
    ),
    "sequence.readiness": emulated(
        "seen from the sequence, its steps, links and templates, and its owner's mailboxes; which "
        "hours hold without a schedule is not shown",
        source="OAS26, SC, ONF",
    ),
    "step.list": emulated(
        "all steps are read, and sorted by Outreach's order; then the content of those on the page",
        source="OAS26, SC",
    ),
    "step.get": emulated(
        "read from the whole sequence, which alone shows a step's place", source="OAS26, SC"
    ),
    "step.delete": absent(
        "a step cannot be deleted through the API; a person can do it in Outreach's page",
        source="OAS23, OAS26, HS26",
    ),
    "template.list": native(
        "also those without a name, which are the content of a step", source="OAS26, SG"
    ),
    "template.get": native(source="OAS26"),
    "sequence.list.modified_after": native(FROM_THE_SECOND, source="OAS26, AE-conv, SG"),
    "template.list.modified_after": native(FROM_THE_SECOND, source="OAS26, AE-conv, SG"),
}
