"""Numbers as people read them, rounded here and nowhere else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.figures import (
    ENGLISH,
    NOTATIONS,
    UNITS,
    brief,
    cell,
    change,
    change_word,
    difference,
    figure,
    plotted,
    rounded,
    share,
    unit,
    written,
)

amounts = st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=6)
columns = st.sampled_from([*UNITS])


@pytest.mark.parametrize(
    ("amount", "column", "in_table", "in_full", "in_short"),
    [
        ("61.40", "hours", "61.40", "61.4 hours of audio", "61.4 h"),
        ("1", "hours", "1.00", "1 hour of audio", "1 h"),
        ("72.125", "total_hours", "72.13", "72.13 hours processed", "72.13 h processed"),
        ("3.2", "agent_hours", "3.20", "3.2 agent hours", "3.2 agent h"),
        ("18204", "requests", "18,204", "18,204 requests", "18,204 requests"),
        ("1", "requests", "1", "1 request", "1 request"),
        ("1204332", "characters", "1,204,332", "1,204,332 characters", "1.2M characters"),
        ("999999500", "tokens_in", "999,999,500", "999,999,500 tokens in", "1B tokens in"),
        ("412.8", "cost", "$412.80", "$412.80", "$412.80"),
        ("-5", "cost", "-$5.00", "-$5.00", "-$5.00"),
        ("0", "cost", "$0.00", "$0.00", "$0.00"),
        ("1E+3", "requests", "1,000", "1,000 requests", "1,000 requests"),
        ("7", "new_unit", "7", "7 new unit", "7 new unit"),
    ],
)
def test_each_unit_is_said_its_own_way(
    amount: str, column: str, in_table: str, in_full: str, in_short: str
) -> None:
    exact = Decimal(amount)

    assert (cell(exact, column), figure(exact, column), brief(exact, column)) == (
        in_table,
        in_full,
        in_short,
    )


def test_halves_are_rounded_away_from_zero() -> None:
    assert [cell(Decimal(a), "cost") for a in ("0.125", "0.135", "-0.125")] == [
        "$0.13",
        "$0.14",
        "-$0.13",
    ]


@pytest.mark.parametrize(
    ("amount", "column", "shown"),
    [
        ("0.004", "hours", "<0.01"),
        ("0.0000001", "cost", "<$0.01"),
        ("-0.004", "cost", "-<$0.01"),
        ("0.3", "requests", "<1"),
    ],
)
def test_what_is_not_nothing_never_shows_as_nothing(amount: str, column: str, shown: str) -> None:
    assert cell(Decimal(amount), column) == shown


def test_nothing_has_no_sign() -> None:
    assert str(rounded(Decimal("-0.001"), "cost")) == "0.00"
    assert share(Decimal("-0.001")) == "0 %"


@given(amounts, columns)
def test_a_figure_never_reads_as_minus_nothing_nor_as_nothing(amount: Decimal, column: str) -> None:
    text = cell(amount, column)
    read = Decimal(text.replace(",", "").replace("$", "").replace("<", ""))

    assert read != 0 if amount else text.strip("$0.") == ""
    assert text.startswith("-") == (amount < 0)


@given(amounts, columns)
def test_a_cell_reads_back_as_the_rounded_amount(amount: Decimal, column: str) -> None:
    text = cell(amount, column)
    if "<" not in text:
        assert Decimal(text.replace(",", "").replace("$", "")) == rounded(amount, column)


@pytest.mark.parametrize(
    ("now", "before", "column", "shown"),
    [
        ("412.80", "349.70", "cost", "+18 % (+$63.10)"),
        ("4.20", "21.78", "cost", "-81 % (-$17.58)"),
        ("61.4", "52", "hours", "+18 % (+9.4 h)"),
        ("18204", "16254", "requests", "+12 % (+1,950)"),
        ("5", "0", "cost", "new (+$5.00)"),
        ("0", "5", "cost", "gone (-$5.00)"),
        ("5", "5.00", "cost", "no change"),
        ("0", "0", "cost", "no change"),
        ("100.4", "100", "cost", "+0.4 % (+$0.40)"),
        ("100.0001", "100", "cost", "+<0.1 % (+<$0.01)"),
        ("1250", "100", "requests", "+1,150 % (+1,150)"),
        ("5", "-5", "cost", "+200 % (+$10.00)"),
    ],
)
def test_a_change_is_said_in_per_cent_and_in_full(
    now: str, before: str, column: str, shown: str
) -> None:
    assert change(Decimal(now), Decimal(before), column) == shown


@given(amounts, amounts)
def test_a_change_says_which_way_it_went(now: Decimal, before: Decimal) -> None:
    word = change_word(now, before)

    assert (word == "no change") == (now == before)
    if now and before and now != before:
        assert word[0] == ("+" if now > before else "-")


def test_a_difference_has_its_sign() -> None:
    assert [difference(Decimal(a), "requests") for a in (5, -5, 0)] == ["+5", "-5", "0"]


@pytest.mark.parametrize(
    ("fraction", "value", "shown"),
    [
        ("0.668", 1, "67 %"),
        ("0", 0, "0 %"),
        ("0", 1, "<1 %"),
        ("0.004", 1, "<1 %"),
        ("0.998", 1, ">99 %"),
        ("1", 1, "100 %"),
        ("-0.2", -1, "-20 %"),
        (None, 0, "—"),
    ],
)
def test_a_share_is_never_all_nor_nothing_unless_it_is(
    fraction: str | None, value: int, shown: str
) -> None:
    assert share(None if fraction is None else Decimal(fraction), Decimal(value)) == shown


def test_digits_are_grouped_as_the_setting_says() -> None:
    shown = {}
    for name, how in NOTATIONS.items():
        with written(how):
            shown[name] = cell(Decimal("1234.56"), "hours")

    assert {k: v.replace("\u202f", " ").replace("\u2019", "'") for k, v in shown.items()} == {
        name: name for name in NOTATIONS
    }
    with written(NOTATIONS["1.234,56"]):
        assert figure(Decimal(1_000), "requests") == "1.000 requests"
    assert figure(Decimal(1_000), "requests") == "1,000 requests"


@pytest.mark.parametrize("power", [30, 400, 4_000])
def test_a_number_of_absurd_size_is_said_in_powers_of_ten(power: int) -> None:
    assert cell(Decimal(12).scaleb(power), "hours") == f"1.200 \u00d7 10^{power + 1}"


def test_a_bar_is_as_high_as_its_figure_and_never_nothing() -> None:
    assert plotted(Decimal("12.3456"), "hours") == 12.35
    assert plotted(Decimal("0.00123456"), "hours") == 0.00123
    assert plotted(Decimal(0), "hours") == 0


def test_every_unit_has_words() -> None:
    assert all(unit(column).header for column in UNITS)
    assert NOTATIONS["1,234.56"] == ENGLISH
