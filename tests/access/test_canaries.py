"""Secrets of the settings are in nothing that the bot puts out; planted leaks show that we'd see."""

import asyncio
import json
import sys
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.clock import wall
from bot.demo.access import FULL
from bot.demo.faults import gateway
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.store.connection import Store
from tests.access.world import HERE, PEOPLE
from tests.command.process import environment
from tests.command.serving import ready
from tests.fakes.canaries import Canary, canary, dumped, leaks, plain_canary
from tests.fakes.slack import BOT, SECRET, FakeSlack
from tests.fakes.slack_faults import html, not_ok, status
from tests.fakes.slack_sender import Sender

PLANTED = {
    "DEEPGRAM_API_KEY": plain_canary("the Deepgram key"),
    "SLACK_BOT_TOKEN": plain_canary("the bot token", "xoxb-of-the-fake-"),
    "SLACK_APP_TOKEN": plain_canary("the app token", "xapp-1-A0-"),
    "DGUSAGE_AUDIT_KEY": canary("the audit key"),
    "DGUSAGE_STORE_KEY": canary("the store's key"),
}
CACHE = plain_canary("the cache's password")
SIGNING = Canary("the signing secret", SECRET)
EVERY = (*PLANTED.values(), CACHE, SIGNING)
FLOWS = (
    "tag:support last week", "cost by tag last month", "by key last week", "help", "access",
    "tag:suport last week", "balance", "keys", "csv by tag last week", "hours by day last 90 days",
    "save weekly", "saved", "31 feb", "\u202e<!channel> %s {x}", "x" * 3000,
)  # fmt: skip
FAULTS = (
    ("/usage/breakdown", 401), ("/usage/breakdown", 403), ("/billing/breakdown", 500),
    ("/usage/breakdown", 503), ("/keys", 500),
)  # fmt: skip


def environment_of(deepgram: str, slack: FakeSlack, valkey: Path, port: int) -> dict[str, str]:
    return {
        **{name: planted.secret for name, planted in PLANTED.items()},
        "DGUSAGE_CACHE_URL": f"redis://:{CACHE.secret}@127.0.0.1:1/0",
        "REDIS_URL": f"unix://{valkey}",
        "DEEPGRAM_PROJECT_ID": ACME,
        "DEEPGRAM_API_URL": deepgram,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "DGUSAGE_LOG_LEVEL": "DEBUG",
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }


async def lived(sender: Sender, slack: FakeSlack, deepgram: Any) -> None:
    """A day in the life: every kind of request, with everything failing in turn."""
    for user in ("U0ANA0001", "U0GIL0001"):
        sender.user = user
        for text in FLOWS:
            done = await sender.command(text)
            await slack.until(lambda done=done: slack.answers(done.key), 25)
        await sender.mention("tag:support last week")
        await sender.home()
        for action in ("ask1:by_key", "share1:", "csv1:", "change1:"):
            await sender.press(action, "tag:support last week")
    for fault in (not_ok("invalid_auth"), status(500), html()):
        for method in ("users.info", "response_url", "chat.postMessage", "conversations.info"):
            slack.fail(method, fault)
        await sender.mention("tag:support yesterday")
    slack.heal()
    for path, code in FAULTS:
        deepgram.faults.set(f"*{path}", gateway(code, times=3))
        done = await sender.command(f"cost {code} by tag last 3 days")
        await slack.until(lambda done=done: slack.answers(done.key), 25)
    await sender.raw(b"payload=%7Bbroken", {"X-Slack-Signature": "v0=00"})


async def test_no_secret_is_in_anything_that_is_put_out(
    store: Store, valkey: Path, tmp_path: Path
) -> None:
    app = simulate(wall)
    app.keys = {PLANTED["DEEPGRAM_API_KEY"].secret: app.keys[FULL]}
    probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = probe.sockets[0].getsockname()[1]
    probe.close()
    async with (
        running(app) as deepgram,
        FakeSlack() as slack,
        httpx.AsyncClient(timeout=20) as http,
    ):
        slack.people |= {user: dict(known) for user, known in PEOPLE.items()}
        slack.members[HERE] |= {BOT, *PEOPLE}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=tmp_path,
            env=environment(environment_of(deepgram, slack, valkey, port)),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        reading = asyncio.create_task(process.communicate())
        url = f"http://127.0.0.1:{port}"
        try:
            await ready(http, url)
            await lived(Sender(slack, url, http), slack, app)
            pages = [(await http.get(f"{url}{path}")).content for path in ("/metrics", "/readyz")]
        finally:
            process.terminate()
            out, err = await reading
        sinks = {
            "stdout": out,
            "stderr": err,
            "the pages": b"".join(pages),
            "the store": await dumped(store.fast),
            "calls to Slack": json.dumps(slack.calls, default=str).encode(),
            "posts": repr(slack.posted).encode(),
            "calls to Deepgram": repr(app.seen).encode(),
        }

    assert all(sinks[name] for name in ("stderr", "the pages", "the store", "posts"))
    assert b'"event":"question"' in err
    assert leaks(EVERY, sinks) == []
    assert b":saved:" in sinks["the store"]
    assert b"weekly" not in sinks["the store"]  # sealed, and its name with it


@pytest.mark.parametrize("planted", EVERY, ids=lambda each: each.name)
def test_every_form_of_a_secret_would_be_found(planted: Canary) -> None:
    for form, text in planted.forms().items():
        assert leaks([planted], {"there": b"before " + text + b" after"}), form
    assert leaks([planted], {"there": b"nothing of the kind"}) == []


async def test_a_secret_in_any_kind_of_key_would_be_found(store: Store) -> None:
    redis, secret = store.fast, CACHE.secret
    assert redis is not None
    plants = {
        "string": redis.set("k", secret, ex=60),
        "name": redis.set(f"k:{secret}", "", ex=60),
        "hash": redis.hset("k", "f", secret),
        "list": redis.rpush("k", secret),
        "set": redis.sadd("k", secret),
        "zset": redis.zadd("k", {secret: 1}),
        "stream": redis.xadd("k", {"r": secret}),
        "packed": redis.set("k", b"\x01\x02" + zlib.compress(secret.encode() * 9), ex=60),
    }
    for kind, plant in plants.items():
        await plant
        assert leaks([CACHE], {"the store": await dumped(redis)}), kind
        await redis.flushall()
        assert leaks([CACHE], {"the store": await dumped(redis)}) == []
