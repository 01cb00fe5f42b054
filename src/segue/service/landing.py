"""Coming back from a provider: the attempt, the code for a token, and where the browser goes."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

import structlog

from segue.engine.granting import GrantRefused
from segue.engine.transport import NotYet
from segue.kit import redact
from segue.model.problem import Fault, Problem
from segue.service import asking
from segue.service.attempts import digest_of, redirect_uri
from segue.service.connecting import destination_for
from segue.service.connections import Terms, faults_of
from segue.service.context import Services
from segue.service.joining import Place, join, note, spent
from segue.spi.oauth import Granted
from segue.spi.provider import Provider
from segue.store import connect_states, magic_links, provider_apps
from segue.store.connect_states import ConnectState

ERRORS: Final = frozenset(
    {
        "access_denied",
        "invalid_request",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
    }
)
"""RFC 6749, 4.1.2.1; any other word of a provider's becomes `provider_error`."""
LONGEST_WORDS: Final = 300
FAILED_STATUS: Final = 400


class Failed(Exception):
    """No connection came of an attempt; `code` is for programs, the message for people."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """How an attempt ended; `failure` is None where the customer is connected."""

    attempt: ConnectState
    failure: Failed | None = None

    @property
    def location(self) -> str:
        """Say where the browser goes: the return URL, as it was given, or with the failure."""
        if self.failure is None:
            return self.attempt.return_url
        it = self.attempt
        failure = (self.failure.code, self.failure.description)
        return with_failure(
            it.return_url, *failure, customer_id=it.customer_id, provider=it.provider
        )


def with_failure(
    return_url: str, code: str, description: str, *, customer_id: str, provider: str
) -> str:
    """Add a failure to a return URL's query."""
    told = {
        "error": code,
        "error_description": description,
        "customer_id": customer_id,
        "provider_name": provider,
    }
    mark = "&" if urlsplit(return_url).query else "" if return_url.endswith("?") else "?"
    return f"{return_url}{mark}{urlencode(told)}"


async def land(services: Services, said: Mapping[str, str], browser: str | None) -> Landing:
    """Finish the attempt that a redirect's parameters name, if it began in this browser.

    Raises `Problem` 400 where there is no such attempt, or none any more: such a browser is sent
    nowhere.
    """
    attempt = await _taken(services, said.get("state", ""), browser)
    place = Place(
        application_id=attempt.application_id,
        customer_id=attempt.customer_id,
        provider=attempt.provider,
        link_id=attempt.link_id,
    )
    try:
        await _connect(services, attempt, place, said)
    except Failed as failure:
        await note(services.database, services, place, "connection.refused", FAILED_STATUS)
        return Landing(attempt=attempt, failure=failure)
    return Landing(attempt=attempt)


async def _taken(services: Services, state: str, browser: str | None) -> ConnectState:
    if not state:
        raise _nowhere("No oauth state param provided", "state_missing")
    digest = digest_of(state)
    found = await connect_states.get(services.database, digest)
    if found is None:
        raise _nowhere("This attempt to connect is not known here.", "state_unknown")
    if browser is None or not hmac.compare_digest(found.browser, digest_of(browser)):
        # Not used up: whoever holds somebody else's state cannot end that one's attempt.
        raise _nowhere("This attempt to connect began in another browser.", "state_of_another")
    taken = await connect_states.take(services.database, digest, services.clock.now())
    if taken is None and found.used_at is not None:
        raise _nowhere("This attempt to connect has ended already.", "state_used")
    if taken is None:
        raise _nowhere("This attempt to connect took longer than ten minutes.", "state_expired")
    return taken


def _nowhere(detail: str, reason: str) -> Problem:
    return Problem(400, Fault(detail=detail, pointer="/query/state", meta={"reason": reason}))


async def _connect(
    services: Services, attempt: ConnectState, place: Place, said: Mapping[str, str]
) -> None:
    provider = services.providers.get(attempt.provider)
    if provider is None:
        raise Failed("server_error", "The provider is not installed any more.")
    if "error" in said:
        raise _denied(provider, said)
    if not said.get("code"):
        raise Failed("invalid_request", "No oauth code param provided")
    if attempt.link_id is not None:
        await _check_link(services, attempt.link_id)
    granted = await _exchanged(services, provider, attempt, said)
    credential = {
        name: value
        for name, value in (
            ("access_token", granted.access_token),
            ("refresh_token", granted.refresh_token),
        )
        if value is not None
    }
    if faults_of(provider, credential):
        raise Failed("server_error", f"{provider.title} gave a token that cannot be used.")
    terms = Terms(
        expires_at=granted.expires_at,
        minted_at=services.clock.now(),
        scopes=granted.scopes,
        acting_user=await _acting_user(services, provider, credential),
    )
    try:
        await join(services, place, credential, terms)
    except Problem as problem:
        raise _failure(problem) from None


def _denied(provider: Provider, said: Mapping[str, str]) -> Failed:
    word = said["error"]
    code = word if word in ERRORS else "provider_error"
    shown = "".join(one for one in said.get("error_description", "") if one.isprintable())
    words = redact.text(shown, [said["state"]])[:LONGEST_WORDS]
    return Failed(code, words or f"{provider.title} did not connect the account.")


async def _check_link(services: Services, link_id: str) -> None:
    """Ask for no token that nobody may keep."""
    link = await magic_links.by_id(services.database, link_id)
    if link is None:
        raise _failure(spent("unknown"))
    if link.state != "new" or services.clock.now() >= link.expires_at:
        raise _failure(spent(link.state))


def _failure(problem: Problem) -> Failed:
    fault = problem.faults[0]
    return Failed(str(fault.meta.get("reason", "invalid_request")), fault.detail)


async def _exchanged(
    services: Services, provider: Provider, attempt: ConnectState, said: Mapping[str, str]
) -> Granted:
    app = await provider_apps.get(services.database, attempt.application_id, provider.name)
    oauth, granting = provider.oauth, services.granting
    if app is None or oauth is None or granting is None:
        raise Failed("server_error", f"There is no OAuth client at {provider.title} any more.")
    secret = services.vault.open(app.secret, bound_to=app.id).decode()
    fields = {
        "grant_type": "authorization_code",
        "client_id": app.client_id,
        "client_secret": secret,
        "redirect_uri": redirect_uri(services),
        "code": said["code"],
        **{name: said[name] for name in oauth.echoed if name in said},
    }
    if attempt.verifier is not None:
        verifier = services.vault.open(attempt.verifier, bound_to=attempt.digest)
        fields["code_verifier"] = verifier.decode()
    try:
        return await granting.ask(provider, oauth, fields, ())
    except NotYet as later:
        wait = max(1, round(later.wait))
        raise Failed("temporarily_unavailable", f"{later}; try again in {wait} s.") from None
    except GrantRefused as refusal:
        code = "invalid_grant" if refusal.dead else "unauthorized_client"
        raise Failed(code, f"{provider.title} gave no token ({refusal}).") from None


async def _acting_user(
    services: Services, provider: Provider, credential: Mapping[str, str]
) -> str | None:
    """Tell whom a new token acts as; that it cannot be told now is no reason not to keep it."""
    if provider.who is None:
        return None
    try:
        found = await asking.who(services, destination_for(services, provider, credential))
    except Problem as problem:
        reason = redact.text(str(problem), credential.values())
        structlog.get_logger().warning("acting user not told", provider=provider.name, why=reason)
        return None
    return found.id
