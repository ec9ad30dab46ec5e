"""When Deepgram cannot be read: older figures that say so, or the reason."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.books import Source
from bot.store.ledger import OUTAGES, STANDS_IN
from bot.trouble import Reason, Trouble
from tests.store.world import COST, NOW, ago, ledger, sums

TODAY = ago(0), ago(0)
WEEK = ago(6), ago(0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def book(world, store):
    book = ledger(world.fetch, store)
    yield book
    await book.close()


async def warmed(book, span=WEEK):
    await book.read(COST, *span, NOW)
    await book.flights.close(30)


@pytest.mark.parametrize("reason", sorted(STANDS_IN))
async def test_older_figures_stand_in_and_say_why(book, world, reason) -> None:
    await warmed(book)
    world.fail(reason)
    reading = await book.read(COST, *WEEK, NOW + 6 * HOUR)

    assert (reading.stale, reading.trouble, reading.source) == (True, reason, Source.CACHE)
    assert {page.read_at for page in reading.pages} == {NOW}


@pytest.mark.parametrize("reason", sorted(set(Reason) - STANDS_IN))
async def test_what_is_not_an_outage_is_told_and_hides_behind_no_old_figure(
    book, world, reason
) -> None:
    await warmed(book)
    world.fail(reason)

    with pytest.raises(Trouble) as caught:
        await book.read(COST, *WEEK, NOW + 6 * HOUR)

    assert caught.value.reason is reason


async def test_with_nothing_at_hand_there_is_the_reason_and_no_number(book, world) -> None:
    world.trouble = Trouble(Reason.LIMITED, {"wait": "40 s"})

    with pytest.raises(Trouble) as caught:
        await book.read(COST, *WEEK, NOW)

    assert (caught.value.reason, caught.value.facts) == (Reason.LIMITED, {"wait": "40 s"})


async def test_one_missing_day_is_enough_for_there_to_be_no_answer(book, world) -> None:
    await warmed(book)
    world.fail()

    with pytest.raises(Trouble) as caught:
        await book.read(COST, ago(12), ago(0), NOW)

    assert caught.value.reason is Reason.DEEPGRAM_DOWN


async def test_closed_days_do_not_need_deepgram(book, world) -> None:
    await warmed(book, (ago(30), ago(10)))
    world.fail()
    reading = await book.read(COST, ago(30), ago(20), NOW + 300 * DAY)

    assert not reading.stale
    assert reading.source is Source.CACHE


@pytest.mark.parametrize("age", [6 * DAY, 7 * DAY])
async def test_figures_of_up_to_a_week_stand_in(book, world, age) -> None:
    await warmed(book, TODAY)
    world.fail()

    assert (await book.read(COST, *TODAY, NOW + age)).stale


@pytest.mark.parametrize("reason", sorted(OUTAGES))
async def test_older_than_a_week_is_refused(book, world, reason) -> None:
    await warmed(book, TODAY)
    world.fail(reason)

    with pytest.raises(Trouble) as caught:
        await book.read(COST, *TODAY, NOW + 7 * DAY + timedelta(seconds=1))

    assert caught.value.reason is Reason.TOO_OLD


async def test_a_refused_key_is_named_even_where_figures_are_too_old(book, world) -> None:
    await warmed(book, TODAY)
    world.fail("key_refused")

    with pytest.raises(Trouble) as caught:
        await book.read(COST, *TODAY, NOW + 8 * DAY)

    assert caught.value.reason is Reason.KEY_REFUSED


async def test_when_deepgram_is_back_figures_are_new_again(book, world) -> None:
    await warmed(book)
    world.fail()
    await book.read(COST, *WEEK, NOW + HOUR)
    world.trouble = None
    world.figure = lambda _query, _day: Decimal(99)
    reading = await book.read(COST, *TODAY, NOW + HOUR)

    assert (reading.stale, sums(reading.pages)) == (False, [99])


class TestSlow:
    """Deepgram takes its time: two seconds are enough where there are older figures."""

    @pytest.fixture
    async def book(self, world, store):
        from dataclasses import replace

        from bot.store.ledger import Ledger
        from bot.store.memory import Memory
        from bot.store.settling import LIFETIMES
        from bot.store.shelf import Shelf
        from tests.store.world import API, identify

        assert LIFETIMES.patience == 2.0
        hasty = replace(LIFETIMES, patience=0.01)
        book = Ledger(world.fetch, Shelf(store, Memory(), hasty), API, identify)
        yield book
        world.open.set()
        await book.close()

    async def test_older_figures_are_served_marked_and_the_flight_goes_on(
        self, book, world
    ) -> None:
        await warmed(book, TODAY)
        world.open.clear()
        world.figure = lambda _query, _day: Decimal(99)
        late = await book.read(COST, *TODAY, NOW + HOUR)

        assert (late.stale, late.trouble, sums(late.pages)) == (True, "too_slow", [23])

        world.open.set()
        await book.flights.close(30)
        reading = await book.read(COST, *TODAY, NOW + HOUR)

        assert (reading.stale, sums(reading.pages)) == (False, [99])
        assert len(world.calls) == 2

    async def test_what_is_not_at_hand_is_waited_for(self, book, world) -> None:
        await warmed(book, TODAY)
        world.open.clear()
        world.asked.clear()
        reading = asyncio.create_task(book.read(COST, *WEEK, NOW + HOUR))
        await world.asked.wait()
        world.open.set()

        assert not (await reading).stale
