"""Where a path can lead: below the provider's API, whatever it is spelled like."""

import unicodedata
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from segue import registry
from segue.engine.transport import Destination
from segue.model.problem import Problem
from segue.service.pinning import pinned

from .conftest import PROVIDERS, ROOTS

HOST = "https://api.outreach.io"
DESTINATIONS = {
    name: Destination(
        connection_id="cn_1", provider=found, api_url=found.api_url, credential={"x": "secret"}
    )
    for name, found in ((name, registry.load(name)) for name in PROVIDERS)
}
REFUSED = (
    "https://evil.example/api/v2/x",
    "http:evil.example/api/v2",
    "HTTPS://user:word@api.outreach.io/api/v2/x",
    "//evil.example/api/v2/x",
    "///evil.example/api/v2/x",
    "/\\evil.example/api/v2/x",
    "\\\\evil.example/api/v2/x",
    "@evil.example/api/v2/x",
    ":80@evil.example/api/v2",
    ".evil.example/api/v2",
    "?x=/api/v2/",
    "#/api/v2/",
    "/",
    "/api",
    "/api/v2x",
    "/api/v2%2fx",
    "/api/v2@evil.example/",
    "/api/v3/x",
    "/API/V2/x",
    "/%61pi/v2/x",
    "/oauth/token",
    "/api/v2/..",
    "/api/v2/../../oauth/token",
    "/api/v2/./x",
    "/api/v2/%2e%2e/x",
    "/api/v2/%2E./x",
    "/api/v2/.%2e%2fx",
    "/api/v2/%252e%252e/x",
    "/api/v2/%25252e%25252e%25252fx",
    "/api/v2/..;/x",
    "/api/v2/..;a=b/x",
    "/api/v2/..%3b/x",
    "/api/v2/%2e%2e%20/x",
    "/api/v2/..%09/x",
    "/api/v2/..\\x",
    "/api/v2/..%5cx",
    "/api/v2/%255c..%255cx",
    "/api/v2/%c0%ae%c0%ae/x",
    "/api/v2/%e0%80%ae/x",
    "/api/v2/%uff0e%uff0e/x",
    "/api/v2/%25u002e%25u002e/x",
    "/api/v2/\uff0e\uff0e/x",
    "/api/v2/%ef%bc%8e%ef%bc%8e/x",
    "/api/v2/\u2025/x",
    "/api/v2/a\uff0f..\uff0fx",
    "/api/v2/x%00",
    "/api/v2/x%0d%0aHost:%20evil.example",
    "/api/v2/x\r\nHost: evil.example",
    "/api/v2/x\tHTTP/1.1",
    "/api/v2/x?a=b\r\nHost: evil.example",
    "/api/v2/x%250aHost",
    "/api/v2/\u202ex",
    "/api/v2/\ud800",
    "/api/v2/%ff",
    "/api/v2/%zz",
    "/api/v2/x?a=%zz",
    "/api/v2/x#y",
    "/api/v2/x?a=b#y",
    "/api/v2/%" + "25" * 10 + "2e",
    "/api/v2/%25252525252525252525252e%2e",
)


def refused(path: str, provider: str = "outreach", method: str = "POST") -> bool:
    """Tell whether a path is refused, at its own place."""
    try:
        pinned(DESTINATIONS[provider], path, method)
    except Problem as problem:
        return (problem.status, problem.faults[0].pointer) == (400, "/body/path")
    return False


@pytest.mark.parametrize("path", REFUSED)
def test_a_path_that_could_lead_elsewhere_is_refused(path: str):
    """A token would be sent to whoever asks for it."""
    assert refused(path)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/api/v2", "/api/v2"),
        ("/api/v2/", "/api/v2/"),
        ("/api/v2/prospects/7", "/api/v2/prospects/7"),
        ("/api/v2/x?page[size]=5&a=..", "/api/v2/x?page[size]=5&a=.."),
        ("/api/v2/x?u=https://a.example/%5C", "/api/v2/x?u=https://a.example/%5C"),
        ("/api/v2/a b/é", "/api/v2/a%20b/%C3%A9"),
        ("/api/v2/a%20b/%C3%A9", "/api/v2/a%20b/%C3%A9"),
        ("/api/v2/x/100%25", "/api/v2/x/100%25"),
        ("/api/v2/x/a@b.example", "/api/v2/x/a@b.example"),
        ("/api/v2/x/v1..2/.well/...", "/api/v2/x/v1..2/.well/..."),
    ],
)
def test_a_plain_path_is_sent_as_it_is(path: str, url: str):
    """Honest requests would be refused, or reach another thing than the one they name."""
    target = pinned(DESTINATIONS["outreach"], path, "GET")
    assert "?".join(filter(None, (target.url, target.query))) == HOST + url
    assert target.telling


