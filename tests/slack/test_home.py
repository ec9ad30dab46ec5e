"""The Home tab, whole: what stands on it, for whom, and what comes of pressing on it."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.blocks.limits import violations
from bot.blocks.message import Message
from bot.demo import faults
from bot.policy.model import Need, Policy
from tests.fakes.slack import Posted
from tests.slack.whole import ANA, GENERAL, Whole, buttons, elements

GUEST = "U0GUEST01"


def text_of(card: Posted) -> str:
    """Everything that can be read on a tab, buttons included."""
    return "\n".join(_texts(list(card.blocks)))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return [*own, *(t for each in value.values() for t in _texts(each))]
    if isinstance(value, list):
        return [t for each in value for t in _texts(each)]
    return []


async def opened(whole: Whole, user: str = ANA) -> Posted:
    """The tab once it is complete."""
    before = len(homes(whole))
    event = {"type": "app_home_opened", "tab": "home", "user": user, "channel": "D0ANA0001"}
    assert (await whole.sender.event(event)).status == 200
    return await published(whole, before)


def homes(whole: Whole) -> list[Posted]:
    return [p for p in whole.slack.posted if p.via == "views.publish"]


async def published(whole: Whole, before: int) -> Posted:
    """The first complete tab after so many were published."""

    def found() -> list[Posted]:
        return [p for p in homes(whole)[before:] if "are being read" not in text_of(p)]

    tab: Posted = (await whole.slack.until(found, 30))[0]
    assert violations(Message("home", tab.blocks)) == []
    return tab


async def press(whole: Whole, tab: Posted, label: str, user: str = ANA) -> None:
    button = next(b for b in elements(tab) if b["text"]["text"] == label)
    body = whole.sender.press_body(button["action_id"], button["value"], user={"id": user})
    for name in ("channel", "message", "response_url"):
        body.pop(name, None)
    container = {"type": "view", "view_id": "V0HOME"}
    view = {"id": "V0HOME", "type": "home", "blocks": list(tab.blocks)}
    done = await whole.sender.interact({**body, "container": container, "view": view})
    assert done.status == 200


async def test_it_shows_this_month_against_the_same_days_of_the_last(whole: Whole) -> None:
    tab = await opened(whole)

    said = text_of(tab)
    answer = await whole.asked("usage this month vs last month")
    hours = str(answer.blocks[1]["text"]["text"]).split()[0]
    assert f"{hours} h" in said
    assert "in 1–23 Oct" in said
    assert "of cost" in said
    assert "requests" in said
    assert "hours by day; most on" in said
    assert "UTC days" in said


@pytest.mark.parametrize(
    ("may", "shown"), [({ANA}, True), ({"C0FINANCE1"}, False)], ids=["named", "not named"]
)
async def test_cost_is_there_for_those_only_who_may_see_it(
    whole: Whole, may: set[str], shown: bool
) -> None:
    homing = whole.edge._around.homing
    assert homing is not None
    gate = replace(homing.gate, policy=Policy(may={Need.COST: frozenset(may)}))
    assert whole.edge._front is not None
    whole.edge._front.homing = replace(homing, gate=gate)

    said = text_of(await opened(whole))

    assert ("of cost" in said) is shown
    assert ("Cost by tag" in said) is shown
    assert "requests" in said


async def test_where_deepgram_is_down_that_is_said_and_the_rest_is_there(whole: Whole) -> None:
    whole.deepgram.faults.set("*", faults.down())

    said = text_of(await opened(whole))

    assert "Deepgram" in said.split("This month")[1].split("My digests")[0]
    assert "Saved questions" in said
    assert "New digest" in said


async def test_where_deepgram_takes_its_time_the_rest_is_shown_first(whole: Whole) -> None:
    answering = asyncio.Event()
    whole.deepgram.faults.set("*", faults.Fault(until=answering.wait))

    assert (await whole.sender.home()).status == 200
    (first,) = await whole.slack.until(lambda: homes(whole), 30)
    answering.set()
    tab = await published(whole, 1)

    assert "are being read" in text_of(first)
    assert "Saved questions" in text_of(first)
    assert "of cost" in text_of(tab)


async def test_its_examples_are_answered_in_the_messages_and_listed_on_it(whole: Whole) -> None:
    tab = await opened(whole)
    before = len(homes(whole))
    example = next(b for b in elements(tab) if b["action_id"] == "ask:example:0")

    await press(whole, tab, example["text"]["text"])

    answer = await whole.seen("chat.postMessage")
    assert answer.channel == ANA
    renewed = await published(whole, before)
    assert "The answer is in the Messages tab" in text_of(renewed)
    again = buttons(renewed)["Ask again"]
    assert again["value"]


async def test_a_saved_question_can_be_asked_and_forgotten_there(whole: Whole) -> None:
    await whole.asked("hours by tag last week")
    await whole.asked("save weekly-tags")
    tab = await opened(whole)
    assert "weekly-tags\nhours by tag last week" in text_of(tab)
    before = len(homes(whole))

    await press(whole, tab, "Forget")

    renewed = await published(whole, before)
    assert "Forgot weekly-tags." in text_of(renewed)
    assert not [p for p in whole.slack.posted if p.via == "chat.postMessage"]
    assert "Nothing yet. After a question" in text_of(renewed)


async def test_my_digests_are_managed_there_without_a_message(whole: Whole) -> None:
    await whole.asked("digest cost by tag last week every monday 9am")
    tab = await opened(whole)
    assert "cost by tag last week" in text_of(tab)
    before = len(homes(whole))

    await press(whole, tab, "Pause")

    renewed = await published(whole, before)
    assert "Paused." in text_of(renewed)
    assert "Resume" in buttons(renewed)
    assert not [p for p in whole.slack.posted if p.via == "chat.postMessage"]


async def test_digests_of_others_are_not_mine(whole: Whole) -> None:
    await whole.asked("digest hours by model yesterday every day at 10:30")

    tab = await opened(whole, "U0BEN0001")

    assert "hours by model yesterday" not in text_of(tab)
    assert "None yet. A digest posts an answer by itself" in text_of(tab)
    assert "New digest" in buttons(tab)


@pytest.mark.parametrize("record", [{"is_restricted": True}, {"is_ultra_restricted": True}])
async def test_guests_see_why_there_are_no_figures(whole: Whole, record: dict[str, bool]) -> None:
    whole.slack.people[GUEST] = record
    whole.slack.members[GENERAL].add(GUEST)

    tab = await opened(whole, GUEST)

    said = text_of(tab)
    assert "Guests of this workspace get no figures." in said
    assert "ask whoever runs dgusage here" in said
    assert "This month" not in said
    assert "Welcome" not in said
    assert [b["value"] for b in elements(tab)] == ["help", "access"]


async def test_a_guest_s_presses_are_answered_too(whole: Whole) -> None:
    whole.slack.people[GUEST] = {"is_restricted": True}
    tab = await opened(whole, GUEST)

    await press(whole, tab, "What I may see", GUEST)
    access = await published(whole, 1)
    await press(whole, tab, "How to ask", GUEST)
    helped = await whole.seen("chat.postMessage")

    assert "You are a guest of this workspace" in text_of(access)
    assert "Guests of this workspace get no figures." in text_of(access)
    assert helped.channel == GUEST
    assert "The answer is in the Messages tab" in text_of(await published(whole, 2))


async def test_a_saved_question_that_is_none_any_more_says_so_there(whole: Whole) -> None:
    saved = whole.edge._around.homing
    assert saved is not None
    await saved.notes.saved.save(("person", "T0HOME001", ANA), "gone", "tag:nobody-knows-it")
    tab = await opened(whole)

    await press(whole, tab, "Ask")

    assert "There is no tag" in text_of(await published(whole, 1))
