"""The Home tab as it is drawn: all of its parts, whatever is missing, within Slack's limits."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.model import Compared
from bot.blocks.fallback import BARS
from bot.blocks.home import (
    DIGESTS,
    NO_DIGESTS,
    NO_RECENT,
    NO_SAVED,
    NONE,
    READING,
    RECENT,
    SAVED,
    Glance,
    HomePage,
    bar,
    home_card,
)
from bot.blocks.limits import violations
from bot.blocks.message import Message
from bot.blocks.shapes import button, buttons, section, verbatim
from bot.question.model import Question, Subject
from bot.slack.home import FIT, home_view
from tests.blocks.answers import LAST_WEEK, NOW, WEEK_BEFORE, amounts, answer

NASTY = "<!channel> *bold* `code` :smile: \u202e\u200b" + "x" * 400


USAGE = answer(
    amounts(hours="1204.5", requests="18204"),
    compare=Compared(WEEK_BEFORE, amounts(hours="1000", requests="0")),
)
COST = answer(
    amounts(cost="412.80"),
    question=Question(Subject.COST, period=LAST_WEEK),
    compare=Compared(WEEK_BEFORE, amounts(cost="412.80")),
)


def text_of(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


def full() -> HomePage:
    """As much of everything as there can be, called as badly as can be."""
    row = (
        section(verbatim("x" * 300)),
        buttons([button("Pause", "ask:1:pause", "digest pause 1")]),
    )
    return HomePage(
        NOW,
        examples=[NASTY] * 9,
        notice=[section(verbatim("Paused."))] * 4,
        welcome=True,
        glance=Glance(USAGE, COST),
        digests=[*(row * DIGESTS), buttons([button("New digest", "digest1:new", "digest")])],
        more_digests=4,
        saved={f"name-{n}": NASTY for n in range(50)},
        recent=[NASTY] * 50,
    )


def test_whatever_is_on_it_slack_takes_it_whole() -> None:
    card = home_card(full())

    assert violations(card) == []
    assert len(card.blocks) <= 50
    assert {block["type"] for block in card.blocks} <= FIT
    assert home_view(card)["blocks"] == list(card.blocks)
    assert "not shown here" not in text_of(card)
    assert text_of(card).count("Forget") == SAVED
    assert text_of(card).count("Ask again") == RECENT


def shown(value: Any) -> list[str]:
    """Every text that is shown, and not what a button sends."""
    if isinstance(value, list | tuple):
        return [text for each in value for text in shown(each)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return [*own, *(text for each in value.values() for text in shown(each))]


def test_nothing_on_it_can_ping_or_hide() -> None:
    texts = " ".join(shown(home_card(full()).blocks))

    assert "channel>" in texts
    for harm in ("<!channel>", "*bold*", "`code`", ":smile:", "\u202e", "\u200b"):
        assert harm not in texts, harm


def test_what_is_missing_says_so_in_its_place() -> None:
    said = text_of(home_card(HomePage(NOW)))

    for sentence in (READING, NO_DIGESTS, NO_SAVED, NO_RECENT):
        assert sentence in said


def test_each_part_fails_by_itself() -> None:
    page = HomePage(
        NOW,
        glance=Glance("Deepgram cannot be reached.", "Dollars cannot be read."),
        digests="Redis is away.",
        saved="Redis is away too.",
    )

    said = text_of(home_card(page))

    for sentence in (
        "Deepgram cannot be reached.",
        "Dollars cannot be read.",
        "Redis is away.",
        "Redis is away too.",
        "Cost by tag",
    ):
        assert sentence in said


def test_the_figures_say_how_they_moved() -> None:
    said = text_of(home_card(HomePage(NOW, glance=Glance(USAGE, COST))))

    for line in (
        "1,204.5 h",
        "+20 % against 1,000 h in 9–15 Nov",
        "  none in 9–15 Nov",
        "$412.80 of cost",
        "  as much as in 9–15 Nov",
        "hours by day; most on",
        "UTC days, complete",
    ):
        assert line in said


def test_a_month_without_usage_says_so() -> None:
    nothing = answer(amounts(hours=0, requests=0))

    assert "Nothing was used in 16–22 Nov 2026." in text_of(
        home_card(HomePage(NOW, glance=Glance(nothing)))
    )


def test_old_figures_say_so() -> None:
    stale = replace(USAGE, stale=True)

    assert "Deepgram cannot be read now" in text_of(home_card(HomePage(NOW, glance=Glance(stale))))


def test_cost_that_deepgram_does_not_give_is_no_zero() -> None:
    instead = replace(
        USAGE, question=COST.question, notes=("Dollars need the scope billing:read.",)
    )

    said = text_of(home_card(HomePage(NOW, glance=Glance(USAGE, instead))))

    assert "Dollars need the scope billing:read." in said
    assert "$" not in said


def test_cost_that_somebody_may_not_see_is_not_spoken_of() -> None:
    said = text_of(home_card(HomePage(NOW, glance=Glance(USAGE), digests=[section(verbatim("-"))])))

    assert "Cost by tag" not in said
    assert "of cost" not in said
    assert "$" not in said


def test_whoever_gets_no_figures_sees_why_and_nothing_else() -> None:
    card = home_card(HomePage(NOW, refused="Guests get no figures.", recent=["hours today"]))

    assert "Guests get no figures." in text_of(card)
    assert "This month" not in text_of(card)
    assert "hours today" not in text_of(card)


def test_the_notice_comes_first() -> None:
    card = home_card(replace(HomePage(NOW), notice=[section(verbatim("Paused."))]))

    assert card.blocks[1]["text"]["text"] == "Paused."


@pytest.mark.parametrize(
    ("amount", "letter"),
    [("0", NONE), ("-1", NONE), ("0.001", BARS[0]), ("50", BARS[4]), ("100", BARS[-1])],
)
def test_a_bar_is_as_high_as_its_amount(amount: str, letter: str) -> None:
    assert bar(Decimal(amount), Decimal(100)) == letter


@given(st.decimals(0, 10**9, allow_nan=False), st.decimals(0, 10**9, allow_nan=False))
def test_no_bar_is_higher_than_that_of_more(one: Decimal, two: Decimal) -> None:
    low, high = sorted((one, two))
    rungs = NONE + BARS

    assert rungs.index(bar(low, high)) <= rungs.index(bar(high, high))


def test_it_says_when_it_was_made() -> None:
    at = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)

    assert "Opened 14:05 UTC" in text_of(home_card(HomePage(at)))
