"""A digest that has nothing to say is skipped; where that cannot be told, it is posted."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.conditions import change, judge
from bot.digest.model import Conditions
from bot.question.model import Question, Subject
from tests.digest.world import answer

CHANGE = Conditions(change=Decimal(20))
COST = Conditions(cost=Decimal(100))
ZERO = Conditions(skip_zero=True)

TABLE = [
    (Conditions(), answer("0"), "posted"),
    (CHANGE, answer("121", "100"), "posted"),
    (CHANGE, answer("120", "100"), "change"),
    (CHANGE, answer("79", "100"), "posted"),
    (CHANGE, answer("80", "100"), "change"),
    (CHANGE, answer("5", "0"), "posted"),
    (CHANGE, answer("0", "0"), "change"),
    (CHANGE, answer("100"), "unchecked"),
    (COST, answer("1", cost="100.01"), "posted"),
    (COST, answer("1", cost="100"), "cost"),
    (COST, answer("1"), "unchecked"),
    (ZERO, answer("0"), "zero"),
    (ZERO, answer("0.0001"), "posted"),
    (Conditions(Decimal(20), Decimal(100)), answer("200", "100", "5"), "cost"),
]


@pytest.mark.parametrize(("conditions", "said", "expected"), TABLE)
def test_the_table_of_conditions(conditions, said, expected) -> None:
    judged = judge(conditions, [said])

    found = "unchecked" if judged.unchecked else "posted"
    assert (expected in judged.skip) if judged.skip else found == expected


def test_of_several_questions_one_is_enough() -> None:
    assert not judge(CHANGE, [answer("100", "100"), answer("200", "100")]).skip
    assert not judge(ZERO, [answer("0"), answer("1")]).skip
    assert judge(ZERO, [answer("0"), answer("0")]).skip


def test_one_that_cannot_be_told_keeps_the_others_from_holding_it_back() -> None:
    dollars = replace(answer("1"), question=Question(Subject.COST))  # whose dollars were not given

    judged = judge(COST, [answer("1", cost="5"), dollars])

    assert not judged.skip
    assert judged.unchecked


def test_a_question_of_which_it_cannot_be_told_at_all_does_not_count() -> None:
    assert "cost" in judge(COST, [answer("1", cost="5"), answer("1")]).skip
    assert "change" in judge(CHANGE, [answer("100", "100"), answer("900")]).skip
    assert not judge(CHANGE, [answer("150", "100"), answer("900")]).skip


@given(st.decimals(0, 10**9, places=4), st.decimals("0.0001", 10**9, places=4))
def test_a_change_is_the_same_either_way_round_zero_and_exact(now, before) -> None:
    moved = change(answer(str(now), str(before)))

    assert moved is not None
    assert moved == abs(now - before) / before * 100
