"""One replica, as a process of its own: the real engine, the real store, the real Slack client."""

import asyncio
import math
import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answer.model import Answer
from bot.blocks.message import Message
from bot.clock import wall
from bot.digest.engine import Engine
from bot.digest.model import Digest
from bot.digest.ways import Composed, Hooks, Sent, Times
from bot.question.schedule.model import Slot
from bot.slack.channels import SlackChannels
from bot.slack.web import web_client, web_session
from bot.store import breaker
from bot.store.connection import connect
from bot.store.slots import Pace, RedisSlots, Scripts
from bot.trouble import Trouble
from tests.chaos.pulse import CODEC

KILLED = 137
STEPS = tuple(
    f"{when}_{what}"
    for what in ("claim", "compose", "find", "mark", "post", "end")
    for when in ("before", "after")
)
TIMES = {
    "lease": 2.0,
    "beat": 0.4,
    "call": 0.6,
    "commit": 0.7,
    "unsure": 0.8,
    "poll": 0.05,
    "at_once": 8,
}


@dataclass(frozen=True)
class Words:
    """Says what it was asked, and when."""

    async def answers(self, digest: Digest, slot: Slot) -> Sequence[Answer]:
        if digest.questions == ("poison",):
            raise RuntimeError("poisoned")
        return ()

    async def reports(self, digest: Digest, slot: Slot, day: date) -> bool:
        return False

    def draw(self, digest: Digest, slot: Slot, answers: Sequence[Answer]) -> Composed:
        message = Message(f"{digest.id} for {slot.local}")
        return Composed(message, message)

    def note(self, digest: Digest, slot: Slot, trouble: Trouble) -> Composed:
        message = Message(trouble.sentence)
        return Composed(message, message)


class Stamped(SlackChannels):
    """Says in each post who sent it, and when: for whoever has to find out why it is there twice."""

    async def post(
        self, channel: str, message: Message, event: str, key: str, before: float = math.inf
    ) -> Sent:
        text = f"{message.text} by {os.getpid()} at {wall().timestamp():.3f}"
        return await super().post(channel, Message(text), event, key, before)


class CrashAt:
    """Ends the process as kill -9 would, the nth time that it comes to a step."""

    def __init__(self, step: str, nth: int) -> None:
        self.step, self.nth, self.seen = step, nth, Counter[str]()

    def __call__(self, step: str) -> None:
        self.seen[step] += 1
        if step == self.step and self.seen[step] >= self.nth:
            os._exit(KILLED)


async def serve(settings: dict[str, Any]) -> None:
    times = Times(**{**TIMES, **settings.get("times", {})})
    breaker.PAUSE = 0.5  # as everything else here, in a shorter time
    store = connect(settings["redis"])
    async with web_session() as session:
        client = web_client("xoxb-of-the-chaos", settings["slack"] + "/api/", session)
        engine = Engine(
            RedisSlots(Scripts(store), times.lease, times.lease, Pace(0.0, 0.0), CODEC),
            Stamped(client, times.call),
            Words(),
            times,
            Hooks(step=CrashAt(settings.get("crash_at", ""), settings.get("nth", 1))),
        )
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, lambda: stops.append(loop.create_task(stop())))
        stops: list[asyncio.Task[None]] = []

        async def stop() -> None:
            await engine.stop()

        await engine.run()
        await asyncio.gather(*stops)
        if settings.get("report"):
            sys.stdout.write(f"a replica computed {engine.asked} times\n")
    await store.close()


def main(settings: dict[str, Any]) -> None:
    import logging

    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(serve(settings))
