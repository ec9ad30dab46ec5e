"""One attempt at one slot: compute, look whether it is there already, post, record.

The order holds the promise "never lost, never twice": the slot is ours before anything is computed;
nothing that may be there already is sent before the channel was looked through; no post is begun
that may end after our lease does; and only then is it recorded.
"""

import asyncio
import math
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.blocks.message import Message
from bot.digest import decide
from bot.digest.conditions import judge
from bot.digest.errors import SILENCING, UNSURE, Act, Meaning, meaning, worded
from bot.digest.fresh import Awaited, awaited
from bot.digest.hold import Hold
from bot.digest.marks import Marks, marked
from bot.digest.memo import Answers
from bot.digest.model import EVENT, NOTE, Claim, Digest, State
from bot.digest.record import Record, Tools
from bot.digest.ways import Answered, Closing, Composed, Fate, Seen, Sent
from bot.policy.gate import FOR_ONE
from bot.trouble import Reason, Trouble

STOPPED = "the digest was paused or deleted before it was posted"
OVER = "It could not be posted within {grace} of its time."
UNREAD = "Slack's history could not be read just now"
QUEUED = "it waits for its turn: Slack takes about one post a second in a channel"
NO_NOTE = frozenset({Reason.BUSY, Reason.STOPPING, Reason.STORE_DOWN, *FOR_ONE})
DOUBT = "(it may be there all the same)"
# Why a digest is paused at once where a slot is given up that waited for this.
PAUSES = {Trouble(Reason.OWNER_GONE).sentence: decide.ORPHANED}
SKEW = timedelta(minutes=10)  # by which Slack's clock and the server's may differ
# Where the history cannot be read just now: so many attempts, and for so long after it was due.
LOOK_AGAIN, LOOK_FOR = 3, timedelta(minutes=15)

log = structlog.get_logger("bot.digest")


