"""The same UI in a browser: `tracer tui --web` in headless Chromium, driven through its DevTools protocol.

Opt-in, because it needs Chromium: TRACER_TEST_BROWSER names the program. TRACER_TEST_SCREENSHOT keeps the picture.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

BROWSER = os.environ.get("TRACER_TEST_BROWSER")
pytestmark = pytest.mark.skipif(not BROWSER, reason="TRACER_TEST_BROWSER does not name a Chromium")
SOURCE = "class Model:\n    def fit(self):\n        self.train_step()\n\n    def train_step(self):\n        return 1\n"


class Page:
    """A page, by the DevTools protocol."""

    def __init__(self, web_socket: Any) -> None:
        self._socket = web_socket
        self._number = 0

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        await self._socket.send_str(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads((await self._socket.receive()).data)
            if message.get("id") == self._number:
                return message["result"]

    async def value(self, expression: str) -> Any:
        result = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return result["result"].get("value")

    async def picture(self) -> bytes:
        return base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])

    async def type(self, text: str) -> None:
        for letter in text:
            await self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            await self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

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


async def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def until(condition: Callable[[], Any], seconds: float = 30) -> None:
    for _ in range(round(seconds / 0.2)):
        if await condition():
            return
        await asyncio.sleep(0.2)
    pytest.fail("the condition did not come about")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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


async def test_the_ui_in_a_browser(tmp_path: Path) -> None:
    package = tmp_path / "src" / "pkg"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(SOURCE, encoding="utf-8")
    environment = {**os.environ, "TRACER_CACHE_DIR": str(tmp_path / "cache")}
    tracer = [sys.executable, "-m", "tracer"]
    at = os.environ.get("TRACER_TEST_SNAPSHOT")
    if at is None:
        subprocess.run([*tracer, "index", str(package.parent), "--as", "small"], env=environment, check=True)
    else:
        environment = dict(os.environ)
    port = free_port()
    command = [*tracer, "tui", "--web", "--port", str(port), "--at", at or "small", "Model.fit"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        async with browser(tmp_path / "profile") as page:
            await until(lambda: listening(port))
            await page.call("Page.navigate", url=f"http://127.0.0.1:{port}/")
            await until(lambda: page.value("document.body.classList.contains('-first-byte')"))
            await asyncio.sleep(3)
            await page.click(800, 300)
            for key in ("c", "r"):
                before = await keep(page, f"web-before-{key}")
                await page.type(key)
                await until(lambda before=before: differs(page, before))
            await asyncio.sleep(2)
            await keep(page, "web-side-by-side")
    finally:
        server.terminate()
        server.wait()
