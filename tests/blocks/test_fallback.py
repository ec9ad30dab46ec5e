"""Where blocks are refused, the text has the same numbers."""

import re

import pytest
from hypothesis import HealthCheck, given, settings

from bot.answer.model import Answer
from bot.blocks.answer import answer_card
from bot.blocks.bounds import keep, size
from bot.blocks.fallback import text_only
from bot.blocks.help import HelpSection, help_card
from bot.blocks.limits import violations
from bot.blocks.message import Message
from bot.question.model import Dimension
from tests.blocks import answers
from tests.blocks.answers import NOW, amounts, part
from tests.blocks.strategies import answers as any_answers

# An answer over years prints long; Hypothesis would rather not be asked to.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
NUMBER = re.compile(r"[-+]?<?\$?\d[\d,]*(?:\.\d+)?")


def test_the_text_has_the_reading_the_number_a_sparkline_the_rows_and_the_proof() -> None:
    assert text_only(answer_card(answers.money_by_key(), now=NOW)).text.split("\n") == [
        "cost of tag support · 16–22 Nov 2026 · by key · top 3 · vs 9–15 Nov",
        "*$412.80  ▲ +18 %*",
        "+$63.10 vs $349.70 in 9–15 Nov",
        "Cost in dollars by day, Mon 16 to Sun 22",
        "▆▇█▇▇▃▂  16–22 Nov",
        "▇▆▇▆▅▂▂  9–15 Nov",
        "```",
        "Key              Cost  Share      vs 9–15 Nov",
        "prod-gateway  $301.12   73 %  +22 % (+$54.30)",
        "eu-worker      $88.40   21 %    +9 % (+$7.30)",
        "ci runner      $19.08    5 %    new (+$19.08)",
        "other (4)       $4.20    1 %  -81 % (-$17.58)",
        "```",
        (
            "Mon 16 – Sun 22 Nov 2026 · UTC days, complete · as of 14:05 UTC (3 minutes ago), live from "
            "Deepgram · 21–22 Nov may still change · rows add up to the total · project prod"
        ),
    ]


def test_a_long_table_is_cut_aloud() -> None:
    text = text_only(answer_card(answers.long_year(), now=NOW)).text
    drawn = text.count("key number")

    assert size(text) <= keep("message.text")
    assert f"and {100 - drawn} more rows, not shown here" in text
    assert text.count("```") == 2
    assert text.endswith("project prod")


def test_a_long_name_is_cut_and_a_long_number_is_not() -> None:
    row = part(Dimension.TAG, "x" * 50, amounts(cost="1000000000000000000000"))
    card = answer_card(answers.answer(row.values, parts=[row], by=[Dimension.TAG]), now=NOW)
    text = text_only(card).text

    assert f"{'x' * 14}…{'x' * 13}  $1,000,000,000,000,000,000,000.00" in text


def test_a_message_without_blocks_is_its_text() -> None:
    assert text_only(Message("hello")) == Message("hello")


def test_help_keeps_its_lines() -> None:
    sections = [HelpSection("Days", [("last week", "Monday to Sunday")])]
    text = text_only(help_card(None, sections, [])).text

    assert text == "*What you can ask*\nDays\n• last week  Monday to Sunday"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_answers())
def test_every_answer_can_be_said_as_text_and_its_numbers_are_those_of_the_card(
    answer: Answer,
) -> None:
    card = answer_card(answer, now=NOW)
    plain = text_only(card)
    table = next((b for b in card.blocks if b["type"] == "data_table"), {"rows": [[]]})
    shown = plain.text.replace("&lt;", "<")

    assert violations(plain) == []
    assert not plain.blocks
    for row in table["rows"][1:3]:
        for found in NUMBER.findall(row[1]["text"]):
            assert found in shown
