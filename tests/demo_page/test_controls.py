"""Every control and modal on the page, against a bot of Bolt's own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.demo.slack.people import ANA, SPEECH
from bot.demo.slack.stand_in import StandIn
from tests.demo_page.browser import ask, browsing, expecting
from tests.demo_page.gallery import Heard, gallery
from tests.store.world import until

expect = expecting()
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("shared")]


@pytest_asyncio.fixture(loop_scope="module")
async def made() -> AsyncIterator[tuple[str, StandIn, Heard]]:
    async with gallery() as found:
        yield found


async def test_a_button_may_replace_the_message_it_stands_in(made) -> None:
    url, slack, heard = made
    async with browsing(url) as page:
        shown = await ask(page, "/dgusage controls")
        await shown.get_by_role("button", name="Plain").click()

        await expect(shown).to_contain_text("Replaced")
        await expect(page.locator("main article")).to_have_count(1)
    body = heard.last
    assert body["container"]["is_ephemeral"] is True
    assert body["actions"][0]["value"] == "Plain"
    assert "message" not in body  # as with Slack, an ephemeral message does not come along
    assert body["response_url"].startswith(slack.api.url)


async def test_what_is_dangerous_is_asked_about_first(made) -> None:
    url, _, heard = made
    async with browsing(url) as page:
        shown = await ask(page, "/dgusage controls")
        await shown.get_by_role("button", name="Remove").click()
        sure = page.get_by_role("dialog", name="Delete it?")
        await sure.get_by_role("button", name="Keep").click()
        await expect(sure).to_have_count(0)
        before = len(heard.bodies)
        await shown.get_by_role("button", name="Remove").click()
        await sure.get_by_role("button", name="Delete").click()
        await expect(sure).to_have_count(0)
        await until(lambda: len(heard.bodies) == before + 1)
        await shown.get_by_role("combobox", name="By what?").select_option("Key")
        await expect(shown.get_by_role("combobox")).to_have_value("key")
        await until(lambda: len(heard.bodies) == before + 2)

    actions = [body["actions"][0]["action_id"] for body in heard.bodies[before:]]
    assert actions == ["remove", "select"]
    chosen = heard.last["actions"][0]["selected_option"]
    assert chosen["value"] == "key"
    assert heard.last["state"]["values"]


async def test_a_date_and_a_menu_tell_what_was_chosen_by_keys(made) -> None:
    url, _, heard = made
    async with browsing(url) as page:
        shown = await ask(page, "/dgusage controls")
        await shown.get_by_label("Date").fill("2026-11-30")
        await shown.get_by_role("button", name="More", exact=True).focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(shown.get_by_role("menu")).to_have_count(0)
        await expect(shown.get_by_role("button", name="More", exact=True)).to_be_focused()
        await ask(page, "/dgusage controls")  # what was told before is told by now

    told = {b["actions"][0]["action_id"]: b["actions"][0] for b in heard.bodies if "actions" in b}
    assert told["date"]["selected_date"] == "2026-11-30"
    assert told["overflow"]["selected_option"]["value"] == "delete"


async def test_a_modal_is_filled_in_refused_and_taken(made) -> None:
    url, _, heard = made
    async with browsing(url) as page:
        await _open(page)
        form = page.get_by_role("dialog", name="Form")
        await form.get_by_role("button", name="Go").click()
        await expect(form.get_by_role("alert")).to_have_text("Please complete this required field.")
        await form.get_by_label("Question").fill("wrong")
        await form.get_by_role("button", name="Go").click()
        await expect(form.get_by_role("alert")).to_have_text("That is no question.")
        await expect(form.get_by_label("Question")).to_have_attribute("aria-invalid", "true")
        await form.get_by_label("Question").fill("right")
        await form.get_by_label("Tag").fill("ch")
        await form.get_by_role("option", name="Checkout").click()
        await form.get_by_label("Friday").check()
        await form.get_by_role("button", name="Go").click()
        await expect(form).to_have_count(0)

    values = heard.last["view"]["state"]["values"]
    assert values["question"]["text"] == {"type": "plain_text_input", "value": "right"}
    assert values["tag"]["tags"]["selected_option"]["value"] == "checkout"
    assert [one["value"] for one in values["days"]["ticks"]["selected_options"]] == ["friday"]


async def test_a_modal_may_lead_to_another_and_both_end_at_once(made) -> None:
    url, _, _ = made
    async with browsing(url) as page:
        await _open(page)
        form = page.get_by_role("dialog", name="Form")
        await form.get_by_label("Question").fill("more")
        await page.keyboard.press("Enter")
        second = page.get_by_role("dialog", name="Second")
        await expect(second).to_contain_text("One more step")
        await second.get_by_role("button", name="Go").click()

        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_escape_closes_a_modal_and_the_bot_is_told(made) -> None:
    url, _, heard = made
    async with browsing(url) as page:
        await _open(page)
        await page.get_by_role("dialog", name="Form").get_by_label("Question").focus()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await ask(page, "/dgusage controls")

    assert "view_closed" in [body.get("type") for body in heard.bodies]


async def test_a_shortcut_at_a_message_brings_the_message(made) -> None:
    url, _, heard = made
    async with browsing(url) as page:
        said = await ask(page, "@dgusage hello")
        await said.hover()
        await said.get_by_role("button", name="Ask again").click()
        await ask(page, "/dgusage controls")

    body = next(body for body in heard.bodies if body.get("type") == "message_action")
    assert body["callback_id"] == "again"
    assert body["message"]["text"] == "<@U0DGUSAGE1> hello"


async def test_a_file_can_be_had(made, tmp_path) -> None:
    url, slack, _ = made
    from tests.demo_page.test_api import client_of

    async with browsing(url, accept_downloads=True) as page, client_of(slack) as client:
        await client.files_upload_v2(
            channel=SPEECH.id, filename="usage.csv", title="Usage", content="day,cost\n1,2\n"
        )
        async with page.expect_download() as getting:
            await page.get_by_role("link", name="Usage").click()
        await (await getting.value).save_as(tmp_path / "it.csv")

    assert (tmp_path / "it.csv").read_text() == "day,cost\n1,2\n"
    assert ANA.id in slack.api.workspace.channels[SPEECH.id].members


async def _open(page) -> None:
    field = page.locator("main .composer").get_by_role("textbox")
    await field.fill("/dgusage modal")
    await field.press("Escape")
    await field.press("Enter")
    await page.get_by_role("dialog", name="Form").wait_for()
