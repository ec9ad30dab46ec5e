"""The rights that docs/security.md gives the bot's user in Redis are enough, and no more."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.audit.chain import Entry
from bot.audit.trail import Trail
from bot.store import keys
from bot.store.connection import Store, connect
from bot.store.owed import OwedAnswers
from bot.store.unavailable import StoreUnavailable

RULE = re.search(r"ACL SETUSER dgusage (.*)", Path("docs/security.md").read_text("utf-8"))


async def test_the_documented_rights_do(store: Store, valkey: Path) -> None:
    assert RULE is not None
    assert store.fast is not None
    words = RULE[1].replace("PASSWORD", "of-the-test").split()
    await store.fast.execute_command("ACL", "SETUSER", "dgusage", *words)
    ours = connect(f"unix://dgusage:of-the-test@{valkey}")
    try:
        trail, owed = Trail(ours, b"key"), OwedAnswers(ours, lease=0)
        await trail.record(Entry(datetime(2026, 11, 23, tzinfo=UTC), "asked"))
        await owed.owe("id", b"value")
        assert (await trail.verify(datetime(2026, 11, 23, tzinfo=UTC)))[1] == []
        assert await owed.take() == [("id", b"value")]
        assert await ours.policy()
        await ours.do(lambda redis: redis.set(keys.remembered(keys.ZONE, "x"), "y", px=1000))
        for forbidden in (
            lambda redis: redis.flushall(),
            lambda redis: redis.config_get("*"),
            lambda redis: redis.set("another", "key"),
        ):
            with pytest.raises(StoreUnavailable):
                await ours.do(forbidden)
    finally:
        await ours.close()
        await store.fast.execute_command("ACL", "DELUSER", "dgusage")
