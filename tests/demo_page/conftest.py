"""One browser for all tests of a module, each with a context of its own."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.demo_page.browser import browser, chromium


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[None]:
    """The browser, open while the module's tests run."""
    chromium()
    async with browser():
        yield
