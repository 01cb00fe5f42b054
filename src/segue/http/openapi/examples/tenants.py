"""Examples of the management API."""

from segue.http.openapi.examples.records import MOMENT, one

_APPLICATION = "app_0b7c4d1e2f3a4b5c6d7e8f9012345678"
_PROVIDER = "0c8d6f5e-2b57-5f8a-9d0e-4a1c7b3e9f26"

_CUSTOMER = {
    "application_id": _APPLICATION,
    "customer_id": "customer-1",
    "name": "Tern Harbour",
    "email": "it@tern.example",
}
CUSTOMER = one("A customer", _CUSTOMER)
CUSTOMERS = one("One customer", [_CUSTOMER])
CUSTOMER_WRITE = one(
    "A customer",
    {"customer_id": "customer-1", "name": "Tern Harbour", "email": "it@tern.example"},
)

_CONNECTION = {
    "id": "cn_9d10b7c8e9f0a1b2c3d4e5f60718293a",
    "application_id": _APPLICATION,
    "customer_id": "customer-1",
    "provider_id": _PROVIDER,
    "provider_name": "outreach",
    "category": "engagement",
    "instance_url": "",
    "schema_mappings_config": None,
    "entity_mappings": None,
    "connection_sync_config": None,
    "health": {
        "state": "active",
        "reason": None,
        "since": MOMENT,
        "last_success_at": MOMENT,
        "scopes": ["sequences.all"],
        "acting_user": "3",
    },
}
CONNECTION = one("A connection", _CONNECTION)
CONNECTIONS = one("One connection", [_CONNECTION])
CONNECTION_CREATED = one("A connection", {**_CONNECTION, "credentials": {"type": "oauth2"}})
CONNECTION_CREATE = {
    "key": {
        "summary": "Apollo, by a key",
        "value": {"provider_name": "apollo", "api_key": "the customer's key"},
    },
    "tokens": {
        "summary": "Outreach, by a token set",
        "value": {
            "provider_name": "outreach",
            "type": "oauth2",
            "access_token": "its access token",
            "refresh_token": "its refresh token",
            "expires_at": MOMENT,
        },
    },
}
_PLAIN = ("id", "application_id", "customer_id", "provider_id", "category", "provider_name")
CONNECTION_EXPORT = one(
    "A token set",
    {
        **{name: _CONNECTION[name] for name in (*_PLAIN, "instance_url")},
        "credentials": {
            "type": "oauth2",
            "access_token": "its access token",
            "refresh_token": "its refresh token",
            "expires_at": MOMENT,
        },
    },
)
RATE_LIMITS = one(
    "Outreach, by the hour",
    {"hourly": {"limit": 10_000, "remaining": 9_940, "reset_time": 1_786_700_000}},
)
PROVIDER_USER = one(
    "A user",
    {
        "user_id": "3",
        "raw_details": {"id": 3, "email": "ada@tern.example"},
        "additional_raw_details": {},
    },
)

_PROVIDER_ENTRY = {
    "id": _PROVIDER,
    "application_id": _APPLICATION,
    "category": "engagement",
    "auth_type": "oauth2",
    "name": "outreach",
    "config": {
        "provider_app_id": "",
        "use_managed_oauth": False,
        "oauth": {
            "oauth_scopes": ["sequences.all"],
            "credentials": {
                "oauth_client_id": "the client's id",
                "oauth_client_secret": "",
                "developer_token": None,
            },
        },
    },
    "objects": {"common": [{"name": "contact"}], "standard": []},
    "entity_mappings": [],
}
APPLICATION_PROVIDER = one("A provider", _PROVIDER_ENTRY)
APPLICATION_PROVIDERS = one("One provider", [_PROVIDER_ENTRY])
PROVIDER_WRITE = one(
    "An OAuth client",
    {
        "category": "engagement",
        "auth_type": "oauth2",
        "name": "outreach",
        "config": {
            "oauth": {
                "oauth_scopes": [],
                "credentials": {
                    "oauth_client_id": "the client's id",
                    "oauth_client_secret": "the client's secret",
                },
            }
        },
    },
)
DELETED = one("It is done", {})

_LINK = {
    "id": "ml_4a1c7b3e9f260c8d6f5e2b575f8a9d0e",
    "status": "new",
    "application_id": _APPLICATION,
    "customer_id": "customer-1",
    "provider_id": _PROVIDER,
    "provider_name": "outreach",
    "url": "https://segue.example/links/ml_4a1c7b3e9f260c8d6f5e2b575f8a9d0e",
    "return_url": "https://app.example/settings",
    "expires_at": MOMENT,
}
MAGIC_LINK = one("A link", _LINK)
MAGIC_LINKS = one("One link", [_LINK])
MAGIC_LINK_CREATE = one(
    "For a day",
    {
        "customer_id": "customer-1",
        "provider_name": "outreach",
        "return_url": "https://app.example/settings",
        "expiration_secs": 86_400,
    },
)

_KEY = {
    "id": "key_7f0e1d2c3b4a59687766554433221100",
    "name": "nightly job",
    "prefix": "segue_Xk3v9Q",
    "scopes": ["read", "write"],
    "created_at": MOMENT,
    "last_used_at": None,
    "revoked_at": None,
}
KEYS = one("One key", {"records": [_KEY]})
KEY_MADE = one("A key", {**_KEY, "key": "segue_Xk3v9Q and the rest of it"})
KEY_CREATE = one("A modest key", {"name": "nightly job", "scopes": ["read", "write"]})
KEY_ROTATE = one("Within the hour", {"overlap_seconds": 3_600})
RETURN_URLS = one("One place", {"return_urls": ["https://app.example/settings"]})
