"""People, users and mailboxes as they are read."""

from typing import Any

import pytest

from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.book import people, users
from segue.providers.salesloft.tests.book_asks import GUID, PERSON, USER, shown
from segue.spi.operation import Get

ODD: list[Any] = [None, 5, -1, True, [], {}, "x", 1e400]


@pytest.mark.parametrize(("module", "sample"), [(people, PERSON), (users, USER)])
def test_every_field_is_mapped_or_left_out_with_a_reason(module: Any, sample: Any) -> None:
    """Otherwise a field that Salesloft gives would be lost without anybody having decided so."""
    known = module.MAPPED | module.IGNORED.keys()
    assert sample.keys() - known == set(), "fields that nobody has decided on"
    assert known - sample.keys() == set(), "fields that no sample has"
    assert not module.MAPPED & module.IGNORED.keys()
    assert all(module.IGNORED.values())


def test_person_is_read() -> None:
    """Otherwise callers would see wrong names, addresses, numbers or counts."""
    assert shown("contact.get", PERSON).model_dump(exclude={"raw_data"}) == {
        "id": "164510523",
        "owner_id": "49067",
        "account_id": "75464484",
        "first_name": "Pat",
        "last_name": "Johnson",
        "job_title": "SDR",
        "address": {
            "street_1": None,
            "street_2": None,
            "city": "Atlanta",
            "state": "GA",
            "postal_code": None,
            "country": None,
        },
        "email_addresses": [
            {"email_address": "pat@acme.com", "email_address_type": "primary"},
            {"email_address": "pat@home.example", "email_address_type": "personal"},
            {"email_address": "pj@acme.com", "email_address_type": None},
        ],
        "phone_numbers": [
            {"phone_number": "+1 404 555 0100", "phone_number_type": "primary"},
            {"phone_number": "555-0101", "phone_number_type": "mobile"},
        ],
        "open_count": 5,
        "click_count": 3,
        "reply_count": 2,
        "bounced_count": 1,
        "created_at": "2026-01-29T23:00:41.190Z",
        "updated_at": "2026-07-01T10:12:41.102Z",
        "is_deleted": False,
        "last_modified_at": "2026-07-01T10:12:41.102Z",
    }


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_do_not_spoil_a_person(odd: Any) -> None:
    """Otherwise one odd record would keep a whole page from the caller."""
    found = shown("contact.get", dict.fromkeys(PERSON, odd) | {"id": "1"})
    assert (found.id, found.owner_id, found.account_id) == ("1", None, None)
    assert (found.created_at, found.last_modified_at, found.open_count) == (None, None, 0)
    assert len(found.email_addresses) == (3 if odd == "x" else 0)
    counts = dict.fromkeys(PERSON["counts"], odd)
    found = shown("contact.get", {"id": 1, "counts": counts})
    assert found.bounced_count == (5 if odd == 5 else 0)


def test_empty_person_is_read() -> None:
    """Otherwise a person of whom Salesloft shows nothing would have things made up for them."""
    found = shown("contact.get", {"id": 1, "email_address": "", "phone": ""})
    assert (found.email_addresses, found.phone_numbers) == ([], [])
    assert set(found.address.model_dump().values()) == {None}


def test_user_is_read() -> None:
    """Otherwise callers would see wrong names or times."""
    assert shown("user.get", USER).model_dump(exclude={"raw_data"}) == {
        "id": "49067",
        "first_name": "Int",
        "last_name": "User",
        "email": "int@example.com",
        "created_at": "2026-01-29T23:00:41.190Z",
        "updated_at": "2026-07-01T10:12:41.102Z",
        "is_deleted": False,
        "last_modified_at": "2026-07-01T10:12:41.102Z",
        "is_locked": False,
    }


@pytest.mark.parametrize(("active", "locked"), [(True, False), (False, True), (None, None)])
def test_who_cannot_work_is_locked(active: Any, locked: Any) -> None:
    """Otherwise who asks for users that are not locked would get the deactivated ones."""
    assert shown("user.get", USER | {"active": active}).is_locked is locked


@pytest.mark.parametrize(
    ("active", "configured", "disabled"),
    [
        (True, True, False),
        (True, False, True),
        (False, True, True),
        (None, False, True),
        (None, True, None),
        (True, None, None),
        (1, "yes", None),
    ],
)
def test_mailbox_that_cannot_send_is_disabled(active: Any, configured: Any, disabled: Any) -> None:
    """Otherwise contacts would be enrolled to be written to by nobody."""
    user = USER | {"active": active, "email_client_configured": configured}
    assert shown("mailbox.get", user).is_disabled is disabled


def test_mailbox_is_read() -> None:
    """Otherwise a mailbox would have an id that enrolling does not know."""
    assert shown("mailbox.get", USER).model_dump(exclude={"raw_data"}) == {
        "id": "49067",
        "email": "int@sending.example",
        "user_id": "49067",
        "created_at": "2026-01-29T23:00:41.190Z",
        "updated_at": "2026-07-01T10:12:41.102Z",
        "is_deleted": False,
        "last_modified_at": "2026-07-01T10:12:41.102Z",
        "is_disabled": False,
    }


def test_sending_address_falls_back_as_salesloft_does() -> None:
    """Otherwise a mailbox would show an address that its mail does not leave as."""
    user, seen = USER | {"from_address": "int@from.example"}, []
    for field in users.SENDING:
        seen.append(shown("mailbox.get", user).email)
        user = user | {field: ""}
    assert seen == [
        "int@sending.example",
        "int@from.example",
        "int@client.example",
        "int@example.com",
    ]
    assert shown("mailbox.get", user).email is None


@pytest.mark.parametrize("operation", ["user.get", "mailbox.get"])
@pytest.mark.parametrize("odd", ODD)
def test_odd_values_do_not_spoil_a_user(operation: str, odd: Any) -> None:
    """Otherwise one odd record would keep a whole page from the caller."""
    found = shown(operation, dict.fromkeys(USER, odd) | {"id": 1})
    assert (found.id, found.created_at) == ("1", None)


@pytest.mark.parametrize(
    ("operation", "id", "path"),
    [
        ("account.get", "1", ("v2", "accounts", "1")),
        ("contact.get", "2", ("v2", "people", "2")),
        ("user.get", GUID, ("v2", "users", GUID)),
        ("mailbox.get", "3", ("v2", "users", "3")),
    ],
)
def test_one_is_asked_for_by_id(operation: str, id: str, path: tuple[str, ...]) -> None:
    """Otherwise another thing than the one that was asked for would be read."""
    (read,) = PROVIDER.queries[operation].reads(Get(id=id), {})
    assert (read.request.method, read.request.path, read.may_be_absent) == ("GET", path, False)
