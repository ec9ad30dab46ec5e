"""A real browser: Debian's Chromium, driven by Playwright. Nothing is downloaded."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """The program; skips the test by name where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no browser: apt-get install chromium")
    return found


@asynccontextmanager
async def browsing(url: str, **context: Any) -> AsyncIterator[Any]:
    """A page of the browser at an address; whatever its console complains of fails the test."""
    playwright = pytest.importorskip("playwright.async_api", reason="pip install playwright")
    program = chromium()
    said: list[str] = []
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            page = await browser.new_page(**{"viewport": {"width": 1280, "height": 860}, **context})
            page.set_default_timeout(15_000)
            page.on("console", lambda line: said.append(f"{line.type}: {line.text}"))
            page.on("pageerror", lambda fault: said.append(str(fault)))
            page.on("request", lambda it: _local(it.url, url, said))
            await page.goto(url)
            await page.locator(".app").wait_for()
            yield page
        finally:
            await browser.close()
    assert said == []


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


def written(place: Path, name: str) -> Path:
    """Where a picture goes."""
    place.mkdir(parents=True, exist_ok=True)
    return place / f"{name}.png"