@dataclass(slots=True)
class Attempt:
    """One attempt."""

    tools: Tools
    digest: Digest
    claim: Claim
    hold: Hold
    posting: bool = False
    news: bool = False  # its owner is to be told
    awaited: Awaited | None = None
    record: Record = field(init=False)

    def __post_init__(self) -> None:
        """Opens the record."""
        self.record = Record(self.tools, self.claim, self.hold)

    async def run(self) -> None:
        """Brings the slot to an end, or puts it back. Raises Trouble where the store is away."""
        async with self.hold.beating():
            try:
                await self._run()
            except asyncio.CancelledError:
                if not self.posting:
                    await self.record.give_back()
                raise

    async def _run(self) -> None:
        if await self._silent() or (self.claim.maybe and await self._there_already()):
            return
        if self.record.over:
            await self._given_up()
            return
        self.awaited = await awaited(self.tools, self.digest, self.claim.slot)
        answers = None if await self._figures_to_come() else await self._answers()
        if answers is None:
            return
        judged = judge(self.digest.conditions, answers)
        if judged.skip:
            await self.record.end(Closing(State.SKIPPED, judged.skip))
            return
        try:
            composed = self.tools.composer.draw(self.digest, self.claim.slot, answers)
        except Exception:  # a fault in drawing one digest must not stop the others
            log.exception("digest_not_drawn", digest=self.digest.id)
            await self._cannot(Trouble(Reason.BROKEN))
            return
        await self._deliver(self._marked(composed, judged.unchecked))

    async def _silent(self) -> bool:
        """Whether nothing can be posted in this workspace; whose turn it is to try goes on."""
        silence = self.tools.silence(self.digest.team)
        if silence is None:
            return False
        wait = await self.tools.slots.probe(self.digest.team)
        if wait and (self.record.over or math.isinf(wait)):
            await self._missed(silence.word)
        elif wait:
            await self.record.wait(wait, silence.word, sure=not self.claim.maybe)
        return bool(wait)

    async def _figures_to_come(self) -> bool:
        """Whether it waits for the figures of a day that has just ended; nobody holds it then."""
        if self.awaited is None or self.awaited.ready <= (now := self.tools.now()):
            return False
        ahead = (self.awaited.ready - now).total_seconds()
        await self.record.wait(ahead, self.awaited.waits, sure=True)
        return True

    async def _given_up(self) -> None:
        """The grace time is over."""
        run = await self.tools.slots.run(self.claim.digest, self.claim.name)
        last = run.reason if run else ""
        if last in SILENCING:
            await self._missed(last)
        else:
            over = OVER.format(grace=decide.spoken(self.record.grace))
            await self._failed(f"{over} {worded(last)}".strip(), PAUSES.get(last, ""))

    async def _missed(self, word: str) -> None:
        """Nobody could have posted it: no failure of the digest, and nobody to be told."""
        why = decide.SILENT.format(why=word) + (f" {DOUBT}" if self.claim.maybe else "")
        if (await self.record.end(Closing(State.MISSED, why))).taken:
            self.record.tell("missed", reason=word)

    async def _answers(self) -> Answers | None:
        self.record.step("before_compose")
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
        self.record.step("after_compose")
        return answers

    async def _there_already(self) -> bool:
        """Whether the post was found, and recorded, or is to be looked for later."""
        self.record.step("before_find")
        since = self.claim.slot.at - SKEW
        found = await self.tools.channels.find(self.digest.channel, EVENT, self.claim.key, since)
        self.record.step("after_find")
        self.record.tell("reconciled", reason=found.seen)
        if found.seen is Seen.THERE:
            await self._posted(found.ts)
            return True
        soon = self.tools.now() - self.claim.slot.at < LOOK_FOR
        if found.wait and (soon or self.claim.attempts <= LOOK_AGAIN):
            await self.record.wait(found.wait, UNREAD, sure=False)
            return True
        self.record.doubt = found.seen is Seen.NO_TELLING
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
        self.record.step("before_mark")
        said = await self.hold.mark(note=event == NOTE)
        self.record.step("after_mark")
        if said is not Answered.OK:
            return said, Sent(Fate.REFUSED)
        self.posting = True
        self.record.step("before_post")
        if not self.hold.fits():  # stopped since: the lease may be another's by now
            self.posting = False
            return Answered.STALE, Sent(Fate.REFUSED)
        before = self.hold.before
        sent = await tools.channels.post(digest.channel, message, event, self.claim.key, before)
        self.record.step("after_post")
        self.posting = False
        return said, sent

    async def _not_ours(self, said: Answered, wait: float) -> None:
        """It is not for us to post it now: it is put back, unless somebody else has it already."""
        if said is Answered.STOPPED:
            await self.record.end(Closing(State.SKIPPED, STOPPED))
        elif said is Answered.LATER:
            await self.record.wait(wait, QUEUED, sure=True)
        elif said is Answered.SETTLING or not self.hold.lost:
            await self.record.wait(0.0, "put back", sure=False)
        self.record.tell("let_go", reason=said)

    async def _acted(self, sent: Sent, means: Meaning) -> None:
        """What follows from a post that did not surely arrive."""
        times, error = self.tools.times, sent.error
        match means.act:
            case Act.WAIT:
                if sent.error == "ratelimited":
                    await self.tools.slots.hold(self.digest.team, sent.wait)
                await self.record.wait(max(sent.wait, 0.1), error, sure=True)
            case Act.HOLD:
                wait = await self.tools.slots.silence(self.digest.team, error)
                self.record.tell("held", reason=error)
                await self.record.wait(wait, error, sure=True)
            case Act.RECONCILE:
                await self.record.wait(times.unsure, error or means.happened, sure=False)
            case Act.PAUSE:
                await self._failed(error, means.happened)
            case Act.FAIL | Act.PLAIN:
                await self._failed(error)

    async def _cannot(self, trouble: Trouble) -> None:
        """It cannot be computed now: a note stands in its place, and it is tried again in time."""
        now = self.tools.now()
        wait = decide.again(
            trouble.reason, self.claim.attempts, self.claim.slot.at, now, self.record.grace
        )
        self.record.tell("not_computed", reason=trouble.reason)
        noted = await self._noted(trouble)
        if noted is None:
            return
        if wait:
            await self.record.wait(wait, trouble.sentence, sure=not self.record.doubt, noted=noted)
        else:
            await self._failed(trouble.sentence, PAUSES.get(trouble.sentence, ""))

    async def _noted(self, trouble: Trouble) -> bool | None:
        """Whether a note is there; None where the slot has come to its end over it."""
        asked = trouble.reason is Reason.OWNER_GONE and self.digest.asked
        if trouble.reason in NO_NOTE or self.claim.noted or asked:
            return bool(self.claim.noted)  # one that may be there is not sent again
        note = self.tools.composer.note(self.digest, self.claim.slot, trouble)
        said, sent = await self._post(NOTE, note.message)
        if said is not Answered.OK:
            await self._not_ours(said, sent.wait)
            return None
        means = meaning(sent.error)
        if means.act is Act.PLAIN:
            said, sent = await self._post(NOTE, note.plain)
        elif sent.fate is Fate.REFUSED and means.act in {Act.PAUSE, Act.FAIL, Act.HOLD}:
            await self._acted(sent, means)
            return None
        if trouble.reason is Reason.OWNER_GONE and sent.fate is not Fate.REFUSED:
            await self.tools.slots.asked(self.digest.id, self.digest.owner)
        return sent.fate is not Fate.REFUSED

    async def _posted(self, ts: str) -> None:
        ended = await self.record.end(Closing(State.POSTED, self._waited, ts))
        if not ended.taken:
            return
        self.record.tell("posted", seconds=self._late.total_seconds())
        if self.tools.silence(self.digest.team) is not None:
            await self.tools.slots.released(self.digest.team)
        link = await self.tools.channels.link(self.digest.channel, ts)
        if link:
            await self.tools.slots.linked(self.claim.digest, self.claim.name, link)

    async def _failed(self, reason: str, pause: str = "") -> None:
        reason = reason if not self.record.doubt else f"{reason} {DOUBT}"
        tell = pause != decide.ORPHANED  # whose owner hears of nothing any more
        ended = await self.record.end(Closing(State.FAILED, reason, pause=pause, tell=tell))
        if ended.taken:
            self.news = tell
            self.record.tell("failed", reason=reason)

    def _marked(self, composed: Composed, unchecked: tuple[str, ...]) -> Composed:
        late = self._late if self._late.total_seconds() > self.tools.times.late else None
        marks = Marks(late, self.record.doubt, unchecked, waited=self._waited)
        return marked(composed, self.claim.slot, self.digest.zone, marks)

    @property
    def _waited(self) -> str:
        """What it has waited for; empty where it was held up by something else, or by nothing."""
        meant = self._late.total_seconds() <= self.tools.times.late
        return self.awaited.waited if self.awaited and meant else ""

    @property
    def _late(self) -> timedelta:
        """How late it is, after the moment at which it was due and its figures could be there."""
        return self.tools.now() - (self.awaited.ready if self.awaited else self.claim.slot.at)
