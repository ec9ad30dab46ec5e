"""The buttons under an answer, and what they remember."""

from bot.answer.model import Part
from bot.blocks.limits import violations
from bot.blocks.message import Message
from bot.blocks.onward import Onward, back
from bot.blocks.saved import saved_card, saved_note
from bot.blocks.state import State, parsed, written
from bot.question.drill import steps
from tests.question.asked import NOW, question, spelled


def onward(text: str, *trail: str, **over: bool) -> Onward:
    asked = question(text)
    ways = steps(asked, NOW, lambda _: True)
    return Onward(State(text, trail), asked, ways, lambda _: asked, spelled, **over)


def labels(of: Onward) -> list[list[str]]:
    return [[one["text"]["text"] for one in row["elements"]] for row in of.actions()]


def test_ways_on_stand_above_what_can_be_done_with_this_answer() -> None:
    assert labels(onward("by tag last week", share=True)) == [
        ["By key", "By model", "Cost by line item", "By day", "Previous period", "vs previous"],
        ["Change…", "CSV", "Share"],
    ]


def test_slack_takes_all_of_them() -> None:
    of = onward("by tag last week", "cost by key", share=True, names_keys=True)

    assert violations(Message("x", tuple(of.actions()))) == []


def test_every_button_of_a_private_answer_knows_the_way_back() -> None:
    of = onward("by tag last week", "cost by key", "usage today")
    (by_key, *_), (first, *_) = (row["elements"] for row in of.actions())

    assert parsed(by_key["value"]).trail == ("by tag last week", "cost by key", "usage today")
    assert first["text"]["text"] == "‹ Back"
    assert parsed(first["value"]) == State("cost by key", ("usage today",))


def test_others_do_not_learn_where_somebody_came_from() -> None:
    of = onward("by tag last week", "cost by key", private=False)

    values = [one["value"] for row in of.actions() for one in row["elements"]]
    assert not any("cost by key" in value for value in values)


def test_a_row_s_button_says_what_it_looks_into() -> None:
    part = Part((("tag", "a" * 200),), "a" * 200, {})
    button = onward("by tag last week").row_button(7, part)

    assert button is not None
    assert button["action_id"] == "ask1:row:7"
    assert len(button["accessibility_label"]) == 75


def test_a_state_that_is_too_long_for_a_button_has_none() -> None:
    assert written("x" * 2_001) is None
    assert written("two\nlines") is None
    assert written("  ") is None


def test_the_oldest_steps_back_are_forgotten_first() -> None:
    value = written("x" * 900, ("a" * 900, "b" * 900))

    assert value is not None
    assert parsed(value) == State("x" * 900, ("a" * 900,))
    assert len(parsed(written("x", tuple("abcdefgh")) or "").trail) == 4


def test_without_a_former_question_there_is_no_way_back() -> None:
    assert list(back(State("x"))) == []


def test_saved_questions_fit_however_many_and_however_long() -> None:
    many = {f"name-{n}": "tag:support " * n for n in range(50)}

    for message in (
        saved_card(many, many),
        saved_card({}, {}),
        saved_note("x" * 40, "<!channel> " * 300, channel=True),
    ):
        assert violations(message) == []
        assert "<!channel>" not in message.text
