"""What is no answer says what went wrong, what was not done and what to do instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.help import HelpSection, help_card
from bot.blocks.limits import violations
from bot.blocks.message import Message
from bot.blocks.trouble import TITLES, trouble_card
from bot.blocks.unclear import FIELDS, SENTENCES, unclear_card
from bot.blocks.waiting import waiting_card
from bot.question.model import Field, Kind, Unclear
from bot.trouble import Reason, Trouble
from tests.blocks.harm import harm
from tests.blocks.strategies import names

TYPO = Unclear(
    Kind.UNKNOWN_VALUE,
    "suport",
    ("support", "support-eu"),
    Field.TAG,
    ("tag:support last week", "tag:support-eu last week"),
)


def pressed(message: Message) -> list[tuple[str, str, str]]:
    rows = (b["elements"] for b in message.blocks if b["type"] == "actions")
    return [(e["action_id"], e["text"]["text"], e["value"]) for row in rows for e in row]


def test_the_failing_piece_is_quoted_and_each_suggestion_is_a_whole_question() -> None:
    card = unclear_card("tag:suport last week", TYPO, ["cost by key last month"])

    assert card.text == (
        "There is no tag “suport” here. Nothing was asked of Deepgram. Did you mean "
        "“tag:support last week” or “tag:support-eu last week”? This works here: cost by key last month"
    )
    assert pressed(card) == [
        ("ask:0", "tag:support last week", "tag:support last week"),
        ("ask:1", "tag:support-eu last week", "tag:support-eu last week"),
    ]


def test_every_kind_of_unclear_and_every_field_has_its_words() -> None:
    assert set(SENTENCES) == set(Kind)
    assert set(FIELDS) == {None, *Field}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_names_the_piece(kind: Kind) -> None:
    card = unclear_card("what is frob", Unclear(kind, "frob"), ["by key"])

    assert "“frob”" in card.text
    assert "Nothing was asked of Deepgram." in card.text
    assert "by key" in card.text
    assert violations(card) == []


def test_why_it_cannot_be_is_said_where_the_kind_does_not() -> None:
    why = "An hour is too short: Deepgram counts by day."
    card = unclear_card("hourly", Unclear(Kind.UNKNOWN_WORD, "hourly", why=why), [])

    assert card.text == (
        f"I do not know what “hourly” means here. {why} Nothing was asked of Deepgram."
    )


def test_suggestions_that_cannot_be_asked_as_a_whole_are_named() -> None:
    card = unclear_card("suport", Unclear(Kind.UNKNOWN_VALUE, "suport", ("support",)), [])

    assert "support" in str(card.blocks)
    assert pressed(card) == []


def test_a_question_too_long_for_a_button_gets_none_rather_than_half() -> None:
    long = Unclear(Kind.UNKNOWN_WORD, "x", mended=("y" * 2_001, "short"))

    card = unclear_card("x", long, [])

    assert [value for _, _, value in pressed(card)] == ["short"]
    assert "more button" not in str(card.blocks)


def test_the_example_is_not_what_was_just_typed() -> None:
    card = unclear_card("by key", Unclear(Kind.UNKNOWN_WORD, "key"), ["by key", "by tag"])

    assert card.text.endswith("This works here: by tag")


def test_every_reason_has_its_title() -> None:
    assert set(TITLES) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_trouble_says_its_sentence_and_the_question(reason: Reason) -> None:
    trouble = Trouble(reason)
    card = trouble_card(trouble, "tag:support last week")

    assert trouble.sentence.replace("`", "").replace("API_", "API") in card.text.replace(
        "API_", "API"
    )
    assert card.text.endswith("You asked: tag:support last week")
    assert violations(card) == []


def test_what_is_to_be_typed_looks_like_code() -> None:
    card = trouble_card(Trouble(Reason.NOT_FOUND, {"what": "key", "instead": "keys"}))
    runs = card.blocks[0]["elements"][0]["elements"]

    assert {"type": "text", "text": "keys", "style": {"code": True}} in runs


@given(names, names, st.sampled_from([*Reason]))
def test_facts_and_questions_from_outside_do_no_harm(fact: str, asked: str, reason: Reason) -> None:
    facts = dict.fromkeys(("scope", "projects", "host", "what", "instead", "fault", "why"), fact)

    assert harm(trouble_card(Trouble(reason, facts), asked)) == []
    assert violations(trouble_card(Trouble(reason, facts), asked)) == []


@given(names, names, st.lists(names, max_size=4), st.sampled_from([*Kind]))
def test_what_was_typed_does_no_harm(text: str, piece: str, mended: list[str], kind: Kind) -> None:
    card = unclear_card(text, Unclear(kind, piece, (*mended,), None, (*mended,)), mended)

    assert harm(card) == []
    assert violations(card) == []


def test_help_shows_what_to_type_and_asks_its_examples() -> None:
    card = help_card(
        "dates", [HelpSection("Days", [("last week", "Monday to Sunday")])], ["by key"], ["filters"]
    )

    assert card.blocks[0]["text"]["text"] == "How to ask: dates"
    assert "last week means Monday to Sunday" in card.text
    assert pressed(card) == [("ask:0", "by key", "by key")]
    assert "help filters" in str(card.blocks[-1])


def test_help_of_any_length_fits_and_says_what_is_left_out() -> None:
    rows = [(f"word {n}", "what it means " * 10) for n in range(40)]
    card = help_card(None, [HelpSection(f"Part {n}", rows) for n in range(20)], ["by key"])

    assert violations(card) == []
    assert "more parts, not shown here" in str(card.blocks[-1])
    assert pressed(card)


def test_waiting_shows_life_and_how_far_it_is() -> None:
    assert (
        waiting_card("tag support · last week").text == "Asking Deepgram: tag support · last week"
    )
    assert "(3 of 12 calls)" in waiting_card("by key", 3, 12).text
    assert str(waiting_card("x").blocks[0]["elements"][0]["text"]).startswith("⏳")


@given(names)
def test_waiting_does_no_harm(reading: str) -> None:
    assert harm(waiting_card(reading)) == []
