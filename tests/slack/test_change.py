"""The Change button opens a modal that is filled in, offers real names, and asks what was chosen."""

import json
from typing import Any

import pytest

from bot.slack.changing import remembered, sent
from bot.slack.payload import Asked, How, Place
from tests.fakes.slack import Posted
from tests.slack.forms import state as state_of
from tests.slack.whole import ANA, BEN, Whole, buttons, reading


def one(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value, "text": {"type": "plain_text", "text": value}}}


def several(*chosen: str) -> dict[str, Any]:
    return {"selected_options": [one(value)["selected_option"] for value in chosen]}


async def opened(whole: Whole, card: Posted, label: str = "Change…", **over: Any) -> dict[str, Any]:
    await whole.press(card, label, **over)
    found = await whole.slack.until(lambda: whole.slack.views)
    return found[-1]


async def answered(whole: Whole, view: dict[str, Any], **over: Any) -> Posted:
    """The answer in place of the card, after the modal was sent."""
    before = len(whole.slack.posted)
    done = await whole.sender.submit(view, state_of(view, **over))
    assert (done.status, done.body) == (200, "")
    return await whole.next(before)


async def faults(whole: Whole, view: dict[str, Any], **over: Any) -> dict[str, str]:
    done = await whole.sender.submit(view, state_of(view, **over))
    said = json.loads(done.body)
    assert said["response_action"] == "errors"
    return said["errors"]


async def test_the_modal_is_filled_with_what_was_asked(whole: Whole) -> None:
    card = await whole.asked(
        'top 3 hours by key tag:support tag:eu-west -key:"ana laptop" last week vs previous'
    )

    view = await opened(whole, card)

    state = state_of(view)
    assert state["about"]["about1"]["selected_option"]["value"] == "hours"
    assert state["first"]["first1"]["selected_date"] == "2026-11-16"
    assert state["last"]["last1"]["selected_date"] == "2026-11-22"
    only = [o["value"] for o in state["only"]["pick1"]["selected_options"]]
    assert only == ["tag:eu-west", "tag:support"]
    (out,) = state["without"]["pick1"]["selected_options"]
    assert out["text"]["text"] == "key ana laptop"
    assert [o["value"] for o in state["by"]["by1"]["selected_options"]] == ["key"]
    assert [o["value"] for o in state["more"]["more1"]["selected_options"]] == ["compare", "every"]
    assert state["top"]["top1"]["value"] == "3"
    assert len(view["private_metadata"]) <= 3000


async def test_sent_as_it_was_it_asks_the_same_question(whole: Whole) -> None:
    text = 'top 3 hours by key tag:support tag:eu-west -key:"ana laptop" last week vs 1-7 Nov'
    card = await whole.asked(text)

    answer = await answered(whole, await opened(whole, card))

    assert reading(answer) == reading(card)
    assert answer.args["replace_original"] is True
    assert reading(await whole.pressed(answer, "‹ Back")) == reading(card)


async def test_everything_can_be_chosen_anew(whole: Whole) -> None:
    card = await whole.asked("by tag last week")

    answer = await answered(
        whole,
        await opened(whole, card),
        about=one("cost"),
        period=one("last month"),
        only=several("tag:support", "tag:checkout"),
        without=several("tag:staging"),
        by=several("key"),
        more=several("compare"),
        top={"value": "2"},
    )

    assert reading(answer) == (
        "cost · tag checkout or support · not tag staging · 1–31 Oct 2026 vs 31 Aug – 30 Sep 2026"
        " · by key · top 2"
    )
    assert whole.slack.refused == []


async def test_days_are_picked_where_no_phrase_is_chosen(whole: Whole) -> None:
    view = await opened(whole, await whole.asked("by tag last week"))

    picked = {"first": {"selected_date": "2026-11-02"}, "last": {"selected_date": "2026-11-30"}}
    answer = await answered(whole, view, **picked)

    assert reading(answer) == "usage · 2–23 Nov 2026 · by tag"  # not beyond today


