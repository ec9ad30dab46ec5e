"""Sharing posts a private answer for all in the channel, where only our own people are in it."""

import asyncio

import pytest

from bot.blocks.saved import said
from bot.slack.payload import Asked, How
from bot.slack.post import Post
from bot.slack.seam import Reply, both
from bot.slack.share import share
from bot.slack.web import web_client, web_session
from tests.fakes.slack import TOKEN
from tests.slack.whole import ANA, GENERAL, NOW, Whole, buttons, reading


async def test_a_private_answer_is_shared_with_who_asked_and_when(whole: Whole) -> None:
    card = await whole.asked("by tag last week")

    note = await whole.pressed(card, "Share")
    shared = await whole.seen("chat.postMessage")

    assert "Shared in the channel" in note.text
    assert note.args["replace_original"] is False
    assert (shared.channel, shared.user) == (GENERAL, "")
    signature = shared.blocks[0]["elements"][0]["text"]
    assert f"<@{ANA}>" in signature
    assert "<!date^1795428000^" in signature
    assert reading(shared) == reading(card)
    assert not {"Share", "‹ Back"} & buttons(shared).keys()


async def test_an_answer_in_a_thread_is_shared_there(whole: Whole) -> None:
    card = await whole.asked("by tag last week")
    container = {
        "type": "message",
        "message_ts": "1795000000.7",
        "thread_ts": "1795000000.1",
        "is_ephemeral": True,
    }

    await whole.press(card, "Share", container=container)

    assert (await whole.seen("chat.postMessage")).thread_ts == "1795000000.1"


@pytest.mark.parametrize(
    "channel",
    [
        {"is_ext_shared": True},
        {"is_pending_ext_shared": True},
        {"pending_connected_team_ids": ["T0OTHER01"]},
    ],
)
async def test_nothing_is_shared_with_other_companies(whole: Whole, channel: dict) -> None:
    whole.slack.channels[GENERAL] = channel
    card = await whole.asked("by tag last week")

    note = await whole.pressed(card, "Share")

    assert note.text.startswith("Not shared: people of other companies")
    assert not whole.slack.called("chat.postMessage")


async def test_nothing_is_shared_where_the_channel_cannot_be_looked_at(whole: Whole) -> None:
    whole.slack.channels["C0SECRET1"] = {"is_private": True}
    card = await whole.asked("by tag last week", channel_id="C0SECRET1")

    note = await whole.pressed(card, "Share")

    assert "Invite me with /invite" in note.text
    assert not whole.slack.called("chat.postMessage")


async def test_where_the_bot_is_not_in_the_channel_it_says_how_to_invite_it(whole: Whole) -> None:
    card = await whole.asked("by tag last week", channel_id="C0OTHER01")

    assert buttons(card), card.text
    note = await whole.pressed(card, "Share")

    assert "Invite me with /invite" in note.text


async def test_key_details_are_warned_of_before_they_are_shared(whole: Whole) -> None:
    by_key = buttons(await whole.asked("by key last week"))["Share"]
    by_tag = buttons(await whole.asked("by tag last week"))["Share"]
    of_key = buttons(await whole.asked('usage key:"ana laptop" last week'))["Share"]

    assert "API keys" in by_key["confirm"]["text"]["text"]
    assert "confirm" in of_key
    assert "confirm" not in by_tag


async def test_what_cannot_be_answered_is_not_shared(whole: Whole) -> None:
    done = await whole.sender.press("share1:", "tag:gone last week")

    note = await whole.answer(done)
    assert "There is no tag" in note.text
    assert not whole.slack.called("chat.postMessage")


async def test_what_is_for_the_asker_alone_is_never_shared(whole: Whole) -> None:
    """Whoever decides that; the edge itself holds to it."""

    async def ask(asked: Asked) -> Reply:
        return both(said("for you alone"), answered=True, alone=True)

    async with web_session() as session:
        client = web_client(TOKEN, whole.slack.api_url, session)
        post = Post(client, session, whole.slack.api_url)
        asked = Asked("x", How.BUTTON, ANA, "T", channel_id=GENERAL, private=True)
        reply = await share(post, asked, ask, NOW)

    assert reply.message.text == "for you alone"
    assert not whole.slack.called("chat.postMessage")


async def test_a_double_click_shares_once(whole: Whole) -> None:
    card = await whole.asked("by tag last week")

    await asyncio.gather(whole.press(card, "Share"), whole.press(card, "Share"))
    await whole.seen("chat.postMessage")
    await whole.asked("usage today")

    assert len(whole.slack.called("chat.postMessage")) == 1


async def test_in_direct_messages_there_is_nobody_to_share_with(whole: Whole) -> None:
    await whole.sender.message("by tag last week")

    assert "Share" not in buttons(await whole.seen("chat.postMessage"))
