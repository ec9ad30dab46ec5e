"""Each way to ask, from a signed request to what is seen in Slack."""

import json
from datetime import timedelta

from bot.slack.app import OLD
from bot.slack.payload import How, Place
from tests.fakes.slack import BOT, TEAM
from tests.slack.world import World, reply


async def test_a_command_is_acked_empty_and_answered_to_the_asker_alone(world: World) -> None:
    done = await world.sender.command("tag:support last week")

    assert (done.status, done.body) == (200, "")
    (answer,) = await world.slack.until(lambda: world.slack.answers(done.key))
    assert answer.text == "you asked: tag:support last week"
    assert answer.user == "U0ANA0001"


async def test_a_command_is_read_whole(world: World) -> None:
    done = await world.sender.command("a &amp; b", channel_name="privategroup")
    await world.slack.until(lambda: world.slack.answers(done.key))

    (asked,) = world.responder.asked
    assert (asked.how, asked.place, asked.text) == (How.COMMAND, Place.PRIVATE, "a &amp; b")
    assert (asked.team_id, asked.user_id, asked.trigger_id) == (TEAM, "U0ANA0001", done.key)


async def test_a_mention_is_answered_in_a_thread_without_unfurling(world: World) -> None:
    await world.sender.mention("how much did support use", ts="1795100000.5")

    (answer,) = await world.slack.until(lambda: world.slack.posted)
    assert (answer.via, answer.channel, answer.thread_ts, answer.user) == (
        "chat.postMessage",
        "C0GENERAL",
        "1795100000.5",
        "",
    )
    assert answer.text == "you asked: how much did support use"
    assert answer.args["unfurl_links"] is answer.args["unfurl_media"] is False


async def test_a_mention_within_a_thread_stays_in_it(world: World) -> None:
    await world.sender.mention("now by key", ts="1795100000.6", thread_ts="1795100000.1")

    (answer,) = await world.slack.until(lambda: world.slack.posted)
    assert answer.thread_ts == "1795100000.1"


async def test_a_direct_message_is_answered_beside_it(world: World) -> None:
    await world.sender.message(f"<@{BOT}> hours today")

    (answer,) = await world.slack.until(lambda: world.slack.posted)
    assert (answer.channel, answer.thread_ts) == ("D0ANA0001", "")
    assert answer.text == "you asked: hours today"


async def test_what_bots_say_and_what_people_edit_is_not_a_question(world: World) -> None:
    for over in ({"bot_id": "B1"}, {"subtype": "message_changed"}, {"user": BOT}):
        done = await world.sender.message("hours today", **over)
        assert done.status == 200
    await world.sender.message("hours today", channel="C0GENERAL", channel_type="channel")
    done = await world.sender.command("the last one")
    await world.slack.until(lambda: world.slack.answers(done.key))

    assert [asked.text for asked in world.responder.asked] == ["the last one"]


async def test_a_button_asks_its_question_again_for_whoever_presses_it(world: World) -> None:
    done = await world.sender.press("ask:0", "tag:support last week by key")

    assert (done.status, done.body) == (200, "")
    (answer,) = await world.slack.until(lambda: world.slack.answers(done.key))
    assert answer.text == "you asked: tag:support last week by key"
    assert answer.args["replace_original"] is False


async def test_a_button_on_the_home_tab_is_answered_as_a_direct_message(world: World) -> None:
    body = world.sender.press_body("ask:1", "hours today", container={"type": "view"})
    del body["channel"], body["response_url"]
    await world.sender.interact(body)

    (answer,) = await world.slack.until(lambda: world.slack.posted)
    assert (answer.via, answer.channel) == ("chat.postMessage", "U0ANA0001")


async def test_a_button_of_another_version_says_how_to_ask_again(world: World) -> None:
    done = await world.sender.press("drill:v0", "whatever this was")

    assert done.status == 200
    (answer,) = await world.slack.until(lambda: world.slack.answers(done.key))
    assert answer.text == OLD.text
    assert not world.responder.asked


