"""The rows of this folder's operations. Sources are the keys of the provider's README."""

from collections.abc import Mapping

from segue.model.state import ALLOWANCES
from segue.spi.capability import Capability, absent, emulated, native

READING = "GET cadence_memberships [S1]"
ADDING = "POST cadence_memberships [S1] [S3]"
NO_SWITCH = "a membership can be made and removed, and nothing else [S1] [S4]"

ROWS: Mapping[str, Capability] = {
    "state.list": native(
        "sorted by when a person was last added, or with modified_after by the last change, so "
        "that what moves meanwhile comes again and is not lost",
        READING,
    ),
    "state.list.modified_after": native(source="updated_at[gt] [S1]"),
    "state.search": native(source=READING),
    "state.search.contact_id": native(source="person_id [S1]"),
    "state.search.sequence_id": native(source="cadence_id [S1]"),
    "state.get": native(source=READING),
    "state.create": native(
        "who is on the cadence already keeps that membership, and its id is returned; a person "
        "who was on it before gets the same membership again",
        ADDING,
    ),
    "state.batch_create": emulated(
        "one call for each contact, four at a time; each costs one of the team's 600 requests a "
        "minute",
        ADDING,
    ),
    "state.remove": native(
        "the record stays and can be read; a person who is off the cadence already is left alone",
        "DELETE cadence_memberships [S1]",
    ),
    "state.pause": absent(
        "no public endpoint pauses a person in a cadence; remove them, or pause them in "
        "Salesloft's own screens",
        NO_SWITCH,
    ),
    "state.resume": absent(
        "no public endpoint resumes a person in a cadence; do it in Salesloft's own screens",
        NO_SWITCH,
    ),
    "state.finish": absent(
        "no public endpoint marks a person as finished; remove them, or finish the cadence in "
        "Salesloft's own screens",
        NO_SWITCH,
    ),
    "state.contact_id": native(source=ADDING),
    "state.sequence_id": native(source=ADDING),
    "state.mailbox_id": absent(
        "Salesloft sends from the connected inbox of the membership's user; name another user_id "
        "to send from another inbox; with strict=true it is refused",
        "cadence_memberships [S1] [S8]",
        on_use="drop",
    ),
    "state.user_id": native(
        "without it, the user of the credential. The cadence must be theirs or the team's, unless "
        "they administer personal cadences",
        ADDING,
    ),
    **{
        f"state.allow.{block}": absent(
            "adding a person has no override: Salesloft's own rules decide whom a cadence takes",
            ADDING,
        )
        for block in ALLOWANCES
    },
}
