"""Answers lead on: by buttons under them and in each row, in place or in the thread."""

import asyncio
from dataclasses import replace
from time import process_time

import pytest

from bot.blocks.state import parsed
from tests.fakes.slack import Posted
from tests.slack.whole import ANA, BEN, GENERAL, Whole, buttons, passing, reading


async def test_an_answer_offers_only_ways_that_can_be_answered(whole: Whole) -> None:
    usage = await whole.asked("tag:support last week")
    cost = await whole.asked("cost by key last week")

    assert [*buttons(usage)][:5] == [
        "By key",
        "By model",
        "Cost by line item",
        "By day",
        "Previous period",
    ]
    assert "By tag" not in buttons(usage)  # there is only one
    assert {"By tag", "By line item", "By day"} <= buttons(cost).keys()
    assert not {"By key", "By model"} & buttons(cost).keys()  # asked; not billed


@pytest.mark.parametrize("label", ["By key", "By model", "Cost by line item", "By day"])
async def test_every_way_that_is_offered_leads_to_an_answer(whole: Whole, label: str) -> None:
    card = await whole.asked("tag:support last week")

    answer = await whole.pressed(card, label)

    assert answer.args["replace_original"] is True
    words = label.removeprefix("Cost ").lower()
    assert reading(answer).endswith(words)
    assert "16–22 Nov 2026" in reading(answer)
    assert "tag support" in reading(answer)
    assert whole.slack.refused == []


async def test_the_card_changes_in_place_and_leads_back_step_by_step(whole: Whole) -> None:
    first = await whole.asked("by tag last week")
    second = await whole.pressed(first, "Open support")
    third = await whole.pressed(second, "By day")

    assert reading(second) == "tag support · 16–22 Nov 2026 · by key"
    assert reading(third) == "tag support · 16–22 Nov 2026 · by day"

    again = await whole.pressed(third, "‹ Back")
    home = await whole.pressed(again, "‹ Back")

    assert reading(again) == reading(second)
    assert reading(home) == reading(first)
    assert "‹ Back" not in buttons(home)
    assert len(whole.slack.posted) == 5


async def test_the_period_before_and_the_comparison(whole: Whole) -> None:
    card = await whole.asked("cost by tag october")

    before = await whole.pressed(card, "Previous period")
    versus = await whole.pressed(card, "vs previous")

    assert reading(before) == "cost · 1–30 Sep 2026 · by tag"
    assert reading(versus) == "cost · 1–31 Oct 2026 vs 31 Aug – 30 Sep 2026 · by tag"


async def test_a_button_of_an_answer_that_others_see_is_answered_in_its_thread(
    whole: Whole,
) -> None:
    await whole.sender.mention("by tag last week", ts="1795100000.1")
    card = await whole.seen("chat.postMessage")

    await whole.press(card, "Open support", user={"id": BEN, "team_id": "T0HOME001"})
    answer = await whole.seen("chat.postMessage", 2)

    assert answer.thread_ts == "1795100000.1"
    assert reading(answer) == "tag support · 16–22 Nov 2026 · by model"
    assert not any("Back" in label for label in buttons(answer))
    assert "Share" not in buttons(answer)  # it is seen already
    assert all(not parsed(b["value"]).trail for b in buttons(answer).values())


async def test_what_names_keys_is_shown_to_its_presser_alone_and_leads_on_in_place(
    whole: Whole,
) -> None:
    await whole.sender.mention("by tag last week", ts="1795100000.1")
    card = await whole.seen("chat.postMessage")

    answer = await whole.pressed(card, "By key", user={"id": BEN, "team_id": "T0HOME001"})
    further = await whole.pressed(answer, "By day")

    assert (answer.args["response_type"], answer.thread_ts) == ("ephemeral", "1795100000.1")
    assert "Share" in buttons(answer)
    assert further.args["replace_original"] is True
    assert reading(await whole.pressed(further, "‹ Back")) == reading(answer)


async def test_a_double_click_has_one_effect(whole: Whole) -> None:
    card = await whole.asked("by tag last week")

    done = await asyncio.gather(whole.press(card, "By day"), whole.press(card, "By day"))
    keys = {d.key for d in done}

    def came() -> list[Posted]:
        return [p for p in whole.slack.posted if p.trigger in keys and not passing(p)]

    await whole.slack.until(came, 30)
    await whole.asked("usage today")  # a second effect would be there by then

    assert [d.status for d in done] == [200, 200]
    assert len(came()) == 1


@pytest.mark.parametrize("action", ["ask0:by_key", "ask2:row:3", "ask17:"])
async def test_a_button_of_another_version_answers_its_question_afresh(
    whole: Whole, action: str
) -> None:
    done = await whole.sender.press(action, "tag:support last week by key")

    answer = await whole.answer(done)
    assert reading(answer) == "tag support · 16–22 Nov 2026 · by key"


async def test_a_button_whose_state_means_nothing_any_more_offers_what_works(whole: Whole) -> None:
    done = await whole.sender.press("ask1:row:1", "tag:gone last week\nby tag last week")

    answer = await whole.answer(done)
    assert "There is no tag" in answer.text
    assert reading(await whole.pressed(answer, "‹ Back")) == "usage · 16–22 Nov 2026 · by tag"


async def test_where_no_answer_can_be_had_the_way_back_stays(whole: Whole) -> None:
    state = "usage by tag,feature last week\nby tag last week"

    answer = await whole.answer(await whole.sender.press("ask1:x", state))

    assert "cannot break tags down by feature" in answer.text
    assert "‹ Back" in buttons(answer)


async def test_an_answer_in_direct_messages_changes_in_place(whole: Whole) -> None:
    await whole.sender.message("by tag last week")
    card = await whole.seen("chat.postMessage")
    assert card.channel == "D0ANA0001"

    answer = await whole.pressed(card, "By day")

    assert answer.args["replace_original"] is True
    assert "response_type" not in answer.args
    assert "‹ Back" in buttons(answer)


async def test_a_button_may_be_pressed_after_its_address_has_run_out(whole: Whole) -> None:
    card = await whole.asked("by tag last week")
    for hook in whole.slack.hooks.values():
        hook.expired = True
    body = whole.sender.press_body("ask1:day", buttons(card)["By day"]["value"])
    whole.slack.hooks[body["response_url"].rsplit("/", 1)[1]].expired = True

    await whole.sender.interact(body)

    answer = await whole.seen("chat.postEphemeral")
    assert (answer.channel, answer.user) == (GENERAL, ANA)
    assert reading(answer).endswith("by day")


@pytest.mark.slow  # a timing, for a machine at rest: make timings
async def test_a_drill_down_on_warm_days_takes_at_most_50_milliseconds(whole: Whole) -> None:
    """Of this process's time, so that others on this machine do not count; Slack's fake does."""
    card = await whole.asked("by tag last month")
    await whole.pressed(card, "By key")
    await whole.pressed(card, "By day")

    async def timed(label: str) -> float:
        fresh = replace(card, ts=f"1795.{label}.{len(whole.slack.posted)}")
        began = process_time()
        await whole.pressed(fresh, label)
        return process_time() - began

    took = sorted([await timed(label) for label in ("By key", "By day") * 10])
    assert took[len(took) // 2] <= 0.05
