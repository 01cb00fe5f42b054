"""The rows of this folder's operations. Sources are the keys of the provider's README."""

from collections.abc import Mapping

from segue.spi.capability import Capability, absent, emulated

READ = (
    "the sequence is read over a route that Apollo does not document, which needs a master API key"
)

ROWS: Mapping[str, Capability] = {
    "sequence.activate": emulated(
        f"Apollo's documented approve; before and after, {READ}. Contacts that wait for the"
        " sequence go on",
        source="[OAS][VCR]",
    ),
    "sequence.deactivate": emulated(
        f"Apollo's documented abort, which pauses every contact; before and after, {READ}",
        source="[OAS][VCR]",
    ),
    "sequence.archive": emulated(
        "Apollo's documented archive, the only end of a sequence: it finishes every contact for"
        f" good, and lists and searches leave the sequence out; before and after, {READ}",
        source="[OAS][VCR]",
    ),
    "sequence.readiness": emulated(
        f"{READ}; with the team's schedules and mailboxes. A mailbox is chosen for each contact, so"
        " it counts that the team has one that can send",
        source="[OAS][VCR][CREA]",
    ),
    "sequence.list.modified_after": absent(
        "no time of change is shown on sequences, and there is no filter for it", source="[VCR]"
    ),
    "step.list": emulated(f"{READ}; all steps are read at once", source="[UM][YDC][CREA]"),
    "step.get": emulated(READ, source="[UM][YDC][CREA]"),
    "step.delete": emulated(
        "over a route that Apollo does not document, which needs a master API key; the other steps"
        " are compared afterwards. Apollo refuses to delete the last step",
        source="[SG][VAL][APX]",
        confidence="medium",
    ),
    "template.list": absent(
        "no list of templates is known, documented or not; read one by its id", source="[OAS]"
    ),
    "template.list.modified_after": absent("no list of templates is known", source="[OAS]"),
    "template.get": emulated(
        "over a route that Apollo does not document, which needs a master API key",
        source="[UM][YDC][ADEL]",
    ),
}
