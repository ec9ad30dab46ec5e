"""Closed days that moved."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.books import Page, Row
from bot.store import keys
from bot.store.changes import MOST, Changes, change
from bot.store.connection import absent
from tests.store.world import API, COST, NOW, ago

P = "11111111-2222-3333-4444-555555555555"


def page(past: int, *dollars: str, later: timedelta = timedelta(0)) -> Page:
    rows = tuple(Row((f"item {n}",), (Decimal(d),)) for n, d in enumerate(dollars))
    return Page(ago(past), rows, NOW + later)


def moved(n: int = 0):
    found = change(COST, page(5, "1.10", "2"), page(5, "1.10", f"{n}.5", later=timedelta(hours=1)))
    assert found
    return found


def test_only_totals_that_differ_are_a_change() -> None:
    assert change(COST, page(5, "1", "2"), page(5, "2.0", "1")) is None
    assert moved().before == (Decimal("3.10"),)
    assert moved().after == (Decimal("1.60"),)


def test_a_day_that_was_running_has_not_moved() -> None:
    assert change(COST, page(0, "1"), page(0, "2")) is None
    assert change(COST, page(1, "1"), page(1, "2"))


def test_usage_that_came_late_to_a_quiet_day_is_a_change() -> None:
    assert change(COST, page(5), page(5, "2")).before == (Decimal(0),)


async def test_the_record_is_newest_first_bounded_and_ends(store) -> None:
    changes = Changes(store, API)
    for start in range(0, MOST + 50, 50):
        await changes.record(P, [moved(n) for n in range(start, start + 50)])
    recorded = await changes.recorded(P)

    assert len(recorded) == MOST
    assert recorded[0] == moved(MOST + 49)
    assert await store.fast.ttl(keys.changes(API, P)) <= keys.CHANGES.life.total_seconds()


async def test_each_project_has_its_own(store) -> None:
    changes = Changes(store, API)
    await changes.record(P, [moved()])

    assert await changes.recorded(P[::-1]) == []
    assert await Changes(store, "elsewhere:443").recorded(P) == []


async def test_damaged_lines_are_passed_over(store) -> None:
    changes = Changes(store, API)
    await changes.record(P, [moved()])
    await store.fast.lpush(keys.changes(API, P), b"junk", b"{}")

    assert await changes.recorded(P) == [moved()]


async def test_without_a_store_nothing_is_known_to_have_moved() -> None:
    assert await Changes(absent(), API).recorded(P) == []


def test_a_change_says_of_what() -> None:
    query = replace(COST, filters=(("tag", "support"),))
    found = change(query, page(5, "1"), page(5, "2"))

    assert (found.book, found.grouping, found.filters, found.day) == (
        query.book,
        query.grouping,
        query.filters,
        ago(5),
    )


async def test_people_are_told_for_a_week_of_settled_days_of_their_very_question(store) -> None:
    changes, later = Changes(store, API), NOW + timedelta(hours=1)
    recent = change(COST, page(1, "1"), page(1, "2", later=timedelta(hours=1)))
    assert recent
    assert await changes.news(COST, P, [ago(5), ago(1)], NOW) == frozenset()
    await changes.record(P, [moved(), recent])

    assert await changes.news(COST, P, [ago(5), ago(1)], later) == {ago(5)}
    assert await changes.news(COST, P, [ago(4)], later) == frozenset()
    assert await changes.news(replace(COST, filters=(("tag", "a"),)), P, [ago(5)], later) == set()
    assert await changes.news(COST, P, [ago(5)], later + timedelta(days=7)) == frozenset()


async def test_another_replicas_find_is_told_within_a_minute(store) -> None:
    mine, theirs = Changes(store, API), Changes(store, API)
    await mine.news(COST, P, [ago(5)], NOW + timedelta(hours=1))
    await theirs.record(P, [moved()])

    assert await mine.news(COST, P, [ago(5)], NOW + timedelta(hours=1, minutes=1)) == {ago(5)}