@pytest.mark.parametrize(
    ("under", "over"),
    [
        ("last", {"last": {"selected_date": "2026-11-01"}}),
        ("first", {"first": {"selected_date": "2026-12-24"}}),
        ("top", {"top": {"value": "5"}, "by": several()}),
        ("without", {"only": several("tag:support"), "without": several("tag:support")}),
        ("only", {"only": several("tag:gone")}),
        ("by", {"by": several("tag", "feature")}),
        ("by", {"about": one("cost"), "by": several("model")}),
    ],
)
async def test_what_cannot_be_is_said_in_the_modal_under_the_choice(
    whole: Whole, under: str, over: dict[str, Any]
) -> None:
    view = await opened(whole, await whole.asked("by tag last week"))

    said = await faults(whole, view, **over)

    assert [*said] == [under]
    assert said[under][-1] in ".`"
    assert len(whole.slack.posted) == 1  # only the card


async def test_what_is_typed_finds_the_real_tags_and_keys(whole: Whole) -> None:
    await whole.asked("by tag last week")
    before = whole.deepgram.asked("")

    found = json.loads((await whole.sender.type("SUP")).body)["option_groups"]
    every = json.loads((await whole.sender.type("")).body)["option_groups"]
    nothing = json.loads((await whole.sender.type("zzz")).body)

    assert found[0]["label"]["text"] == "Tags"
    assert found[0]["options"][0]["value"] == "tag:support"
    assert {"Tags", "Keys", "Models", "Methods"} <= {g["label"]["text"] for g in every}
    assert sum(len(g["options"]) for g in every) <= 100
    assert nothing == {"options": []}
    assert whole.deepgram.asked("") == before


async def test_on_an_answer_that_others_see_the_new_one_goes_into_its_thread(
    whole: Whole,
) -> None:
    await whole.sender.mention("by tag last week", ts="1795100000.1")
    card = await whole.seen("chat.postMessage")
    view = await opened(whole, card, user={"id": BEN, "team_id": "T0HOME001"})

    answer = await answered(whole, view, by=several("day"))

    assert (answer.via, answer.thread_ts) == ("chat.postMessage", "1795100000.1")
    assert reading(answer).endswith("by day")


async def test_a_form_of_another_version_says_so(whole: Whole) -> None:
    view = await opened(whole, await whole.asked("by tag last week"))

    said = await faults(whole, {**view, "private_metadata": '{"v":0}'})

    assert "ask again" in said["about"]


async def test_sent_twice_it_asks_once(whole: Whole) -> None:
    view = await opened(whole, await whole.asked("by tag last week"))

    for _ in range(2):
        await whole.sender.submit({**view, "id": "V77"}, state_of(view, by=several("day")))
    await whole.asked("usage today")

    assert len([p for p in whole.slack.posted if p.args.get("replace_original")]) == 1


async def test_where_the_modal_is_refused_the_presser_is_told(whole: Whole) -> None:
    card = await whole.asked("by tag last week")

    await whole.press(card, "Change…", trigger_id="")
    answer = (await whole.slack.until(lambda: whole.slack.posted[1:]))[0]

    assert "could not be opened" in answer.text
    assert answer.args["replace_original"] is False


def test_what_the_modal_remembers_comes_back_and_is_never_too_long() -> None:
    asked = Asked(
        text="t" * 1_900,
        how=How.BUTTON,
        user_id=ANA,
        team_id="T",
        place=Place.PRIVATE,
        channel_id="C1",
        thread_ts="1.2",
        private=True,
        trail=("a" * 900, "b" * 900),
        response_url="https://hooks.slack.com/actions/T/1/x",
    )

    memory = remembered(asked)

    assert memory is not None
    assert len(memory) <= 3000
    back = sent({"user": {"id": ANA}, "view": {"id": "V1", "private_metadata": memory}}, "")
    assert back is not None
    assert (back.text, back.trail) == (asked.text, ("a" * 900,))
    assert (back.place, back.thread_ts, back.how) == (Place.PRIVATE, "1.2", How.STEP)
    assert back.response_url == asked.response_url


async def test_a_question_with_parts_that_the_form_cannot_show_is_to_be_typed(
    whole: Whole,
) -> None:
    state = "usage by key,tag,day last week"
    card = await whole.answer(await whole.sender.press("change1:", state))

    assert "Type it anew" in card.text
    assert state in card.text
    assert not buttons(card)
