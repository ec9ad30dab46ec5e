"""The Home tab and the shortcuts in the demo: what they are in Slack, without a browser."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from bot.demo.slack.people import GIL, PRIYA
from tests.demo_page.world import Looking, Visitor, demo


@pytest.fixture
async def ana() -> AsyncIterator[Visitor]:
    async with demo() as made, httpx.AsyncClient(timeout=30) as http:
        yield Visitor(made.url, http)


async def whole(seen: Looking) -> dict[str, Any]:
    """The tab, once its figures are on it."""
    while "are being read" in orjson.dumps(view := (await seen.until("home"))["view"]).decode():
        pass
    return view


def button(view: dict[str, Any], label: str) -> dict[str, str]:
    """A button of a tab, as the page presses it."""
    for block in view["blocks"]:
        for one in [*block.get("elements", ()), *filter(None, [block.get("accessory")])]:
            if one.get("type") == "button" and one["text"]["text"] == label:
                return {"block_id": block["block_id"], "action_id": one["action_id"]}
    raise AssertionError(label)


async def test_home_has_this_month_and_what_was_saved_and_answers_its_buttons(
    ana: Visitor,
) -> None:
    async with ana.looking() as seen:
        await ana.do("say", text="/dgusage hours by tag last week")
        await seen.until("message")
        await ana.do("say", text="/dgusage save weekly-tags")
        await seen.until("message")
        await ana.do("home", tab="home")
        tab = await whole(seen)
        said = orjson.dumps(tab["blocks"]).decode()

        assert "hours by day; most on" in said
        assert "weekly-tags" in said

        await ana.do("act", view_id=tab["id"], **button(tab, "Forget"))
        renewed = await whole(seen)

    assert "Forgot weekly-tags." in orjson.dumps(renewed["blocks"]).decode()
    assert renewed["id"] == tab["id"]


async def test_what_is_pressed_on_home_is_answered_in_the_messages(ana: Visitor) -> None:
    async with ana.looking() as seen:
        await ana.do("home", tab="home")
        tab = await whole(seen)
        await ana.do("act", view_id=tab["id"], **button(tab, "By day"))
        answer = await seen.until("message", user="U0DGUSAGE1")

    assert answer["message"]["channel"].startswith("D")


async def test_a_guest_sees_on_home_why_there_are_no_figures(ana: Visitor) -> None:
    guest = Visitor(ana.url, ana.http, GIL.id)
    async with guest.looking() as seen:
        await guest.do("home", tab="home")
        tab = await whole(seen)

    assert "Guests of this workspace get no figures." in orjson.dumps(tab["blocks"]).decode()


async def test_ask_again_is_answered_for_whoever_uses_it_alone(ana: Visitor) -> None:
    priya = Visitor(ana.url, ana.http, PRIYA.id)
    async with priya.looking() as seen:
        await ana.do("say", text="@dgusage hours by tag last week")
        said = await seen.until("message", user="U0DGUSAGE1")
        while "Asking Deepgram" in (shown := said["message"])["text"]:
            said = await seen.until("message", user="U0DGUSAGE1")
        await priya.do("shortcut", callback_id="ask_again", ts=shown["ts"])
        again = await seen.until("message", user="U0DGUSAGE1", ephemeral=True)

    assert "hours" in again["message"]["text"]


async def test_the_global_shortcut_opens_a_form_that_says_what_is_wrong(ana: Visitor) -> None:
    async with ana.looking() as seen:
        await ana.do("shortcut", callback_id="ask_dgusage", channel="")
        (view,) = (await seen.until("modals"))["stack"]
        values = {
            "question": {"typed": {"type": "plain_text_input", "value": "tag:suport last week"}},
            "where": {"typed": {"type": "radio_buttons", "selected_option": {"value": "me"}}},
        }
        wrong = await ana.do("submit", view_id=view["id"], values=values)
        values["question"]["typed"]["value"] = "hours by tag last week"
        right = await ana.do("submit", view_id=view["id"], values=values)
        answer = await seen.until("message", user="U0DGUSAGE1")

    assert "suport" in wrong["errors"]["question"]
    assert right == {}
    assert answer["message"]["channel"].startswith("D")


async def test_the_doctor_of_the_demo_finds_all_in_order_for_the_admin(ana: Visitor) -> None:
    async with ana.looking() as seen:
        await ana.do("say", text="/dgusage doctor")
        found = await seen.until("message", user="U0DGUSAGE1")
        while "Asking Deepgram" in found["message"]["text"]:
            found = await seen.until("message", user="U0DGUSAGE1")

    said = orjson.dumps(found["message"]["blocks"]).decode()
    assert "deepgram project" in said
    assert "slack scopes" in said
