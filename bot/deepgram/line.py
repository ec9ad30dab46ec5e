"""One account's line to Deepgram: every call of that account goes through it, with good manners.

At most four calls at once, a deadline over all attempts, retries and rests as bot.deepgram.retry
and bot.deepgram.breaker decide.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from pydantic import SecretStr

from bot import deadline
from bot.clock import Clock
from bot.course import count, part
from bot.deadline import Deadline
from bot.deepgram import errors, retry
from bot.deepgram.breaker import Breaker, Pass
from bot.deepgram.calls import Call
from bot.deepgram.exchange import OK, SILENCE, Exchange, Outcome
from bot.deepgram.retry import Budget, Failure
from bot.trouble import Reason, Trouble

PATIENCE = 5.0  # seconds without an answer after which giving up is Deepgram's fault, not ours
_KEY = re.compile(r"[\x21-\x7e]{1,512}")  # what can stand in a header


@dataclass(frozen=True, slots=True)
class Account:
    """A Deepgram account: our name for it, its key, and its project where that is known."""

    name: str
    key: SecretStr
    project_id: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One attempt, for metrics: whose, which path, its status (None: no answer), its seconds."""

    account: str
    kind: str
    status: int | None
    seconds: float
    attempt: int


class Load(NamedTuple):
    """What a line has to do just now: calls under way, and calls that wait for their turn."""

    open: int
    waiting: int


class Quiet(Protocol):
    """Where the replicas tell each other that Deepgram asked for quiet; it never raises."""

    async def keep(self, account: str, seconds: float) -> None:
        """Tell the others that nobody should ask for so long."""
        ...

    async def left(self, account: str) -> float:
        """Seconds that are left of it; 0 where all may ask."""
        ...


@dataclass(frozen=True, slots=True)
class Manners:
    """How lines behave. `jitter` gives numbers from 0 up to 1; `quiet` is shared by replicas."""

    jitter: Callable[[], float]
    at_once: int = 4
    most_bytes: int = 8 * 1024 * 1024
    observer: Callable[[Seen], None] | None = None
    quiet: Quiet | None = None


