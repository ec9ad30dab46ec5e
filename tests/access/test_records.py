"""What is written down: every question, decision and change of a digest, and no secret or figure."""

import json
import re
from pathlib import Path

import pytest

from bot.audit.trail import trail_of
from bot.clock import wall
from bot.store.connection import Store, absent
from tests.access.world import HERE, OUTSIDE, World, settings, world

WEEKLY = "digest by tag last week every monday at 9am"


async def records(here: World, store: Store) -> list[dict]:
    trail = trail_of(store, settings(here.slack, "https://api.deepgram.com"))
    return [json.loads(line) async for line in trail.lines()]


async def test_who_asked_what_where_and_what_was_shown_is_written_down(
    store: Store, valkey: Path
) -> None:
    async with world(store, valkey) as here:
        await here.told(await here.sender.command("cost by tag,line_item last week"))
        await here.told(await here.as_("U0GIL0001").command("balance"))
        await here.told(await here.sender.command("keys"))
        await here.told(await here.sender.command(WEEKLY))
        await here.told(await here.sender.command("digests all"))
    found = await records(here, store)

    told = [
        (r["event"], r["who"], r["where"], r["facts"].get("subject"), r["facts"]["verdict"])
        for r in found
    ]
    assert ("asked", "U0ANA0001", HERE, "cost", "private") in told
    assert ("asked", "U0GIL0001", HERE, None, "refused") in told
    assert ("asked", "U0ANA0001", HERE, "keys", "private") in told
    assert ("digest create", "U0ANA0001", HERE, None, "private") in told
    assert ("digest list", "U0ANA0001", HERE, None, "refused") in told
    [cost] = [r for r in found if r["facts"].get("subject") == "cost"]
    assert (cost["facts"]["by"], len(cost["facts"]["fingerprint"])) == ("tag,line_item", 32)
    trail = trail_of(store, settings(here.slack, "https://api.deepgram.com"))
    assert (await trail.verify(wall()))[1] == []


@pytest.mark.parametrize("text", ["keys", "balance", "requests yesterday", 'key "prod gateway"'])
async def test_without_a_record_there_is_no_answer_about_keys_requests_and_balance(
    store: Store, valkey: Path, tmp_path: Path, text: str
) -> None:
    async with world(store, valkey, dgusage_audit_file=Path("/dev/full")) as here:
        refused = await here.told(await here.sender.command(text))
        usage = await here.told(await here.sender.command("tag:support last week"))

    assert "cannot be reached, so this cannot be done" in refused.text
    assert "hours of audio" in usage.text


async def test_without_a_store_there_is_no_answer_about_keys_and_there_is_about_usage(
    store: Store, valkey: Path
) -> None:
    async with world(absent(), valkey.parent / "nobody.sock") as here:
        keys = await here.told(await here.sender.command("keys"))
        usage = await here.told(await here.sender.command("tag:support last week"))

    assert "REDIS_URL" in keys.text
    assert "hours of audio" in usage.text


async def test_a_channel_that_became_shared_gets_no_digest_any_more(
    store: Store, valkey: Path
) -> None:
    async with world(store, valkey) as here:
        await here.told(await here.sender.command(WEEKLY))
        [made] = await records_of(here, "digest create")
        assert made["facts"]["verdict"] == "private"
        listed = await here.told(await here.sender.command("digests"))
        [id_] = {word for word in ids(listed) if word}
        here.slack.channels[HERE] = {"is_channel": True, "is_ext_shared": True}
        sent = await here.told(await here.sender.command(f"digest send {id_}"))
        outside = await here.told(await here.as_("U0ANA0001", OUTSIDE).command(WEEKLY))
        posts = [p for p in here.slack.posted if p.via == "chat.postMessage"]

    assert posts == []
    assert "Other companies are in this channel" in sent.text
    assert "Other companies are in this channel" in outside.text


async def records_of(here: World, event: str) -> list[dict]:
    """Once they are written: notes wait for nobody."""
    while True:
        found = [r for r in await records(here, here.bot.state) if r["event"] == event]
        if found:
            return found


def ids(posted: object) -> set[str]:

    return set(
        re.findall(
            r"digest (?:pause|send|log) ([\w-]+)", f"{posted.text} {json.dumps(posted.blocks)}"
        )
    )
