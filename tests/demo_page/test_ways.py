"""What follows an answer, in a real browser: look into a row, change, share, schedule, manage."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.demo.slack.people import GIL, PRIYA, SPEECH
from tests.demo_page.browser import ask, browsing, expecting
from tests.demo_page.world import demo

expect = expecting()
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("shared")]
DIGEST = "/dgusage digest cost by tag yesterday every day at 09:30"


@pytest_asyncio.fixture(loop_scope="module")
async def url() -> AsyncIterator[str]:
    async with demo() as made:
        yield f"{made.url}/"


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


async def test_an_answer_is_scheduled_in_a_form_and_posts_on_monday(url) -> None:
    async with browsing(url) as page:
        answer = await ask(page, "/dgusage cost by tag last week")
        await answer.get_by_role("button", name="Schedule this").click()
        form = page.get_by_role("dialog")
        await expect(form.get_by_role("textbox").first).to_have_value("cost by tag last week")
        await form.locator("[type=submit]").click()
        await expect(form).to_have_count(0)
        await expect(page.locator("main")).to_contain_text("Mon 30 Nov 2026, 09:00")

        await page.get_by_role("button", name="Mon 09:00").click()
        post = page.locator("main article:not(.ephemeral)")
        await expect(post).to_contain_text("Mon 23 – Sun 29 Nov 2026")


async def test_a_digest_is_deleted_and_had_back(url) -> None:
    async with browsing(url) as page:
        await ask(page, DIGEST)
        card = await ask(page, "/dgusage digests")
        await card.get_by_role("button", name="Delete").click()
        await expect(page.locator("main")).to_contain_text("Deleted.")
        await page.get_by_role("button", name="+1 day").click()
        none = await ask(page, "/dgusage digests")
        await expect(none).to_contain_text("No digest")
        await page.get_by_role("button", name="Undo").last.click()
        await expect(page.locator("main")).to_contain_text("back")
        again = await ask(page, "/dgusage digests")

        await expect(again.get_by_role("button", name="Pause")).to_be_visible()
        await expect(page.locator("main article:not(.ephemeral)")).to_have_count(0)


async def test_a_shared_answer_is_asked_again_from_its_menu(url) -> None:
    async with browsing(url) as page:
        answer = await ask(page, "/dgusage cost last week")
        await answer.locator(".actions").get_by_role("button", name="Share", exact=True).click()
        shared = page.locator("main article:not(.ephemeral)")
        await shared.hover()
        before = await page.locator("main article").count()
        await shared.get_by_role("button", name="Ask again").click()

        again = page.locator("main article").nth(before)
        await expect(again).to_contain_text("Only visible to you")
        await expect(again).to_contain_text("$429.72")


async def test_a_question_is_asked_from_anywhere_and_answered_in_ones_messages(url) -> None:
    async with browsing(url) as page:
        await page.get_by_role("button", name="Ask dgusage").click()
        form = page.get_by_role("dialog", name="Ask dgusage")
        await expect(form.get_by_role("textbox").first).to_be_focused()
        await page.keyboard.type("cost last week")
        await page.keyboard.press("Enter")
        await expect(form).to_have_count(0)

        await page.get_by_role("button", name="Messages with dgusage").click()
        await expect(page.locator("main")).to_contain_text("$429.72")


async def test_it_is_all_done_by_keys_alone(url) -> None:
    async with browsing(url) as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="To the message field")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.type("/dgusage cost by tag last week")
        await page.keyboard.press("Escape")
        await page.keyboard.press("Enter")
        answer = page.locator("main article")
        await expect(answer).to_contain_text("$429.72")
        await answer.locator("tbody").get_by_role("button", name="Open checkout").focus()
        await page.keyboard.press("Enter")
        await expect(answer).to_contain_text("tag checkout")
        await answer.get_by_role("button", name="Change…").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog", name="Change the question")).to_be_visible()
        await page.keyboard.press("Escape")

        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(answer.get_by_role("button", name="Change…")).to_be_focused()
