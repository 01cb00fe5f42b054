"""Telling whether an account, a contact or an address was made when the answer was lost."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.providers.outreach import PROVIDER
from segue.spi.plan import Call, Match, Plan, resolve

from .account import record
from .book_account import Book, company, email, prospect

BOOK = Book(*prospect(9, ("w@x.io", "work"), ("n@x.io", None)))
MADE = {"contact": {"data": {"id": 9}}}


def _call(plan: Plan, name: str) -> Call:
    found = next(call for call in plan.calls if call.name == name)
    assert isinstance(found, Call)
    return found


def _find(call: Call, *records: dict[str, Any]) -> list[str]:
    assert call.lookup is not None
    asked = resolve(call.lookup.asked, MADE)
    found = PROVIDER.finders[call.lookup.find](asked, {"data": list(records)})
    return [match.id for match in found]


@pytest.mark.parametrize(
    ("held", "matches"),
    [
        (company(20), True),
        (company(20, " Acme "), True),
        (company(20, domain="https://www.acme.com/"), True),
        (company(20, "Acme Freight"), False),
        (company(20, "acme"), False),
        (company(20, domain="other.com"), False),
        (company(20, domain=None), False),
    ],
)
def test_a_new_account_is_known_by_name_and_domain(held: Any, *, matches: bool) -> None:
    """Another new account would be taken for ours, or ours be made twice."""
    call = _call(BOOK.making("account", name="Acme", domain="ACME.com"), "account")
    assert _find(call, held) == (["20"] if matches else [])
    assert call.lookup is not None
    assert call.lookup.crowded
    assert call.lookup.request.query["filter[createdAt]"] == "2026-09-01T11:59:55.000Z..inf"


def test_an_account_that_is_not_listed_cannot_be_looked_for() -> None:
    """It would be made again and again, because Outreach lists named accounts only."""
    plan = BOOK.making("account", name="Acme", custom_fields={"named": False})
    call = _call(plan, "account")
    assert (call.lookup, call.repeatable) == (None, False)


def test_a_new_contact_is_known_by_its_address() -> None:
    """Another person would be taken for the new one."""
    plan = BOOK.making("contact", first_name="Ann", email_addresses=[email("A@x.io")])
    call = _call(plan, "contact")
    assert call.lookup is not None
    assert call.lookup.request.query["filter[emails]"] == "A@x.io,a@x.io"
    (ours, *_), (theirs, *_) = prospect(30, ("a@x.io", None)), prospect(31, ("aa@x.io", None))
    assert _find(call, ours, theirs) == ["30"]
    (match,) = PROVIDER.finders["contact"]({"email": "a@x.io"}, {"data": [ours]})
    assert match == Match(
        id="30", answer={"data": ours}, made_at=datetime(2026, 8, 1, 9, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("changed", "matches"),
    [({}, True), ({"lastName": "Other"}, False), ({"emails": ["a@x.io"]}, False)],
)
def test_a_new_contact_without_address_is_known_by_its_name(changed: Any, *, matches: bool) -> None:
    """A contact that somebody else made would be taken for the new one."""
    call = _call(BOOK.making("contact", first_name="Ann", last_name="Lee"), "contact")
    given = {"firstName": "Ann", "lastName": "Lee", "title": None, **changed}
    held = record("prospect", 30, given)
    assert _find(call, held) == (["30"] if matches else [])
    assert call.lookup is not None
    assert call.lookup.crowded


def test_a_new_address_is_known_by_itself() -> None:
    """An address that was made would be made again, and refused as taken."""
    plan = BOOK.changing("contact", 9, email_addresses=[email("New@x.io", "work")])
    held = [record("emailAddress", id, {"email": "new@x.io"}, prospect=9) for id in (901, 950)]  # noqa: A001
    other = record("emailAddress", 951, {"email": "newer@x.io"}, prospect=9)
    assert _find(_call(plan, "email_0"), *held, other) == ["950"]
    created = BOOK.making("contact", email_addresses=[email("a@x.io"), email("b@x.io", "work")])
    lookup = _call(created, "email_1").lookup
    assert lookup is not None
    assert resolve(lookup.request, MADE).query["filter[prospect][id]"] == 9


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        ({"data": []}, True),
        ({"data": [{"id": 902}]}, True),
        ({"data": [{"id": 901}]}, False),
        ({"errors": []}, False),
    ],
)
def test_a_deleted_address_is_known_by_its_absence(answer: Any, *, gone: bool) -> None:
    """A deletion that worked would be sent again and its 404 taken for a refusal."""
    plan = BOOK.changing("contact", 9, email_addresses=[email("n@x.io", "work")])
    lookup = _call(plan, "email_gone_901").lookup
    assert lookup is not None
    assert bool(PROVIDER.finders[lookup.find](lookup.asked, answer)) == gone


def test_every_call_can_be_looked_for_or_repeated() -> None:
    """A lost answer would leave a write for a person to sort out."""
    asked = [email("p@x.io", "primary"), email("n@x.io", "work"), email("new@x.io", "personal")]
    plans = [
        BOOK.making("account", name="A"),
        BOOK.making("contact", email_addresses=asked, first_name="A"),
        BOOK.changing("contact", 9, email_addresses=asked, first_name="A"),
        BOOK.changing("account", 9, name="A"),
    ]
    for plan in plans:
        for call in plan.calls:
            assert isinstance(call, Call)
            assert call.repeatable or (call.lookup and call.lookup.find in PROVIDER.finders)
