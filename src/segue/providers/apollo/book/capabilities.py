"""The rows of this folder's operations. Sources are the keys of the provider's README."""

from collections.abc import Mapping

from segue.model.contact import PHONE_TYPES
from segue.spi.capability import Capability, absent, emulated, lossy, native

NO_TIME = absent("Apollo shows no time of change on it, so nothing can be filtered", source="[OAS]")
NAMES_ONLY = absent(
    "the account search looks at names alone, so that no account can be found by its domain",
    source="[OAS]",
)
FIRST_EMAIL = (
    "Apollo's API writes one address of a contact, its first, and keeps no type; one that is held"
    " already stays, another is left out with a warning"
)
TYPED_EMAIL = lossy(
    f"{FIRST_EMAIL}; where no primary one is given, the first of the list is sent to a contact that"
    " has none",
    source="[OAS]",
)
CASE = lossy("Apollo may write it with a capital and small letters", source="[VCR]")
CLEARED = emulated("sent empty and read back", source="[OAS]", confidence="medium")
WORKED_OUT = lossy(
    "city, state and country are sent together in one line; Apollo works them out of it again and"
    " may spell them otherwise, which is read back",
    source="[OAS]",
)
NO_PLACE = absent(
    "Apollo takes one line that is documented as city, state and country, and may take anything"
    " else in it for one of these; custom_fields present_raw_address takes a line of your own",
    source="[OAS]",
    confidence="medium",
    on_use="drop",
)
CUSTOM = native(
    "a key that is the id of a field of the team's own goes into typed_custom_fields and is read"
    " back, any other is sent at the top; Apollo ignores keys it does not know without a word, so"
    " one that is not documented is warned of",
    source="[OAS][VCR][CREA]",
)
KEPT = absent("no documented call takes it off", source="[OAS]", on_use="drop")

OPERATIONS = {
    "account.list": native(source="[OAS]"),
    "account.get": native(
        "over the documented GET /accounts/{id}; one that is not there is a 422", source="[OAS]"
    ),
    "account.create": native(
        "Apollo looks for none that is alike: a second account of the same name is made",
        source="[OAS]",
    ),
    "account.update": native(source="[OAS]"),
    "account.upsert": emulated(
        "read first, then changed, or made and waited for until the search shows it; refused where"
        " none is found and the record has another name. Somebody else can make the same one in"
        " between",
        source="[OAS]",
    ),
    "account.search": emulated(
        "by Apollo's keyword search, compared here; at most 2,000 hits", source="[OAS]"
    ),
    "contact.list": native(source="[OAS]"),
    "contact.get": native(
        "over the documented GET /contacts/{id}; one that is not there is a 422", source="[OAS]"
    ),
    "contact.create": native(
        "a new one: run_dedupe is sent as false, so that none that is alike is overwritten; where"
        " Apollo has taken one that it held all the same, a warning says so. Without an"
        " organization_name it may choose a company itself",
        source="[OAS][VCR][CREA]",
    ),
    "contact.update": native("the contact is read first", source="[OAS]"),
    "contact.upsert": emulated(
        "read first, then changed, or made and waited for until the search shows it, without"
        " Apollo's run_dedupe, which may match by name and company; refused where none is found and"
        " the record has another address. Somebody else can make the same one in between",
        source="[OAS]",
    ),
    "contact.search": emulated(
        "a keyword search for each address, compared here; at most 10 addresses for a page and"
        " 2,000 hits for an address",
        source="[OAS][SG]",
    ),
    "user.list": native("in an order that cannot be chosen", source="[OAS]"),
    "user.get": emulated(
        "the list is read until the user is found, at most 5,000 users", source="[OAS]"
    ),
    "mailbox.list": native("Apollo gives all at once; paged here", source="[OAS]"),
    "mailbox.get": emulated("found in the list", source="[OAS]"),
}

