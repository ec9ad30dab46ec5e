"""The demo in a real browser: ask, mend, press, mention, be somebody else."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.demo.slack.people import ANA, GIL, PRIYA, SPEECH
from tests.demo_page.browser import ask, browsing, expecting
from tests.demo_page.world import demo

expect = expecting()
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("shared")]
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


@pytest_asyncio.fixture(loop_scope="module")
async def url() -> AsyncIterator[str]:
    async with demo() as made:
        yield f"{made.url}/"


async def test_an_answer_is_only_mine_with_a_chart_and_a_table_that_sorts_and_pages(url) -> None:
    async with browsing(url) as page:
        answer = await ask(page, "/dgusage cost by tag last week vs previous")

        await expect(answer).to_contain_text("Only visible to you")
        await expect(answer.get_by_role("img").last).to_be_visible()  # the chart
        table = answer.get_by_role("table")
        first = table.locator("tbody tr").first
        await expect(first).to_contain_text("support")
        await table.get_by_role("button", name="Cost").click()
        await table.get_by_role("button", name="Cost").click()
        await expect(table.locator("th[aria-sort=ascending]")).to_contain_text("Cost")
        await expect(first).not_to_contain_text("support")
        await answer.get_by_role("button", name="Next page").click()
        await expect(answer).to_contain_text("6–10 of")
        await answer.get_by_label("Filter the rows").fill("checkout")
        await expect(table.locator("tbody tr")).to_have_count(1)


async def test_what_is_unclear_is_mended_by_a_press(url) -> None:
    async with browsing(url) as page:
        unclear = await ask(page, "/dgusage tag:suport last week")
        await unclear.get_by_role("button", name="tag:support last week", exact=True).click()

        await expect(page.locator("main article").last).to_contain_text("hours of audio")


async def test_a_mention_is_answered_in_a_thread_beside_the_channel(url) -> None:
    async with browsing(url) as page:
        await ask(page, "@dgusage how much did support use last week?")
        await page.get_by_role("button", name="1 reply").click()

        thread = page.get_by_role("complementary", name="Thread")
        await expect(thread).to_contain_text("hours of audio")
        await expect(thread.get_by_role("heading", name="Thread")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(thread).to_have_count(0)


async def test_what_is_typed_is_completed_by_keys_alone(url) -> None:
    async with browsing(url) as page:
        field = page.locator("main .composer").get_by_role("textbox")
        await field.focus()
        await page.keyboard.type("/dg")
        await expect(page.get_by_role("option").first).to_contain_text("/dgusage")
        await page.keyboard.press("Tab")
        await page.keyboard.type("top 5 mo")
        await page.keyboard.press("ArrowDown")
        await expect(page.get_by_role("option", selected=True)).to_contain_text("top 5 models")
        await page.keyboard.press("Enter")
        await expect(field).to_have_value("/dgusage top 5 models last month")
        await page.keyboard.press("Enter")

        await expect(page.locator("main article").last).to_contain_text("by model")
        await expect(field).to_have_value("")
        await page.keyboard.press("ArrowUp")
        await expect(field).to_have_value("/dgusage top 5 models last month")


async def test_words_of_the_help_go_on_from_the_last_words(url) -> None:
    async with browsing(url) as page:
        field = page.locator("main .composer").get_by_role("textbox")
        await field.press_sequentially("/dgusage hours by ta")
        offered = page.get_by_role("option").filter(has=page.get_by_text("by tag", exact=True))
        await offered.click()

        await expect(field).to_have_value("/dgusage hours by tag")
        await expect(field).to_be_focused()


async def test_news_are_told_to_a_screen_reader_in_one_sentence(url) -> None:
    async with browsing(url) as page:
        await ask(page, "/dgusage requests yesterday")

        told = page.locator("[role=status][aria-live=polite]").last
        await expect(told).to_contain_text("dgusage (only visible to you): ")


async def test_home_is_the_bots_and_has_what_can_be_asked(url) -> None:
    async with browsing(f"{url}#in=home", color_scheme="dark") as page:
        await expect(page.get_by_role("tab", name="Home")).to_have_attribute(
            "aria-selected", "true"
        )
        await expect(page.locator(".home")).to_contain_text("This month")


async def test_it_is_dark_where_that_is_wanted(url) -> None:
    async with browsing(url) as page:
        light = await page.evaluate("() => getComputedStyle(document.querySelector('main')).color")
        await page.get_by_role("button", name="Dark colours").click()
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        dark = await page.evaluate("() => getComputedStyle(document.querySelector('main')).color")

        assert dark != light


async def test_one_can_be_somebody_else_who_does_not_see_what_was_mine(url) -> None:
    async with browsing(url) as page:
        await ask(page, "/dgusage requests yesterday")
        await ask(page, "good morning")
        await page.get_by_label(PRIYA.name).check(force=True)

        await expect(page.locator("main article")).to_have_count(1)
        await expect(page.locator("main article")).to_contain_text("good morning")


async def test_a_guest_has_one_channel(url) -> None:
    async with browsing(f"{url}#as={GIL.id}") as page:
        await expect(page.get_by_role("button", name="#speech-costs")).to_have_count(1)
        await expect(page.get_by_role("button", name="#random")).to_have_count(0)


async def test_a_message_elsewhere_is_counted_until_it_is_read(url) -> None:
    async with (
        browsing(f"{url}#as={ANA.id}&in=C0RANDOM01") as ana,
        browsing(f"{url}#as={PRIYA.id}&in={SPEECH.id}") as priya,
    ):
        await ask(priya, "good morning")
        entry = ana.get_by_role("button", name="#speech-costs, 1 new")
        await entry.click()

        await expect(ana.locator("main article")).to_contain_text("good morning")
        await expect(ana.get_by_role("button", name="#speech-costs, 1 new")).to_have_count(0)


async def test_it_fits_a_phone(url) -> None:
    async with browsing(url, **PHONE) as page:
        answer = await ask(page, "/dgusage cost by tag last week vs previous")
        wide = await page.evaluate("() => document.documentElement.scrollWidth")
        box = await answer.bounding_box()
        await page.get_by_role("button", name="Channels, people and clock").click()
        await page.get_by_role("button", name="#random").click()

        assert wide <= 390
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        await expect(page.get_by_role("heading", level=1)).to_have_text("# random")


async def test_the_clock_moves_on(url) -> None:
    async with browsing(url) as page:
        await page.get_by_role("button", name="Mon 09:00").click()

        await expect(page.get_by_role("group", name="Clock")).to_contain_text(
            "Mon, 30 Nov 2026, 09:00"
        )
