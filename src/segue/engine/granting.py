"""Asking a provider's token endpoint."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol

from segue.engine.refusal import RATE_LIMITED, retry_after
from segue.engine.transport import Answer, Lost, NotSent, NotYet
from segue.kit import redact
from segue.kit.clock import Clock
from segue.spi.oauth import Encoding, Granted, OAuth, is_dead, read_granted
from segue.spi.provider import Provider

AGAIN: Final = timedelta(seconds=5)
"""How long to wait where a provider says nothing of it."""
LONGEST_WORDS: Final = 300
REDIRECT: Final = 300
SERVER_ERROR: Final = 500


class Poster(Protocol):
    """What posts fields and gives the answer; raises `NotSent` and `Lost`."""

    async def post(self, url: str, fields: Mapping[str, str], encoding: Encoding) -> Answer: ...


class GrantRefused(Exception):
    """The provider gives no token; the message is its words without secrets.

    `dead` says that it will never honour this grant; else the provider app is at fault.
    """

    def __init__(self, status: int, words: str, *, dead: bool) -> None:
        super().__init__(f"{status}: {words}" if words else str(status))
        self.dead = dead


@dataclass(frozen=True, slots=True, kw_only=True)
class Granting:
    """Asks for tokens, by code or by refresh token."""

    poster: Poster
    clock: Clock
    auth_urls: Mapping[str, str] = field(default_factory=dict)
    """Where each provider's OAuth is, where an operator has set another place than its own."""

    def url(self, provider: Provider, path: str) -> str:
        """Say where a provider's OAuth page or endpoint is."""
        return self.auth_urls.get(provider.name, provider.auth_url).rstrip("/") + path

    async def ask(
        self, provider: Provider, oauth: OAuth, fields: Mapping[str, str], secrets: Iterable[str]
    ) -> Granted:
        """Ask for a token once.

        Raises `GrantRefused`, and `NotYet` where the provider has not said no: it cannot be
        reached, asks to wait, or failed, and then may have given a token that did not arrive.
        """
        asked = self.clock.now()
        try:
            answer = await self.poster.post(self.url(provider, oauth.token), fields, oauth.encoding)
        except NotSent as error:
            why = f"{provider.title} cannot be reached ({error})"
            raise NotYet(why, AGAIN.total_seconds()) from None
        except Lost as error:
            why = f"{provider.title} did not answer ({error})"
            raise NotYet(why, AGAIN.total_seconds()) from None
        if answer.ok and (granted := read_granted(answer.body, asked)) is not None:
            return granted
        raise self._failure(provider, oauth, answer, (*fields.values(), *secrets))

    def _failure(
        self, provider: Provider, oauth: OAuth, answer: Answer, secrets: tuple[str, ...]
    ) -> Exception:
        if answer.status == RATE_LIMITED:
            said = retry_after(answer.headers, self.clock.now())
            wait = said if "retry-after" in answer.headers else oauth.mint_every.total_seconds()
            return NotYet(f"{provider.title} gives no more tokens for now", wait or said)
        # A success that cannot be read may have given a token.
        if answer.status < REDIRECT or answer.status >= SERVER_ERROR:
            why = f"{provider.title} answered {answer.status} without a token"
            return NotYet(why, AGAIN.total_seconds())
        said_so = redact.value(answer.text if answer.body is None else answer.body, secrets)
        words = redact.text(provider.words(said_so), secrets)[:LONGEST_WORDS]
        dead = is_dead(oauth, answer.status, answer.text)
        return GrantRefused(answer.status, words, dead=dead)
