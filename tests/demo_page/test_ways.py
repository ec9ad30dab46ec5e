"""What follows an answer, in a real browser: look into a row, change, share, schedule, manage."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.slack.people import GIL, PRIYA, SPEECH
from tests.demo_page.browser import ask, browsing, chromium
from tests.demo_page.world import demo

expect = pytest.importorskip("playwright.async_api", reason="pip install playwright").expect
DIGEST = "/dgusage digest cost by tag yesterday every day at 09:30"


@pytest.fixture
async def url() -> AsyncIterator[str]:
    chromium()
    async with demo() as (found, _):
        yield f"{found}/"


async def test_a_row_opens_in_place_and_the_way_back_is_there(url) -> None:
    async with browsing(url) as page:
        answer = await ask(page, "/dgusage cost by tag last week")
        row = answer.locator("tbody tr").nth(1)
        await expect(row).to_contain_text("checkout")
        await row.get_by_role("button").click()

        await expect(answer).to_contain_text("tag checkout")
        await answer.get_by_role("button", name="Back").click()
        await expect(answer.locator("tbody tr").nth(1)).to_contain_text("checkout")
        await expect(page.locator("main article")).to_have_count(1)


async def test_a_question_is_changed_in_a_modal(url) -> None:
    async with browsing(url) as page:
        answer = await ask(page, "/dgusage cost by tag yesterday")
        await answer.get_by_role("button", name="Change…").click()
        form = page.get_by_role("dialog", name="Change the question")
        await form.get_by_label("Only (optional)").fill("check")
        await form.get_by_role("listbox").get_by_role("option", name="tag checkout").click()
        await form.get_by_role("button", name="Ask").click()
        await expect(form).to_have_count(0)

        await expect(answer).to_contain_text("tag checkout")


async def test_an_answer_is_shared_and_then_others_see_it(url) -> None:
    async with browsing(url) as page, browsing(f"{url}#as={PRIYA.id}") as priya:
        answer = await ask(page, "/dgusage cost last week")
        await answer.get_by_role("button", name="Share", exact=True).click()

        await expect(page.locator("main")).to_contain_text("Shared in the channel")
        await expect(priya.locator("main article")).to_contain_text("$429.72")


async def test_a_digest_is_scheduled_and_posts_before_ones_eyes(url) -> None:
    async with browsing(url) as page:
        made = await ask(page, DIGEST)
        await expect(made).to_contain_text("Thu 26 Nov 2026, 09:30")
        await page.get_by_role("button", name="+1 day").click()
        post = page.locator("main article:not(.ephemeral)")

        await expect(post).to_contain_text("25 Nov 2026")
        await expect(post).to_contain_text("$")


async def test_a_digest_is_paused_where_digests_are_managed(url) -> None:
    async with browsing(url) as page:
        await ask(page, DIGEST)
        card = await ask(page, "/dgusage digests")
        await card.get_by_role("button", name="Pause").click()

        await expect(page.locator("main")).to_contain_text("paused")
        await page.get_by_role("button", name="+1 day").click()
        again = await ask(page, "/dgusage digests")
        await expect(again.get_by_role("button", name="Resume")).to_be_visible()
        await expect(page.locator("main article:not(.ephemeral)")).to_have_count(0)


async def test_a_guest_gets_no_figures(url) -> None:
    async with browsing(f"{url}#as={GIL.id}&in={SPEECH.id}") as page:
        answer = await ask(page, "/dgusage cost last week")

        await expect(answer).to_contain_text("Guests")
        await expect(answer).not_to_contain_text("$")
