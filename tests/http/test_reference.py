"""The page that shows the document."""

import hashlib
import re

import httpx2

from segue.http.routes.reference import ASSETS, SCRIPT


async def test_the_page_and_its_script_are_served(client: httpx2.AsyncClient):
    """There would be no reference to read."""
    page = await client.get("/docs")
    (source,) = re.findall(r'<script[^>]* src="([^"]+)"', page.text)
    script = await client.get(source)

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert script.content == (ASSETS / SCRIPT).read_bytes()
    assert "max-age" in script.headers["cache-control"]


async def test_the_page_asks_no_other_host(client: httpx2.AsyncClient):
    """Whoever reads the reference would be seen by a third party, or see nothing offline."""
    page = await client.get("/docs")

    assert "//" not in page.text
    assert 'load-fonts="false"' in page.text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "http" not in policy
    assert "script-src-" not in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert re.findall(r"<script(?![^>]* src=)", page.text) == []


async def test_the_page_shows_the_served_document(client: httpx2.AsyncClient):
    """The page would be empty."""
    page = await client.get("/docs")
    (url,) = re.findall(r'spec-url="([^"]+)"', page.text)

    document = await client.get(url)

    assert document.json()["info"]["title"] == "Segue"


def test_the_vendored_script_is_the_one_that_is_named():
    """Somebody's change of a file of 800 kB would go unseen."""
    digest = hashlib.sha256((ASSETS / SCRIPT).read_bytes()).hexdigest()

    assert digest in (ASSETS / "README.md").read_text(encoding="utf-8")
    assert (ASSETS / f"{SCRIPT}.LICENSE.txt").read_text(encoding="utf-8").startswith("MIT License")