@pytest.mark.parametrize(
    ("provider", "path", "url"),
    [
        ("apollo", "/v1/contacts", "https://api.apollo.io/api/v1/contacts"),
        ("apollo", "/api/v1/contacts", "https://api.apollo.io/api/v1/contacts"),
        ("salesloft", "/v2/people", "https://api.salesloft.com/v2/people"),
        ("outreach", "/api/v2/users", "https://api.outreach.io/api/v2/users"),
    ],
)
def test_every_provider_has_its_root(provider: str, path: str, url: str):
    """Clients of the old wire would have to change their paths."""
    assert pinned(DESTINATIONS[provider], path, "GET").url == url
    for other in PROVIDERS:
        if not any(path.startswith(root) for root in DESTINATIONS[other].provider.roots):
            assert refused(path, other)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_top_is_at_the_providers_host(provider: str):
    """The path that old clients ask for to keep a token fresh would be refused."""
    target = pinned(DESTINATIONS[provider], "/", "GET")
    parts = urlsplit(DESTINATIONS[provider].provider.api_url)
    assert target.url == f"{parts.scheme}://{parts.netloc}/"
    assert not target.telling
    assert refused("/", provider, "DELETE")


def _layered(text: str, layers: int) -> str:
    for _ in range(layers):
        text = "".join(f"%{byte:02x}" for byte in text.encode())
    return text


CLIMBS = st.sampled_from(["..", ".", "..;", "..\\", "\\", "\x00", "\r\n", "\uff0e\uff0e", "\u2025"])


@given(st.sampled_from(PROVIDERS), CLIMBS, st.integers(0, 4), st.text("ab/", max_size=5))
def test_no_layer_of_encoding_hides_a_climb(provider: str, climb: str, layers: int, tail: str):
    """A provider that takes one more layer off than we do would be led out of its API."""
    assert refused(f"{ROOTS[provider]}/a/{_layered(climb, layers)}/{tail}", provider)


@given(st.sampled_from(PROVIDERS), st.text(max_size=40), st.booleans())
def test_whatever_is_not_refused_stays_below_the_root(provider: str, text: str, below: bool):  # noqa: FBT001
    """Some spelling that nobody has thought of would lead elsewhere."""
    root = ROOTS[provider]
    path = f"{root}/{text}" if below else text
    try:
        target = pinned(DESTINATIONS[provider], path, "POST")
    except Problem:
        return
    whole = "?".join(filter(None, (target.url, target.query)))
    sent, normal = URL(whole, encoded=True), URL(whole)
    base = URL(DESTINATIONS[provider].api_url)
    for url in (sent, normal):
        assert url.origin() == base.origin()
        assert url.user is None
        assert url.raw_path == root or url.raw_path.startswith(f"{root}/")
        assert url.fragment == ""
    assert str(sent) == whole
    assert whole.isascii()
    assert whole.isprintable()
    assert " " not in whole


@given(st.text(st.characters(exclude_characters="%\\?#/", codec="utf-8"), min_size=1, max_size=20))
def test_an_honest_segment_arrives_as_it_was_meant(text: str):
    """A name with an accent would reach another record."""
    shown = all(unicodedata.category(one)[0] != "C" for one in unicodedata.normalize("NFKC", text))
    path = f"/api/v2/x/{quote(text, safe='')}"
    if refused(path):
        odd = unicodedata.normalize("NFKC", text)
        assert not shown or set(odd) & set("%\\/.\u2028\u2029"), text
        return
    url = URL(pinned(DESTINATIONS["outreach"], path, "GET").url, encoded=True)
    assert url.parts[-1] == text
