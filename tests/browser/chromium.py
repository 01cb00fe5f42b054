"""A real Chromium, spoken to over its DevTools protocol: clicks, keys, and what people get to see.

Things are found as a screen reader finds them, by role and name. Pages run no script.
"""

import asyncio
import itertools
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp
import pytest

BINARIES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--password-store=basic",
    "--proxy-server=direct://",
)
PATIENCE = 20.0
"""Seconds that the browser may take for anything."""
POLL = 0.02


def binary() -> str:
    """Find the browser; skips the test where there is none, and fails it where CI is true."""
    named = (os.environ.get("SEGUE_CHROMIUM"), *BINARIES)
    found = next((path for name in named if name and (path := shutil.which(name))), None)
    if found is not None:
        return found
    reason = "no Chromium here (Debian: apt install chromium), nor one in SEGUE_CHROMIUM"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run a browser while the block lasts; gives its address. Its files go to `folder`."""
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    command = (binary(), *FLAGS, *root, f"--user-data-dir={folder}")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        port, path = _listening(folder / "DevToolsActivePort")
        yield f"ws://127.0.0.1:{port}{path}"
    finally:
        process.terminate()
        process.wait()


def _listening(file: Path) -> tuple[str, str]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        lines = file.read_text().split("\n") if file.exists() else []
        if len(lines) > 1:
            return lines[0], lines[1]
        time.sleep(POLL)
    pytest.fail("Chromium did not start")


@asynccontextmanager
async def chromium(url: str) -> AsyncIterator["Chromium"]:
    """Speak to a running browser."""
    async with aiohttp.ClientSession() as http, http.ws_connect(url, max_msg_size=0) as socket:
        browser = Chromium(socket)
        yield browser
        await browser.leave()


class Chromium:
    """One running browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._pages: dict[str, Page] = {}
        self._contexts: list[str] = []
        self._reader = asyncio.create_task(self._read())

    async def page(self) -> "Page":
        """Open a page of somebody who was never here: no cookies, no cache, no script."""
        context = await self.ask("Target.createBrowserContext")
        self._contexts.append(context["browserContextId"])
        where = {"url": "about:blank", "browserContextId": context["browserContextId"]}
        target = await self.ask("Target.createTarget", **where)
        given = {"targetId": target["targetId"], "flatten": True}
        session = (await self.ask("Target.attachToTarget", **given))["sessionId"]
        page = self._pages[session] = Page(self, session)
        for domain in ("Page", "DOM", "Accessibility", "Log", "Network"):
            await page.ask(f"{domain}.enable")
        await page.ask("Emulation.setScriptExecutionDisabled", value=True)
        return page

    async def ask(self, method: str, session: str | None = None, **params: Any) -> Any:
        """Send one command; gives its result."""
        number = next(self._numbers)
        command: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session is not None:
            command["sessionId"] = session
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json(command)
        async with asyncio.timeout(PATIENCE):
            return await answer

    async def leave(self) -> None:
        """Close every page and forget what it knew."""
        for context in self._contexts:
            await self.ask("Target.disposeBrowserContext", browserContextId=context)
        await self._socket.close()
        await self._reader

    async def _read(self) -> None:
        async for message in self._socket:
            said = message.json()
            waiting = self._waiting.pop(said.get("id"), None)
            if waiting is not None and "error" in said:
                waiting.set_exception(RuntimeError(said["error"]["message"]))
            elif waiting is not None:
                waiting.set_result(said["result"])
            elif page := self._pages.get(said.get("sessionId")):
                page.hear(said["method"], said["params"])


class Page:
    """One page, as one person sees it."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self._session = session
        self._loaded = asyncio.Event()
        self.complaints: list[str] = []
        """What the browser has blocked."""

    def hear(self, event: str, params: Any) -> None:
        """Take an event in."""
        if event == "Page.loadEventFired":
            self._loaded.set()
        if event == "Log.entryAdded" and params["entry"]["source"] == "security":
            self.complaints.append(params["entry"]["text"])

    async def ask(self, method: str, **params: Any) -> Any:
        """Send one command to the page."""
        return await self._browser.ask(method, self._session, **params)

    async def evaluate(self, expression: str) -> Any:
        """Look at the page from outside."""
        told = await self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    async def open(self, url: str) -> Self:
        """Go to an address."""
        async with self.loading():
            await self.ask("Page.navigate", url=url)
        return self

    @asynccontextmanager
    async def loading(self) -> AsyncIterator[None]:
        """Wait, at the end of the block, until another page has come."""
        self._loaded.clear()
        yield
        async with asyncio.timeout(PATIENCE):
            await self._loaded.wait()

    async def find(self, role: str, name: str) -> int:
        """Find what has this role and this name for a screen reader; there must be one."""
        root = (await self.ask("DOM.getDocument"))["root"]["backendNodeId"]
        wanted = {"backendNodeId": root, "role": role, "accessibleName": name}
        nodes = (await self.ask("Accessibility.queryAXTree", **wanted))["nodes"]
        found = [it for it in nodes if not it["ignored"]]
        assert len(found) == 1, f"{role} {name!r}: {len(found)}\n{await self.text()}"
        return int(found[0]["backendDOMNodeId"])

    async def click(self, role: str, name: str) -> None:
        """Click on it with a mouse, and wait for the next page."""
        node = await self.find(role, name)
        await self.ask("DOM.scrollIntoViewIfNeeded", backendNodeId=node)
        quads = (await self.ask("DOM.getContentQuads", backendNodeId=node))["quads"][0]
        at = {"x": sum(quads[0::2]) / 4, "y": sum(quads[1::2]) / 4}
        async with self.loading():
            for event in ("mousePressed", "mouseReleased"):
                button = {"button": "left", "clickCount": 1}
                await self.ask("Input.dispatchMouseEvent", type=event, **at, **button)

    async def focus(self, role: str, name: str) -> None:
        """Put the cursor into it."""
        await self.ask("DOM.focus", backendNodeId=await self.find(role, name))

    async def type(self, text: str) -> None:
        """Type where the cursor is."""
        await self.ask("Input.insertText", text=text)

    async def press(self, key: str, code: int, text: str = "") -> None:
        """Press one key."""
        pressed = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        await self.ask("Input.dispatchKeyEvent", type="keyDown", **pressed, text=text)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", **pressed)

    async def tab(self) -> None:
        """Go on to the next thing by keyboard."""
        await self.press("Tab", 9)

    async def enter(self) -> None:
        """Press Enter, and wait for the next page."""
        async with self.loading():
            await self.press("Enter", 13, "\r")

    async def text(self) -> str:
        """Give what can be read on the page."""
        return str(await self.evaluate("document.body.innerText"))

    async def url(self) -> str:
        """Give the address."""
        return str(await self.evaluate("location.href"))
