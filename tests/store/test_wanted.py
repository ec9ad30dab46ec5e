"""Which days are asked for most, counted over all replicas."""

import asyncio
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.books import Book, Grouping, Query
from bot.store import keys
from bot.store.connection import Store, absent
from bot.store.wanted import AT_ONCE, MOST, Noting, Want, Wanted, joined, parsed, spelt
from tests.store.world import API, BY_TAG, COST, NOW, SUPPORT, TOTAL, ago, ledger, until

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
queries = st.builds(
    Query,
    texts,
    st.sampled_from(Book),
    st.lists(st.sampled_from(Grouping), max_size=2, unique=True).map(tuple),
    st.lists(st.tuples(texts, texts), max_size=3).map(lambda pairs: tuple(sorted(pairs))),
)


async def counted(wanted: Wanted, query: Query, back: int, times: int = 1) -> None:
    for _ in range(times):
        wanted.note(query, ago(back), NOW)
    await wanted.close()


async def test_what_is_asked_most_comes_first_over_all_replicas(store: Store) -> None:
    one, other = Wanted(store, API), Wanted(store, API)
    await counted(one, BY_TAG, 7, 2)
    await counted(other, COST, 30, 3)
    await counted(other, BY_TAG, 7, 2)

    assert await one.most(5) == [Want(BY_TAG, 7), Want(COST, 31)]
    assert await other.most(1) == [Want(BY_TAG, 7)]


async def test_a_query_is_wanted_once_and_as_far_back_as_anybody_asked(store: Store) -> None:
    wanted = Wanted(store, API)
    await counted(wanted, BY_TAG, 3, 5)
    await counted(wanted, BY_TAG, 60, 1)

    assert await wanted.most(5) == [Want(BY_TAG, 62)]


async def test_what_is_further_back_than_days_are_kept_is_not_wanted(store: Store) -> None:
    wanted = Wanted(store, API)
    await counted(wanted, BY_TAG, 401)

    assert await wanted.most(5) == []


async def test_another_servers_wants_are_its_own(store: Store) -> None:
    await counted(Wanted(store, API), BY_TAG, 7)

    assert await Wanted(store, "elsewhere:443").most(5) == []


async def test_only_so_many_are_remembered_and_not_for_ever(store: Store) -> None:
    wanted = Wanted(store, API)
    many = [Query("main", Book.USAGE, (), (("accessor", str(n)),)) for n in range(MOST + 20)]
    for query in many:
        wanted.note(query, ago(7), NOW)
    await counted(wanted, BY_TAG, 7, 2)
    key = keys.remembered(keys.WANTED, API)

    assert await store.fast.zcard(key) == MOST
    assert await wanted.most(1) == [Want(BY_TAG, 7)]
    assert 0 < await store.fast.pttl(key) <= keys.WANTED.life / timedelta(milliseconds=1)


async def test_the_store_is_told_while_people_ask(store: Store) -> None:
    wanted = Wanted(store, API)
    for _ in range(AT_ONCE):
        wanted.note(SUPPORT, ago(7), NOW)

    async def told() -> bool:
        return bool(await Wanted(store, API).most(1))

    await asyncio.wait_for(until(told), 5)


async def test_reading_the_ledger_is_wanting(store: Store, world) -> None:
    wanted = Wanted(store, API)
    book = ledger(world.fetch, store)
    await Noting(book, wanted).read(TOTAL, ago(6), ago(0), NOW)
    await wanted.close()
    await book.close()

    assert await wanted.most(5) == [Want(TOTAL, 7)]


async def test_damaged_values_are_passed_over(store: Store) -> None:
    wanted = Wanted(store, API)
    await counted(wanted, BY_TAG, 7)
    await store.fast.zadd(keys.remembered(keys.WANTED, API), {b"\xff": 9e99, b"{}": 9e98})

    assert await wanted.most(5) == [Want(BY_TAG, 7)]


async def test_without_a_store_nothing_is_wanted_and_nothing_fails() -> None:
    wanted = Wanted(absent(), API)
    await counted(wanted, BY_TAG, 7)

    assert await wanted.most(5) == []


@given(queries, st.integers(1, 400))
def test_a_want_survives_being_written_down(query: Query, reach: int) -> None:
    assert parsed(spelt(Want(query, reach))) == Want(query, reach)


def test_joining_adds_up_weights() -> None:
    wants = [(Want(BY_TAG, 7), 2.0), (Want(COST, 7), 3.0), (Want(BY_TAG, 31), 2.0), (None, 9.0)]

    assert joined(wants) == [Want(BY_TAG, 31), Want(COST, 7)]
