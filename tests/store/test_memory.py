"""The small memory in front of Redis."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.books import Book, Page, Row
from bot.store import codec
from bot.store.memory import Memory, Pages, heavy
from bot.trouble import Reason, Trouble
from tests.store.world import NOW, ago, amounts

FAMILY = "usage.total.x"


def page(past: int, figure: int = 1, rows: int = 1) -> Page:
    return Page(ago(past), tuple(Row((), amounts(Book.USAGE, figure)) for _ in range(rows)), NOW)


def kept(page: Page) -> codec.Kept:
    return codec.look(FAMILY, page.day, codec.encode(FAMILY, page))


def test_rows_are_unpacked_once() -> None:
    memory = Memory()
    first = memory.page(FAMILY, kept(page(1)))
    again = memory.page(FAMILY, kept(page(1)))

    assert first == page(1)
    assert again.rows is first.rows


def test_other_rows_of_the_same_day_are_not_taken_for_them() -> None:
    memory = Memory()
    memory.page(FAMILY, kept(page(1)))

    assert memory.page(FAMILY, kept(page(1, figure=2))) == page(1, figure=2)
    assert memory.page("another", kept(page(1, figure=3))) == page(1, figure=3)


def test_when_they_were_read_is_as_the_store_says() -> None:
    memory = Memory()
    memory.page(FAMILY, kept(page(1)))
    later = replace(page(1), read_at=NOW.replace(hour=20))

    assert memory.page(FAMILY, kept(later)) == later


def test_it_holds_a_bounded_number_of_rows_and_drops_the_oldest() -> None:
    memory = Memory(room=35)
    for past in range(10):
        memory.hold(FAMILY, page(past, rows=9))

    assert set(memory.pages(FAMILY, [ago(n) for n in range(10)])) == {ago(7), ago(8), ago(9)}


def test_what_does_not_fit_is_not_held() -> None:
    memory = Memory(room=5)
    memory.hold(FAMILY, page(1, rows=9))

    assert memory.pages(FAMILY, [ago(1)]) == {}


def test_pages_are_unpacked_as_they_are_looked_at() -> None:
    pages = Pages(FAMILY, [kept(page(2)), page(1, figure=2)], Memory(room=0))

    assert len(pages) == 2
    assert list(pages) == [page(2), page(1, figure=2)]
    assert pages[-1] == page(1, figure=2)
    assert list(pages[:1]) == [page(2)]
    assert page(2) in pages
    assert pages.rows == 2


def test_more_than_two_thousand_rows_are_work_for_a_thread() -> None:
    assert heavy(Pages(FAMILY, [kept(page(1, rows=2001))], Memory()))
    assert not heavy(Pages(FAMILY, [kept(page(1, rows=2000))], Memory()))
    assert not heavy((page(1),))


def test_rows_that_cannot_be_unpacked_are_trouble_and_never_a_shorter_page() -> None:
    broken = replace(kept(page(1)), payload=b"junk")
    with pytest.raises(Trouble) as caught:
        Memory().page(FAMILY, broken)

    assert caught.value.reason is Reason.BROKEN


def test_figures_from_memory_are_exact() -> None:
    memory = Memory()
    odd = Page(ago(1), (Row((), amounts(Book.USAGE, Decimal("0.10"))),), NOW)

    assert str(memory.page(FAMILY, kept(odd)).rows[0].amounts[0]) == "0.10"
