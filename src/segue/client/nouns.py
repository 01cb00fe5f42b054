"""What can be asked of a connection: a class for each noun, a line for each operation."""

from segue.client.asks import Act, Change, ListOf, Make, OneOf, Upsert
from segue.client.operation import Listing, Mode_co, Noun, Read, Write
from segue.client.particular import (
    create_step,
    delete_step,
    enrol,
    enrol_many,
    get_readiness,
    get_step,
    list_steps,
    search_accounts,
    search_contacts,
    search_states,
    update_step,
)
from segue.client.records import Account, Contact, Mailbox, Sequence, State, Template, User
from segue.client.writes import (
    AccountMatch,
    AccountWrite,
    ContactMatch,
    ContactWrite,
    SequenceCreate,
)

ACCOUNTS, CONTACTS, USERS, MAILBOXES = "accounts", "contacts", "users", "mailboxes"
SEQUENCES, STATES, TEMPLATES = "sequences", "sequence_states", "templates"


class Accounts(Noun[Mode_co]):
    """Companies."""

    list = Listing(ListOf[Account](ACCOUNTS))
    search = Listing(search_accounts)
    get = Read(OneOf[Account](ACCOUNTS))
    create = Write(Make[AccountWrite](ACCOUNTS))
    update = Write(Change[AccountWrite](ACCOUNTS))
    upsert = Write(Upsert[AccountWrite, AccountMatch](ACCOUNTS))


class Contacts(Noun[Mode_co]):
    """People."""

    list = Listing(ListOf[Contact](CONTACTS))
    search = Listing(search_contacts)
    get = Read(OneOf[Contact](CONTACTS))
    create = Write(Make[ContactWrite](CONTACTS))
    update = Write(Change[ContactWrite](CONTACTS))
    upsert = Write(Upsert[ContactWrite, ContactMatch](CONTACTS))


class Users(Noun[Mode_co]):
    """Users of the provider."""

    list = Listing(ListOf[User](USERS))
    get = Read(OneOf[User](USERS))


class Mailboxes(Noun[Mode_co]):
    """What e-mails are sent from."""

    list = Listing(ListOf[Mailbox](MAILBOXES))
    get = Read(OneOf[Mailbox](MAILBOXES))


class Sequences(Noun[Mode_co]):
    """Ordered lists of steps. A list shows them without their steps, `get` with them."""

    list = Listing(ListOf[Sequence](SEQUENCES))
    get = Read(OneOf[Sequence](SEQUENCES))
    readiness = Read(get_readiness)
    create = Write(Make[SequenceCreate](SEQUENCES))
    activate = Write(Act("POST", SEQUENCES, "_activate"))
    deactivate = Write(Act("POST", SEQUENCES, "_deactivate"))
    archive = Write(Act("POST", SEQUENCES, "_archive"))


class Steps(Noun[Mode_co]):
    """Steps of a sequence."""

    list = Listing(list_steps)
    get = Read(get_step)
    create = Write(create_step)
    update = Write(update_step)
    delete = Write(delete_step)


class States(Noun[Mode_co]):
    """Contacts in sequences."""

    list = Listing(ListOf[State](STATES))
    search = Listing(search_states)
    get = Read(OneOf[State](STATES))
    enrol = Write(enrol)
    enrol_many = Write(enrol_many)
    pause = Write(Act("POST", STATES, "_pause"))
    resume = Write(Act("POST", STATES, "_resume"))
    finish = Write(Act("POST", STATES, "_finish"))
    remove = Write(Act("DELETE", STATES))


class Templates(Noun[Mode_co]):
    """Content that stands on its own at the provider."""

    list = Listing(ListOf[Template](TEMPLATES))
    get = Read(OneOf[Template](TEMPLATES))
