"""Where a secret is shown on purpose: all such places, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from .search import API_KEY, MARKED

RANDOM, SEALED, SEALING = "a browser's value", "a sealed value", "a sealing key"


@dataclass(frozen=True)
class Exemption:
    """One place that may show some kinds of secrets."""

    place: str
    """The place's name, or the words that it begins with."""
    kinds: tuple[str, ...]
    reason: str
    where: tuple[str, ...] = ()
    """In an answer, the headers and JSON pointers that may hold it."""

    def covers(self, place: str, kind: str, at: str) -> bool:
        """Tell whether it allows what was found."""
        return (
            kind in self.kinds
            and f"{place} ".startswith(f"{self.place} ")
            and (not self.where or at in self.where)
        )


ONCE = "A key is shown once, to whoever asked for it."
TO_THE_BROWSER = "What ties a browser to its attempt is given to that browser and the provider."
EXPORTED = "A token is given to whoever may export it; the audit log tells so."
SANDBOX = "Whoever tries Segue has to be told the key of the sandbox, which ends with it."
SIMULATED = "Whoever runs a simulator needs the credential that it takes."
SWITCHED_ON = "pytest switches this log on, which every server here, ours too, has switched off."
KEPT = "The key file is where the key is kept."

SENT_ON = ("location", "set-cookie")
TOKENS = ("/credentials/api_key", "/credentials/access_token", "/credentials/refresh_token")

EXEMPT: tuple[Exemption, ...] = (
    Exemption("answer createKey", (API_KEY,), ONCE, ("/key",)),
    Exemption("answer rotateKey", (API_KEY,), ONCE, ("/key",)),
    Exemption("output of segue keys create", (API_KEY,), ONCE),
    Exemption("output of segue keys rotate", (API_KEY,), ONCE),
    Exemption("answer exportConnection", (MARKED, SEALED), EXPORTED, TOKENS),
    Exemption("answer GET /oauth/connect", (RANDOM,), TO_THE_BROWSER, SENT_ON),
    Exemption("answer GET /links/{link_id}/start", (RANDOM,), TO_THE_BROWSER, SENT_ON),
    Exemption("answer GET /links/{link_id}", (RANDOM,), TO_THE_BROWSER, ("set-cookie",)),
    Exemption("answer POST /links/{link_id}", (RANDOM,), TO_THE_BROWSER, ("set-cookie",)),
    Exemption("output of segue dev", (API_KEY, MARKED), SANDBOX),
    Exemption("output of segue simulate", (MARKED,), SIMULATED),
    Exemption("captured log of uvicorn.access", (MARKED, RANDOM), SWITCHED_ON),
    Exemption("file segue.key", (SEALING,), KEPT),
)


def exemptions(place: str, kind: str, at: str) -> Iterator[Exemption]:
    """Give every exemption that covers what was found."""
    return (one for one in EXEMPT if one.covers(place, kind, at))
