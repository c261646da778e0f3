"""`tracer graph NAME --format html` as a reader meets it: opened in Chromium, dragged, searched, double-clicked."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracer.browser import Page, browser, keep, needs_browser, until

pytestmark = needs_browser

OWNED = "document.title='owned'"
SOURCE = f'''class Model:
    """</script><script>{OWNED}</script><img src=x onerror="{OWNED}">"""

    def fit(self, x="<script>{OWNED}</script>"):
        self.train_step()

    def train_step(self):
        """</script><script>{OWNED}</script>"""
        return self.loss()

    def loss(self):
        return (lambda: deep())()


def deep():
    return 1
'''
HOSTILE_FILE = f"<img src=x onerror={OWNED}>.py"
SHOWN = "JSON.stringify(nodes.get({filter: (node) => !node.hidden}).map((node) => node.label).sort())"


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    package = tmp_path / "src" / "pkg"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(SOURCE, encoding="utf-8")
    (package / HOSTILE_FILE).write_text(SOURCE, encoding="utf-8")
    environment = {**os.environ, "TRACER_CACHE_DIR": str(tmp_path / "cache")}
    page = tmp_path / "page.html"
    for arguments in (
        ["index", str(package.parent), "--as", "small"],
        ["graph", "pkg.Model.fit", "--at", "small", "--depth", "4", "--format", "html", "-o", str(page)],
    ):
        subprocess.run([sys.executable, "-m", "tracer", *arguments], env=environment, check=True, capture_output=True)
    return page


async def open_page(page: Page, file: Path) -> None:
    await page.call("Network.enable")
    await page.call("Runtime.enable")
    await page.call("Page.enable")
    await page.call("Page.navigate", url=file.as_uri())
    await until(lambda: page.value("typeof network === 'object' && nodes.length > 0"))
    await until(lambda: page.value("document.getElementById('select-node').tomselect !== undefined"))


async def place_of(page: Page, node: str) -> tuple[int, int]:
    """Where a node is drawn, in the window."""
    script = (
        f"(() => {{ const p = network.canvasToDOM(network.getPosition('{node}'));"
        " const box = document.getElementById('mynetwork').getBoundingClientRect();"
        " return JSON.stringify([p.x + box.x, p.y + box.y]); })()"
    )
    x, y = await page.json(script)
    return round(x), round(y)


async def test_a_page_pans_searches_and_unfolds(page_file: Path, tmp_path: Path) -> None:
    async with browser(tmp_path / "profile") as page:
        await open_page(page, page_file)
        assert await page.json(SHOWN) == ["Model.fit", "Model.train_step"]
        await page.value("network.stopSimulation()")

        before = await page.json("JSON.stringify(network.getViewPosition())")
        await page.drag((400, 300), (520, 380))
        await until(lambda: moved(page, before))

        await page.double_click(*await place_of(page, "pkg:Model.train_step"))
        await until(lambda: shows(page, "Model.loss"))
        assert "deep" not in await page.json(SHOWN)

        await page.click(300, 25)
        await page.type("deep")
        await page.key("Enter", 13)
        await until(lambda: shows(page, "deep"))
        assert await page.json("JSON.stringify(network.getSelectedNodes())") == ["pkg:deep"]
        await asyncio.sleep(1)
        await keep(page, "graph-page")

        assert await page.value("document.title") != "owned"
        assert [url for url in page.requested if not url.startswith(("file:", "data:"))] == []
        assert page.errors == []


async def moved(page: Page, before: dict[str, float]) -> bool:
    now = await page.json("JSON.stringify(network.getViewPosition())")
    return abs(now["x"] - before["x"]) > 20 and abs(now["y"] - before["y"]) > 20


async def shows(page: Page, label: str) -> bool:
    return label in await page.json(SHOWN)


async def test_no_name_becomes_markup(page_file: Path, tmp_path: Path) -> None:
    hostile = page_file.with_name("all.html")
    environment = {**os.environ, "TRACER_CACHE_DIR": str(tmp_path / "cache")}
    command = ["graph", "--at", "small", "--format", "html", "-o", str(hostile)]
    subprocess.run([sys.executable, "-m", "tracer", *command], env=environment, check=True, capture_output=True)
    text = hostile.read_text(encoding="utf-8")
    assert f"<img src=x onerror={OWNED}>" not in text
    assert "‹img src=x onerror" in text
    async with browser(tmp_path / "profile") as page:
        await open_page(page, hostile)
        assert await page.value("document.images.length") == 0
        assert await page.value("document.title") != "owned"
