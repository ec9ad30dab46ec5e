"""What must be read with a number stands beside it, and nothing is said twice."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.answer.listing import Fact, Listing
from bot.blocks.answer import answer_card
from bot.blocks.listing import listing_card
from bot.question.model import Question, Subject
from tests.blocks import answers
from tests.blocks.answers import NOW

DOLLARS = "Dollars need the scope billing:read, which the bot's Deepgram key lacks."
LEFT_OUT = "labs is not in it: Deepgram refused the bot's API key."


def drawn(block: dict[str, Any]) -> str:
    """The words of a block."""
    return str(block.get("text", {}).get("text", "")) + str(block.get("elements", ""))


def lines(*facts: Fact) -> str:
    """How facts are shown, one line each."""
    listing = Listing(Question(subject=Subject.KEY), "Key", "It is.", facts=facts)
    rich = next(b for b in listing_card(listing, now=NOW).blocks if b["type"] == "rich_text")
    return "".join(run["text"] for run in rich["elements"][0]["elements"])


def test_usage_that_stands_in_for_dollars_says_so_before_the_chart_and_once() -> None:
    usage = answers.by_day()
    cost = replace(usage.question, subject=Subject.COST)
    card = answer_card(replace(usage, question=cost, notes=(DOLLARS, "Other.")), now=NOW)
    said = [place for place, block in enumerate(card.blocks) if DOLLARS in drawn(block)]
    chart = next(n for n, b in enumerate(card.blocks) if b["type"] == "data_visualization")

    assert len(said) == 1
    assert said[0] < chart
    assert any("Other." in drawn(b) for b in card.blocks[chart:])


def test_a_project_that_is_left_out_is_named_beside_the_number_also_of_nothing() -> None:
    for answer in (answers.money_by_key(), answers.nothing()):
        card = answer_card(replace(answer, notes=(LEFT_OUT,)), now=NOW)
        told = [block for block in card.blocks if LEFT_OUT in drawn(block)]

        assert [block["type"] for block in told] == ["section"]


def test_amounts_of_the_same_days_are_one_line() -> None:
    said = lines(
        Fact("state", "State", "active"),
        Fact("hours", "Hours in the last 30 days", Decimal("12.5"), "hours"),
        Fact("requests", "Requests in the last 30 days", Decimal(700), "requests"),
    )

    assert said == "State  active\nIn the last 30 days  12.5 h · 700 requests\n"


def test_a_unit_that_is_the_heading_is_not_said_again() -> None:
    said = lines(
        Fact("requests", "Requests", Decimal(1400), "requests"),
        Fact("failed", "Failed", Decimal(3), "requests"),
    )

    assert said == "Requests  1,400\nFailed  3 requests\n"
