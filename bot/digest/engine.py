"""The loop that every replica runs: what is due is claimed by one of them, and brought to an end."""

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot.digest import decide
from bot.digest.attempt import Attempt
from bot.digest.errors import MEANINGS, Act, meaning
from bot.digest.hold import Hold, steady
from bot.digest.marks import Marks, marked
from bot.digest.memo import Memo
from bot.digest.model import NOW, PREVIEW, Claim, Digest, Run, named
from bot.digest.record import Tools
from bot.digest.status import Status
from bot.digest.ways import (
    Answered,
    Channels,
    Composer,
    Fate,
    Happened,
    Hooks,
    News,
    Sent,
    Silence,
    Slots,
    Times,
)
from bot.question.schedule.model import Slot
from bot.trouble import Trouble

LEFT_ALONE = 60.0  # seconds until what cannot be read is looked at again
AHEAD = 4  # how many times more is looked at than there is room for, so that replicas differ

log = structlog.get_logger("bot.digest")

Key = tuple[str, str]  # a digest and its slot, or no slot where it is to be begun
Claiming = Callable[[str], Awaitable[Claim | Run | Answered]]


@dataclass(slots=True)
class Engine:
    """One replica's part in posting digests."""

    slots: Slots
    channels: Channels
    composer: Composer
    times: Times = field(default_factory=Times)
    hooks: Hooks = field(default_factory=Hooks)
    status: Status = field(default_factory=Status)
    dice: random.Random = field(default_factory=random.SystemRandom)
    _memo: Memo = field(init=False)
    _tools: Tools = field(init=False)
    _working: dict[Key, asyncio.Task[None]] = field(default_factory=dict)
    _left_alone: dict[Key, float] = field(default_factory=dict)
    _backlog: bool = False  # more is ripe than there was room for
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False
    _held: str = ""  # Slack's word for why nothing can be posted, once it is in the log
    _accepted: bool = False  # the store knows that Slack has accepted our token
    _lead: float = 0.0  # the store's time less our steady clock

    def __post_init__(self) -> None:
        """Puts the tools together."""
        permit = self.hooks.permit
        self._memo = Memo(self.composer.answers, self.times.compose, steady, permit)
        hooks = replace(self.hooks, observer=self._happened)
        self._tools = Tools(
            *(self.slots, self.channels, self.composer, self._memo),
            *(self.times, hooks, self.now, self._silence),
        )

    def now(self) -> datetime:
        """The store's time, as of its last answer plus what has passed since."""
        return datetime.fromtimestamp(self._lead + steady(), UTC)

    def _silence(self, team: str) -> Silence | None:
        """Why nothing can be posted in a workspace, as of the last look; None where it can."""
        return self.status.silences.get(team)

    @property
    def asked(self) -> int:
        """How often answers were computed, over all digests that shared them."""
        return self._memo.asked

    async def run(self) -> None:
        """Works until it is stopped; a store that is away is waited for."""
        self.status.running = True
        try:
            while not self._stopping:
                await self._rest(await self._round())
        finally:
            self.status.running = False

    async def stop(self) -> None:
        """Claims nothing more, and finishes what is under way: within the drain time, then let go."""
        self._stopping = True
        self._woken.set()
        tasks = list(self._working.values())
        if tasks:
            await asyncio.wait(tasks, timeout=self.times.drain)
        for task in self._working.values():
            task.cancel()
        await asyncio.gather(*self._working.values(), return_exceptions=True)
        await self._memo.close()

    async def send_now(self, digest: Digest, event: str = NOW) -> Sent:
        """Posts it as of now, which uses up no slot. Trouble where it cannot be computed.

        `event` is NOW for what a person asked for in the channel, PREVIEW for a try, which says so.
        A lost answer is UNSURE, and nothing is sent again.
        """
        moment = self.now()
        slot = Slot(moment.astimezone(digest.schedule.zone).replace(tzinfo=None), moment)
        answers = await self._memo.answers(digest, slot)
        composed = self.composer.draw(digest, slot, answers)
        marks = Marks(preview=event == PREVIEW)
        shown = marked(composed, slot, digest.zone, marks)
        await asyncio.sleep(await self.slots.turn(digest.team, digest.channel))
        key = f"{digest.id}:{named(slot.local)}"
        sent = await self.channels.post(digest.channel, shown.message, event, key)
        if meaning(sent.error).act is Act.PLAIN:
            sent = await self.channels.post(digest.channel, shown.plain, event, key)
        if sent.fate is Fate.DONE and digest.team in self.status.silences:
            await self.slots.released(digest.team)
        return sent

    def wake(self) -> None:
        """Has the loop look at once: something was created or resumed."""
        self._woken.set()

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await self._woken.wait()
        self._woken.clear()

    async def _round(self) -> float:
        """Sets to work on what is ripe, and says for how many seconds there is nothing more."""
        room = self.times.at_once - len(self._working)
        if room <= 0:
            return self.times.poll
        sent = steady()
        try:
            self._accepted = self._accepted or await self._tries_again()
            ripe = await self.slots.ripe(AHEAD * room + len(self._working) + len(self._left_alone))
        except Trouble as trouble:
            self._happened(Happened("store_down", reason=trouble.reason))
            return self.times.poll
        self._lead = ripe.now.timestamp() - sent  # never behind the store, and ahead by one call
        self.status.looked, self.status.settling = steady(), ripe.settling
        self.status.due = len(ripe.due) + len(ripe.open)
        self.status.silences = ripe.silences
        if ripe.settling:
            return min(ripe.settling, self.times.poll)
        self._set_to_work(self._chosen(ripe.due, ripe.open, room))
        ahead = self.times.poll if ripe.wait is None else ripe.wait
        return min(ahead, self.times.poll)

    async def _tries_again(self) -> bool:
        """We could not work if Slack had not accepted our token: whatever it was before."""
        if await self.slots.released():
            log.info("posting_tried_again")
        return True

    def _chosen(self, due: tuple[str, ...], opened: tuple[Key, ...], room: int) -> list[Key]:
        """What to begin: of the oldest that are free, some by chance, so that replicas differ."""
        self._forget()
        keys: list[Key] = [*opened, *((id_, "") for id_ in due)]
        free = [k for k in keys if k not in self._working and k not in self._left_alone]
        page = free[: AHEAD * room]
        self._backlog = len(page) > room
        return self.dice.sample(page, room) if self._backlog else page

    def _set_to_work(self, keys: list[Key]) -> None:
        for key in keys:
            id_, slot = key
            work = self._take(id_, slot) if slot else self._begin(id_)
            task = asyncio.create_task(self._guarded(key, work))
            self._working[key] = task
            task.add_done_callback(lambda _, key=key: self._done(key))  # type: ignore[misc]
        self.status.working = len(self._working)

    def _done(self, key: Key) -> None:
        self._working.pop(key, None)
        self.status.working = len(self._working)
        if self._backlog:
            self._woken.set()

    async def _guarded(self, key: Key, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Trouble as trouble:  # the store: the lease runs out, and somebody goes on
            self._happened(Happened("let_go", *key, reason=trouble.reason))
        except Exception:  # one bad digest must never take the loop with it
            log.exception("digest_failed", digest=key[0], slot=key[1])
            self._leave_alone(key, "a fault of the bot; see its log")

    async def _begin(self, id_: str) -> None:
        digest = await self._readable((id_, ""))
        if digest is None or digest.next is None:
            return
        grace = timedelta(seconds=self.times.grace)
        plan = decide.plan(digest.schedule, digest.next, self.now(), grace)
        silence = self.status.silences.get(digest.team)
        if silence is not None and silence.over:
            plan = decide.forgone(plan, decide.SILENT.format(why=silence.word))
        await self._attempt((id_, ""), digest, lambda token: self.slots.begin(digest, plan, token))
        for gone in plan.missed:
            self._happened(Happened("missed", id_, gone.slot.local.isoformat(), reason=gone.why))

    async def _take(self, id_: str, slot: str) -> None:
        digest = await self._readable((id_, slot))
        if digest is not None:
            take = partial(self.slots.take, id_, slot)
            await self._attempt((id_, slot), digest, take)

    async def _attempt(self, key: Key, digest: Digest, claiming: Claiming) -> None:
        self.hooks.step("before_claim")
        since, token = steady(), secrets.token_hex(8)
        claim = await claiming(token)
        self.hooks.step("after_claim")
        match claim:
            case Claim():
                hold = Hold(self.slots, claim, self.times, since)
                attempt = Attempt(self._tools, digest, claim, hold)
                with self.hooks.follow(digest, claim):
                    await attempt.run()
                run = await self.slots.run(*key_of(claim)) if attempt.news else None
                if run is not None:
                    await self._told(digest, run)
            case Run():
                await self._told(digest, claim)
            case Answered():
                self._left_alone[key] = steady() + self.times.poll
                self._happened(Happened("not_claimed", *key, reason=claim))

    async def _told(self, digest: Digest, run: Run) -> None:
        """Tells the owner, at least once: whoever dies in between is stood in for."""
        if self.hooks.notify is not None:
            now = await self.slots.get(digest.id)
            current = now if isinstance(now, Digest) else digest
            await self.hooks.notify(News(current, run, MEANINGS.get(run.reason)))
        await self.slots.told(run.digest, run.slot)

    async def _readable(self, key: Key) -> Digest | None:
        digest = await self.slots.get(key[0])
        if not isinstance(digest, Digest):
            self._leave_alone(key, digest.why if digest else "it is gone")
            return None
        self.status.unreadable.pop(key[0], None)
        return digest

    def _leave_alone(self, key: Key, why: str) -> None:
        """Another release may know what to do with it; this one must not hold up the rest."""
        if key[0] not in self.status.unreadable:
            log.error("digest_left_alone", digest=key[0], why=why)
        self._left_alone[key] = steady() + LEFT_ALONE
        self.status.unreadable[key[0]] = why
        self._happened(Happened("left_alone", *key, reason=why))

    def _forget(self) -> None:
        now = steady()
        for key in [key for key, until in self._left_alone.items() if until <= now]:
            del self._left_alone[key]

    def _happened(self, happened: Happened) -> None:
        if happened.what == "posted":
            self.status.posted, self._held = steady(), ""
        if happened.what == "held" and self._held != happened.reason:
            self._held = happened.reason
            log.error("posting_held", error=self._held, do=meaning(self._held).todo)
        self.hooks.observer(happened)


def key_of(claim: Claim) -> Key:
    """The digest and the slot of a claim."""
    return claim.digest, claim.name
