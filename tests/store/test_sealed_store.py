"""With a key, nothing that people wrote can be read in the store, changed in it, or moved about."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.digest.model import Digest, Draft, Unreadable
from bot.question.schedule import read_schedule
from bot.slack.owed import Owed
from bot.slack.payload import Asked, How
from bot.store import keys
from bot.store.connection import Store
from bot.store.digests import Digests
from bot.store.lately import Lately
from bot.store.owed import OwedAnswers
from bot.store.resealing import counted, sealed_anew
from bot.store.saved import Saved
from bot.store.sealed import PLAIN, Seal, Why, sealing
from bot.store.slots import RedisSlots, Scripts
from bot.trouble import Reason, Trouble
from tests.fakes.canaries import dumped
from tests.stores import patient

OLD, NEW, OTHER = sealing(["o" * 32]), sealing(["n" * 32]), sealing(["x" * 32])
BOTH = sealing(["n" * 32, "o" * 32])
ONLY = sealing(["n" * 32], only=True)
WORD = "canary-7c1f"  # in everything that people write below
MINE = ("person", "T1", "U1")
TEXT = f"tag:{WORD} last week"


@asynccontextmanager
async def stored(valkey: Path, seal: Seal, *, empty: bool = False) -> AsyncIterator[Store]:
    store = patient(valkey)
    store.seal = seal
    if empty:
        await store.do(lambda redis: redis.flushall())
    try:
        yield store
    finally:
        await store.close()


async def lived(store: Store) -> str:
    """Everything that people may write; the id of the digest."""
    schedule = read_schedule("every day at 09:30", ZoneInfo("UTC"), date(2026, 11, 23))
    made = await Digests(Scripts(store)).create(Draft((TEXT,), schedule, "C1", "T1", "U1"))
    await Saved(store).save(MINE, WORD, TEXT)
    await Lately(store).keep(MINE, TEXT, timedelta(days=1))
    owed = Owed(OwedAnswers(store), b"ours")
    await owed._ours[owed.begin(Asked(TEXT, How.COMMAND, "U1", "T1"))]
    return made.digest.id


async def remembered(store: Store, id_: str) -> list[object]:
    """Everything of it, as it is read again by another replica; what cannot be had is its reason."""
    digest = await Digests(Scripts(store)).get(id_)
    try:
        saved: object = await Saved(store).all(MINE)
    except Trouble as trouble:
        saved = trouble.reason
    [(_, owed)] = await _owed(store) or [("", b"")]
    return [
        digest.questions if isinstance(digest, Digest) else digest and digest.why,
        saved,
        await Lately(store).recall(MINE),
        WORD.encode() in owed,
    ]


async def _owed(store: Store) -> list[tuple[str, bytes]]:
    """What is owed, as whoever takes it up gets it."""
    questions, until = keys.owed()
    for id_ in await store.do(lambda redis: redis.hkeys(questions)):
        await store.do(lambda redis, id_=id_: redis.zadd(until, {id_: 0}))
    return await OwedAnswers(store).take()


WHOLE = [(TEXT,), {WORD: TEXT}, TEXT, True]


@pytest.mark.parametrize(("seal", "readable"), [(PLAIN, True), (NEW, False), (ONLY, False)])
async def test_a_dump_of_the_store_has_no_word_of_what_people_wrote(
    valkey: Path, seal: Seal, readable: bool
) -> None:
    async with stored(valkey, seal, empty=True) as store:
        id_ = await lived(store)
        everything = await dumped(store.fast)
        raw = [await store.fast.dump(key) async for key in store.fast.scan_iter("*")]

        assert (WORD.encode() in everything) is readable  # plain: the search would find it
        assert any(WORD.encode() in each for each in raw) is readable
        assert await remembered(store, id_) == WHOLE


async def test_what_was_written_before_the_key_is_read_and_sealed_when_it_is_written_again(
    valkey: Path,
) -> None:
    async with stored(valkey, PLAIN, empty=True) as before:
        id_ = await lived(before)
    async with stored(valkey, NEW) as store:
        assert await remembered(store, id_) == WHOLE
        digest = await Digests(Scripts(store)).get(id_)
        await Digests(Scripts(store)).edit(id_, digest.version, digest.draft)
        await Saved(store).save(MINE, WORD, TEXT)
        await Lately(store).keep(MINE, TEXT, timedelta(days=1))
        await store.fast.delete(*keys.owed())

        assert WORD.encode() not in await dumped(store.fast)
        assert (await remembered(store, id_))[:3] == WHOLE[:3]


async def test_another_key_or_none_is_a_reason_and_never_a_fault(valkey: Path) -> None:
    async with stored(valkey, NEW, empty=True) as store:
        id_ = await lived(store)
    for seal, said in ((OTHER, Why.OTHER_KEY), (PLAIN, Why.NO_KEY)):
        async with stored(valkey, seal) as other:
            assert await remembered(other, id_) == [said.value, Reason.SEALED, None, False]
            with pytest.raises(Trouble) as told:
                await Saved(other).all(MINE)
            missed = await Saved(other).one(MINE, WORD)

            assert "DGUSAGE_STORE_KEY" in told.value.sentence
            assert missed is None


async def test_an_old_key_still_opens_and_everything_can_be_sealed_anew_at_once(
    valkey: Path,
) -> None:
    async with stored(valkey, OLD, empty=True) as store:
        id_ = await lived(store)
    async with stored(valkey, BOTH) as store:
        lives = await store.fast.pttl(keys.remembered(keys.LATELY, *MINE))
        before = await counted(store)
        await sealed_anew(store)
        after = await counted(store)
        kept = await store.fast.pttl(keys.remembered(keys.LATELY, *MINE))
    async with stored(valkey, NEW) as store:
        found = await remembered(store, id_)

    assert (before.former, before.sealed, before.lost) == (3, 0, 0)
    assert (after.former, after.sealed, after.lost) == (0, 3, 0)
    assert found[:3] == WHOLE[:3]
    assert 0 < kept <= lives


async def test_what_was_plain_is_sealed_and_then_nothing_plain_is_taken_any_more(
    valkey: Path,
) -> None:
    async with stored(valkey, PLAIN, empty=True) as store:
        id_ = await lived(store)
        body = await store.fast.hget(keys.of_digests(keys.DIGEST, id_), "body")
    async with stored(valkey, NEW) as store:
        await sealed_anew(store)
        await store.fast.delete(*keys.owed())
        assert WORD.encode() not in await dumped(store.fast)
    async with stored(valkey, ONLY) as store:
        assert (await remembered(store, id_))[:3] == WHOLE[:3]
        forged = body.replace(b'"C1"', b'"C2"')
        await store.fast.hset(keys.of_digests(keys.DIGEST, id_), "body", forged)

        assert (await remembered(store, id_))[0] == Why.PLAIN.value


async def test_a_digest_that_was_changed_or_moved_in_the_store_is_left_alone_and_named(
    valkey: Path,
) -> None:
    async with stored(valkey, NEW, empty=True) as store:
        digests = Digests(Scripts(store))
        first = await lived(store)
        schedule = read_schedule("every monday 9am", ZoneInfo("UTC"), date(2026, 11, 23))
        draft = Draft(("hours today",), schedule, "C2", "T1", "U2")
        second = (await digests.create(draft)).digest.id
        names = [keys.of_digests(keys.DIGEST, id_) for id_ in (first, second)]
        bodies = [await store.fast.hget(name, "body") for name in names]
        await store.fast.hset(names[0], "body", bodies[1])
        await store.fast.hset(names[1], "body", bodies[1][:-1] + bytes([bodies[1][-1] ^ 1]))

        found = [await RedisSlots(Scripts(store)).get(id_) for id_ in (first, second)]

    assert [(f.id, f.why) for f in found] == [(first, Why.CHANGED), (second, Why.CHANGED)]
    assert all(isinstance(each, Unreadable) for each in found)


async def test_a_question_that_somebody_changes_meanwhile_stays_as_they_wrote_it(
    valkey: Path,
) -> None:
    async with stored(valkey, OLD, empty=True) as store:
        await Saved(store).save(MINE, "a", "first")
    async with stored(valkey, BOTH) as store:
        await asyncio.gather(sealed_anew(store), Saved(store).save(MINE, "a", "second"))
        assert await Saved(store).all(MINE) == {"a": "second"}
        assert await Saved(store).one(MINE, "a") == "second"


async def test_saved_questions_under_old_and_new_names_are_one_and_forgotten_as_one(
    valkey: Path,
) -> None:
    async with stored(valkey, PLAIN, empty=True) as store:
        await Saved(store).save(MINE, "a", "first")
        plain = json.loads(await store.fast.hget(keys.remembered(keys.SAVED, *MINE), "a"))
    async with stored(valkey, NEW) as store:
        assert await Saved(store).save(MINE, "a", "second")
        assert await Saved(store).all(MINE) == {"a": "second"}
        assert await Saved(store).forget(MINE, "a")
        assert await Saved(store).all(MINE) == {}
        assert not await Saved(store).forget(MINE, "a")

    assert plain["text"] == "first"
