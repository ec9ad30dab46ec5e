"""Wider questions answered from rows by tag set."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.books import Book, Page, Row
from bot.store.finer import coarser, finer, total
from tests.store.world import BY_TAG, COST, NOW, SUPPORT, TOTAL, ago, amounts

tags = st.lists(st.sampled_from(["support", "prod", "x"]), max_size=3, unique=True)
figures = st.decimals(0, 10**20, allow_nan=False, allow_infinity=False, places=9)
pages = st.lists(st.tuples(tags, figures), max_size=8).map(
    lambda rows: Page(
        ago(5),
        tuple(Row((tuple(sorted(of)),), amounts(Book.USAGE, n)) for of, n in rows),
        NOW,
    )
)


def test_totals_and_single_tags_are_added_up_from_tag_sets() -> None:
    assert finer(TOTAL) == BY_TAG
    assert finer(SUPPORT) == BY_TAG


def test_other_filters_stay() -> None:
    listen = (("endpoint", "listen"),)

    assert finer(replace(SUPPORT, filters=(*listen, *SUPPORT.filters))).filters == listen


def test_what_is_grouped_or_asks_for_several_tags_is_left_to_deepgram() -> None:
    assert finer(BY_TAG) is None
    assert finer(COST) is None
    assert finer(replace(SUPPORT, filters=(("tag", "a"), ("tag", "b")))) is None


@given(pages)
def test_sums_are_exact_and_of_the_right_rows(page: Page) -> None:
    whole = coarser(TOTAL, page)
    support = coarser(SUPPORT, page)
    with_tag = [row.amounts[0] for row in page.rows if "support" in row.group[0]]

    assert whole.read_at == page.read_at
    assert len(whole.rows) == (1 if page.rows else 0)
    assert len(support.rows) == (1 if with_tag else 0)
    assert _first(whole) == _exact(row.amounts[0] for row in page.rows)
    assert _first(support) == _exact(with_tag)


def test_adding_up_never_rounds() -> None:
    rows = [Row((), (Decimal("1e40"),)), Row((), (Decimal("1e-40"),))]

    assert Fraction(total(COST, rows)[0]) == Fraction(10) ** 40 + Fraction(1, 10**40)


def _first(page: Page) -> Fraction:
    return _exact(row.amounts[0] for row in page.rows)


def _exact(values: Iterable[Decimal]) -> Fraction:
    return sum((Fraction(value) for value in values), Fraction(0))
