"""An answer as a CSV file: in its thread, in direct messages, or the answer where that cannot be."""

import csv

from tests.fakes.slack import Posted
from tests.slack.whole import ANA, GENERAL, Whole, buttons, reading


def rows(file: Posted) -> list[list[str]]:
    return [*csv.reader(file.args["content"].splitlines())]


async def test_a_private_answer_s_file_comes_as_a_direct_message(whole: Whole) -> None:
    card = await whole.asked("by tag last week")

    note = await whole.pressed(card, "CSV")
    file = await whole.seen("file")

    assert "direct messages" in note.text
    assert note.args["replace_original"] is False
    assert (file.channel, file.thread_ts) == ("D0ANA0001", "")
    (opened,) = whole.slack.called("chat.postMessage")
    assert opened["channel"] == ANA
    head = [row for row in rows(file) if row[0].startswith("#")]
    assert ["# question", "usage · 16–22 Nov 2026 · by tag · as csv"] in head
    body = [row for row in rows(file) if not row[0].startswith("#")]
    assert body[0][:2] == ["tag", "label"]
    assert len(body) == 1 + len(await shown_rows(whole)) + 1


async def shown_rows(whole: Whole) -> list[object]:
    card = await whole.asked("by tag last week")
    (table,) = [b for b in card.blocks if b["type"] == "data_table"]
    return table["rows"][1:]


async def test_the_file_of_an_answer_in_a_thread_comes_there(whole: Whole) -> None:
    await whole.sender.mention("by tag last week", ts="1795100000.1")
    card = await whole.seen("chat.postMessage")

    await whole.press(card, "CSV")
    file = await whole.seen("file")

    assert (file.channel, file.thread_ts) == (GENERAL, "1795100000.1")
    assert len(whole.slack.called("chat.postMessage")) == 1
    assert file.args["files"]


async def test_a_question_can_ask_for_it(whole: Whole) -> None:
    note = await whole.asked("by key last week csv")
    await whole.sender.mention("as csv, cost by tag last week", ts="1795100000.1")
    file = await whole.seen("file", 2)

    assert "direct messages" in note.text
    assert file.thread_ts == "1795100000.1"
    assert "$" in file.text or "cost" in file.text.lower()


async def test_in_direct_messages_it_comes_where_it_was_asked(whole: Whole) -> None:
    await whole.sender.message("by tag last week csv")

    file = await whole.seen("file")
    assert file.channel == "D0ANA0001"
    assert not whole.slack.called("chat.postMessage")


async def test_where_the_bot_is_not_in_the_channel_it_comes_as_a_direct_message(
    whole: Whole,
) -> None:
    await whole.sender.mention("by tag last week", channel="C0OTHER01", ts="1795100000.1")
    await whole.slack.until(lambda: whole.slack.posted, 20)

    await whole.sender.mention("by key last week csv", channel="C0OTHER01", ts="1795100000.2")

    assert (await whole.seen("file")).channel == "D0ANA0001"


async def test_without_the_scope_the_answer_itself_is_shown_and_why(whole: Whole) -> None:
    whole.slack.scopes.discard("files:write")

    answer = await whole.asked("by tag last week csv")

    assert reading(answer) == "usage · 16–22 Nov 2026 · by tag · as csv"
    assert "files:write" in str(answer.blocks)
    assert "By key" in buttons(answer)
