"""Magic links: their pages, what uses them up, and what does not."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from segue.store import applications, customers

from .conftest import CUSTOMER, RETURN_URL

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """List the attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


def form_token(text: str) -> str:
    """Read what the form holds."""
    found = re.search(r'name="form_token" value="([^"]+)"', text)
    assert found
    return found[1]


@pytest.fixture
async def key(apollo) -> str:
    """A key that Apollo takes."""
    return str((await apollo.world.simulated.ask("GET", "token"))["api_key"])


async def test_looking_and_starting_use_nothing_up(stage):
    """A mail scanner that opens a link, or a first try that fails, would burn it."""
    path = await stage.link()
    browser = stage.browser()
    for _ in range(2):
        page = await browser.ask("GET", path)
        assert page.status_code == 200
        begun = await browser.ask("GET", f"{path}/start")
        assert begun.status_code == 302
    assert await stage.link_state(path) == "new"
    response = await browser.back(await browser.consent(begun.headers["location"]))
    assert response.headers["location"] == RETURN_URL
    assert await stage.link_state(path) == "consumed"
    assert (await browser.ask("GET", path)).status_code == 410
    assert (await browser.ask("GET", f"{path}/start")).status_code == 410


async def test_a_no_leads_back_to_the_link(stage):
    """Whoever refused by mistake would need a new link."""
    path = await stage.link()
    browser = stage.browser()
    begun = await browser.ask("GET", f"{path}/start")
    refused = await browser.back(await browser.consent(begun.headers["location"], "deny"))
    assert refused.headers["location"] == f"{stage.public_url}{path}?error=access_denied"
    page = await browser.ask("GET", refused.headers["location"])
    assert 'role="alert"' in page.text
    assert f"Try again at {stage.provider.title}" in page.text
    back = re.search(r'<a href="([^"]+)">Go back', page.text)
    assert back[1].startswith(f"{RETURN_URL}&amp;error=access_denied&amp;")
    assert f"customer_id={CUSTOMER}" in back[1]
    assert await stage.link_state(path) == "new"
    begun = await browser.ask("GET", f"{path}/start")
    response = await browser.back(await browser.consent(begun.headers["location"]))
    assert response.headers["location"] == RETURN_URL


async def test_a_link_that_ends_on_the_way_connects_nobody(salesloft):
    """A link could outlive its end, or be used twice by two browsers at once."""
    path = await salesloft.link()
    first, second = salesloft.browser(), salesloft.browser()
    begun = [await browser.ask("GET", f"{path}/start") for browser in (first, second)]
    codes = [
        await browser.consent(one.headers["location"])
        for browser, one in zip((first, second), begun, strict=True)
    ]
    assert (await first.back(codes[0])).headers["location"] == RETURN_URL
    held = await salesloft.connection()
    late = await second.back(codes[1])
    assert late.headers["location"].endswith(f"{path}?error=link_used")
    assert (await salesloft.connection()).credential == held.credential
    asked = await salesloft.world.simulated.requests()
    assert [it["path"] for it in asked].count("/oauth/token") == 1


async def test_an_expired_link_connects_nobody(salesloft):
    """A link found in an old mail would work."""
    end = salesloft.services.clock.now() + timedelta(minutes=5)
    path = await salesloft.link(expires_at=end)
    browser = salesloft.browser()
    begun = await browser.ask("GET", f"{path}/start")
    location = await browser.consent(begun.headers["location"])
    await salesloft.world.clock.advance(301)
    late = await browser.back(location)
    assert late.headers["location"].endswith(f"{path}?error=link_expired")
    page = await browser.ask("GET", late.headers["location"])
    assert (page.status_code, "This link has expired" in page.text) == (410, True)
    assert await salesloft.connection() is None


@pytest.mark.parametrize("id", ["ml_unknown", "x" * 200, "%00", "..%2fhealth", "%3Cscript%3E"])
async def test_an_unknown_link_says_so(salesloft, id):
    """A link that was copied in part would end in a page of JSON, or in an exception."""
    browser = salesloft.browser()
    page = await browser.ask("GET", f"/links/{id}")
    assert page.status_code == 404
    assert "<script" not in page.text
    json = await browser.ask("GET", f"/links/{id}", headers={"accept": "*/*"})
    assert json.status_code == 404
    assert json.json()["errors"][0]["code"] == "NOT_FOUND_ERROR"


async def test_a_deleted_customers_link_leads_nowhere(salesloft):
    """A customer who was deleted could come back by an old mail."""
    path = await salesloft.link()
    await customers.remove(salesloft.services.database, salesloft.application, CUSTOMER)
    assert (await salesloft.browser().ask("GET", path)).status_code == 404


async def test_a_return_url_that_is_no_longer_allowed_stops_a_link(salesloft):
    """Taking an address off the list would not take it off the links that are out."""
    path = await salesloft.link()
    await applications.set_return_urls(
        salesloft.services.database, salesloft.application, ["https://new.example/"]
    )
    response = await salesloft.browser().ask("GET", f"{path}/start")
    assert (response.status_code, response.headers.get("location")) == (400, None)


async def test_a_page_is_safe_and_accessible(either):
    """A page could be framed, scripted, or not be read by those who do not see it."""
    response = await either.browser().ask("GET", await either.link())
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    page = Page(response.text)
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
    labels = {it["for"] for it in page.all("label")}
    shown = [it for it in page.all("input") if it.get("type") != "hidden"]
    assert {it["id"] for it in shown} == labels
    ids = {attributes.get("id") for _, attributes in page.tags}
    for it in shown:
        assert set((it["aria-describedby"] or "").split()) <= ids
    assert not page.all("script")
    assert not any(key.startswith("on") for _, attributes in page.tags for key in attributes)


