"""One attempt at one slot: compute, look whether it is there already, post, record.

The order holds the promise "never lost, never twice": the slot is ours before anything is computed;
nothing that may be there already is sent before the channel was looked through; no post is begun
that may end after our lease does; and only then is it recorded.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.blocks.message import Message
from bot.digest import decide
from bot.digest.conditions import judge
from bot.digest.errors import MEANINGS, UNSURE, Act, Meaning, meaning
from bot.digest.hold import Hold
from bot.digest.marks import Marks, marked
from bot.digest.memo import Answers, Memo
from bot.digest.model import EVENT, NOTE, Claim, Digest, State
from bot.digest.ways import (
    Answered,
    Channels,
    Closing,
    Composed,
    Composer,
    Ended,
    Fate,
    Happened,
    Hooks,
    Seen,
    Sent,
    Slots,
    Times,
)
from bot.policy.gate import FOR_ONE
from bot.trouble import Reason, Trouble

STOPPED = "the digest was paused or deleted before it was posted"
OVER = "It could not be posted within {grace} of its time."
QUEUED = "it waits for its turn: Slack takes about one post a second in a channel"
NO_NOTE = frozenset({Reason.BUSY, Reason.STOPPING, Reason.STORE_DOWN, *FOR_ONE})
SKEW = timedelta(minutes=10)  # by which Slack's clock and the server's may differ
END_AGAIN = 0.1  # seconds between two tries to record an end
# Where the history cannot be read just now: so many attempts, and for so long after it was due.
LOOK_AGAIN, LOOK_FOR = 3, timedelta(minutes=15)

log = structlog.get_logger("bot.digest")


@dataclass(frozen=True, slots=True)
class Tools:
    """What an attempt works with. `now` is the store's time."""

    slots: Slots
    channels: Channels
    composer: Composer
    memo: Memo
    times: Times
    hooks: Hooks
    now: Callable[[], datetime]


