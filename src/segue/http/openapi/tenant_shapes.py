"""What the management API's answers look like: described here, never used to make or check one."""

from typing import Literal

from pydantic import RootModel

from segue.http.openapi.shapes import Moment, Shape
from segue.model.scope import KeyScope


class Customer(Shape):
    """A customer."""

    application_id: str
    customer_id: str
    """The application's own id for it."""
    name: str
    email: str
    """May be empty."""


class CustomerList(RootModel[list[Customer]]):
    """The application's customers, in the order of their ids."""


class ConnectionHealth(Shape):
    """Whether a connection works. An extension of the old wire."""

    state: Literal["active", "reauth_required", "error"]
    """`reauth_required`: nobody but the customer can bring it back."""
    reason: str | None
    """Why it is not active."""
    since: Moment
    """When it came into this state."""
    last_success_at: Moment | None
    """When the provider last did what was asked; written down now and then."""
    scopes: list[str] | None
    """What the token may do, where the provider told."""
    acting_user: str | None
    """The provider's id of the user that the connection acts as."""


class Connection(Shape):
    """A customer's connection to a provider."""

    id: str
    application_id: str
    customer_id: str
    provider_id: str
    provider_name: str
    category: Literal["engagement"]
    instance_url: str
    """Always empty."""
    schema_mappings_config: None
    entity_mappings: None
    connection_sync_config: None
    health: ConnectionHealth


class ConnectionList(RootModel[list[Connection]]):
    """A customer's connections, by their providers' names."""


class CredentialType(Shape):
    """What kind of credential; never more than that."""

    type: Literal["oauth2", "api_key"]


class ConnectionCreated(Connection):
    """A connection that was made."""

    credentials: CredentialType


class ConnectionExport(Shape):
    """A connection with its credential in clear."""

    id: str
    application_id: str
    customer_id: str
    provider_id: str
    category: Literal["engagement"]
    provider_name: str
    instance_url: str
    credentials: dict[str, str | None]
    """`type`, and the provider's own fields: `api_key`, or `access_token`, `refresh_token` and
    `expires_at`."""


class RateLimitWindow(Shape):
    """One of a provider's limits."""

    limit: int
    remaining: int
    reset_time: int | None = None
    """Seconds since 1970, where the provider tells."""


class RateLimitInfo(Shape):
    """What is left of a provider's limits; empty where it was never seen."""

    daily: RateLimitWindow | None = None
    hourly: RateLimitWindow | None = None
    other: dict[str, RateLimitWindow] | None = None
    """By name, such as `minute`."""


class ProviderUserId(Shape):
    """Whom a connection acts as."""

    user_id: str | None
    """Null where the provider does not tell."""
    raw_details: dict[str, object]
    """The provider's own record of the user."""
    additional_raw_details: dict[str, object]
    """Always empty."""


class OAuthClientShown(Shape):
    """An OAuth client without its secret."""

    oauth_client_id: str
    """Empty where none is set."""
    oauth_client_secret: Literal[""]
    """Never shown."""
    developer_token: None


class OAuthSettingsShown(Shape):
    """What is asked for, and as which client."""

    oauth_scopes: list[str]
    credentials: OAuthClientShown


class ProviderConfigShown(Shape):
    """The application's own OAuth client."""

    provider_app_id: str
    use_managed_oauth: Literal[False]
    oauth: OAuthSettingsShown


class NamedObject(Shape):
    """A kind of record."""

    name: str


class ProviderObjects(Shape):
    """The kinds of records that can be listed."""

    common: list[NamedObject]
    standard: list[NamedObject]


class ApplicationProvider(Shape):
    """A provider, as one application connects its customers to it."""

    id: str
    application_id: str
    category: Literal["engagement"]
    auth_type: Literal["oauth2", "api_key"]
    name: str
    config: ProviderConfigShown | None = None
    """Left out where customers connect by a key."""
    objects: ProviderObjects
    entity_mappings: list[object]


class ApplicationProviderList(RootModel[list[ApplicationProvider]]):
    """Every provider that is installed."""


class MagicLink(Shape):
    """A link by which a customer connects itself."""

    id: str
    status: Literal["new", "consumed"]
    application_id: str
    customer_id: str
    provider_id: str
    provider_name: str
    url: str
    """Whoever has it can connect."""
    return_url: str
    expires_at: Moment


class MagicLinkList(RootModel[list[MagicLink]]):
    """The application's magic links, the newest first."""


class ApiKey(Shape):
    """An API key, without what makes it a secret."""

    id: str
    name: str
    prefix: str
    """Its first characters."""
    scopes: list[KeyScope]
    created_at: Moment
    last_used_at: Moment | None
    """To the minute."""
    revoked_at: Moment | None
    """From then on it is refused; still to come for a key that was rotated with an overlap."""


class ApiKeyList(Shape):
    """The application's API keys, the oldest first."""

    records: list[ApiKey]


class ApiKeyMade(ApiKey):
    """An API key that was just made."""

    key: str
    """What `x-api-key` takes. It is shown this once."""


class ReturnUrlList(Shape):
    """Where the application's customers may be sent back to."""

    return_urls: list[str]


class Done(Shape):
    """It is done."""


SHAPES = (
    Customer,
    CustomerList,
    Connection,
    ConnectionList,
    ConnectionCreated,
    RateLimitInfo,
    ProviderUserId,
    ApplicationProvider,
    ApplicationProviderList,
    MagicLink,
    MagicLinkList,
    ApiKeyList,
    ApiKeyMade,
    ReturnUrlList,
    Done,
    ConnectionExport,
)
