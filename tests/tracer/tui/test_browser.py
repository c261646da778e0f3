"""The same UI in a browser: `tracer tui --web` in headless Chromium."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

from tests.tracer.browser import browser, differs, keep, needs_browser, until

pytestmark = needs_browser
SOURCE = "class Model:\n    def fit(self):\n        self.train_step()\n\n    def train_step(self):\n        return 1\n"


async def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