FILTERS = {
    "account.list.modified_after": absent(
        "Apollo can sort accounts by their last change but does not show it, so nobody can tell"
        " where to stop",
        source="[OAS][SG]",
    ),
    "contact.list.modified_after": emulated(
        "the list is walked from the latest change down to that moment; a contact that changes"
        " meanwhile comes again at the end. Apollo's rows lag by seconds, so let moments overlap",
        source="[OAS][SG]",
        confidence="medium",
    ),
    "user.list.modified_after": NO_TIME,
    "mailbox.list.modified_after": NO_TIME,
    "account.search.name": emulated(
        "exactly equal, but for spaces around it; compared here", source="[OAS]"
    ),
    "account.search.domain": NAMES_ONLY,
    "account.upsert.name": emulated(
        "exactly equal, but for spaces around it; compared here", source="[OAS]"
    ),
    "account.upsert.domain": NAMES_ONLY,
    "contact.search.emails": emulated(
        "equal in any case, as the first address or another; compared here", source="[SG]"
    ),
    "contact.upsert.email": emulated(
        "equal in any case, as the first address or another; compared here", source="[SG]"
    ),
}

ACCOUNT = {
    "account.name": native(source="[OAS]"),
    "account.domain": native("sent without a leading www", source="[OAS]"),
    "account.owner_id": emulated("set in the same call and read back", source="[OAS]"),
    "account.owner_id@null": KEPT,
    "account.account_id": absent("an account has no account", source="[OAS]", on_use="drop"),
    "account.custom_fields": CUSTOM,
}

CONTACT = {
    "contact.first_name": CASE,
    "contact.first_name@null": CLEARED,
    "contact.last_name": CASE,
    "contact.last_name@null": CLEARED,
    "contact.job_title": native(source="[OAS]"),
    "contact.owner_id": emulated(
        "by a second call, update_owners, and read back: the calls that make and change a contact"
        " have no owner",
        source="[OAS]",
    ),
    "contact.owner_id@null": KEPT,
    "contact.account_id": native(source="[OAS]"),
    "contact.account_id@null": KEPT,
    "contact.custom_fields": CUSTOM,
    "contact.address.street_1": NO_PLACE,
    "contact.address.street_2": NO_PLACE,
    "contact.address.city": WORKED_OUT,
    "contact.address.state": WORKED_OUT,
    "contact.address.postal_code": NO_PLACE,
    "contact.address.country": WORKED_OUT,
    **{
        f"contact.address.{part}@null": lossy(
            "not cleared alone, since Apollo would work the rest out anew: it stays, with a"
            " warning; with another part written it goes",
            source="[OAS]",
            confidence="medium",
        )
        for part in ("city", "state", "country")
    },
    "contact.address@null": emulated(
        "sent as an empty line and read back", source="[OAS]", confidence="low"
    ),
    "contact.email_addresses.primary": lossy(FIRST_EMAIL, source="[OAS]"),
    "contact.email_addresses.personal": TYPED_EMAIL,
    "contact.email_addresses.work": TYPED_EMAIL,
    "contact.email_addresses.untyped": TYPED_EMAIL,
    "contact.email_addresses@null": lossy(
        "the first one is sent empty and read back; others stay, with a warning",
        source="[OAS]",
        confidence="medium",
    ),
    "contact.phone_numbers@null": emulated(
        "each type that is held is sent empty and read back",
        source="[OAS]",
        confidence="medium",
    ),
    "contact.phone_numbers.untyped": lossy(
        "one that is held already stays; a new one is sent as other_phone, with a warning, or left"
        " out where there is one of that type",
        source="[OAS]",
    ),
}

PHONE = {
    "primary": "sent as direct_phone, which Apollo calls the primary number; it shows it as"
    " work_direct",
    "work": "sent as corporate_phone, which Apollo calls the number of the office",
    "home": "sent as home_phone",
    "mobile": "sent as mobile_phone",
    "other": "sent as other_phone",
}
PHONES = {
    f"contact.phone_numbers.{kind}": lossy(
        f"{PHONE[kind]}; one number of a type can be written, and a second is warned of",
        source="[OAS][SG]",
        confidence="medium",
    )
    for kind in PHONE_TYPES
}

ROWS: Mapping[str, Capability] = {**OPERATIONS, **FILTERS, **ACCOUNT, **CONTACT, **PHONES}
