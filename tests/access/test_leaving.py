"""A workspace that removes the app is left in peace, and what its people left is forgotten."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import structlog.testing

from bot.policy.gate import NO_BOOK
from bot.slack.leaving import Leaving
from bot.store import keys
from bot.store.connection import Store, absent
from bot.store.digests import Change, Digests
from bot.store.lately import Lately
from bot.store.leaving import LIFE, WHY, Workplace
from bot.store.saved import Saved
from bot.store.slots import RedisSlots, Scripts
from tests.access.test_records import records_of
from tests.access.world import HERE, TEAM, World, world
from tests.fakes.slack import BOT

WEEKLY = "digest by tag last week every monday at 9am"
REMOVED = {"type": "app_uninstalled"}


async def lived(here: World) -> None:
    """A digest, a saved question and a last one, as people leave them."""
    await here.told(await here.sender.command("tag:support last week"))
    await here.told(await here.sender.command("save weekly"))
    await here.told(await here.sender.command(WEEKLY))


async def kinds(store: Store) -> set[str]:
    assert store.fast is not None
    return {key.decode().split(":")[2] for key in await store.fast.keys("*")}


async def happened(here: World, event: str) -> dict[str, str]:
    [record] = await records_of(here, event)
    return record["facts"]


async def test_once_the_app_is_removed_nothing_of_its_people_is_left_and_nothing_is_posted(
    store: Store, valkey: Path
) -> None:
    async with world(store, valkey) as here:
        await lived(here)
        before = await kinds(store)
        await here.sender.event(REMOVED)
        facts = await happened(here, "app uninstalled")
        [digest] = await Digests(Scripts(store)).all()
        after, silences = await kinds(store), await Digests(Scripts(store)).silences()
        left = await store.fast.pttl(keys.of_digests(keys.DIGEST, digest.id))

    assert {"saved", "lately"} <= before
    assert after.isdisjoint({"saved", "lately", "owed", "welcome", "zone"})
    assert (facts["team"], facts["digests"]) == (TEAM, "1")
    assert (digest.paused, digest.next is not None) == (WHY, True)
    assert await store.fast.zcard(keys.of_digests(keys.DUE)) == 0
    assert silences[TEAM].word == "app_uninstalled"
    assert 0 < left <= LIFE // timedelta(milliseconds=1)


async def test_a_revoked_token_of_ours_silences_the_bot_and_forgets_only_what_was_asked_last(
    store: Store, valkey: Path
) -> None:
    async with world(store, valkey) as here:
        await lived(here)
        await here.sender.event({"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA0001"]}})
        await here.sender.event({"type": "tokens_revoked", "tokens": {"bot": ["U0OTHER"]}})
        await here.sender.event({"type": "tokens_revoked", "tokens": {"bot": [BOT]}})
        await happened(here, "tokens revoked")  # one record: the first two were not ours
        [digest] = await Digests(Scripts(store)).all()
        after, silences = await kinds(store), await Digests(Scripts(store)).silences()

    assert "saved" in after
    assert "lately" not in after
    assert digest.paused == ""
    assert silences[TEAM].word == "tokens_revoked"


async def test_another_workspace_s_farewell_changes_nothing(store: Store, valkey: Path) -> None:
    async with world(store, valkey) as here:
        await lived(here)
        body = {**here.sender.event_body(REMOVED), "team_id": "T0OTHER01"}
        body["authorizations"] = [{"team_id": "T0OTHER01"}]
        done = await here.sender.json(body)
        after = await kinds(store)

    assert done.status == 403
    assert {"saved", "lately", "digest"} <= after


@pytest.mark.parametrize("body", [None, {}, {"bot": BOT}, {"bot": {}}, {"bot": [[BOT]]}])
async def test_a_farewell_of_a_strange_shape_changes_nothing(
    store: Store, valkey: Path, body: object
) -> None:
    async with world(store, valkey) as here:
        done = await here.sender.event({"type": "tokens_revoked", "tokens": body})
        silences = await Digests(Scripts(store)).silences()

    assert (done.status, silences) == (200, {})


async def test_whoever_resumes_a_kept_digest_has_it_for_ever_again(
    store: Store, valkey: Path
) -> None:
    digests = Digests(Scripts(store))
    async with world(store, valkey) as here:
        await lived(here)
        await here.sender.event(REMOVED)
        await happened(here, "app uninstalled")
        [digest] = await digests.all()
        done = await digests.resume(digest.id)
        lives = [
            await store.fast.pttl(keys.of_digests(kind, digest.id))
            for kind in (keys.DIGEST, keys.SLOTS, keys.RUNLOG)
        ]

    assert done.change is Change.DONE
    assert max(lives) < 0


async def test_the_same_digest_can_be_made_again_once_the_kept_one_is_gone(
    store: Store, valkey: Path
) -> None:
    digests = Digests(Scripts(store))
    async with world(store, valkey) as here:
        await lived(here)
        await here.sender.event(REMOVED)
        await happened(here, "app uninstalled")
        [digest] = await digests.all()
    await store.fast.delete(keys.of_digests(keys.DIGEST, digest.id))  # as thirty days do

    assert await digests.here(TEAM, HERE) == []
    again = await digests.create(digest.draft)
    assert again.change is Change.DONE
    assert again.digest.id != digest.id
    assert await RedisSlots(Scripts(store)).get(digest.id) is None


async def test_a_store_that_is_away_is_said_in_the_log_and_nothing_fails() -> None:
    place = Workplace(Scripts(absent()), Lately(absent()))
    with structlog.testing.capture_logs() as lines:
        for word in ("app_uninstalled", "tokens_revoked"):
            await Leaving(place, NO_BOOK).left("T1", word)

    assert [(line["event"], line["of"]) for line in lines] == [
        ("not_forgotten", "app_uninstalled"),
        ("not_forgotten", "tokens_revoked"),
    ]
    assert "tag:" not in json.dumps(lines)


async def test_thousands_of_keys_are_forgotten_too(store: Store) -> None:
    saved = Saved(store)
    for number in range(1_200):
        await saved.save(("person", "T1", f"U{number}"), "weekly", "by tag last week")
    lately = Lately(store)
    await lately.keep(("person", "T1", "U1"), "by tag", timedelta(days=1))

    counts = await Workplace(Scripts(store), lately).forgotten("T1", "app_uninstalled")

    assert counts["values"] == 1_201
    assert await lately.recall(("person", "T1", "U1")) is None
