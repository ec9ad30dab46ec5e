"""A thread, and a person's direct messages, remember their last question."""

from pathlib import Path

import pytest

from bot.demo.serve import running
from bot.demo.server import simulate
from tests.fakes.slack import BOT, FakeSlack, Posted
from tests.slack.whole import ANA, BEN, GENERAL, NOW, Whole, reading, served

THREAD = "1795100000.1"


async def said(whole: Whole, text: str, **over: str) -> Posted:
    """The answer to a mention."""
    before = len(whole.slack.posted)
    await whole.sender.mention(text, **{"thread_ts": THREAD, **over})
    answer = await whole.next(before)
    assert answer.thread_ts in {over.get("thread_ts", THREAD), ""}  # an update names none
    return answer


@pytest.fixture
async def begun(whole: Whole) -> Whole:
    """A thread that began with a question."""
    first = await said(whole, "how much did support use last week?")
    assert reading(first) == "tag support · 16–22 Nov 2026"
    return whole


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("now by key", "tag support · 16–22 Nov 2026 · by key"),
        ("same for last month", "tag support · 1–31 Oct 2026"),
        ("only streaming", "method streaming · tag support · 16–22 Nov 2026"),
        ("vs previous", "tag support · 16–22 Nov 2026 vs 9–15 Nov 2026"),
        ("and checkout?", "tag checkout · 16–22 Nov 2026"),
        ("in dollars", "cost · tag support · 16–22 Nov 2026"),
        ("cost by key yesterday", "cost · 22 Nov 2026 · by key"),
    ],
)
async def test_a_further_mention_changes_the_last_question(
    begun: Whole, text: str, read: str
) -> None:
    assert reading(await said(begun, text)) == read


async def test_it_goes_on_step_by_step_and_for_others_too(begun: Whole) -> None:
    await said(begun, "now by key")
    await said(begun, "top 3", user=BEN)

    answer = await said(begun, "same for last month")
    assert reading(answer) == "tag support · 1–31 Oct 2026 · by key · top 3"


async def test_as_csv_gives_the_last_answer_as_a_file(begun: Whole) -> None:
    await said(begun, "now by model")
    await begun.sender.mention("as csv", thread_ts=THREAD)

    file = await begun.seen("file")
    assert file.thread_ts == THREAD
    assert "tag support · 16–22 Nov 2026 · by model" in file.args["content"]


async def test_a_button_in_the_thread_moves_it_on(begun: Whole) -> None:
    card = await begun.seen("chat.postMessage")
    await begun.press(card, "By model")
    await begun.seen("chat.postMessage", 2)

    assert reading(await said(begun, "only streaming")).endswith("by model")


async def test_another_thread_knows_nothing_of_it(begun: Whole) -> None:
    answer = await said(begun, "now by key", thread_ts="1795100000.9")

    assert "support" not in reading(answer)


async def test_what_is_unclear_is_said_and_changes_nothing(begun: Whole) -> None:
    unclear = await said(begun, "only suport")
    answer = await said(begun, "now by day")

    assert "support" in unclear.text
    assert reading(answer) == "tag support · 16–22 Nov 2026 · by day"


async def test_direct_messages_go_on_as_well(whole: Whole) -> None:
    await whole.sender.message("tag:support last week")
    await whole.seen("chat.postMessage")
    await whole.sender.message("now by key")

    answer = await whole.seen("chat.postMessage", 2)
    assert reading(answer) == "tag support · 16–22 Nov 2026 · by key"


async def test_a_command_never_goes_on_from_anything(whole: Whole) -> None:
    await whole.asked("tag:support last week")

    assert "support" not in reading(await whole.asked("by key"))


async def test_a_thread_goes_on_after_a_restart(tmp_path: Path) -> None:
    app = simulate(lambda: NOW)
    async with running(app) as deepgram, FakeSlack() as slack:
        slack.people[ANA] = {}
        slack.members[GENERAL] |= {BOT, ANA}
        async with served(slack, deepgram, tmp_path, app) as before:
            await said(before, "tag:support last week")
        async with served(slack, deepgram, tmp_path, app) as after:
            answer = await said(after, "now by key")

    assert reading(answer) == "tag support · 16–22 Nov 2026 · by key"
