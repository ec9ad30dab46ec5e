"""The names of a project: at once, from the last known, and never forgotten too early."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.account import Key, Member, Model, Names, Project
from bot.store import keys
from bot.store.connection import absent
from bot.store.names import KnownNames, merged, parsed, spelt
from bot.trouble import Reason, Trouble
from tests.store.world import API, NOW, identify

ANA = Member("m1", "ana@example.com", "Ana", ("usage:read",))
FIRST = Names(
    Project("p", "Acme"),
    tags=("prod", "support"),
    keys={
        "k1": Key("k1", "ci", ANA, ("usage:read",), ("ci",), NOW, NOW + timedelta(days=9)),
        "k2": Key("k2", "laptop"),
    },
    models={"u1": Model("u1", "nova-3", "stt", ("en",), "2026-01")},
    line_items={"streaming::nova-3": "Nova-3 (Stream)"},
)
MINUTE = timedelta(minutes=1)


class Account:
    """What Deepgram says of the project, and how often it was asked."""

    def __init__(self) -> None:
        self.names = FIRST
        self.trouble: Trouble | None = None
        self.calls = 0
        self.open = asyncio.Event()
        self.open.set()

    async def read(self, _project: str) -> Names:
        self.calls += 1
        await self.open.wait()
        if self.trouble:
            raise self.trouble
        return self.names


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
async def known(account, store):
    known = KnownNames(account.read, store, API, identify)
    yield known
    account.open.set()
    await known.close(30)


def another(account, store) -> KnownNames:
    return KnownNames(account.read, store, API, identify)


async def test_the_first_asking_reads_them_and_the_next_does_not(known, account) -> None:
    names = await known.names("main", NOW)

    assert names == replace(FIRST, read_at=NOW)
    assert await known.names("main", NOW + 9 * MINUTE) == names
    assert account.calls == 1


async def test_the_next_process_knows_them_too(known, account, store) -> None:
    names = await known.names("main", NOW)

    assert await another(account, store).names("main", NOW) == names
    assert account.calls == 1


async def test_after_an_hour_they_are_served_at_once_and_read_behind(known, account) -> None:
    await known.names("main", NOW)
    account.open.clear()
    account.names = replace(FIRST, tags=("prod", "support", "new"))
    served = await known.names("main", NOW + 61 * MINUTE)
    await known.names("main", NOW + 61 * MINUTE)

    assert served.tags == FIRST.tags

    account.open.set()
    await known.close(30)
    assert (await known.names("main", NOW + 61 * MINUTE)).tags == ("prod", "support", "new")
    assert account.calls == 2


async def test_another_replica_that_was_quicker_saves_the_reading(known, account, store) -> None:
    other = another(account, store)
    await known.names("main", NOW)
    await other.names("main", NOW)
    await other.renewed("main", NOW + 61 * MINUTE)
    await known.names("main", NOW + 62 * MINUTE)
    await known.close(30)

    assert account.calls == 2
    assert (await known.names("main", NOW)).read_at == NOW + 61 * MINUTE


async def test_a_word_that_nobody_knows_is_looked_up_anew(known, account) -> None:
    await known.names("main", NOW)
    account.names = replace(FIRST, tags=("new",))

    assert (await known.renewed("main", NOW + MINUTE)).tags == ("new",)


async def test_looking_up_again_and_again_costs_one_reading(known, account) -> None:
    await asyncio.gather(*(known.renewed("main", NOW) for _ in range(50)))
    await known.renewed("main", NOW + timedelta(seconds=29))

    assert account.calls == 1


async def test_without_deepgram_the_last_known_are_served(known, account) -> None:
    names = await known.names("main", NOW)
    account.trouble = Trouble(Reason.DEEPGRAM_DOWN)

    for later in (MINUTE, timedelta(hours=5), timedelta(days=29), timedelta(days=99)):
        assert await known.names("main", NOW + later) == names
        assert await known.renewed("main", NOW + later) == names
        await known.close(30)


async def test_with_nothing_known_there_is_the_reason(known, account) -> None:
    account.trouble = Trouble(Reason.KEY_REFUSED)
    with pytest.raises(Trouble) as caught:
        await known.names("main", NOW)

    assert caught.value.reason is Reason.KEY_REFUSED


async def test_after_a_failure_they_are_tried_again_each_minute(known, account) -> None:
    await known.names("main", NOW)
    account.trouble = Trouble(Reason.DEEPGRAM_DOWN)
    for second in range(0, 180, 10):
        await known.names("main", NOW + 61 * MINUTE + timedelta(seconds=second))
        await known.close(30)

    assert account.calls == 1 + 3


async def test_without_redis_this_process_remembers(account) -> None:
    known = another(account, absent())
    await known.names("main", NOW)
    await known.names("main", NOW)
    await known.renewed("main", NOW)

    assert account.calls == 1


@pytest.mark.parametrize("junk", [b"", b"{}", b"\xff", b'{"schema":2,"names":{}}'])
async def test_what_is_damaged_or_of_another_schema_is_read_again(
    known, account, store, junk
) -> None:
    name = keys.names(API, await identify("main"))
    await store.fast.set(name, junk, ex=60)

    assert (await known.names("main", NOW)).tags == FIRST.tags
    assert account.calls == 1


def test_another_schema_is_unknown() -> None:
    assert parsed(spelt(FIRST)) == FIRST
    assert parsed(spelt(FIRST).replace(b'"schema":1', b'"schema":2')) is None


def test_deleted_keys_keep_their_comment_and_are_marked() -> None:
    later = merged(FIRST, replace(FIRST, keys={"k1": FIRST.keys["k1"]}))
    still = merged(later, replace(FIRST, keys={}))

    assert later.keys["k1"] == FIRST.keys["k1"]
    assert later.keys["k2"] == Key("k2", "laptop", deleted=True)
    assert still.keys["k2"].comment == "laptop"
    assert {key.deleted for key in still.keys.values()} == {True}


def test_a_deleted_key_named_by_usage_only_keeps_its_comment() -> None:
    named = replace(FIRST, keys={"k2": Key("k2", deleted=True)})

    assert merged(FIRST, named).keys["k2"] == Key("k2", "laptop", deleted=True)


def test_parts_that_could_not_be_read_stay_as_known() -> None:
    read = Names(Project("p", "Acme"), tags=("x",), missing={"keys": "keys:read", "line_items": ""})
    names = merged(FIRST, read)

    assert (names.keys, names.line_items, names.tags) == (FIRST.keys, FIRST.line_items, ("x",))
    assert names.missing == read.missing


texts = st.text(max_size=8)
key_maps = st.dictionaries(st.sampled_from("abcd"), texts, max_size=4).map(
    lambda named: {id_: Key(id_, comment) for id_, comment in named.items()}
)


@given(st.lists(key_maps, min_size=1, max_size=6))
def test_no_key_that_was_ever_listed_loses_its_name(listed) -> None:
    names = Names(Project("p", "Acme"))
    last: dict[str, str] = {}
    for keys_ in listed:
        names = merged(names, replace(names, keys=keys_))
        last |= {id_: key.comment for id_, key in keys_.items()}

        assert {id_: key.comment for id_, key in names.keys.items()} == last
        assert {id_ for id_, key in names.keys.items() if not key.deleted} == set(keys_)
