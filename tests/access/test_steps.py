"""Every rule of a policy, at every step, by who presses: what one may do opens nothing to another."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.clock import wall
from bot.digest.model import Digest
from bot.policy.read import GIVEN, read
from bot.question.schedule import Slot
from bot.slack.composing import Composing
from bot.slack.people import Defaults
from bot.store.connection import Store
from bot.store.digests import Digests
from bot.store.slots import Scripts
from bot.trouble import Reason, Trouble
from tests.access.world import HERE, World, world
from tests.fakes.slack import BOT
from tests.fakes.slack_sender import Sender
from tests.slack.forms import state

ANA, BO, ELSEWHERE, GROUP = "U0ANA0001", "U0BO00001", "C0FINANCE", "S0FINANCE"
REFUSED = "you are not among them"
FIGURE = re.compile(r"\$\d|\d hours? of audio|prod gateway")

# What each rule is about: a question or an order, and the steps that there are for it.
ASKED = {
    "usage": "tag:support last week",
    "cost": "cost last week",
    "keys": "by key last week",
    "requests": "requests yesterday",
    "balance": "balance",
}
ORDERED = {"digests": "digest by tag last week every monday at 9am", "admin": "digests all"}

Step = Callable[[World, Sender, str], Awaitable[Any]]


async def command(_: World, sender: Sender, text: str) -> None:
    await sender.command(text)


async def mention(_: World, sender: Sender, text: str) -> None:
    said = sender.said(f"<@{BOT}> {text}", type="app_mention")
    await sender.event({**said, "channel": sender.channel, "channel_type": "channel"})


def press(action: str) -> Step:
    """A button of a card that somebody else was shown: its value is all that it has."""

    async def pressed(here: World, sender: Sender, text: str) -> None:
        place = {"channel_id": sender.channel, "is_ephemeral": True}
        card = {"type": "message", "message_ts": f"{here.slack.number()}.1", **place}
        channel = {"id": sender.channel, "name": "general"}
        await sender.press(action, text, container=card, channel=channel)

    return pressed


async def modal(here: World, sender: Sender, text: str) -> None:
    """The form as it was opened by whoever may, sent by whoever this is."""
    before = len(here.slack.views)
    await press("change1:")(here, replace(sender, user=ANA, channel=HERE), text)
    await here.slack.until(lambda: len(here.slack.views) > before, 20)
    view = here.slack.views[-1]
    kept = json.loads(view["private_metadata"])
    mine = json.dumps({**kept, "channel": sender.channel})
    await sender.submit({**view, "private_metadata": mine}, state(view))


async def digest(_: World, sender: Sender, text: str) -> None:
    await sender.command(f"digest {text} every monday at 9am")


STEPS: dict[str, Step] = {
    "command": command,
    "mention": mention,
    "button": press("ask1:by_tag"),
    "csv": press("csv1:"),
    "share": press("share1:"),
    "modal": modal,
    "digest": digest,
}
# Requests and the balance have no form, and none of these can be a digest at all.
WITHOUT = {
    ("requests", "modal"),
    ("balance", "modal"),
    ("requests", "digest"),
    ("balance", "digest"),
}
CASES = [(rule, step) for rule in ASKED for step in STEPS if (rule, step) not in WITHOUT]


async def seen(here: World, step: Step, sender: Sender, text: str) -> str:
    """All that Slack was given to show for it."""
    before = len(here.slack.posted)
    await step(here, sender, text)

    def answers() -> str:
        new = [p for p in here.slack.posted[before:] if "⏳ Asking" not in str(p.blocks)]
        return " ".join(f"{p.text} {json.dumps(p.blocks)}" for p in new)

    return await here.slack.until(answers, 25)


def granted(here: World, to: str) -> tuple[Sender, Sender]:
    """Who has the rule, and who has not."""
    if to == HERE:
        return here.as_(ANA), here.as_(ANA, ELSEWHERE)
    return here.as_(ANA), here.as_(BO)


def ready(here: World) -> None:
    here.slack.scopes |= {"usergroups:read", "files:write"}
    here.slack.groups[GROUP] = {ANA}
    here.slack.members[ELSEWHERE] |= {BOT, ANA, BO}
    here.slack.channels[ELSEWHERE] = {"is_channel": True}


def test_every_rule_that_can_be_given_is_here() -> None:
    assert {*ASKED, *ORDERED} == {need.value for need in GIVEN}


@pytest.mark.parametrize("to", [ANA, GROUP, HERE])
@pytest.mark.parametrize(("rule", "step"), CASES)
async def test_at_every_step_whoever_presses_is_judged(
    store: Store, valkey: Path, rule: str, step: str, to: str
) -> None:
    async with world(store, valkey, {"may": {rule: [to]}}) as here:
        ready(here)
        inside, outside = granted(here, to)
        refused = await seen(here, STEPS[step], outside, ASKED[rule])
        allowed = await seen(here, STEPS[step], inside, ASKED[rule])

    assert REFUSED in refused
    assert not FIGURE.search(refused)
    assert REFUSED not in allowed


@pytest.mark.parametrize("to", [ANA, GROUP, HERE])
@pytest.mark.parametrize("rule", ORDERED)
async def test_orders_are_for_those_who_have_them(
    store: Store, valkey: Path, rule: str, to: str
) -> None:
    async with world(store, valkey, {"may": {rule: [to]}}) as here:
        ready(here)
        inside, outside = granted(here, to)
        refused = await seen(here, command, outside, ORDERED[rule])
        none = await Digests(Scripts(store)).all()
        allowed = await seen(here, command, inside, ORDERED[rule])

    assert REFUSED in refused
    assert none == []
    assert REFUSED not in allowed


@pytest.mark.parametrize("rule", ["usage", "cost", "keys"])
async def test_a_digest_runs_by_what_its_owner_may_see_when_it_is_due(
    store: Store, valkey: Path, rule: str
) -> None:
    async with world(store, valkey) as here:
        await seen(here, digest, here.as_(ANA), ASKED[rule])
        [made] = await Digests(Scripts(store)).all()
        assert isinstance(made, Digest)
        gate = here.edge.around.gate
        composing = Composing(here.bot.desk, wall, Defaults(), gate)
        slot = Slot(wall().replace(tzinfo=None), wall())
        before = await composing.permitted(made, slot)
        gate.policy = read({"may": {rule: [BO]}})
        with pytest.raises(Trouble) as refused:
            await composing.permitted(made, slot)

    assert before.questions == made.questions
    assert refused.value.reason is Reason.NOT_ALLOWED


@pytest.mark.parametrize("who", [HERE, ANA, GROUP])
@pytest.mark.parametrize("step", ["command", "mention", "button", "share", "modal", "digest"])
async def test_tags_of_a_channel_a_person_and_a_group_hold_at_every_step(
    store: Store, valkey: Path, step: str, who: str
) -> None:
    policy = {"sees": {who: {"tags": ["support"]}}}
    async with world(store, valkey, policy) as here:
        ready(here)
        narrow = here.as_(ANA)
        wide = here.as_(ANA, ELSEWHERE) if who == HERE else here.as_(BO)
        everything = await seen(here, command, wide, "by tag last week")
        narrowed = await seen(here, STEPS[step], narrow, "by tag last week")

    assert "checkout" in everything
    assert "checkout" not in narrowed
    assert "support" in narrowed or step == "digest"


async def test_only_some_channels_are_answered_whatever_is_pressed(
    store: Store, valkey: Path
) -> None:
    async with world(store, valkey, {"channels": [HERE]}) as here:
        ready(here)
        inside, outside = here.as_(ANA), here.as_(ANA, ELSEWHERE)
        texts = {
            name: await seen(here, step, outside, ASKED["usage"])
            for name, step in STEPS.items()
            if name != "modal"
        }
        allowed = await seen(here, command, inside, ASKED["usage"])

    assert FIGURE.search(allowed)
    assert {name for name, text in texts.items() if "not answered in this place" in text} == {
        *texts
    }
    assert not any(FIGURE.search(text) for text in texts.values())