@dataclass(slots=True)
class Attempt:
    """One attempt. `doubt` says that the slot may be there already, and that there is no telling."""

    tools: Tools
    digest: Digest
    claim: Claim
    hold: Hold
    doubt: bool = False
    posting: bool = field(default=False)
    news: bool = field(default=False)  # its owner is to be told

    async def run(self) -> None:
        """Brings the slot to an end, or puts it back. Raises Trouble where the store is away."""
        async with self.hold.beating():
            try:
                await self._run()
            except asyncio.CancelledError:
                await self._give_back()
                raise

    async def _run(self) -> None:
        if self.claim.maybe and await self._there_already():
            return
        if self._over():
            await self._failed(await self._why_over())
            return
        answers = await self._answers()
        if answers is None:
            return
        judged = judge(self.digest.conditions, answers)
        if judged.skip:
            await self._end(Closing(State.SKIPPED, judged.skip))
            return
        try:
            composed = self.tools.composer.draw(self.digest, self.claim.slot, answers)
        except Exception:  # a fault in drawing one digest must not stop the others
            log.exception("digest_not_drawn", digest=self.digest.id)
            await self._cannot(Trouble(Reason.BROKEN))
            return
        await self._deliver(self._marked(composed, judged.unchecked))

    async def _why_over(self) -> str:
        run = await self.tools.slots.run(self.claim.digest, self.claim.name)
        last = run.reason if run else ""
        because = MEANINGS[last].happened if last in MEANINGS else last
        return " ".join([OVER.format(grace=decide.spoken(self._grace)), because]).strip()

    async def _answers(self) -> Answers | None:
        self._step("before_compose")
        try:
            answers = await self.tools.memo.answers(self.digest, self.claim.slot)
        except Trouble as trouble:
            await self._cannot(trouble)
            return None
        except TimeoutError:
            seconds = f"{self.tools.times.compose:g}"
            await self._cannot(Trouble(Reason.TOO_SLOW, {"seconds": seconds}))
            return None
        except Exception:  # whatever is wrong with one digest must not stop the others
            log.exception("digest_not_computed", digest=self.digest.id)
            await self._cannot(Trouble(Reason.BROKEN))
            return None
        self._step("after_compose")
        return answers

    async def _there_already(self) -> bool:
        """Whether the post was found, and recorded, or is to be looked for later."""
        self._step("before_find")
        since = self.claim.slot.at - SKEW
        found = await self.tools.channels.find(self.digest.channel, EVENT, self.claim.key, since)
        self._step("after_find")
        self._tell("reconciled", reason=found.seen)
        if found.seen is Seen.THERE:
            await self._posted(found.ts)
            return True
        soon = self.tools.now() - self.claim.slot.at < LOOK_FOR
        if found.wait and (soon or self.claim.attempts <= LOOK_AGAIN):
            await self._wait(found.wait, "Slack's history could not be read just now", sure=False)
            return True
        self.doubt = found.seen is Seen.NO_TELLING
        return False

    async def _deliver(self, composed: Composed) -> None:
        sent = Sent(Fate.REFUSED, error="no_try")
        for message in (composed.message, composed.plain):
            said, sent = await self._post(EVENT, message)
            if said is not Answered.OK:
                await self._not_ours(said, sent.wait)
                return
            if meaning(sent.error).act is not Act.PLAIN:
                break
            log.error("digest_content_refused", digest=self.digest.id, error=sent.error)
        if sent.fate is Fate.DONE:
            await self._posted(sent.ts)
        elif sent.fate is Fate.UNSURE:
            await self._acted(sent, UNSURE)
        else:
            await self._acted(sent, meaning(sent.error))

    async def _post(self, event: str, message: Message) -> tuple[Answered, Sent]:
        tools, digest = self.tools, self.digest
        pause = await tools.slots.turn(digest.team, digest.channel, tools.times.queue)
        if pause > tools.times.queue:
            return Answered.LATER, Sent(Fate.REFUSED, wait=pause)
        await asyncio.sleep(pause)
        self._step("before_mark")
        said = await self.hold.mark(note=event == NOTE)
        self._step("after_mark")
        if said is not Answered.OK:
            return said, Sent(Fate.REFUSED)
        self.posting = True
        self._step("before_post")
        if not self.hold.fits():  # stopped since: the lease may be another's by now
            self.posting = False
            return Answered.STALE, Sent(Fate.REFUSED)
        before = self.hold.before
        sent = await tools.channels.post(digest.channel, message, event, self.claim.key, before)
        self._step("after_post")
        self.posting = False
        return said, sent

    async def _not_ours(self, said: Answered, wait: float) -> None:
        """It is not for us to post it now: it is put back, unless somebody else has it already."""
        if said is Answered.STOPPED:
            await self._end(Closing(State.SKIPPED, STOPPED))
        elif said is Answered.LATER:
            await self._wait(wait, QUEUED, sure=True)
        elif said is Answered.SETTLING or not self.hold.lost:
            await self._wait(0.0, "put back", sure=False)
        self._tell("let_go", reason=said)

    async def _acted(self, sent: Sent, means: Meaning) -> None:
        """What follows from a post that did not surely arrive."""
        times, error = self.tools.times, sent.error
        match means.act:
            case Act.WAIT:
                if sent.error == "ratelimited":
                    await self.tools.slots.hold(self.digest.team, sent.wait)
                await self._wait(max(sent.wait, 0.1), error, sure=True)
            case Act.HOLD:
                self._tell("held", reason=error)
                wait = decide.retry(self.claim.attempts).total_seconds()
                await self._wait(wait, error, sure=True)
            case Act.RECONCILE:
                await self._wait(times.unsure, error or means.happened, sure=False)
            case Act.PAUSE:
                await self._failed(error, means.happened)
            case Act.FAIL | Act.PLAIN:
                await self._failed(error)

    async def _cannot(self, trouble: Trouble) -> None:
        """It cannot be computed now: a note stands in its place, and it is tried again in time."""
        now = self.tools.now()
        wait = decide.again(
            trouble.reason, self.claim.attempts, self.claim.slot.at, now, self._grace
        )
        self._tell("not_computed", reason=trouble.reason)
        noted = await self._noted(trouble)
        if noted is None:
            return
        if wait:
            await self._wait(wait, trouble.sentence, sure=not self.doubt, noted=noted)
        else:
            await self._failed(trouble.sentence)

    async def _noted(self, trouble: Trouble) -> bool | None:
        """Whether a note is there; None where the slot has come to its end over it."""
        if trouble.reason in NO_NOTE or self.claim.noted:
            return bool(self.claim.noted)  # one that may be there is not sent again
        note = self.tools.composer.note(self.digest, self.claim.slot, trouble)
        said, sent = await self._post(NOTE, note.message)
        if said is not Answered.OK:
            await self._not_ours(said, sent.wait)
            return None
        means = meaning(sent.error)
        if means.act is Act.PLAIN:
            said, sent = await self._post(NOTE, note.plain)
        elif sent.fate is Fate.REFUSED and means.act in {Act.PAUSE, Act.FAIL}:
            await self._acted(sent, means)
            return None
        return sent.fate is not Fate.REFUSED

    async def _posted(self, ts: str) -> None:
        ended = await self._end(Closing(State.POSTED, ts=ts))
        if not ended.taken:
            return
        late = (self.tools.now() - self.claim.slot.at).total_seconds()
        self._tell("posted", seconds=late)
        link = await self.tools.channels.link(self.digest.channel, ts)
        if link:
            await self.tools.slots.linked(self.claim.digest, self.claim.name, link)

    async def _failed(self, reason: str, pause: str = "") -> None:
        reason = reason if not self.doubt else f"{reason} (it may be there all the same)"
        closing = Closing(State.FAILED, reason, pause=pause, tell=True)
        ended = await self._end(closing)
        if ended.taken:
            self.news = True
            self._tell("failed", reason=reason)

    async def _end(self, closing: Closing) -> Ended:
        """Records the end; for as long as the lease lasts, if the store is away."""
        self._step("before_end")
        ended = await self._surely_end(closing)
        self._step("after_end")
        self._tell(f"ended_{closing.state}" if ended.taken else "superseded", reason=closing.reason)
        return ended

    async def _surely_end(self, closing: Closing) -> Ended:
        until = self.hold.since + self.tools.times.lease
        while True:
            try:
                return await self.tools.slots.end(self.claim, closing)
            except Trouble:
                if self.hold.clock() > until:
                    raise
            await asyncio.sleep(END_AGAIN)

    async def _wait(self, seconds: float, reason: str, *, sure: bool, noted: bool = False) -> None:
        sure = sure and not self.doubt
        await self.tools.slots.wait(self.claim, seconds, reason, noted=noted, sure=sure)
        self._tell("waits", seconds=seconds, reason=reason)

    async def _give_back(self) -> None:
        """On the way out: whoever is there may go on at once, unless we were posting."""
        if self.posting:
            return
        try:
            async with asyncio.timeout(1):
                await self._wait(0.0, "the bot was restarted", sure=not self.claim.maybe)
        except (Trouble, TimeoutError):
            self._tell("let_go", reason="store_down")

    def _marked(self, composed: Composed, unchecked: tuple[str, ...]) -> Composed:
        slot, late = self.claim.slot, self.tools.now() - self.claim.slot.at
        says_late = late if late.total_seconds() > self.tools.times.late else None
        marks = Marks(says_late, self.doubt, unchecked)
        return marked(composed, slot, self.digest.zone, marks)

    @property
    def _grace(self) -> timedelta:
        return timedelta(seconds=self.tools.times.grace)

    def _over(self) -> bool:
        return self.tools.now() - self.claim.slot.at > self._grace

    def _step(self, name: str) -> None:
        self.tools.hooks.step(name)

    def _tell(self, what: str, *, seconds: float = 0.0, reason: str = "") -> None:
        happened = Happened(what, self.claim.digest, self.claim.name, seconds, reason)
        self.tools.hooks.observer(happened)
