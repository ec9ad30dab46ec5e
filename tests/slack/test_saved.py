"""Questions are saved under a name, by a person or for a channel, and asked by it."""

from pathlib import Path

from bot.demo.serve import running
from bot.demo.server import simulate
from tests.fakes.slack import BOT, FakeSlack
from tests.slack.whole import ANA, BEN, GENERAL, NOW, Whole, buttons, elements, reading, served


async def test_the_last_question_is_saved_and_asked_by_its_name(whole: Whole) -> None:
    await whole.asked("tag:support last week by key")

    saved = await whole.asked("save weekly-support")
    answer = await whole.asked("weekly-support")

    assert saved.text.startswith("Saved for you as weekly-support: tag:support last week by key.")
    assert reading(answer) == "tag support · 16–22 Nov 2026 · by key"
    assert reading(await whole.pressed(saved, "Ask it")) == reading(answer)


async def test_what_buttons_led_to_is_saved_with_days_that_move_on(whole: Whole) -> None:
    card = await whole.asked("tag:support last week")
    await whole.pressed(card, "By key")

    saved = await whole.asked("save weekly-support")

    assert "tag:support by key last week" in saved.text


async def test_all_that_is_saved_is_listed_with_buttons(whole: Whole) -> None:
    await whole.asked("cost by key last month")
    await whole.asked("save monthly")
    await whole.asked("tag:support last week")
    await whole.asked("save it as support-week here")

    listed = await whole.asked("saved")
    first = elements(listed)[0]
    answer = await whole.answer(await whole.sender.press(first["action_id"], first["value"]))

    assert "monthly: cost by key last month" in listed.text
    assert "support-week: tag:support last week" in listed.text
    assert reading(answer) == "cost · 1–31 Oct 2026 · by key"
    assert "monthly" in (await whole.pressed(answer, "‹ Back")).text


async def test_a_person_s_are_theirs_alone_and_a_channel_s_for_all_in_it(whole: Whole) -> None:
    await whole.asked("tag:support last week")
    await whole.asked("save mine")
    await whole.asked("save ours here")

    others = await whole.asked("mine", user_id=BEN)
    shared = await whole.asked("ours", user_id=BEN)
    elsewhere = await whole.asked("ours", user_id=BEN, channel_id="C0OTHER01")

    assert "mine" in others.text
    assert not any(b["type"] == "data_table" for b in others.blocks)
    assert reading(shared) == "tag support · 16–22 Nov 2026"
    assert "do not" in elsewhere.text


async def test_they_can_be_forgotten(whole: Whole) -> None:
    await whole.asked("tag:support last week")
    await whole.asked("save mine")

    assert (await whole.asked("forget mine")).text == "Forgot mine."
    assert (await whole.asked("forget mine")).text == "Nothing was saved as mine."
    assert "Nothing is saved yet" in (await whole.asked("saved")).text


async def test_names_that_mean_something_already_are_refused(whole: Whole) -> None:
    await whole.asked("tag:support last week")

    for name in ("support", "balance", "usage"):
        assert "means something already" in (await whole.asked(f"save {name}")).text
    for name in ("october", "x", "two words"):
        assert "Give it a name" in (await whole.asked(f"save {name}")).text


async def test_without_a_question_there_is_nothing_to_save(whole: Whole) -> None:
    assert "no question of yours" in (await whole.asked("save mine")).text


async def test_what_is_saved_is_there_after_a_restart_and_never_ends(tmp_path: Path) -> None:
    app = simulate(lambda: NOW)
    async with running(app) as deepgram, FakeSlack() as slack:
        slack.people[ANA] = {}
        slack.members[GENERAL] |= {BOT, ANA}
        async with served(slack, deepgram, tmp_path, app) as before:
            await before.asked("tag:support last week")
            await before.asked("save mine")
        async with served(slack, deepgram, tmp_path, app) as after:
            answer = await after.asked("mine")
            lives = await after.bot.store.do(_lives_of_saved)

    assert reading(answer) == "tag support · 16–22 Nov 2026"
    assert lives == [-1]


async def _lives_of_saved(redis: object) -> list[int]:
    found = [key async for key in redis.scan_iter(match="dgusage:*:saved:*")]
    return [await redis.ttl(key) for key in found]


async def test_the_name_can_be_asked_in_a_thread_too(whole: Whole) -> None:
    await whole.asked("tag:support last week")
    await whole.asked("save mine")
    await whole.sender.mention("mine", ts="1795100000.1")

    assert reading(await whole.seen("chat.postMessage")) == "tag support · 16–22 Nov 2026"
    assert "Share" not in buttons(await whole.seen("chat.postMessage"))
