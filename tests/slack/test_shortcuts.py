"""The shortcuts: an answer's question asked anew, and a question asked from anywhere."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.blocks.asking import VIEW, ask_view, wish
from bot.blocks.state import parsed
from tests.fakes.slack import BOT, BOT_ID, TEAM, Posted
from tests.slack.whole import ANA, GENERAL, Whole, buttons, reading

GUEST = "U0GUEST01"


async def used(whole: Whole, message: Mapping[str, Any], user: str = ANA) -> Posted:
    """What somebody gets who uses "Ask again" on a message."""
    key = f"{whole.slack.number()}.9.trigger"
    body = {
        "type": "message_action",
        "callback_id": "ask_again",
        "trigger_id": key,
        "user": {"id": user, "team_id": TEAM},
        "team": {"id": TEAM, "domain": "home"},
        "channel": {"id": GENERAL, "name": "general"},
        "message_ts": message.get("ts"),
        "message": {"type": "message", **message},
        "response_url": whole.slack.response_url(key, GENERAL, user),
    }
    done = await whole.sender.interact(body)
    assert (done.status, done.body) == (200, "")
    return await whole.answer(done)


def ours(card: Posted, ts: str) -> dict[str, Any]:
    """One of the bot's answers as a message."""
    return {
        "user": BOT,
        "bot_id": BOT_ID,
        "ts": ts,
        "text": card.text,
        "blocks": list(card.blocks),
    }


def text_of(card: Posted) -> str:
    return f"{card.text} {json.dumps(card.blocks)}"


async def test_an_answer_s_question_is_asked_anew_and_only_its_asker_sees_that(
    whole: Whole,
) -> None:
    await whole.sender.mention("hours by tag last week")
    public = await whole.seen("chat.postMessage")

    again = await used(whole, ours(public, "1795428000.000100"))  # the same day

    assert again.user == ANA
    assert again.blocks[1] == public.blocks[1]
    assert reading(again) == reading(public)


async def test_last_week_is_last_week_again_a_week_later(whole: Whole) -> None:
    value = (
        "hours by tag 2026-11-02..2026-11-08"  # as the buttons of an answer of 9 November have it
    )
    button = {"type": "button", "action_id": "change1:", "value": value}
    card = Posted("", GENERAL, "an answer", ({"type": "actions", "elements": [button]},))

    again = await used(whole, ours(card, "1794218400.000100"))

    assert "16–22 Nov 2026" in reading(again)


async def test_days_that_were_named_stay_as_they_were(whole: Whole) -> None:
    value = "hours by tag 2026-10-03..2026-10-04"
    button = {"type": "button", "action_id": "change1:", "value": value}
    card = Posted("", GENERAL, "an answer", ({"type": "actions", "elements": [button]},))

    again = await used(whole, ours(card, "1794218400.000100"))

    assert "3–4 Oct 2026" in reading(again)


@pytest.mark.parametrize(
    "message",
    [
        {"user": "U0BEN0001", "text": "lunch?", "ts": "1795428000.1"},
        {"user": BOT, "text": "Paused.", "ts": "1795428000.1", "blocks": [{"type": "divider"}]},
        {"user": "U0BEN0001", "ts": None, "blocks": "strange"},
        {
            "user": "U0BEN0001",
            "text": "bait",
            "ts": "1795428000.1",
            "blocks": [
                {
                    "type": "actions",
                    "elements": [{"action_id": "change1:", "value": "hours today"}],
                }
            ],
        },
    ],
)
async def test_on_any_other_message_it_says_what_it_is_for(
    whole: Whole, message: dict[str, Any]
) -> None:
    said = await used(whole, message)

    assert "In this message there is no question that I could ask" in text_of(said)
    assert said.user == ANA


async def test_on_a_message_that_mentions_the_bot_its_question_is_asked(whole: Whole) -> None:
    said = {"user": "U0BEN0001", "text": f"<@{BOT}> hours by tag last week", "ts": "1795428000.1"}

    assert "16–22 Nov 2026" in reading(await used(whole, said))


async def test_a_guest_gets_no_figures_by_it(whole: Whole) -> None:
    whole.slack.people[GUEST] = {"is_restricted": True}
    said = {"user": "U0BEN0001", "text": f"<@{BOT}> hours by tag last week", "ts": "1795428000.1"}

    refused = await used(whole, said, GUEST)

    assert "Guests of this workspace get no figures" in text_of(refused)


