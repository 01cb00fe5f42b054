"""Operations on contacts."""

from segue.http.openapi import bodies, examples
from segue.http.openapi.describe import searching, writing
from segue.http.operation import ROOT, Operation
from segue.http.operations.alike import gets, lists
from segue.http.routes import records
from segue.service import contacts

CONTACTS = f"{ROOT}/contacts"
CONTACT = f"{CONTACTS}/{{contact_id}}"

OPERATIONS = (
    lists(
        "contact",
        "contacts",
        "Contact",
        examples.CONTACT_PAGE,
        "List the customer's contacts, the oldest first where the provider can sort.",
    ),
    Operation(
        id="createContact",
        method="POST",
        path=CONTACTS,
        tag="contacts",
        summary="Create a contact",
        endpoint=records.creating(contacts.CONTACT),
        described=writing(bodies.record("ContactWrite"), examples.CONTACT_WRITE, makes="Created"),
        about="Make a contact. `warnings` names whatever the provider has no place for.",
    ),
    gets("contact", "contacts", "Contact", examples.CONTACT_READ, "Read one contact."),
    Operation(
        id="updateContact",
        method="PATCH",
        path=CONTACT,
        tag="contacts",
        summary="Change a contact",
        endpoint=records.updating(contacts.CONTACT),
        described=writing(
            bodies.record("ContactWrite"), examples.CONTACT_WRITE, path=("ContactId",)
        ),
        about="Change a contact: null clears, and what the body does not name stays as it is. A"
        " list of e-mail addresses or phone numbers changes the types that it names; an empty list"
        " clears them all.",
    ),
    Operation(
        id="upsertContact",
        method="POST",
        path=f"{CONTACTS}/_upsert",
        tag="contacts",
        summary="Change a contact, or create it",
        endpoint=records.upserting(contacts.CONTACT),
        described=writing(
            bodies.upsert("ContactWrite", "ContactMatch"),
            examples.CONTACT_UPSERT,
            makes="Created",
        ),
        about="Change the one contact that has this e-mail address, or make it where there is"
        " none. An extension of the old wire.",
    ),
    Operation(
        id="searchContacts",
        method="POST",
        path=f"{CONTACTS}/_search",
        tag="contacts",
        summary="Search contacts",
        endpoint=records.searching(contacts.search),
        described=searching("ContactFilter", "ContactPage", examples.CONTACT_SEARCH),
        about="Find the contacts that have one of the filter's e-mail addresses.",
    ),
)
