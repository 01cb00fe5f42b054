"""Ask a server over the installed providers what there is: a script, run where they are."""

import asyncio
import json
import sys

import httpx2

from segue.app import open_services
from segue.config import Settings
from segue.http import logs
from segue.http.app import create_app
from segue.service import keys


async def main(path: str) -> None:
    logs.configure("error")
    settings = Settings(database_url=f"sqlite:///{path}")
    async with open_services(settings) as services:
        _, key = await keys.create(services, "acme", "fourth")
        app = create_app(services)
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url="http://segue.test",
            headers={"x-api-key": key},
        ) as client:
            listed = await client.get("/segue/v1/providers")
            table = await client.get("/segue/v1/providers/cadenza/capabilities")
            document = await client.get("/openapi.json")
    print(json.dumps({"listed": listed.json(), "table": table.json(), "api": document.json()}))


asyncio.run(main(sys.argv[1]))
