"""The rows of this folder's operations. Sources are the keys of the provider's README."""

from collections.abc import Mapping

from segue.providers.outreach.listing import FROM_THE_SECOND
from segue.spi.capability import Capability, absent, emulated, lossy, native

UNKNOWN_KEY = "Outreach refuses a key that it does not know"

OPERATIONS = {
    "account.list": native(
        "Outreach lists named accounts only; those made through its API are named", source="OAS26"
    ),
    "account.get": native(source="OAS26"),
    "account.create": native(
        "Outreach asks for a name, and lets two accounts have the same name", source="AE-err, OAS26"
    ),
    "account.update": native(source="OAS26"),
    "account.upsert": emulated(
        "the accounts with these values are read first and compared, without deleted ones; a new"
        " account gets the values it was looked for by, and a record that gives others is refused",
        source="OAS26",
    ),
    "account.search": emulated(
        "filtered by Outreach and compared once more, so a page may be short; named accounts only",
        source="OAS26, AE-conv",
    ),
    "contact.list": native("Outreach calls them prospects", source="OAS26"),
    "contact.get": native(source="OAS26"),
    "contact.create": emulated(
        "an address with a type is a record of its own, made after the prospect; where one is"
        " refused, the prospect is deleted again",
        source="OAS26, AMP",
    ),
    "contact.update": emulated(
        "addresses are records of their own: they are read, made, changed and deleted one by one",
        source="OAS26",
    ),
    "contact.upsert": emulated(
        "the prospect with the address is read first, deleted ones left aside; a new one without"
        " addresses of its own gets that one, and one whose addresses lack it is refused",
        source="OAS26, BAL",
    ),
    "contact.search": emulated(
        "filtered by Outreach and compared once more, so a page may be short",
        source="AE-conv, SG",
    ),
    "user.list": native(source="OAS26"),
    "user.get": native(source="OAS26"),
    "mailbox.list": native(source="OAS26"),
    "mailbox.get": native(source="OAS26"),
}

FILTERS = {
    **{
        f"{noun}.list.modified_after": native(FROM_THE_SECOND, source="HS26, SG")
        for noun in ("account", "user", "mailbox")
    },
    "contact.list.modified_after": native(
        f"{FROM_THE_SECOND}; whether a change of an address alone counts is not known",
        source="HS26, SG",
    ),
    **{
        f"account.{verb}.name": emulated(
            "equal to the letter; a name with a comma is asked for in the newer filter syntax",
            source="HS26, AE-conv",
        )
        for verb in ("search", "upsert")
    },
    "account.search.domain": native("equal but for case", source="HS26"),
    "account.upsert.domain": native(
        "equal but for case; a new account gets it in small letters", source="HS26"
    ),
    "contact.search.emails": native("any of the addresses, equal but for case", source="SG, HS26"),
    "contact.upsert.email": native(
        "any of a contact's addresses, equal but for case", source="SG, HS26"
    ),
}

ACCOUNT = {
    "account.name": native(source="OAS26"),
    "account.name@null": absent("Outreach wants a name of every account", source="AE-err"),
    "account.domain": native(source="OAS26"),
    "account.owner_id": native(source="OAS26"),
    "account.owner_id@null": native(source="AE-conv, TEAR"),
    "account.account_id": absent(
        "an account belongs to no other account", source="OAS26", on_use="drop"
    ),
    "account.custom_fields": native(
        f"sent as attributes of the account, such as custom1; {UNKNOWN_KEY}", source="OAS26, SC"
    ),
}

ONCE = "an address is held once, so of two entries for it only the first is kept"

CONTACT = {
    "contact.first_name": native(source="OAS26"),
    "contact.last_name": native(source="OAS26"),
    "contact.job_title": native("kept as title", source="OAS26"),
    **{
        f"contact.address.{part}": native(source="OAS26")
        for part in ("street_1", "street_2", "city", "state", "postal_code", "country")
    },
    "contact.address@null": native("every part is cleared", source="OAS26"),
    "contact.email_addresses.work": lossy(ONCE, source="OAS26, BAL"),
    "contact.email_addresses.personal": lossy(ONCE, source="OAS26, BAL"),
    "contact.email_addresses.primary": lossy(
        "Outreach has no such type: it is put first, which is the address written to, and read back"
        " without a type; it takes the place of a first address that has no type",
        source="OAS26",
        confidence="medium",
    ),
    "contact.email_addresses.untyped": lossy(
        f"an address that has a type at Outreach keeps it; {ONCE}", source="OAS26, AMP, BAL"
    ),
    "contact.email_addresses@null": emulated(
        "every address is deleted, one by one", source="OAS26"
    ),
    "contact.phone_numbers.work": native("kept in workPhones", source="OAS26"),
    "contact.phone_numbers.home": native("kept in homePhones", source="OAS26"),
    "contact.phone_numbers.mobile": native("kept in mobilePhones", source="OAS26"),
    "contact.phone_numbers.other": native(
        "kept in otherPhones; voip numbers are read as other too, and stay voip numbers when"
        " written back",
        source="OAS26",
    ),
    "contact.phone_numbers.primary": lossy(
        "Outreach has no such type: unless it is held already, it is put first among the mobile"
        " numbers, which stay",
        source="OAS26",
    ),
    "contact.phone_numbers.untyped": lossy(
        "every number has a type at Outreach: unless it is held already, it is added to the other"
        " numbers, which stay",
        source="OAS26",
    ),
    "contact.phone_numbers@null": native("every array is emptied, voip too", source="OAS26"),
    "contact.owner_id": native(source="OAS26"),
    "contact.owner_id@null": native(source="AE-conv, TEAR"),
    "contact.account_id": native(source="OAS26"),
    "contact.account_id@null": native(source="AE-conv, TEAR"),
    "contact.custom_fields": native(
        f"sent as attributes of the prospect, such as custom1; {UNKNOWN_KEY}", source="OAS26, SC"
    ),
}

ROWS: Mapping[str, Capability] = {**OPERATIONS, **FILTERS, **ACCOUNT, **CONTACT}
