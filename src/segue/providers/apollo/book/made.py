"""Finding the account or contact that a call has made whose answer was lost.

Apollo has no key of the caller's own to find it by [OAS]. The latest ones are read, and compared in
what was sent; the engine takes only what was made since the call began.
"""

from collections.abc import Mapping
from typing import Any

from segue.kit.clock import parse_iso
from segue.providers.apollo.book import read, routes
from segue.providers.apollo.book.values import rows, same, text, unique
from segue.spi.numbered import Row
from segue.spi.plan import Find, Lookup, Match, Output

Asked = Mapping[str, Any]

COMPARED = {
    "account": ("name", "domain", "owner_id"),
    "contact": ("email", "first_name", "last_name", "title", "account_id"),
}
KEY = {"account": ("name", "domain"), "contact": ("email", "first_name", "last_name", "title")}
"""One of these has to be sent, or nothing tells it from every other."""


def lookup(noun: str, body: Mapping[str, Any]) -> Lookup | None:
    """Say how to find what `body` made; None where it holds nothing to know it by."""
    asked = {field: body[field] for field in COMPARED[noun] if text(body.get(field))}
    if not any(field in asked for field in KEY[noun]):
        return None
    keywords = asked.get("email" if noun == "contact" else "name")
    request = routes.search(noun, keywords=keywords, ascending=False)
    return Lookup(request=request, find=f"new_{noun}", asked=asked, crowded=True)


def account(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find the accounts that are as asked."""
    return tuple(
        _match("account", row)
        for row in unique(rows(answer, "accounts"))
        if _same(row, asked, COMPARED["account"])
    )


def contact(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find the contacts that are as asked.

    Apollo title-cases names (seen live [VCR]), so case does not count.
    """
    fields = tuple(field for field in COMPARED["contact"] if field != "email")
    return tuple(
        _match("contact", row)
        for row in unique(rows(answer, "contacts"))
        if ("email" not in asked or _addressed(row, asked["email"])) and _same(row, asked, fields)
    )


def absence(noun: str, on: Mapping[str, str]) -> Lookup:
    """Say how to see that there is still none to change, when an upsert goes on later."""
    request = routes.search(noun, keywords=next(iter(on.values())), ascending=False)
    return Lookup(request=request, find=f"no_{noun}", asked=dict(on))


def listed(noun: str, id: Output, on: Mapping[str, str]) -> Find:
    """Wait until the search shows what an upsert made, so that the next one finds it.

    Clients report that rows lag by about two seconds.
    """
    request = routes.search(noun, keywords=next(iter(on.values())), ascending=False)
    return Find(
        name="listed", lookup=Lookup(request=request, find=f"listed_{noun}", asked={"id": id})
    )


def listed_account(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find an account among the rows of a search."""
    return _listed("account", asked, answer)


def listed_contact(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find a contact among the rows of a search."""
    return _listed("contact", asked, answer)


def _listed(noun: str, asked: Asked, answer: Any) -> tuple[Match, ...]:
    found = unique(rows(answer, f"{noun}s"))
    return tuple(_match(noun, row) for row in found if row["id"] == asked["id"])


def no_account(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find that no account has the name."""
    names = [(text(row.get("name")) or "").strip() for row in rows(answer, "accounts")]
    return () if asked["name"].strip() in names else (Match(id="", answer=answer),)


def no_contact(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find that no contact has the address."""
    taken = any(_addressed(row, asked["email"]) for row in rows(answer, "contacts"))
    return () if taken else (Match(id="", answer=answer),)


def _addressed(row: Row, email: str) -> bool:
    return any(same(each.email_address, email) for each in read.emails(row))


def _same(row: Row, asked: Asked, fields: tuple[str, ...]) -> bool:
    return all(same(text(row.get(field)) or "", asked[field]) for field in fields if field in asked)


def _match(noun: str, row: Row) -> Match:
    made_at = parse_iso(row.get("created_at"))
    return Match(id=str(row["id"]), answer={noun: row}, made_at=made_at)
