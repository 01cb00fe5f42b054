"""The rows of this folder's operations. Sources are the keys of the provider's README."""

from collections.abc import Mapping

from segue.spi.capability import Capability, absent, emulated, native

CHANGE = (
    "over a route that Apollo does not document, one that a single client was seen to use; needs a"
    " master API key. Read back: a change that Apollo does not show is told as an unknown outcome"
)
LEAVE = (
    "Apollo may do it as a job in the background; where it is not done when read back, a warning"
)

OPERATIONS: Mapping[str, Capability] = {
    "state.list": absent(
        "states are shown of one contact or of one sequence only; search by either",
        source="[OAS][VCR]",
    ),
    "state.get": emulated(
        "read from the contact; its id is <contact id>:<sequence id>, since ids of Apollo's own"
        " repeat",
        source="[VCR][SG]",
    ),
    "state.create": emulated(
        "the sequence is read first for who is in it already; where the answer is lost, the"
        " contact is read for whether it is in",
        source="[VCR][CREA]",
    ),
    "state.batch_create": emulated(
        "in calls of at most 50 contacts, one after the other; where a sequence of over 100"
        " contacts gets at most 25 more, a call for each. Where the answer of a call is lost, each"
        " of its contacts is read",
        source="[VCR][CREA]",
    ),
    "state.search": emulated(
        "read from the contact, or from the sequence's contacts; the first 50,000 of them",
        source="[VCR][AUD]",
    ),
    "state.pause": emulated(CHANGE, source="[VAL]", confidence="low"),
    "state.resume": emulated(
        f"{CHANGE}. A contact that waits for its sequence goes on only with the sequence",
        source="[VAL][VCR]",
        confidence="low",
    ),
    "state.finish": emulated(f"{LEAVE} says so", source="[OAS]"),
    "state.remove": emulated(
        f"{LEAVE} says so. Apollo may not take the contact again", source="[OAS][CREA]"
    ),
}

FILTERS: Mapping[str, Capability] = {
    "state.list.modified_after": absent(
        "states are not listed, and no time of their last change is shown", source="[VCR]"
    ),
    "state.search.contact_id": native(source="[OAS][VCR]"),
    "state.search.sequence_id": emulated(
        "over a filter of contacts that Apollo does not document; every contact is compared",
        source="[AUD]",
        confidence="medium",
    ),
}

FIELDS: Mapping[str, Capability] = {
    "state.contact_id": native(source="[OAS]"),
    "state.sequence_id": native(source="[OAS]"),
    "state.mailbox_id": native("needed, even where no e-mail is sent", source="[OAS]"),
    "state.user_id": native("who is named in Apollo's log of activities", source="[OAS]"),
    "state.allow.active_elsewhere": native(
        "a contact that is paused in another sequence counts as active there", source="[OAS]"
    ),
    "state.allow.no_email": native(source="[OAS]"),
    "state.allow.unverified_email": native(source="[OAS]"),
    "state.allow.bounced": absent(
        "nothing lifts the block of an address that bounced", source="[OAS]"
    ),
}

ROWS: Mapping[str, Capability] = {**OPERATIONS, **FILTERS, **FIELDS}
