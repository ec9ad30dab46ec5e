"""The card of an answer says everything that a glance and a doubt need."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.answer.model import Answer, Rest
from bot.blocks.answer import answer_card
from bot.blocks.figures import NOTATIONS, written
from bot.blocks.message import Message
from bot.blocks.shapes import button, buttons
from bot.books import Source
from bot.question.model import Dimension, Period
from tests.blocks import answers
from tests.blocks.answers import NOW, amounts, part


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


def block(message: Message, kind: str) -> Any:
    return next(b for b in message.blocks if b["type"] == kind)


def headline(message: Message) -> str:
    return str(block(message, "header")["text"]["text"])


def cells(message: Message) -> list[list[str]]:
    rows = block(message, "data_table")["rows"]
    return [[c["fallback"]["text"] if "fallback" in c else c["text"] for c in row] for row in rows]


def footer(message: Message) -> str:
    return str([b for b in message.blocks if b["type"] == "context"][-1]["elements"][0]["text"])


def test_the_card_goes_from_the_reading_to_the_proof() -> None:
    card = answer_card(answers.money_by_key(), now=NOW)

    assert kinds(card) == [
        "context",
        "header",
        "section",
        "data_visualization",
        "data_table",
        "context",
    ]
    assert card.blocks[0]["elements"][0]["text"] == answers.money_by_key().reading


def test_the_headline_is_the_total_and_how_it_moved_in_per_cent_and_in_full() -> None:
    card = answer_card(answers.money_by_key(), now=NOW)

    assert headline(card) == "$412.80  ▲ +18 %"
    assert block(card, "section")["text"]["text"] == "+$63.10 vs $349.70 in 9–15 Nov"


def test_rows_have_their_share_and_change_and_the_rest_is_one_of_them() -> None:
    assert cells(answer_card(answers.money_by_key(), now=NOW)) == [
        ["Key", "Cost", "Share", "vs 9–15 Nov"],
        ["prod-gateway", "$301.12", "73 %", "+22 % (+$54.30)"],
        ["eu-worker", "$88.40", "21 %", "+9 % (+$7.30)"],
        ["ci runner", "$19.08", "5 %", "new (+$19.08)"],
        ["other (4)", "$4.20", "1 %", "-81 % (-$17.58)"],
    ]


def test_a_table_sorts_by_number_in_every_column_of_numbers() -> None:
    rows = block(answer_card(answers.money_by_key(), now=NOW), "data_table")["rows"][1:]

    assert {cell["type"] for row in rows for cell in row[1:]} == {"raw_number"}
    assert [cell["value"] for cell in rows[0][1:]] == [
        301.12,
        pytest.approx(0.7294, abs=1e-4),
        54.3,
    ]
    assert [row[3]["value"] for row in rows] == [54.3, 7.3, 19.08, -17.58]


def test_the_proof_names_days_completeness_age_source_and_project() -> None:
    assert footer(answer_card(answers.money_by_key(), now=NOW)) == (
        "Mon 16 – Sun 22 Nov 2026 · UTC days, complete · as of 14:05 UTC (3 minutes ago), live from "
        "Deepgram · 21–22 Nov may still change · rows add up to the total · project prod"
    )


def test_the_text_is_an_answer_by_itself() -> None:
    assert answer_card(answers.money_by_key(), now=NOW).text == (
        "cost of tag support, 16–22 Nov 2026, by key, top 3, vs 9–15 Nov: $412.80, up 18 % "
        "($63.10 more) from $349.70 in 9–15 Nov. By key: prod-gateway $301.12 (73 %); eu-worker "
        "$88.40 (21 %); ci runner $19.08 (5 %); and 4 more. Mon 16 – Sun 22 Nov 2026; UTC days, "
        "complete; as of 14:05 UTC (3 minutes ago), live from Deepgram; 21–22 Nov may still change; "
        "rows add up to the total; project prod."
    )


def test_every_unit_that_was_used_is_said() -> None:
    card = answer_card(answers.everything(), now=NOW)

    assert "48.1M characters (+20 %)" in block(card, "section")["text"]["text"]
    assert "88.4 agent h (new)" in block(card, "section")["text"]["text"]
    assert cells(card)[1][:4] == ["listen", "1,204.37", "100 %", "+20 % (+204.74 h)"]
    assert cells(card)[2] == [
        "speak",
        "0.00",
        "0 %",
        "no change",
        "90,000 requests · 48,120,332 characters",
    ]


def test_a_running_period_says_so_far() -> None:
    card = answer_card(answers.by_day(), now=NOW)

    assert "UTC days, so far: the last is not over" in footer(card)
    assert cells(card)[-1][0] == "Mon 23 Nov (so far)"
    assert (
        block(card, "data_visualization")["chart"]["axis_config"]["categories"][-1] == "23 so far"
    )


def test_overlapping_tags_are_said_aloud_and_not_said_to_add_up() -> None:
    answer = answers.hours_by_tag()
    card = answer_card(answer, now=NOW)
    quiet = answer_card(replace(answer, notes=()), now=NOW)

    assert "Tags overlap: a request with two tags counts in both rows" in card.text
    assert "Tags overlap: rows add up to more than the total." in quiet.text
    assert "rows add up to the total" not in footer(card)
    assert [row[0] for row in cells(card)][3] == "(untagged)"


def test_a_tiny_row_is_not_shown_as_nothing() -> None:
    row = next(r for r in cells(answer_card(answers.hours_by_tag(), now=NOW)) if r[0] == "staging")

    assert row == ["staging", "<0.01", "<1 %", "3"]


def test_stale_figures_say_how_old_they_are_before_the_picture() -> None:
    card = answer_card(answers.long_year(), now=NOW)
    warning = "Deepgram cannot be read now: these figures are 3 hours old, as of 11:01 UTC."

    assert warning in card.text
    assert warning in card.blocks[3]["text"]["text"]
    assert "out of date" in footer(card)


def test_rows_beyond_what_slack_takes_are_one_row_that_adds_them_up() -> None:
    answer = answers.long_year()
    rows = block(answer_card(answer, now=NOW), "data_table")["rows"][1:]
    hidden = len(answer.parts) - len(rows) + 1

    assert rows[-1][0]["text"] == f"other ({hidden})"
    assert sum(Decimal(str(row[1]["value"])) for row in rows) == answer.total["hours"]


def test_rows_that_overlap_and_do_not_fit_are_counted_since_they_cannot_be_added() -> None:
    card = answer_card(replace(answers.long_year(), overlap=True), now=NOW)
    left = 250 - len(cells(card)) + 1

    assert f"And {left} more rows, not shown here." in str(card.blocks)


def test_of_many_days_the_latest_are_shown() -> None:
    period = Period(date(2026, 1, 1), date(2026, 11, 22))
    total = amounts(hours=1000)
    series = answers.course(period, total, (1,))
    rows = [part(Dimension.DAY, day.isoformat(), values) for day, values in series]
    card = answer_card(
        answers.answer(total, parts=rows, by=[Dimension.DAY], period=period, series=tuple(series)),
        now=NOW,
    )
    first, last = cells(card)[1], cells(card)[-1]

    assert first[0] == f"earlier ({len(rows) - len(cells(card)) + 2})"
    assert last[0] == "Sun 22 Nov"


def test_nothing_is_not_trouble_and_not_a_picture_of_zeros() -> None:
    card = answer_card(answers.nothing(), now=NOW)

    assert kinds(card) == ["context", "section", "context"]
    assert "No usage in 16–22 Nov 2026. Deepgram answered; there was none." in card.text


def test_nothing_now_says_what_there_was_before() -> None:
    answer = replace(
        answers.nothing(),
        compare=answers.money_by_key().compare,
        columns=("cost",),
        total=amounts(cost=0),
    )

    assert "In 9–15 Nov there was $349.70." in answer_card(answer, now=NOW).text


def test_an_answer_without_any_column_is_nothing() -> None:
    answer = replace(answers.nothing(), columns=(), total={}, series=())

    assert "there was none" in answer_card(answer, now=NOW).text


@pytest.mark.parametrize(
    ("change", "headline_ends", "line"),
    [
        ({"total": amounts(cost=0)}, "new", "+$412.80 vs none in 9–15 Nov"),
        ({"total": amounts(cost="412.80")}, "no change", "vs $412.80 in 9–15 Nov"),
        ({"total": amounts(cost=500)}, "▼ -17 %", "-$87.20 vs $500.00 in 9–15 Nov"),
    ],
)
def test_a_change_from_nothing_is_new_and_never_infinite(
    change: dict[str, Any], headline_ends: str, line: str
) -> None:
    answer = answers.money_by_key()
    assert answer.compare is not None
    card = answer_card(replace(answer, compare=replace(answer.compare, **change)), now=NOW)

    assert headline(card).endswith(headline_ends)
    assert block(card, "section")["text"]["text"] == line


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (Source.DEEPGRAM, "live from Deepgram"),
        (Source.CACHE, "from the cache"),
        (Source.MIXED, "partly from the cache"),
    ],
)
def test_the_source_is_said(source: Source, said: str) -> None:
    fresh = replace(answers.one_day(), source=source, as_of=NOW)

    assert f"as of 14:08 UTC, {said} · " in footer(answer_card(fresh, now=NOW))


def test_figures_of_another_day_say_which() -> None:
    old = replace(answers.one_day(), as_of=NOW - timedelta(days=1))

    assert "as of 14:08 UTC on 22 Nov (1 day ago)" in footer(answer_card(old, now=NOW))


def test_what_folds_without_figures_is_counted_in_words() -> None:
    answer = replace(answers.money_by_key(), other=Rest(7))

    assert "And 7 more rows, not shown here." in str(answer_card(answer, now=NOW).blocks)


def test_the_rest_of_overlapping_rows_claims_no_change() -> None:
    answer = replace(answers.money_by_key(), overlap=True)

    assert cells(answer_card(answer, now=NOW))[-1] == ["other (4)", "$4.20", "1 %", "—"]


def test_buttons_are_put_under_the_card_and_into_its_rows() -> None:
    under = buttons([button("By tag", "drill:tag", "q1")])
    card = answer_card(
        answers.money_by_key(),
        now=NOW,
        actions=[under],
        row_button=lambda place, row: button("Look", f"row:{place}", row.label),
    )
    rows = block(card, "data_table")["rows"]

    assert card.blocks[-1] == under
    assert [row[-1].get("element", {}).get("value") for row in rows[1:]] == [
        "prod-gateway",
        "eu-worker",
        "ci runner",
        None,
    ]


def test_digits_follow_the_setting() -> None:
    with written(NOTATIONS["1.234,56"]):
        card = answer_card(answers.everything(), now=NOW)

    assert headline(card) == "1.204,37 hours of audio  ▲ +20 %"
    assert cells(card)[1][1] == "1.204,37"


def test_a_label_that_reads_like_a_number_stays_in_its_cell() -> None:
    rows = [part(Dimension.TAG, "total $9,999.00", amounts(hours=1))]
    answer: Answer = answers.answer(amounts(hours=1), parts=rows, by=[Dimension.TAG])
    card = answer_card(answer, now=NOW)

    assert "By tag: “total $9,999.00” 1 h (100 %)." in card.text
    assert cells(card)[1] == ["total $9,999.00", "1.00", "100 %"]
