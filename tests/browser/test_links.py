"""From a magic link to a connected account, in a real browser that runs no script."""

from .chromium import Page
from .conftest import Town

CONTRAST = """
(() => {
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const light = rgb => rgb.slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = it => {
    for (; it; it = it.parentElement) {
      const rgba = numbers(getComputedStyle(it).backgroundColor);
      if (rgba.length === 3 || rgba[3] === 1) return rgba;
    }
    return [255, 255, 255];
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  return [...document.querySelectorAll('h1, h2, p, a, label, button, input')].map(it =>
    ratio(light(numbers(getComputedStyle(it).color)), light(behind(it))));
})()
"""
FOCUSED = "document.activeElement.textContent || document.activeElement.id"
OUTLINED = "getComputedStyle(document.activeElement).outlineStyle"


async def lead(town: Town, page: Page, url: str) -> None:
    """Go from a link to the vendor's page."""
    await page.open(url)
    await page.click("link", f"Continue at {town.stage.provider.title}")
    await page.find("heading", f"Sign in to {town.stage.provider.title}")


async def accessible(page: Page) -> None:
    """Fail where the page cannot be read by everybody, or the browser has blocked part of it."""
    assert page.complaints == []
    assert await page.evaluate("document.documentElement.lang") == "en"
    ratios = await page.evaluate(CONTRAST)
    assert len(ratios) >= 2
    assert min(ratios) >= 4.5
    # The style is let in by its hash: were it blocked, colours would be the browser's own.
    assert await page.evaluate("getComputedStyle(document.body).margin") == "0px"


async def test_refusal_retry_and_connection(town):
    """A customer could not connect, or not after a first no."""
    page, url = await town.browser.page(), await town.link()
    await lead(town, page, url)
    assert await town.stage.connection() is None
    await page.click("button", "Deny")
    title = town.stage.provider.title
    assert await page.evaluate("document.title") == f"Not connected: Connect {title}"
    assert f"{title} was not allowed to be connected." in await page.text()
    await accessible(page)
    await page.click("link", f"Try again at {title}")
    await page.click("button", "Allow")
    assert await page.url() == town.return_url
    assert "You are back" in await page.text()
    connection = await town.stage.connection()
    assert (connection.state, connection.acting_user is not None) == ("active", True)
    await page.open(url)
    assert "This link has been used" in await page.text()
    await accessible(page)
    assert page.complaints == []


async def test_by_keyboard_alone(town):
    """Whoever uses no mouse could not connect, or not see where they are."""
    page = await town.browser.page()
    await page.open(await town.link())
    await accessible(page)
    await page.tab()
    assert await page.evaluate(FOCUSED) == f"Continue at {town.stage.provider.title}"
    assert await page.evaluate(OUTLINED) == "solid"
    await page.enter()
    await page.focus("button", "Allow")
    await page.enter()
    assert await page.url() == town.return_url


async def test_going_back_without_connecting(town):
    """Whoever opens a link by mistake would be stuck, and the application would not know."""
    page, url = await town.browser.page(), await town.link()
    await page.open(url)
    await page.click("link", "Go back without connecting")
    assert (await page.url()).startswith(f"{town.return_url}&error=access_denied&")
    assert await town.stage.link_state(url) == "new"


async def test_an_expired_link_and_an_expired_attempt(town):
    """A page that was left open would end in an error that says nothing."""
    page, url = await town.browser.page(), await town.link()
    await lead(town, page, url)
    await town.stage.world.clock.advance(601)
    await page.click("button", "Allow")
    assert "took longer than ten minutes" in await page.text()
    await accessible(page)
    await lead(town, page, url)
    await page.click("button", "Allow")
    assert await page.url() == town.return_url
    late = await town.link()
    await page.open(late)
    await town.stage.world.clock.advance(3601)
    await page.click("link", f"Continue at {town.stage.provider.title}")
    assert "This link has expired" in await page.text()


async def test_an_attempt_of_another_browser(town):
    """An attacker's account could be put behind a victim's connection by sending an address."""
    attacker, victim = await town.browser.page(), await town.browser.page()
    await lead(town, attacker, await town.link())
    location = await attacker.url()
    await victim.open(location)
    await victim.click("button", "Allow")
    assert "began in another browser" in await victim.text()
    assert await town.stage.connection() is None
    await attacker.click("button", "Allow")
    assert await attacker.url() == town.return_url


async def test_from_an_applications_own_page(town):
    """The address that old clients have in their pages would not work in a browser."""
    page = await town.browser.page()
    query = "&".join(
        f"{name}={value.replace('&', '%26')}"
        for name, value in town.stage.query(returnUrl=town.return_url).items()
    )
    address = f"{town.url.replace('localhost', '127.0.0.1')}/oauth/connect?{query}"
    await page.open(address)
    await page.click("button", "Deny")
    assert (await page.url()).startswith(f"{town.return_url}&error=access_denied&")
    await page.open(address)
    await page.click("button", "Allow")
    assert await page.url() == town.return_url


async def test_a_key(keyed):
    """Apollo's customers could not connect, or not after a mistyped key."""
    town, page, url = keyed, await keyed.browser.page(), await keyed.link()
    await page.open(url)
    await accessible(page)
    await page.focus("textbox", "API key")
    await page.type("a-mistyped-key-0123456789")
    await page.click("button", "Connect Apollo")
    assert "Apollo did not take this key" in await page.text()
    assert await page.evaluate(FOCUSED) == "api_key"
    assert await page.evaluate("document.activeElement.value") == ""
    assert await page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    await accessible(page)
    key = (await town.stage.world.simulated.ask("GET", "token"))["api_key"]
    await page.type(key)
    await page.enter()
    assert await page.url() == town.return_url
    assert await town.stage.credential() == {"api_key": key}
    await page.open(url)
    assert "This link has been used" in await page.text()
    assert page.complaints == []
