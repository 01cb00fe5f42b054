"""Connecting in what `segue dev` serves, without anything to set up."""

import httpx2

from segue.cli.sandbox import open_sandbox
from segue.testing.consenting import ticket_in

PAGE = {"accept": "text/html"}


async def test_connecting_works_out_of_the_box():
    """Whoever tries Segue out would have to register an application first."""
    async with open_sandbox() as sandbox, httpx2.AsyncClient(base_url=sandbox.url) as browser:
        for name, site in sandbox.sites.items():
            if site.provider.oauth is None:
                continue
            asked = {
                "customer_id": sandbox.customer_id,
                "provider_name": name,
                "return_url": f"{sandbox.url}/health",
                "expiration_secs": 600,
            }
            made = await browser.post(
                "/mgmt/v2/magic_links", json=asked, headers={"x-api-key": sandbox.api_key}
            )
            link = made.json()["url"]
            begun = await browser.get(f"{link}/start", headers=PAGE)
            page = await browser.get(begun.headers["location"])
            form = {"ticket": ticket_in(page.text), "decision": "allow"}
            allowed = await browser.post(f"{site.url}/oauth/authorize", data=form)
            landed = await browser.get(allowed.headers["location"], headers=PAGE)
            assert landed.headers["location"] == asked["return_url"], name
            headers = sandbox.headers(name)
            listed = await browser.get("/engagement/v2/sequences", headers=headers)
            assert listed.status_code == 200, listed.text