async def test_what_is_filled_in_is_escaped(salesloft):
    """An application's name could be a script."""
    database = salesloft.services.database
    owner = (await applications.create(database, "<b>&\"'", salesloft.services.clock.now())).id
    at = salesloft.services.clock.now()
    await customers.put(database, owner, CUSTOMER, name="x", email=None, at=at)
    path = await salesloft.link(application_id=owner, return_url='https://a.example/"><i>')
    page = await salesloft.browser().ask("GET", f"{path}?error=%3Cu%3E")
    assert "<b>" not in page.text
    assert "<i>" not in page.text
    assert "<u>" not in page.text
    assert "&lt;b&gt;&amp;&#34;&#39; asks to work" in page.text


async def test_a_key_connects(apollo, key):
    """Apollo's customers could not connect themselves."""
    path = await apollo.link()
    browser = apollo.browser()
    page = await browser.ask("GET", path)
    form = {"form_token": form_token(page.text), "api_key": f"  {key} "}
    response = await browser.ask("POST", path, data=form)
    assert (response.status_code, response.headers["location"]) == (303, RETURN_URL)
    assert await apollo.credential() == {"api_key": key}
    connection = await apollo.connection()
    assert (connection.state, connection.expires_at) == ("active", None)
    assert connection.acting_user
    assert await apollo.link_state(path) == "consumed"
    assert (await browser.ask("POST", path, data=form)).status_code == 410
    everything = "\n".join([*apollo.seen, apollo.log.getvalue()])
    assert key not in everything


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("wrong-key-0123456789", 422, "did not take this key"),
        ("", 400, "needs &#39;api_key&#39;"),
        ("a\nb", 400, "line break"),
    ],
)
async def test_a_wrong_key_is_told_at_its_field(apollo, key, typed, status, words):
    """Whoever mistypes a key would not learn it, or could not try again."""
    path = await apollo.link()
    browser = apollo.browser()
    first = await browser.ask("GET", path)
    form = {"form_token": form_token(first.text), "api_key": typed}
    response = await browser.ask("POST", path, data=form)
    assert response.status_code == status
    page = Page(response.text)
    (entry,) = [it for it in page.all("input") if it.get("type") != "hidden"]
    assert entry["aria-invalid"] == "true"
    assert "value" not in entry
    assert "autofocus" in entry
    assert "api_key-wrong" in (entry["aria-describedby"] or "").split()
    assert words in response.text
    assert "Not connected: Connect Apollo" in response.text
    assert not typed or typed not in response.text
    assert await apollo.link_state(path) == "new"
    again = {"form_token": form_token(response.text), "api_key": key}
    assert (await browser.ask("POST", path, data=again)).status_code == 303


async def test_a_vendor_that_is_down_is_not_the_keys_fault(apollo, key):
    """A customer would be told that a good key is wrong."""
    path = await apollo.link()
    browser = apollo.browser()
    page = await browser.ask("GET", path)
    await apollo.world.simulated.fault("server_error", times=None)
    form = {"form_token": form_token(page.text), "api_key": key}
    response = await browser.ask("POST", path, data=form)
    assert response.status_code >= 500
    assert "could not be asked" in response.text
    assert "aria-invalid=" not in response.text.partition("</style>")[2]
    assert await apollo.connection() is None
    assert await apollo.audited() == ["connection.refused"]


@pytest.mark.parametrize("trick", ["no_cookie", "no_token", "other_browser", "other_link"])
async def test_a_form_of_another_site_is_refused(apollo, key, trick):
    """Another site could connect an attacker's account behind a victim's back."""
    path, other = await apollo.link(), await apollo.link()
    browser, stranger = apollo.browser(), apollo.browser()
    tokens = {
        "no_cookie": form_token((await stranger.ask("GET", path)).text),
        "no_token": "",
        "other_browser": form_token((await stranger.ask("GET", path)).text),
        "other_link": form_token((await browser.ask("GET", other)).text),
    }
    if trick != "no_cookie":
        await browser.ask("GET", path)
    else:
        browser = apollo.browser()
    form = {"form_token": tokens[trick], "api_key": key}
    response = await browser.ask("POST", path, data=form)
    assert response.status_code == 403
    assert "Try again" in response.text
    assert await apollo.connection() is None
    again = {**form, "form_token": form_token(response.text)}
    assert (await browser.ask("POST", path, data=again)).status_code == 303


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "application/json"}, b"{}", 415),
        (FORM, b"a=" + b"x" * 20_000, 413),
        (FORM, b"&".join(b"a=%d" % i for i in range(60)), 400),
        (FORM, b"\xff\xfe", 400),
    ],
)
async def test_other_bodies_are_refused(apollo, headers, body, status):
    """A body that is no form would end in an exception, or fill the memory."""
    path = await apollo.link()
    response = await apollo.browser().ask("POST", path, content=body, headers=headers)
    assert response.status_code == status


async def test_a_key_page_has_no_way_to_oauth(apollo):
    """Starting OAuth at a provider that has none would end in an exception."""
    response = await apollo.browser().ask("GET", f"{await apollo.link()}/start")
    assert response.status_code == 400


async def test_links_of_a_server_below_a_path_stay_below_it(salesloft):
    """Behind a proxy that serves us below a path, a page's form would miss."""
    salesloft.public_url = "https://segue.example/connect"
    path = await salesloft.link()
    page = await salesloft.browser().ask("GET", f"https://segue.example{path}")
    assert f'href="/connect{path}/start"' in page.text
