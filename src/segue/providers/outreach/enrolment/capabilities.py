"""The rows of this folder's operations. Sources are the keys of the provider's README."""

from collections.abc import Mapping

from segue.providers.outreach.listing import FROM_THE_SECOND
from segue.spi.capability import Capability, absent, emulated, native

ENROLLED = (
    "who has an unfinished state in the sequence is already enrolled; whether a finished one may "
    "enter again is decided by the sequence's ruleset (permitDuplicateProspects), and refused "
    "unless it allows that"
)

OTHERWISE = "a state that is as wanted already is left alone, and any other is refused"


def _ruleset(what: str, source: str = "OAS26") -> Capability:
    return absent(f"{what}; a request cannot set that aside", source=source)


ROWS: Mapping[str, Capability] = {
    "state.list": native(source="OAS26"),
    "state.get": native(source="OAS26"),
    "state.create": native(ENROLLED, source="OAS26, SC, SG"),
    "state.batch_create": emulated(
        "each contact is enrolled by a request of its own, four at a time, so that one that is not "
        f"taken leaves the others alone; {ENROLLED}",
        source="OAS26, SC, SG",
    ),
    "state.search": native(source="OAS26, SG"),
    "state.pause": native(f"only from active; {OTHERWISE}", source="OAS26"),
    "state.resume": native(f"only from paused; {OTHERWISE}", source="OAS26"),
    "state.finish": native(f"only from active; {OTHERWISE}", source="OAS26"),
    "state.remove": native("the state is deleted", source="OAS26, SC 2026"),
    "state.list.modified_after": native(FROM_THE_SECOND, source="OAS26, AE-conv, SG"),
    "state.search.contact_id": native(source="OAS26, SG"),
    "state.search.sequence_id": native(source="OAS26, SG"),
    "state.contact_id": native("a prospect", source="OAS26"),
    "state.sequence_id": native(source="OAS26"),
    "state.mailbox_id": native("always needed", source="SG, ONF"),
    "state.user_id": absent(
        "a contact is enrolled on behalf of the user whose token is used",
        source="OAS26",
        on_use="drop",
    ),
    "state.allow.active_elsewhere": _ruleset(
        "the sequence's ruleset decides it (sequenceExclusivity)", "OAS26, SC"
    ),
    "state.allow.no_email": _ruleset("who may enter is decided by Outreach alone"),
    "state.allow.unverified_email": _ruleset("who may enter is decided by Outreach alone"),
    "state.allow.bounced": _ruleset("who may enter is decided by Outreach alone"),
}
