"""A real browser: Debian's Chromium, driven by Playwright. Nothing is downloaded."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 30_000  # milliseconds, for a machine that has much else to do
OPEN: dict[asyncio.AbstractEventLoop, Any] = {}  # the browser that a module's tests share


def chromium() -> str:
    """The program; skips the test by name where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no browser: apt-get install chromium")
    return found


@asynccontextmanager
async def browser() -> AsyncIterator[Any]:
    """A browser; the one of this event loop, where one is open in it."""
    loop = asyncio.get_running_loop()
    if loop in OPEN:
        yield OPEN[loop]
        return
    playwright = pytest.importorskip("playwright.async_api", reason="pip install playwright")
    program = chromium()
    async with playwright.async_playwright() as driver:
        OPEN[loop] = await driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield OPEN[loop]
        finally:
            await OPEN.pop(loop).close()


@asynccontextmanager
async def browsing(url: str, **context: Any) -> AsyncIterator[Any]:
    """A page of the browser at an address; whatever its console complains of fails the test."""
    said: list[str] = []
    async with browser() as opened:
        page = await opened.new_page(**{"viewport": {"width": 1280, "height": 860}, **context})
        try:
            page.set_default_timeout(PATIENCE)
            page.on("console", lambda line: said.append(f"{line.type}: {line.text}"))
            page.on("pageerror", lambda fault: said.append(str(fault)))
            page.on("request", lambda it: _local(it.url, url, said))
            await page.goto(url)
            await page.locator(".app").wait_for()
            yield page
        finally:
            await page.close()
    assert said == [], said


def _local(asked: str, url: str, said: list[str]) -> None:
    """Nothing comes from anywhere else."""
    if not asked.startswith((url.split("#", maxsplit=1)[0], "data:", "blob:")):
        said.append(f"asked for {asked}")


async def ask(page: Any, text: str) -> Any:
    """Writes something into the channel; the newest message once there are more than before."""
    articles = page.locator("main article")
    before = await articles.count()
    field = page.locator("main .composer").get_by_role("textbox")
    await field.fill(text)
    await field.press("Escape")  # whatever is offered
    await field.press("Enter")
    await articles.nth(before).wait_for()
    return articles.last


async def greeted(page: Any) -> None:
    """Gets the welcome of the first time out of the way, and what it came with."""
    shown = await ask(page, "/dgusage help")
    await shown.get_by_role("button", name="Dismiss message").click()
    await shown.wait_for(state="detached")


def expecting() -> Any:
    """Playwright's assertions, which wait as long as a busy machine may take."""
    found = pytest.importorskip("playwright.async_api", reason="pip install playwright").expect
    found.set_options(timeout=PATIENCE)
    return found


async def settled(found: Any) -> Any:
    """What was waited for."""
    await found.wait_for()
    return found
