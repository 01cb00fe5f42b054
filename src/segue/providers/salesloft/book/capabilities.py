"""The rows of accounts, contacts, users and mailboxes. Sources are the keys of README.md."""

from collections.abc import Mapping

from segue.providers.salesloft.pages import DEEP
from segue.spi.capability import Capability, absent, emulated, lossy, native

ACCOUNTS = "accounts [S1] [S4]"
PEOPLE = "people [S1] [S4]"
USERS = "users [S1]"
SENDING = "users, sending_email_address [S1]; no mailbox resource in [S1] [S4]"

DEAR = f"at most 100 a page; {DEEP}"
TEAM_FIELDS = (
    " by Salesloft's own names go to the top of the record; any other goes into its custom_fields,"
    " and fields of the team that are not named are sent again as they are"
)
NO_STREET = "a person at Salesloft has a city, a state and a country, and no more of an address"
NOTHING_THERE = "nothing to clear: " + NO_STREET
ONE_NUMBER = "; one number of this type: a second one is left out with a warning"
ONE_ADDRESS = "; one address of this type: a second one is left out with a warning"
ALONE = ", unless it is the only address of a new person, which goes to email_address"
NO_NUMBER = "Salesloft holds a primary, a home and a mobile number, and no other"
UNFILTERED = "Salesloft cannot list users by the time of their change"

_ACCOUNTS: dict[str, Capability] = {
    "account.list": native(DEAR, ACCOUNTS),
    "account.get": native(source=ACCOUNTS),
    "account.create": native("refused without a name and a domain", ACCOUNTS),
    "account.update": emulated(
        "reads the account first: every change must carry its name and domain", ACCOUNTS
    ),
    "account.upsert": emulated(
        "an exact search, then a change of the one account found, or a new one; refused where there"
        " are several, or none and the record gives another name or domain",
        ACCOUNTS,
    ),
    "account.search": native(source=ACCOUNTS),
    "account.list.modified_after": native(source="accounts, updated_at[gt] [S1]"),
    "account.search.name": native("exact, and case counts", "accounts, name[] [S1]"),
    "account.search.domain": native(
        "exact but for case", "accounts, domain [S1]", confidence="medium"
    ),
    "account.upsert.name": native("exact, and case counts", "accounts, name[] [S1]"),
    "account.upsert.domain": native(
        "exact but for case", "accounts, domain [S1]", confidence="medium"
    ),
    "account.name": native(source=ACCOUNTS),
    "account.name@null": absent(
        "an account at Salesloft must have a name, so it cannot be cleared", ACCOUNTS
    ),
    "account.domain": emulated(
        "sent in lower case, as Salesloft compares them; unique in a team", ACCOUNTS
    ),
    "account.domain@null": absent(
        "an account at Salesloft must have a domain, so it cannot be cleared", ACCOUNTS
    ),
    "account.owner_id": native("a number, or a guid, which is looked up", ACCOUNTS),
    "account.owner_id@null": native("sent as null", ACCOUNTS, confidence="medium"),
    "account.account_id": absent(
        "an account at Salesloft belongs to no other account", ACCOUNTS, on_use="drop"
    ),
    "account.custom_fields": emulated("keys" + TEAM_FIELDS, ACCOUNTS, "medium"),
}

_CONTACTS: dict[str, Capability] = {
    "contact.list": native(DEAR, PEOPLE),
    "contact.get": native(source=PEOPLE),
    "contact.create": native(
        "refused without an e-mail address, unless there are a primary phone number and a last"
        " name",
        PEOPLE,
    ),
    "contact.update": native(source=PEOPLE),
    "contact.upsert": emulated(
        "an exact search, then a change of the one person found, or a new one; refused where there"
        " are several, or none and the record gives another primary address",
        PEOPLE,
    ),
    "contact.search": native(source=PEOPLE),
    "contact.list.modified_after": native(source="people, updated_at[gt] [S1]"),
    "contact.search.emails": native(
        "exact but for case", "people, email_addresses[] [S1]", confidence="medium"
    ),
    "contact.upsert.email": native(
        "exact but for case; the primary address, which is the one that Salesloft keeps unique",
        "people, email_addresses[] [S1]",
        confidence="medium",
    ),
    "contact.first_name": native(source=PEOPLE),
    "contact.last_name": native(source=PEOPLE),
    "contact.job_title": native(source="people, title [S1]"),
    "contact.owner_id": native("a number, or a guid, which is looked up", PEOPLE),
    "contact.owner_id@null": native("sent as null", PEOPLE, confidence="medium"),
    "contact.account_id": native(source=PEOPLE),
    "contact.account_id@null": native("sent as null", PEOPLE, confidence="medium"),
    "contact.custom_fields": emulated("keys" + TEAM_FIELDS, PEOPLE, "medium"),
}

_ADDRESSES: dict[str, Capability] = {
    **{f"contact.address.{part}": native(source=PEOPLE) for part in ("city", "state", "country")},
    **{
        f"contact.address.{part}{ending}": row
        for part in ("street_1", "street_2", "postal_code")
        for ending, row in (
            ("", absent(NO_STREET, PEOPLE, on_use="drop")),
            ("@null", emulated(NOTHING_THERE, PEOPLE)),
        )
    },
    "contact.address@null": native(
        "city, state and country are sent as null", PEOPLE, confidence="medium"
    ),
}

_REACHED: dict[str, Capability] = {
    "contact.email_addresses.primary": lossy("email_address" + ONE_ADDRESS, PEOPLE),
    "contact.email_addresses.personal": lossy(
        "personal_email_address" + ALONE + ONE_ADDRESS, PEOPLE
    ),
    "contact.email_addresses.work": lossy(
        "Salesloft has no such type: secondary_email_address, where that is free, which reads back"
        " with a null type" + ALONE,
        PEOPLE,
    ),
    "contact.email_addresses.untyped": lossy(
        "secondary_email_address" + ALONE + ONE_ADDRESS, PEOPLE
    ),
    "contact.email_addresses@null": native(
        "all three are sent as null; Salesloft may refuse it of a person without a phone number"
        " and a last name",
        PEOPLE,
        confidence="medium",
    ),
    "contact.phone_numbers.primary": lossy("phone" + ONE_NUMBER, PEOPLE),
    "contact.phone_numbers.home": lossy("home_phone" + ONE_NUMBER, PEOPLE),
    "contact.phone_numbers.mobile": lossy("mobile_phone" + ONE_NUMBER, PEOPLE),
    **{
        f"contact.phone_numbers.{kind}": absent(NO_NUMBER, PEOPLE, on_use="drop")
        for kind in ("work", "other", "untyped")
    },
    "contact.phone_numbers@null": native("all three are sent as null", PEOPLE, confidence="medium"),
}

_USERS: dict[str, Capability] = {
    "user.list": native("deactivated users too, who read as locked; " + DEAR, USERS),
    "user.get": native("by number or guid", USERS),
    "user.list.modified_after": absent(UNFILTERED, USERS),
    "mailbox.list": emulated(
        "one for each user, under the user's id: the address that the user's mail leaves as",
        SENDING,
    ),
    "mailbox.get": emulated("the user with that id, as a mailbox", SENDING),
    "mailbox.list.modified_after": absent(UNFILTERED, USERS),
}

ROWS: Mapping[str, Capability] = {
    **_ACCOUNTS,
    **_CONTACTS,
    **_ADDRESSES,
    **_REACHED,
    **_USERS,
}
