"""A customer's visit to a magic link: what it is for, and connecting by a key."""

from collections.abc import Mapping
from dataclasses import dataclass

from segue.model.problem import Problem
from segue.service.attempts import Asked, Begun, begin
from segue.service.connecting import verified
from segue.service.connections import UNKNOWN, Terms, faults_of
from segue.service.context import Services
from segue.service.joining import Place, join, note, spent
from segue.spi.provider import Provider
from segue.store import applications, magic_links
from segue.store.magic_links import MagicLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A link that works, and what its page says."""

    link: MagicLink
    provider: Provider
    application: str
    """The application's name."""

    @property
    def place(self) -> Place:
        """Say whose connection it makes."""
        return Place(
            application_id=self.link.application_id,
            customer_id=self.link.customer_id,
            provider=self.link.provider,
            link_id=self.link.id,
        )


async def visit(services: Services, id: str) -> Visit:
    """Find a link that works; `Problem` 404 or 410, with the reason in `meta`."""
    link = await magic_links.by_id(services.database, id)
    provider = None if link is None else services.providers.get(link.provider)
    if link is None or provider is None:
        raise spent("unknown")
    if link.state != "new" or services.clock.now() >= link.expires_at:
        raise spent(link.state)
    application = await applications.get(services.database, link.application_id)
    name = "" if application is None else application.name
    return Visit(link=link, provider=provider, application=name)


async def start(services: Services, here: Visit, browser: str) -> Begun:
    """Begin connecting at a provider that has OAuth; the link stays good. Raises `Problem`."""
    asked = Asked(
        application_id=here.link.application_id,
        customer_id=here.link.customer_id,
        provider=here.link.provider,
        return_url=here.link.return_url,
        link_id=here.link.id,
    )
    return await begin(services, asked, browser)


async def give(services: Services, here: Visit, credential: Mapping[str, str]) -> None:
    """Connect with a key that the customer typed, after trying it at the provider.

    Raises `Problem`: 400 for what cannot be a key, 422 where the provider does not take it, 410
    where the link was used meanwhile, any other where the provider could not be asked. The link
    stays good.
    """
    try:
        terms = await _tried(services, here.provider, credential)
    except Problem as problem:
        await note(services.database, services, here.place, "connection.refused", problem.status)
        raise
    await join(services, here.place, credential, terms)


async def _tried(services: Services, provider: Provider, credential: Mapping[str, str]) -> Terms:
    if faults := faults_of(provider, credential):
        raise Problem(400, *faults)
    if provider.who is None:
        return UNKNOWN
    return await verified(services, provider, credential, UNKNOWN)
