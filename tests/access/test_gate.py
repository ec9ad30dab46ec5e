"""Who gets figures, end to end: signed requests in, a real HTTP Deepgram, what Slack shows to whom."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from bot.blocks.limits import violations
from bot.blocks.message import Message
from bot.store.connection import Store
from tests.access.world import HERE, OUTSIDE, OUTSIDERS, world
from tests.fakes.slack import BOT
from tests.fakes.slack_faults import not_ok

ACTIONS = ("ask:more", "ask1:by_tag", "csv1:", "share1:", "change1:", "anything")
ASK = "tag:support last week"


def shown(posted: object) -> str:
    return f"{posted.text} {json.dumps(posted.blocks)}"


async def test_a_member_asks_alone_and_a_mention_is_answered_to_all(
    store: Store, valkey: Path
) -> None:
    async with world(store, valkey) as here:
        answer = await here.told(await here.sender.command(ASK))
        await here.sender.mention(ASK)
        [public] = await here.slack.until(
            lambda: [p for p in here.slack.posted if p.via == "chat.postMessage"], 20
        )

    assert "hours of audio" in answer.text
    assert answer.user == "U0ANA0001"
    assert "hours of audio" in public.text
    assert public.user == ""


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_nobody_else_gets_a_figure_a_name_or_an_oracle(
    store: Store, valkey: Path, user: str
) -> None:
    async with world(store, valkey) as here:
        sender = here.as_(user)
        texts = [ASK, "tag:suport last week", "balance", "keys", "tag:no-such", "saved", "x" * 50]
        told = [await here.told(await sender.command(text)) for text in texts]
        for action in ACTIONS:
            await here.told(await sender.press(action, ASK))
        await sender.mention(ASK)
        [openly] = await here.slack.until(
            lambda: [p for p in here.slack.posted if p.via == "chat.postEphemeral"], 20
        )
        offered = await sender.type("sup")
        help_card = await here.told(await sender.command("help"))
        rest = [posted for posted in here.slack.posted if posted is not help_card]
        everything = " ".join(shown(posted) for posted in rest)

        assert here.asked == 0
        assert here.slack.views == []

    assert json.loads(offered.body)["options"] == []
    assert len({each.text.split(" You asked")[0] for each in told}) == 1
    assert "whoever runs dgusage here" in told[0].text
    assert openly.user == user
    assert "hours of audio" not in everything
    assert "support" not in everything.replace(ASK, "")
    assert "/dgusage" in shown(help_card) or "help" in shown(help_card)


async def test_in_a_channel_with_other_companies_only_the_asker_sees_figures(
    store: Store, valkey: Path
) -> None:
    async with world(store, valkey) as here:
        sender = here.as_("U0ANA0001", OUTSIDE)
        await sender.event(
            {**sender.said(f"<@{BOT}> {ASK}", type="app_mention"), "channel": OUTSIDE},
            is_ext_shared_channel=True,
        )
        [alone] = await here.slack.until(
            lambda: [p for p in here.slack.posted if "hours of audio" in p.text], 20
        )
        shared = await here.told(await sender.press("share1:", ASK))
        aside = {
            "type": "message",
            "message_ts": "1.1",
            "is_ephemeral": False,
            "channel_id": OUTSIDE,
        }
        await sender.press("ask1:by_tag", "by tag last week", container=aside)
        await here.slack.until(
            lambda: sum("hours of audio" in p.text for p in here.slack.posted) > 1
        )

        assert alone.user == "U0ANA0001"
        assert "Not shared" in shared.text
        assert not [p for p in here.slack.posted if "hours of audio" in p.text and not p.user]


async def test_keys_are_never_shown_to_all_where_they_were_asked_for_in_the_open(
    store: Store, valkey: Path
) -> None:
    async with world(store, valkey) as here:
        await here.sender.mention("by key last week")
        [answer] = await here.slack.until(
            lambda: [p for p in here.slack.posted if "hours of audio" in p.text], 20
        )

    assert answer.user == "U0ANA0001"


async def test_cost_is_for_the_named_group(store: Store, valkey: Path) -> None:
    policy = {"may": {"cost": ["S0FINANCE"]}, "contact": "the data team"}
    async with world(store, valkey, policy) as here:
        here.slack.scopes.add("usergroups:read")
        here.slack.groups["S0FINANCE"] = {"U0ANA0001"}
        allowed = await here.told(await here.sender.command("cost last week"))
        refused = await here.told(await here.as_("U0BO00001").command("cost last week"))
        usage = await here.told(await here.as_("U0BO00001").command(ASK))

    assert "$" in allowed.text
    assert "$" not in refused.text
    assert "ask the data team" in refused.text
    assert "hours of audio" in usage.text


async def test_where_a_group_cannot_be_read_nobody_is_in_it(store: Store, valkey: Path) -> None:
    policy = {"may": {"cost": ["S0FINANCE"]}, "sees": {"S0FINANCE": {"tags": ["support"]}}}
    async with world(store, valkey, policy) as here:
        here.slack.groups["S0FINANCE"] = {"U0ANA0001"}
        cost = await here.told(await here.sender.command("cost last week"))
        usage = await here.told(await here.as_("U0BO00001").command("by tag last week"))

    assert "$" not in cost.text
    assert "hours of audio" in usage.text
    assert "checkout" not in shown(usage)


async def test_who_sees_one_tag_never_hears_of_another(store: Store, valkey: Path) -> None:
    policy = {"sees": {HERE: {"tags": ["support"]}}}
    async with world(store, valkey, policy) as here:
        sender = here.sender
        all_of_it = await here.told(await sender.command("last week"))
        support = await here.told(await sender.command("tag:support last week"))
        by_tag = await here.told(await sender.command("by tag last week"))
        hidden = await here.told(await sender.command("tag:checkout last week"))
        absent = await here.told(await sender.command("tag:xylophone last week"))
        keys = await here.told(await sender.command("by key last week"))
        await sender.press("change1:", "tag:support last week")
        [view] = await here.slack.until(lambda: here.slack.views)
        offered = await sender.type("checkout", view=view)
        mine = await sender.type("support", view=view)
        free = await here.told(await here.as_("U0ANA0001", OUTSIDE).command("by tag last week"))

    assert "checkout" in shown(free)  # it is there, for who may see it
    for answer in (all_of_it, support, by_tag, keys):
        assert "checkout" not in shown(answer)
    assert headline(all_of_it.text) == headline(support.text) == headline(by_tag.text)
    assert hidden.text.replace("checkout", "") == absent.text.replace("xylophone", "")
    assert json.loads(offered.body) == {"options": []}
    assert "support" in mine.body
    assert "checkout" not in json.dumps(view)


def headline(text: str) -> str:
    return next(word for word in text.split() if re.fullmatch(r"[\d,]+\.\d+", word))


async def test_a_known_member_is_still_known_while_slack_is_down_and_a_new_one_is_not(
    store: Store, valkey: Path
) -> None:
    async with world(store, valkey) as here:
        await here.told(await here.sender.command(ASK))
        here.slack.fail("users.info", *[not_ok("fatal_error")] * 5)
        again = await here.told(await here.sender.command(ASK))
        new = await here.told(await here.as_("U0BO00001").command(ASK))

    assert "hours of audio" in again.text
    assert "Slack does not say just now who you are" in new.text


async def test_access_says_to_each_what_they_may_see(store: Store, valkey: Path) -> None:
    async with world(store, valkey) as here:
        member = await here.told(await here.sender.command("access"))
        guest = await here.told(await here.as_("U0GIL0001").command("Access "))

    assert "full member" in member.text
    assert "guest" in guest.text
    assert "yes" not in guest.text
    assert not list(violations(Message(member.text, member.blocks)))


async def test_a_pasted_secret_is_answered_with_advice_and_shown_nowhere(
    store: Store, valkey: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    key, token = "0123456789abcdef0123456789abcdef01234567", "xoxb-1234567890-abcdefghij"
    async with world(store, valkey) as here:
        told = [
            await here.told(await here.sender.command(f"key {secret} last week"))
            for secret in (key, token, key.upper())
        ]
        await here.sender.mention(f"usage of {key}")
        [openly] = await here.slack.until(
            lambda: [p for p in here.slack.posted if p.via == "chat.postEphemeral"], 20
        )
        everything = " ".join(shown(posted) for posted in here.slack.posted)
        assert here.asked == 0

    assert all("revoke it" in each.text for each in (*told, openly))
    said = everything + "".join(capfd.readouterr())
    assert key not in said.lower()
    assert token not in said


async def test_two_who_ask_at_once_are_each_judged_by_themselves(
    store: Store, valkey: Path
) -> None:
    async with world(store, valkey) as here:
        members = [here.as_("U0ANA0001").command(ASK) for _ in range(10)]
        guests = [here.as_("U0GIL0001").command(ASK) for _ in range(10)]
        done = await asyncio.gather(*members, *guests)
        told = [await here.told(each) for each in done]

    assert ["hours of audio" in each.text for each in told] == [True] * 10 + [False] * 10