async def opened(whole: Whole) -> dict[str, Any]:
    """The modal of the global shortcut."""
    body = {
        "type": "shortcut",
        "callback_id": "ask_dgusage",
        "trigger_id": f"{whole.slack.number()}.8.trigger",
        "user": {"id": ANA, "team_id": TEAM},
        "team": {"id": TEAM, "domain": "home"},
    }
    assert (await whole.sender.interact(body)).status == 200
    view: dict[str, Any] = (await whole.slack.until(lambda: whole.slack.views))[-1]
    return view


def filled(question: str, where: str = "me", channel: str | None = None) -> dict[str, Any]:
    return {
        "question": {"typed": {"type": "plain_text_input", "value": question}},
        "where": {"typed": {"type": "radio_buttons", "selected_option": {"value": where}}},
        "channel": {"typed": {"type": "conversations_select", "selected_conversation": channel}},
    }


async def errors(whole: Whole, values: dict[str, Any]) -> dict[str, str]:
    done = await whole.sender.submit(await opened(whole), values)
    found = json.loads(done.body)
    assert found["response_action"] == "errors"
    return dict(found["errors"])


async def test_a_question_from_anywhere_is_answered_in_the_messages(whole: Whole) -> None:
    view = await opened(whole)
    assert view["callback_id"] == VIEW

    done = await whole.sender.submit(view, filled("hours by tag last week"))

    assert (done.status, done.body) == (200, "")
    answer = await whole.seen("chat.postMessage")
    assert answer.channel == ANA
    assert "16–22 Nov 2026" in reading(answer)


async def test_or_in_a_channel_for_all_to_see(whole: Whole) -> None:
    done = await whole.sender.submit(
        await opened(whole), filled("hours by tag last week", "channel", GENERAL)
    )

    assert (done.status, done.body) == (200, "")
    shared = await whole.seen("chat.postMessage")
    assert shared.channel == GENERAL
    assert f"Shared by <@{ANA}>" in shared.text
    told = await whole.seen("chat.postEphemeral")
    assert "Shared in the channel." in told.text


async def test_a_channel_that_others_look_into_gets_nothing(whole: Whole) -> None:
    whole.slack.channels[GENERAL] = {"is_ext_shared": True}

    await whole.sender.submit(await opened(whole), filled("hours today", "channel", GENERAL))

    told = await whole.seen("chat.postEphemeral")
    assert "people of other companies are in this channel" in told.text
    assert not [p for p in whole.slack.posted if p.via == "chat.postMessage"]


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        (filled(""), "question", "Type a question"),
        (filled("  "), "question", "Type a question"),
        (filled("tag:suport last week"), "question", "There is no tag “suport” here."),
        (filled("gibberish blurb"), "question", "“gibberish"),
        (filled("hours today", "channel"), "channel", "Choose the channel"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    whole: Whole, values: dict[str, Any], field: str, says: str
) -> None:
    found = await errors(whole, values)

    assert [*found] == [field]
    assert says in found[field]


async def test_a_guest_is_told_at_the_field(whole: Whole) -> None:
    whole.slack.people[ANA]["is_restricted"] = True

    assert "Guests" in (await errors(whole, filled("hours today")))["question"]


@pytest.mark.parametrize("order", ["help", "saved", "digests", "access"])
async def test_orders_are_taken_too(whole: Whole, order: str) -> None:
    done = await whole.sender.submit(await opened(whole), filled(order))

    assert (done.status, done.body) == (200, "")
    assert (await whole.seen("chat.postMessage")).channel == ANA


def test_whatever_is_sent_is_read_as_something() -> None:
    strange: list[Any] = [{}, {"question": None}, {"question": {"typed": 3}}, {"where": []}]

    assert {wish(values).question for values in strange} == {""}


def test_the_modal_asks_for_nothing_that_it_does_not_read() -> None:
    names = [block["block_id"] for block in ask_view()["blocks"]]

    assert names == [*filled("")]


async def test_an_answer_s_buttons_hold_its_question(whole: Whole) -> None:
    answer = await whole.asked("hours by tag last week")

    assert parsed(buttons(answer)["Change…"]["value"]).text.startswith("hours by tag")


async def test_the_largest_answer_of_all_can_be_asked_again(whole: Whole) -> None:
    large = await whole.asked("by key,day last 30 days vs previous")
    message = ours(large, "1795428000.000100")
    assert len(urlencode({"payload": json.dumps(message)})) > 80_000  # as Slack sends it

    again = await used(whole, message)

    assert reading(again) == reading(large)
