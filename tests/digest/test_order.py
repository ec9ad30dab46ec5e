"""The words that make a digest: amounts in conditions, in whatever way they are typed."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.digest.order import Order, ordered
from bot.question.model import Kind, Unclear

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
AMOUNTS = {
    "20": "20",
    "12.5": "12.5",
    "12,5": "12.5",
    "0.125": "0.125",
    "0,125": "0.125",
    "1,000": "1000",
    "10,000": "10000",
    "1,000.50": "1000.50",
    "1.000,50": "1000.50",
    "1,234,567": "1234567",
    "1234.5": "1234.5",
}


def order(condition: str) -> Order | Unclear | None:
    return ordered(f"digest cost last week every monday 9am {condition}", ZoneInfo("UTC"), NOW)


@pytest.mark.parametrize(("typed", "meant"), AMOUNTS.items())
def test_amounts_are_read_as_people_write_them_and_leave_nothing_in_the_question(
    typed: str, meant: str
) -> None:
    cost, change = order(f"only if cost > ${typed}"), order(f"only if change > {typed}%")

    assert isinstance(cost, Order)
    assert isinstance(change, Order)
    assert cost.conditions.cost == change.conditions.change == Decimal(meant)
    assert cost.questions == change.questions == ("cost last week",)


@pytest.mark.parametrize("typed", ["1.000", "12.000", "1,00,0", "1.0.0", "1,0.0,0"])
@pytest.mark.parametrize("condition", ["only if cost > ${}", "only if change > {}%"])
def test_what_may_mean_two_amounts_or_none_makes_no_digest(typed: str, condition: str) -> None:
    found = order(condition.format(typed))

    assert isinstance(found, Unclear)
    assert (found.kind, found.text) == (Kind.BAD_NUMBER, typed)


def test_a_thousand_for_some_and_one_for_others_is_asked_back_with_both() -> None:
    found = order("only if cost > $1.000")

    assert isinstance(found, Unclear)
    assert found.suggestions == ("1000", "1.0")
