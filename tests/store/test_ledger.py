"""Which days are asked for, and from where an answer comes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.books import Source
from bot.store.connection import Store
from bot.store.ledger import Anew
from bot.store.settling import LIFETIMES
from bot.trouble import Reason, Trouble
from tests.store.world import (
    BY_TAG,
    COST,
    NOW,
    SUPPORT,
    TOTAL,
    World,
    ago,
    amounts,
    day,
    ledger,
    sums,
)

MONTH = day("2026-10-01"), day("2026-10-31")


@pytest.fixture
async def book(world: World, store: Store):
    book = ledger(world.fetch, store)
    yield book
    await book.close()


async def settled(book):
    """Waits until all that is under way is fetched and kept."""
    await book.flights.close(30)


async def test_the_first_asking_is_one_call_for_the_whole_period(book, world) -> None:
    reading = await book.read(COST, *MONTH, NOW)

    assert world.calls == [(COST, *MONTH)]
    assert [page.day for page in reading.pages] == [
        MONTH[0] + timedelta(days=step) for step in range(31)
    ]
    assert sums(reading.pages) == [Decimal(n) for n in range(1, 32)]
    assert (reading.source, reading.stale, reading.degraded) == (Source.DEEPGRAM, False, False)


async def test_closed_days_are_asked_for_once(book, world, store) -> None:
    await book.read(COST, *MONTH, NOW)
    await settled(book)
    reading = await ledger(world.fetch, store).read(COST, *MONTH, NOW + timedelta(days=100))

    assert len(world.calls) == 1
    assert reading.source is Source.CACHE
    assert sums(reading.pages) == [Decimal(n) for n in range(1, 32)]


async def test_an_answer_from_the_store_is_the_same_to_the_last_digit(book, world, store) -> None:
    world.figure = lambda _query, day: Decimal(f"{day.day}.10")
    cold = await book.read(COST, *MONTH, NOW)
    await settled(book)
    warm = await ledger(world.fetch, store).read(COST, *MONTH, NOW)

    assert list(warm.pages) == list(cold.pages)
    assert [str(n) for n in sums(warm.pages)] == [str(n) for n in sums(cold.pages)]


async def test_only_what_is_missing_is_asked_for(book, world) -> None:
    await book.read(COST, day("2026-10-10"), day("2026-10-20"), NOW)
    await settled(book)
    reading = await book.read(COST, *MONTH, NOW)

    assert set(world.stretches[1:]) == {
        (day("2026-10-01"), day("2026-10-09")),
        (day("2026-10-21"), day("2026-10-31")),
    }
    assert len(world.stretches) == 3
    assert reading.source is Source.MIXED
    assert sums(reading.pages) == [Decimal(n) for n in range(1, 32)]


async def test_a_gap_of_a_few_days_is_fetched_along(book, world) -> None:
    await book.read(COST, day("2026-10-10"), day("2026-10-12"), NOW)
    await settled(book)
    reading = await book.read(COST, *MONTH, NOW)

    assert world.stretches[1:] == [MONTH]
    assert reading.source is Source.DEEPGRAM


async def test_today_is_read_again_after_a_minute_and_the_last_days_after_a_quarter(
    book, world
) -> None:
    week = ago(9), ago(0)
    await book.read(COST, *week, NOW)
    await settled(book)
    await book.read(COST, *week, NOW + timedelta(seconds=60))
    await book.read(COST, *week, NOW + timedelta(seconds=61))
    await settled(book)
    await book.read(COST, *week, NOW + timedelta(minutes=16))

    assert world.stretches == [week, (ago(3), ago(0)), (ago(3), ago(0))]


async def test_the_days_that_may_still_move_are_read_in_one_call(book, world) -> None:
    await book.read(COST, ago(2), ago(2), NOW)
    await settled(book)
    reading = await book.read(COST, ago(3), ago(0), NOW + timedelta(seconds=30))

    assert world.stretches == [(ago(3), ago(0))]
    assert reading.source is Source.CACHE


async def test_a_day_that_was_running_when_read_is_read_again(book, world) -> None:
    await book.read(COST, ago(0), ago(0), NOW)
    await settled(book)
    world.figure = lambda _query, _day: Decimal(99)
    reading = await book.read(COST, ago(0), ago(0), NOW + timedelta(hours=6))

    assert sums(reading.pages) == [99]
    assert not reading.stale


async def test_what_is_still_being_kept_is_not_taken_for_new_by_a_later_clock(book, world) -> None:
    await book.read(COST, ago(0), ago(0), NOW)
    world.figure = lambda _query, _day: Decimal(99)
    reading = await book.read(COST, ago(0), ago(0), NOW + timedelta(hours=6))

    assert (sums(reading.pages), reading.stale) == ([99], False)


async def test_the_clock_of_the_question_is_when_figures_were_read(book, world) -> None:
    reading = await book.read(COST, ago(1), ago(0), NOW)

    assert {page.read_at for page in reading.pages} == {NOW}


async def test_figures_read_later_than_now_are_read_again(book, world) -> None:
    await book.read(COST, ago(1), ago(0), NOW + timedelta(hours=1))
    await settled(book)
    await book.read(COST, ago(1), ago(0), NOW)

    assert len(world.calls) == 2


async def test_families_never_mix(book, world) -> None:
    world.figure = lambda query, _day: Decimal(len(query.filters) * 100 + len(query.grouping))
    found = {}
    for _ in range(2):
        for query in (TOTAL, SUPPORT, COST):
            reading = await book.read(query, day("2026-10-01"), day("2026-10-01"), NOW)
            await settled(book)
            found.setdefault(query, set()).update(sums(reading.pages))

    assert found == {TOTAL: set(), SUPPORT: {100}, COST: {1}} | {TOTAL: {0}}
    assert len(world.calls) == 3


async def test_no_days_are_no_call(book, world) -> None:
    reading = await book.read(COST, ago(1), ago(2), NOW)

    assert (list(reading.pages), reading.source, world.calls) == ([], Source.CACHE, [])


class TestFromFinerRows:
    """A wider question where rows by tag set are at hand."""

    @pytest.fixture(autouse=True)
    def by_tag(self, world: World) -> None:
        from bot.books import Row

        sets = {("prod", "support"): 3, ("support",): 4, (): 5}
        world.rows = lambda query, _day: tuple(
            Row((of,), amounts(query.book, n)) for of, n in sets.items()
        )

    async def test_totals_and_single_tags_cost_no_call(self, book, world) -> None:
        await book.read(BY_TAG, *MONTH, NOW)
        await settled(book)
        total = await book.read(TOTAL, *MONTH, NOW)
        support = await book.read(SUPPORT, *MONTH, NOW)

        assert len(world.calls) == 1
        assert sums(total.pages) == [12] * 31
        assert sums(support.pages) == [7] * 31
        assert total.source is Source.CACHE

    async def test_rows_that_are_due_are_not_added_up(self, book, world) -> None:
        await book.read(BY_TAG, ago(1), ago(1), NOW)
        await settled(book)
        world.rows = world.one_row
        world.figure = lambda _query, _day: Decimal(99)
        reading = await book.read(TOTAL, ago(1), ago(1), NOW + timedelta(minutes=16))

        assert sums(reading.pages) == [99]


class TestRecentDays:
    """A closed day that may still move, a quarter of an hour after it was read."""

    @pytest.fixture(autouse=True)
    async def moved(self, book, world) -> None:
        await book.read(COST, ago(1), ago(1), NOW)
        await settled(book)
        world.figure = lambda _query, _day: Decimal(99)
        world.asked.clear()

    async def test_nobody_waits_for_it_to_be_read_again(self, book, world) -> None:
        world.open.clear()
        first, second = [
            await book.read(COST, ago(1), ago(1), NOW + timedelta(minutes=16)) for _ in range(2)
        ]
        await world.asked.wait()
        world.open.set()
        await settled(book)
        third = await book.read(COST, ago(1), ago(1), NOW + timedelta(minutes=17))

        assert (sums(first.pages), sums(second.pages), sums(third.pages)) == ([22], [22], [99])
        assert {page.read_at for page in first.pages} == {NOW}
        assert not first.stale
        assert len(world.calls) == 2

    async def test_after_six_hours_it_is_waited_for(self, book) -> None:
        reading = await book.read(COST, ago(1), ago(1), NOW + timedelta(hours=7))

        assert sums(reading.pages) == [99]

    async def test_what_is_posted_unasked_has_it_read_first(self, book, world) -> None:
        reading = await Anew(book).read(COST, ago(1), ago(1), NOW + timedelta(minutes=16))

        assert sums(reading.pages) == [99]
        world.fail()
        again = await Anew(book).read(COST, ago(1), ago(1), NOW + timedelta(minutes=40))

        assert (sums(again.pages), again.stale) == ([99], True)


class TestSettledDays:
    """A day of fourteen days is looked at once more, and nobody waits for that."""

    async def test_it_is_served_at_once_and_read_again_behind(self, book, world) -> None:
        await book.read(COST, ago(10), ago(10), NOW)
        await settled(book)
        world.figure = lambda _query, _day: Decimal(99)
        world.open.clear()
        later = NOW + timedelta(days=5)
        reading = await book.read(COST, ago(10), ago(10), later)

        assert (sums(reading.pages), reading.source) == ([13], Source.CACHE)
        assert not reading.stale

        world.open.set()
        await settled(book)
        reading = await book.read(COST, ago(10), ago(10), later)

        assert sums(reading.pages) == [99]
        assert reading.moved == {ago(10)}
        assert len(world.calls) == 2

    async def test_what_moved_is_recorded(self, book, world) -> None:
        for at, figure in ((0, "13"), (5, "13.5"), (6, "14")):
            world.figure = lambda _query, _day, figure=figure: Decimal(figure)
            await book.read(COST, ago(10), ago(10), NOW + timedelta(days=at))
            await settled(book)
        (change,) = await book.changes.recorded("11111111-2222-3333-4444-555555555555")

        assert (change.day, change.before, change.after) == (
            ago(10),
            (Decimal(13),),
            (Decimal("13.5"),),
        )
        assert (change.read_before, change.read_after) == (NOW, NOW + timedelta(days=5))
        assert change.book is COST.book

    async def test_a_day_that_was_running_is_not_said_to_have_moved(self, book, world) -> None:
        for at, figure in ((0, 1), (6, 2)):
            today = {ago(0): Decimal(figure)}
            world.figure = lambda _query, day, today=today: today.get(day, Decimal(1))
            await book.read(COST, ago(0), ago(0), NOW + timedelta(hours=at))
            await settled(book)

        assert await book.changes.recorded("11111111-2222-3333-4444-555555555555") == []


async def test_days_that_upstream_leaves_out_are_no_answer(store) -> None:
    async def fetch(_query, _first, _last):
        return []

    book = ledger(fetch, store)
    with pytest.raises(Trouble) as caught:
        await book.read(COST, *MONTH, NOW)

    assert caught.value.reason is Reason.NOT_TRUSTED


async def test_settled_days_live_400_days_in_redis(book, store) -> None:
    await book.read(COST, ago(4), ago(3), NOW)
    await settled(book)
    lives = {
        key.decode()[-10:]: await store.fast.ttl(key)
        async for key in store.fast.scan_iter("*:day:*")
    }

    assert lives[str(ago(4))] > timedelta(days=399).total_seconds()
    assert lives[str(ago(3))] <= LIFETIMES.kept_unsettled.total_seconds()
