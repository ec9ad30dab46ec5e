"""A Slack that counts: when what came back for which question, and how long that took."""

import asyncio
import json
import statistics
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from aiohttp import web

from tests.fakes.slack import BOT, FakeSlack, Hook, Posted
from tests.fakes.slack_sender import Delivered, Sender

GENERAL = "C0GENERAL"
AWAY = "~"  # between the parts of a response_url that another process made
REFUSED = frozenset({400, 404, 429})  # after which the bot tries again, or another way
HOURGLASS = "⏳ Asking Deepgram"


@dataclass(frozen=True)
class Came:
    """Something that a person can see, and when it came."""

    at: float
    posted: Posted


@dataclass(frozen=True)
class Sent:
    """A question: who asked what and when, and how it was taken (status 0: not at all)."""

    key: str
    user: str
    text: str
    at: float
    status: int
    seconds: float

    @property
    def acked(self) -> bool:
        return self.status == 200


class Tally(FakeSlack):
    """Keeps what it is given by the question that it answers."""

    def __init__(self) -> None:
        super().__init__()
        self.came: dict[str, list[Came]] = defaultdict(list)
        self.tried: set[str] = set()  # what the bot sent an answer to, whether or not it was kept
        self._waits: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def note(self, posted: Posted) -> None:
        if posted.trigger and HOURGLASS not in str(posted.blocks):
            self.came[posted.trigger].append(Came(perf_counter(), posted))
            self._waits[posted.trigger].set()
        await super().note(posted)

    async def said_in_ack(self, sent: Sent, body: str) -> None:
        """What a command was told in its ack is an answer too."""
        said = json.loads(body)["text"] if body.startswith("{") else body
        posted = Posted("ack", GENERAL, said, user=sent.user, trigger=sent.key)
        self.came[sent.key].append(Came(sent.at + sent.seconds, posted))
        self._waits[sent.key].set()

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        if AWAY in key and key not in self.hooks:
            trigger, channel, user = key.split(AWAY)
            self.hooks[key] = Hook(trigger, channel, user)
        trigger = self.hooks[key].trigger if key in self.hooks else ""
        self.tried.add(trigger)
        certain = False
        try:
            answer = await super()._hook(request)
            certain = answer.status == web.HTTPOk.status_code or answer.status in REFUSED
        finally:
            if not certain:  # nothing more comes by this way: it may have arrived
                self._waits[trigger].set()
        return answer

    def populate(self, people: Iterable[str]) -> None:
        """So many members of the workspace, all in one channel with the bot."""
        for who in people:
            self.people[who] = {"tz": "Europe/Berlin", "locale": "en-GB"}
            self.members[GENERAL].add(who)
        self.members[GENERAL].add(BOT)

    async def answer(self, key: str, seconds: float = 35) -> Posted | None:
        """The first answer to a question; None where none came in so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._waits[key].wait()
        except TimeoutError:
            return None
        return self.came[key][0].posted if self.came[key] else None

    async def all_came(self, sent: Iterable[Sent], seconds: float) -> None:
        """Until everything that was acked has something to show for it, or the time is over."""
        try:
            async with asyncio.timeout(seconds):
                for one in sent:
                    if one.acked:
                        await self._waits[one.key].wait()
        except TimeoutError:
            return

    def lost(self, sent: Iterable[Sent]) -> list[Sent]:
        """What was acked and has nothing to show for it."""
        return [one for one in sent if one.acked and not self.came[one.key]]

    def twice(self, sent: Iterable[Sent]) -> list[Sent]:
        """What was answered more than once."""
        return [one for one in sent if len(self.came[one.key]) > 1]

    def seconds(self, sent: Iterable[Sent]) -> list[float]:
        """From each question to its first answer, where there is one."""
        return [self.came[one.key][0].at - one.at for one in sent if self.came[one.key]]

    def text(self, one: Sent) -> str:
        """What its asker was told first."""
        return self.came[one.key][0].posted.text if self.came[one.key] else ""


def hook(slack: str, trigger: str, channel: str, user: str) -> str:
    """A response_url that the Slack at this address did not need to be told of."""
    return f"{slack}/hooks/{AWAY.join((trigger, channel, user))}"


async def asked(sender: Sender, text: str, user: str) -> Sent:
    """One question by somebody; what is said in the ack counts as an answer."""
    at = perf_counter()
    done: Delivered = await sender.command(text, user_id=user)
    return Sent(done.key, user, text, at, done.status, done.seconds)


async def paced(per_second: float, sends: Iterable[Callable[[], Awaitable[Sent]]]) -> list[Sent]:
    """Sends at a steady pace, whether or not what was sent before has been taken."""
    loop = asyncio.get_running_loop()
    began, tasks = loop.time(), []
    for number, send in enumerate(sends):
        await asyncio.sleep(max(0.0, began + number / per_second - loop.time()))
        tasks.append(asyncio.ensure_future(send()))
    return list(await asyncio.gather(*tasks))


def quantile(values: Sequence[float], of: float) -> float:
    """The value below which so much of all lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * of))] if ordered else 0.0


def median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0
