"""Resume tries first, and a digest whose owner is gone is adopted by who may have it."""

from typing import Any

import pytest

from bot.digest.model import Digest
from bot.policy.model import Need, Policy
from bot.slack.trying import hindered
from bot.slack.web import web_client, web_session
from tests.fakes.slack import BOT, TOKEN, FakeSlack, Posted
from tests.fakes.slack_faults import not_ok
from tests.slack.forms import WEEKLY, shown
from tests.slack.test_digest_made import kept
from tests.slack.test_digest_post import posting
from tests.slack.whole import ANA, BEN, GENERAL, Whole, buttons

CLOSED = "C0CLOSED1"


@pytest.mark.parametrize(
    ("known", "inside", "says"),
    [
        ({"is_channel": True, "is_private": False}, True, ""),
        ({"is_channel": True, "is_private": False}, False, "not_in_channel"),
        ({"is_private": True}, False, "channel_not_found"),
        ({"is_archived": True}, True, "is_archived"),
        ({"is_read_only": True}, True, "restricted_action_read_only_channel"),
        ({"is_thread_only": True}, True, "restricted_action_thread_only_channel"),
    ],
)
async def test_what_slack_would_say_to_a_post_is_known_without_one(
    slack: FakeSlack, known: dict[str, Any], inside: bool, says: str
) -> None:
    slack.channels[CLOSED] = known
    slack.members[CLOSED] |= {BOT} if inside else set()
    async with web_session() as session:
        client = web_client(TOKEN, slack.api_url, session)
        found = await hindered(client, CLOSED)
        slack.scopes.add("chat:write.public")
        uninvited = await hindered(client, CLOSED)
        direct = await hindered(client, "D0ANA0001")
        slack.fail("conversations.info", not_ok("missing_scope"))
        untold = await hindered(client, CLOSED)
        slack.fail("conversations.info", not_ok("token_revoked"))
        revoked = await hindered(client, CLOSED)

    assert found == says
    assert uninvited == ("" if says == "not_in_channel" else says)
    assert (direct, untold, revoked) == ("", "", "token_revoked")
    assert slack.posted == []


async def paused(whole: Whole) -> Posted:
    await whole.asked(WEEKLY)
    return await whole.pressed(await whole.asked("digests"), "Pause")


async def test_resume_says_what_is_still_in_the_way_and_resumes_once_it_is_gone(
    whole: Whole,
) -> None:
    await paused(whole)
    listed = await whole.asked("digests")
    whole.slack.members[GENERAL].discard(BOT)

    refused = await whole.pressed(listed, "Resume")
    [still] = await kept(whole)
    whole.slack.members[GENERAL].add(BOT)
    elsewhere = {"type": "message", "message_ts": "1795000001.1", "is_ephemeral": True}
    resumed = await whole.pressed(refused, "Resume", container=elsewhere)
    [now] = await kept(whole)

    assert "Not resumed: it would fail again. The bot is not in the channel." in refused.text
    assert "/invite @dgusage" in shown(refused)
    assert [*buttons(refused)] == ["Edit", "Resume", "Delete"]
    assert (still.paused, now.paused) == ("by hand", "")
    assert "Resumed." in shown(resumed)
    assert [p for p in whole.slack.posted if p.via == "chat.postMessage"] == []


async def test_resume_asks_the_question_first(whole: Whole) -> None:
    await paused(whole)
    whole.slack.people[ANA]["is_restricted"] = True  # its owner is a guest by now
    await _forget_people(whole)

    told = await whole.asked(f"digest resume {(await kept(whole))[0].id}", user_id=BEN)

    assert "Not resumed" in told.text
    assert (await kept(whole))[0].paused == "by hand"


async def _forget_people(whole: Whole) -> None:
    """As an hour later: what people are is asked of Slack again."""
    people = whole.bot and posting(whole).composer.gate.people
    people.remember._kept.clear()
    people._lately.clear()


