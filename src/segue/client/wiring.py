"""Where a client asks, and as whom: everything of a request that is not the call."""

from collections.abc import Generator, Mapping
from typing import Any, Final, NotRequired, TypedDict

import httpx2

from segue.client.call import ROOT, Answer, Call, Lost, fits_header

AGENT: Final = "segue-python"
TIMEOUT: Final = 120.0
"""In seconds. A write of many calls is answered after the last of them."""


class Parts(TypedDict):
    """What the HTTP library takes."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: NotRequired[bytes]
    auth: httpx2.Auth
    timeout: float
    follow_redirects: bool


class Key(httpx2.Auth):
    """The API key. It is put in at the last moment, and shown nowhere."""

    def __init__(self, api_key: str) -> None:
        self._api_key = _header("api_key", api_key)

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Add the key to a request."""
        request.headers["x-api-key"] = self._api_key
        yield request

    def hidden(self, text: str) -> str:
        """Take the key out of a text."""
        return text.replace(self._api_key, "[API key]")


class Server:
    """One Segue, and the key to it."""

    def __init__(self, url: str, api_key: str) -> None:
        parsed = httpx2.URL(url)
        if parsed.scheme not in {"http", "https"} or not parsed.host:
            raise ValueError("url must start with http:// or https:// and name a host")
        if parsed.query or parsed.fragment:
            raise ValueError("url must have neither a query nor a fragment")
        self._url = url.rstrip("/")
        self._key = Key(api_key)
        self.shown = str(parsed.copy_with(userinfo=b""))

    def parts(self, call: Call[Any], who: Mapping[str, str], timeout: float) -> Parts:
        """Spell a request."""
        query = f"?{httpx2.QueryParams(dict(call.query))}" if call.query else ""
        headers = {"accept": "application/json", "user-agent": AGENT, **who}
        if call.idempotency_key is not None:
            headers["idempotency-key"] = call.idempotency_key
        parts = Parts(
            method=call.method,
            url=f"{self._url}{ROOT}{call.path}{query}",
            headers=headers,
            auth=self._key,
            timeout=timeout,
            # A redirect would carry the key to whatever place it names.
            follow_redirects=False,
        )
        content = call.content()
        if content is not None:
            parts["content"] = content
            headers["content-type"] = "application/json"
        return parts

    def lost(self, error: httpx2.RequestError) -> Lost:
        """Say why no answer came. The error itself holds the request, and so the key."""
        return Lost(self._key.hidden(f"{type(error).__name__}: {error}".removesuffix(": ")))


def answer(response: httpx2.Response) -> Answer:
    """Take what is read of a response."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status_code, headers=headers, content=response.content)


def who(customer_id: str, provider_name: str) -> Mapping[str, str]:
    """Spell the headers that name a connection."""
    return {
        "x-customer-id": _header("customer_id", customer_id),
        "x-provider-name": _header("provider_name", provider_name),
    }


def _header(name: str, value: str) -> str:
    if not fits_header(value):
        raise ValueError(f"{name} must be printable ASCII, and neither empty nor padded")
    return value