async def test_a_button_that_is_a_link_is_acked_and_that_is_all(world: World) -> None:
    done = await world.sender.press("link:console", "")
    await world.edge.tasks.drain(40)

    assert done.status == 200
    assert not world.slack.posted


async def test_the_home_tab_shows_what_can_be_asked(world: World) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*ask away*"}}

    async def help_card(_: object) -> object:
        return reply("ask away", section)

    world.responder.answer = help_card
    await world.sender.home(tab="messages")
    await world.sender.home()

    (answer,) = await world.slack.until(lambda: world.slack.posted)
    assert (answer.via, answer.user, answer.blocks) == ("views.publish", "U0ANA0001", (section,))
    assert [asked.text for asked in world.responder.asked] == ["help"]


async def test_the_asker_s_own_zone_and_language_are_the_standpoint(world: World) -> None:
    done = await world.sender.command("yesterday")
    await world.slack.until(lambda: world.slack.answers(done.key))

    (standpoint,) = world.responder.standpoints
    assert standpoint.zone.key == "Asia/Tokyo"
    assert standpoint.day_first
    assert standpoint.now.utcoffset() == timedelta(0)


async def test_an_unknown_command_is_not_found(world: World) -> None:
    assert (await world.sender.command("x", command="/other")).status == 404


async def test_slack_s_own_checks_are_answered(world: World) -> None:
    hello = await world.sender.json({"type": "url_verification", "challenge": "3eZbrw1aB"})
    check = await world.sender.form({"ssl_check": "1", "token": "x"})

    assert (hello.status, hello.body) == (200, "3eZbrw1aB")
    assert (check.status, check.body) == (200, "")


async def test_a_request_of_another_workspace_is_refused(world: World) -> None:
    command = await world.sender.command("hours today", team_id="T0OTHER01")
    spoken = world.sender.said("hours", type="message", channel="D1", channel_type="im")
    event = await world.sender.event(
        spoken, team_id="T0OTHER01", authorizations=[{"team_id": "T0OTHER01"}]
    )
    press = await world.sender.press("ask:0", "hours", team={"id": "T0OTHER01"})

    assert [d.status for d in (command, event, press)] == [403, 403, 403]
    assert not world.responder.asked


async def test_a_guest_company_s_message_in_a_shared_channel_is_marked_as_such(
    world: World,
) -> None:
    spoken = world.sender.said(f"<@{BOT}> hours", type="app_mention", channel="C0GENERAL")
    await world.sender.event(
        {**spoken, "team": "T0OTHER01"}, team_id="T0OTHER01", is_ext_shared_channel=True
    )
    await world.slack.until(lambda: world.slack.posted)

    assert world.responder.asked[0].shared is True


async def test_the_secrets_of_a_question_are_not_printed(world: World) -> None:
    done = await world.sender.command("hours today")
    await world.slack.until(lambda: world.slack.answers(done.key))

    printed = json.dumps(repr(world.responder.asked[0]))
    assert done.key not in printed
    assert "/hooks/" not in printed


STRANGE = (
    "",
    " ",
    "tag:\0x",
    "\u202e10.00$ \u200b\u2066",
    "\U0001f469\u200d\U0001f4bb " + "e" + "\u0301" * 50,
    "\u2013days \u201ctag\u201d \uff11\uff12",
    "--last 99999999d; <!channel> <@U0ANA0001> *_~`",
    "%00%ff&amp;=+&text=other",
    "x" * 40_000,
)


async def test_any_text_arrives_as_it_was_typed_and_is_answered(world: World) -> None:
    for text in STRANGE:
        done = await world.sender.command(text)
        (answer,) = await world.slack.until(lambda key=done.key: world.slack.answers(key))
        assert len(text) > 39_000 or answer.text == f"you asked: {text.strip()}"
    assert [asked.text for asked in world.responder.asked] == [text.strip() for text in STRANGE]


async def test_an_answer_that_slack_takes_in_no_form_is_said_to_be_one(world: World) -> None:
    done = await world.sender.command("x" * 39_999)

    (answer,) = await world.slack.until(lambda: world.slack.answers(done.key))
    assert "report it with the reference" in answer.text