async def test_resume_in_the_owners_direct_messages_works_the_same(whole: Whole) -> None:
    await paused(whole)
    [digest] = await kept(whole)

    where = {"channel": {"id": "D0ANA0001", "name": "directmessage"}}
    done = await whole.sender.press(
        f"ask:{digest.id}:resume", f"digest resume {digest.id}", **where
    )
    told = await whole.answer(done)

    assert "Resumed." in shown(told)


async def orphaned(whole: Whole) -> tuple[Digest, Posted]:
    """A digest whose owner has left, and what its channel is asked."""
    await whole.asked(WEEKLY)
    [digest] = await kept(whole)
    whole.slack.people[ANA]["deleted"] = True
    await _forget_people(whole)
    from bot.digest.model import NOTE
    from bot.question.schedule import Slot
    from bot.trouble import Reason, Trouble

    assert digest.next is not None
    with pytest.raises(Trouble) as gone:
        await posting(whole).composer.permitted(digest, Slot(*digest.next))
    assert gone.value.reason is Reason.OWNER_GONE
    note = posting(whole).composer.note(digest, digest.next, gone.value)
    await posting(whole).engine.channels.post(GENERAL, note.message, NOTE, "x:1")
    return digest, [p for p in whole.slack.posted if p.via == "chat.postMessage"][-1]


async def test_who_presses_adopt_is_its_owner_and_the_channel_sees_it(whole: Whole) -> None:
    digest, asking = await orphaned(whole)

    before = len(whole.slack.posted)
    whole.sender.user = BEN
    await whole.press(asking, "Adopt")
    await whole.slack.until(lambda: len(whole.slack.posted) >= before + 2, 30)
    instead, told = whole.slack.posted[before:]

    assert "has left the workspace" in shown(asking)
    assert instead.args["replace_original"] is True
    assert "Adopted by" in shown(instead)
    assert f"'user_id': '{BEN}'" in str(instead.blocks)
    assert "goes on in your name" in told.text
    [now] = await kept(whole)
    assert (now.id, now.owner, now.paused) == (digest.id, BEN, "")


async def test_only_one_adopts_it(whole: Whole) -> None:
    _, asking = await orphaned(whole)
    whole.slack.people["U0EVE0001"] = {"tz": "UTC"}
    whole.sender.user = BEN
    await whole.press(asking, "Adopt")
    await whole.slack.until(lambda: "goes on" in whole.slack.posted[-1].text, 30)

    before = len(whole.slack.posted)
    whole.sender.user = "U0EVE0001"
    await whole.press(asking, "Adopt")
    told = await whole.next(before)

    assert "Somebody else has adopted it already" in told.text
    assert (await kept(whole))[0].owner == BEN


async def test_a_guest_cannot_adopt(whole: Whole) -> None:
    _, asking = await orphaned(whole)
    whole.slack.people["U0GIL0001"] = {"tz": "UTC", "is_restricted": True}

    before = len(whole.slack.posted)
    whole.sender.user = "U0GIL0001"
    await whole.press(asking, "Adopt")
    told = await whole.next(before)

    assert told.user == "U0GIL0001"
    assert "Adopted" not in told.text
    assert (await kept(whole))[0].owner == ANA


async def test_who_may_set_up_no_digests_cannot_adopt(whole: Whole) -> None:
    _, asking = await orphaned(whole)
    posting(whole).composer.gate.policy = Policy(may={Need.DIGESTS: frozenset({"U0EVE0001"})})

    before = len(whole.slack.posted)
    whole.sender.user = BEN
    await whole.press(asking, "Adopt")
    told = await whole.next(before)

    assert (await kept(whole))[0].owner == ANA
    assert "Adopted" not in told.text


async def test_an_owner_who_is_there_is_not_replaced(whole: Whole) -> None:
    _, asking = await orphaned(whole)
    whole.slack.people[ANA]["deleted"] = False
    await _forget_people(whole)

    before = len(whole.slack.posted)
    whole.sender.user = BEN
    await whole.press(asking, "Adopt")
    told = await whole.next(before)

    assert "need not be adopted" in told.text
    assert (await kept(whole))[0].owner == ANA
