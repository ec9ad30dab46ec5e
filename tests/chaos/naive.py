"""The designs that people build first. They must fail here, or this program proves nothing.

A: a lock that is never released stands for "sent". B: check, send, mark. C: lease, send, mark.
"""

import asyncio
from typing import Any

from bot.blocks.message import Message
from bot.slack.channels import SlackChannels
from bot.slack.web import web_client, web_session
from bot.store.connection import Store, connect
from bot.store.unavailable import StoreUnavailable

DUE = "naive:due"
LEASE = 0.8


class Naive:
    """One design: `kind` is a, b or c."""

    def __init__(self, kind: str, store: Store, channels: SlackChannels) -> None:
        self.store, self.channels = store, channels
        self.turn = {"a": self.lock, "b": self.check, "c": self.lease}[kind]

    async def lock(self, key: str) -> None:
        if await self.store.do(lambda r: r.set(f"naive:lock:{key}", 1, nx=True)):
            await self.send(key)

    async def check(self, key: str) -> None:
        if not await self.store.do(lambda r: r.get(f"naive:sent:{key}")):
            await self.send(key)
            await self.store.do(lambda r: r.set(f"naive:sent:{key}", 1))

    async def lease(self, key: str) -> None:
        life = int(LEASE * 1000)
        if await self.store.do(lambda r: r.set(f"naive:lease:{key}", 1, nx=True, px=life)):
            await self.check(key)

    async def send(self, key: str) -> None:
        channel = "C" + key.partition(":")[0]
        await asyncio.sleep(0.02)  # what computing takes
        await self.channels.post(channel, Message(key), "dgusage_digest", key)

    async def round(self) -> None:
        moment = await self.store.do(lambda r: r.time())
        now = moment[0] + moment[1] / 1e6
        recent = now - 60.0
        due = await self.store.do(lambda r: r.zrangebyscore(DUE, recent, now))
        for key in due:
            await self.turn(key.decode())


async def serve(settings: dict[str, Any]) -> None:
    store = connect(settings["redis"])
    async with web_session() as session:
        client = web_client("xoxb-of-the-chaos", settings["slack"] + "/api/", session)
        naive = Naive(settings["kind"], store, SlackChannels(client, 0.5))
        while True:
            try:
                await naive.round()
            except StoreUnavailable:
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.02)


def main(settings: dict[str, Any]) -> None:
    asyncio.run(serve(settings))
