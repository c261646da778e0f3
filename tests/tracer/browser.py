"""Driving headless Chromium through its DevTools protocol.

Opt-in, because it needs Chromium: TRACER_TEST_BROWSER names the program. TRACER_TEST_SCREENSHOT keeps pictures.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

BROWSER = os.environ.get("TRACER_TEST_BROWSER")
needs_browser = pytest.mark.skipif(not BROWSER, reason="TRACER_TEST_BROWSER does not name a Chromium")


class Page:
    """A page, by the DevTools protocol."""

    def __init__(self, web_socket: Any) -> None:
        self._socket = web_socket
        self._number = 0
        self.requested: list[str] = []
        self.errors: list[str] = []

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        await self._socket.send_str(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads((await self._socket.receive()).data)
            self._note(message)
            if message.get("id") == self._number:
                return message["result"]

    def _note(self, message: dict[str, Any]) -> None:
        """Keep what the page asked the network for, and what went wrong in it; both need their domain enabled."""
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requested.append(message["params"]["request"]["url"])
            case "Runtime.exceptionThrown":
                self.errors.append(json.dumps(message["params"]["exceptionDetails"]))

    async def json(self, expression: str) -> Any:
        """The value of an expression that is JSON."""
        return json.loads(await self.value(expression))

    async def value(self, expression: str) -> Any:
        result = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return result["result"].get("value")

    async def picture(self) -> bytes:
        return base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])

    async def type(self, text: str) -> None:
        for letter in text:
            await self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            await self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    async def key(self, key: str, code: int) -> None:
        for kind in ("keyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    async def mouse(self, kind: str, x: int, y: int, clicks: int = 1) -> None:
        held = 0 if kind == "mouseReleased" else 1
        await self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=held, clickCount=clicks)

    async def drag(self, start: tuple[int, int], end: tuple[int, int], steps: int = 8) -> None:
        await self.mouse("mousePressed", *start)
        for step in range(1, steps + 1):
            x, y = (a + (b - a) * step // steps for a, b in zip(start, end, strict=True))
            await self.mouse("mouseMoved", x, y)
        await self.mouse("mouseReleased", *end)

    async def double_click(self, x: int, y: int) -> None:
        for clicks in (1, 2):
            await self.mouse("mousePressed", x, y, clicks)
            await self.mouse("mouseReleased", x, y, clicks)

    async def click(self, x: int, y: int) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)


async def keep(page: Page, name: str) -> bytes:
    """A picture of the page, kept where the environment says."""
    picture = await page.picture()
    if folder := os.environ.get("TRACER_TEST_SCREENSHOT"):
        Path(folder, f"{name}.png").write_bytes(picture)
    return picture


async def differs(page: Page, before: bytes) -> bool:
    return await page.picture() != before


async def until(condition: Callable[[], Any], seconds: float = 30) -> None:
    for _ in range(round(seconds / 0.2)):
        if await condition():
            return
        await asyncio.sleep(0.2)
    pytest.fail("the condition did not come about")


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Page]:
    import aiohttp

    assert BROWSER
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1600,900", "--remote-debugging-port=0"]
    process = subprocess.Popen(
        [BROWSER, *options, f"--user-data-dir={folder}", "about:blank"], stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        port = next(found.group(1) for line in lines if (found := re.search(r"ws://127\.0\.0\.1:(\d+)/", line)))
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json") as response:
                target = next(entry for entry in await response.json() if entry["type"] == "page")
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as web_socket:
                yield Page(web_socket)
    finally:
        process.terminate()
        process.wait()