class Line:
    """One account's line to Deepgram."""

    def __init__(self, account: Account, exchange: Exchange, clock: Clock, how: Manners) -> None:
        self._account = account
        self._exchange = exchange
        self._clock = clock
        self._how = how
        self._slots = asyncio.Semaphore(how.at_once)
        self._breaker = Breaker()
        self._changed = asyncio.Event()
        self._budget = Budget()
        self._last = Trouble(Reason.DEEPGRAM_DOWN)
        self._open = self._waiting = 0
        self._until = 0.0  # as long as Deepgram asked us to wait; it is asked again before that

    @property
    def load(self) -> Load:
        """What it has to do."""
        return Load(self._open, self._waiting)

    @property
    def breaker(self) -> Breaker:
        """What state the line is in."""
        return self._breaker

    async def get(self, call: Call) -> bytes:
        """The body of the 200 that answers the call. Raises Trouble, at the deadline at latest."""
        limit = deadline.current()
        if _KEY.fullmatch(self._account.key.get_secret_value()) is None:
            raise Trouble(Reason.KEY_REFUSED)  # it could not even stand in a header
        try:
            with part("upstream"):
                async with asyncio.timeout_at(limit.when):
                    outcome = await self._persist(call, limit)
        except TimeoutError:
            outcome = Outcome(trouble=self._too_slow(limit))
        if outcome.trouble is not None:  # raised here, so that nothing hangs on it
            raise outcome.trouble
        return outcome.body

    def _too_slow(self, limit: Deadline) -> Trouble:
        if self._breaker.limited:
            return self._limited(self._breaker.rest(_now()))
        return limit.passed()

    def _limited(self, rest: float) -> Trouble:
        """That we rest so long, or longer where Deepgram said so: what it said is what is told."""
        return errors.limited(max(rest, self._until - _now()))

    async def _persist(self, call: Call, limit: Deadline) -> Outcome:
        attempt = 0
        while True:
            attempt += 1
            outcome = await self._attempt(call, attempt, limit)
            if outcome.status == OK:
                self._budget = self._budget.earned()
                return outcome
            pause = self._pause(attempt, outcome, limit)
            if pause is None:
                return Outcome(trouble=outcome.trouble or self._refusal(call, outcome))
            self._budget = self._budget.spent()
            await asyncio.sleep(pause)

    def _pause(self, attempt: int, outcome: Outcome, limit: Deadline) -> float | None:
        left, jitter = limit.when - _now(), self._how.jitter()
        return retry.wait(attempt, self._failure(outcome), self._budget, left=left, jitter=jitter)

    def _failure(self, outcome: Outcome) -> Failure:
        asked = retry.asked(outcome.headers, self._clock())
        return Failure(outcome.status, asked, outcome.lasting)

    def _refusal(self, call: Call, outcome: Outcome) -> Trouble:
        asked = self._failure(outcome).asked
        return errors.trouble(call, outcome.status or 0, outcome.body, asked)

    async def _attempt(self, call: Call, attempt: int, limit: Deadline) -> Outcome:
        verdict = await self._in_turn(limit)
        started, outcome = _now(), None
        try:
            outcome = await self._exchange.get(call, self._account.key)
        finally:
            seconds = _now() - started
            self._left()
            self._settle(verdict, _judged(outcome, seconds), limit)
            status = None if outcome is None else outcome.status
            self._tell(Seen(self._account.name, call.kind, status, seconds, attempt))
        await self._tell_others(self._failure(outcome))
        return outcome

    def _tell(self, seen: Seen) -> None:
        count(calls=1)
        if self._how.observer:
            self._how.observer(seen)

    async def _tell_others(self, failure: Failure) -> None:
        if self._how.quiet and failure.limited:
            await self._how.quiet.keep(self._account.name, retry.quiet(failure))

    async def _heed_others(self) -> None:
        if self._how.quiet is None or self._breaker.limited:
            return
        seconds = await self._how.quiet.left(self._account.name)
        if seconds > 0:
            self._become(self._breaker.quieted(Pass.HOLD, _now(), seconds))

    async def _in_turn(self, limit: Deadline) -> Pass:
        self._waiting += 1
        try:
            verdict = await self._admitted(limit)
        finally:
            self._waiting -= 1
        self._open += 1
        return verdict

    def _left(self) -> None:
        self._open -= 1
        self._slots.release()

    async def _admitted(self, limit: Deadline) -> Pass:
        """Wait for a turn and take one of the slots. Raises Trouble where there is no use."""
        while True:
            await self._heed_others()
            await self._held(limit)
            await self._slots.acquire()
            verdict = self._breaker.verdict(_now())
            if verdict in {Pass.GO, Pass.PROBE}:
                self._become(self._breaker.begun(verdict))
                return verdict
            self._slots.release()

    async def _held(self, limit: Deadline) -> None:
        now = _now()
        while (verdict := self._breaker.verdict(now)) in {Pass.HOLD, Pass.REFUSE}:
            if verdict is Pass.REFUSE:
                raise Trouble(self._last.reason, dict(self._last.facts))
            rest = self._breaker.rest(now)
            if now + rest >= limit.when:
                raise self._limited(rest)
            changed = self._changed
            with suppress(TimeoutError):
                async with asyncio.timeout(rest or None):  # 0: a probe is out, until it is back
                    await changed.wait()
            now = _now()

    def _settle(self, verdict: Pass, outcome: Outcome | None, limit: Deadline) -> None:
        """Tell the breaker how an attempt ended; None is one that was given up early."""
        if outcome is None:
            self._become(self._breaker.abandoned(verdict))
            return
        failure = self._failure(outcome)
        if failure.limited:
            self._until = max(self._until, _now() + (failure.asked or 0.0))
            self._become(self._breaker.quieted(verdict, _now(), retry.quiet(failure)))
        elif failure.down:
            down = Trouble(Reason.DEEPGRAM_DOWN, {"status": str(outcome.status)})
            self._last = self._too_slow(limit) if outcome is SILENCE else outcome.trouble or down
            self._become(self._breaker.failed(verdict, _now()))
        else:
            self._until = 0.0
            self._become(self._breaker.succeeded(verdict))

    def _become(self, breaker: Breaker) -> None:
        if breaker != self._breaker:
            self._breaker = breaker
            self._changed.set()
            self._changed = asyncio.Event()


def _judged(outcome: Outcome | None, seconds: float) -> Outcome | None:
    """An attempt given up after long silence is a fault; one given up sooner says nothing."""
    return SILENCE if outcome is None and seconds >= PATIENCE else outcome


def _now() -> float:
    return asyncio.get_running_loop().time()
