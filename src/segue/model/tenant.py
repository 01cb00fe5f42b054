"""What a caller writes of itself: customers, connections, providers, links, keys."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from segue.kit.clock import parse_iso
from segue.model.scope import KeyScope
from segue.model.wire import Line, Written

LONGEST_SECRET: Final = 16_384
LONGEST_URL: Final = 2_048
LONGEST_LINK: Final = 31_536_000
"""A year, in seconds."""
LONGEST_OVERLAP: Final = 2_592_000
"""Thirty days, in seconds."""


def _is_moment(text: str) -> str:
    if parse_iso(text) is None:
        raise PydanticCustomError("moment", "must be an RFC 3339 time with a zone")
    return text


def _kept(text: str) -> str:
    if "\x00" in text:
        # PostgreSQL keeps every character but this one.
        raise PydanticCustomError("zero", "must not have a zero character")
    return text


Kept = AfterValidator(_kept)
Name = Annotated[str, Kept, Field(min_length=1, max_length=255)]
Secret = Annotated[str, Field(min_length=1, max_length=LONGEST_SECRET)]
Url = Annotated[str, Field(min_length=1, max_length=LONGEST_URL)]
Moment = Annotated[str, AfterValidator(_is_moment), Field(max_length=40)]


class CustomerWrite(Written):
    """A customer to add or to change."""

    customer_id: Annotated[str, Field(max_length=255)]
    """The application's own id for it."""
    name: Annotated[Line, Kept]
    email: Annotated[str, Kept, Field(max_length=320)]
    """May be empty."""


class ConnectionCreate(Written):
    """A credential that the caller has got from its customer or from another system."""

    provider_name: Name
    type: Literal["api_key", "oauth2"] | None = None
    """May be left out: the provider has one."""
    api_key: Secret | None = None
    """For Apollo."""
    access_token: Secret | None = None
    """For Outreach and Salesloft; may be left out where there is a refresh token and the
    application's OAuth client is set."""
    refresh_token: Secret | None = None
    """For Outreach and Salesloft. Without one the connection ends with its access token."""
    expires_at: Moment | None = None
    """When the access token ends: RFC 3339 with a zone."""


class OAuthClient(Written):
    """An OAuth client's id and secret."""

    oauth_client_id: Annotated[str, Kept, Field(max_length=1_024)]
    oauth_client_secret: Annotated[str, Field(max_length=LONGEST_SECRET)]
    """Empty on a change: the stored one stays."""


class OAuthSettings(Written):
    """What an application asks for, and as which client."""

    oauth_scopes: Annotated[
        list[Annotated[str, Kept, Field(max_length=255)]], Field(max_length=200)
    ]
    """Empty: those that Segue's own operations need."""
    credentials: OAuthClient


class ProviderConfig(Written):
    """An application's own OAuth client at a provider."""

    provider_app_id: str | None = None
    """On the old wire; not kept."""
    use_managed_oauth: bool | None = None
    """Only false: Segue brings no client of its own."""
    oauth: OAuthSettings


class ProviderWrite(Written):
    """How an application connects its customers to a provider."""

    category: Literal["engagement"]
    auth_type: Literal["oauth2", "api_key"]
    name: Name
    config: ProviderConfig | None = None
    """Needed for `oauth2`."""


class MagicLinkCreate(Written):
    """A link to send to a customer."""

    customer_id: Annotated[str, Kept, Field(min_length=1, max_length=255)]
    provider_name: Name
    return_url: Url
    """Where the customer goes afterwards."""
    expiration_secs: Annotated[int, Field(ge=1, le=LONGEST_LINK)]


class KeyCreate(Written):
    """An API key to make."""

    name: Name
    scopes: Annotated[list[KeyScope], Field(min_length=1, max_length=4)] | None = None
    """`read` and `write` where absent. Nobody can give what its own key does not have."""


class KeyRotate(Written):
    """How long the old secret goes on beside the new one."""

    overlap_seconds: Annotated[int, Field(ge=0, le=LONGEST_OVERLAP)] = 0


class ReturnUrls(Written):
    """Where an application's customers may be sent back to."""

    return_urls: Annotated[list[Url], Field(max_length=100)]
