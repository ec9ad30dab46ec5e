"""Whatever happens, in whatever order: no slot is there twice, none is lost, and the log is true."""

import asyncio
import itertools
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.digest import decide
from bot.digest.model import OPEN, Claim, State, named
from bot.digest.ways import Answered, Closing
from bot.store.connection import connect
from bot.store.keys import leaks
from bot.trouble import Reason, Trouble
from tests.digest.world import MONDAYS, TEAM, World, draft, schedule

GONE = Trouble(Reason.OWNER_GONE).sentence
NEEDED = 3.0  # seconds that a post may take, of a lease of 20
STEPS = [1, 4, 11, 21, 3600, 4 * 3600, 24 * 3600]
which = st.integers(0, 9)


@dataclass
class Held:
    """What one replica believes that it holds; `since` is when its lease was last set."""

    claim: Claim
    since: float
    marked: bool = False
    done: str = ""  # the ts of its post


class Anything(RuleBasedStateMachine):
    """Replicas that follow the protocol, and can die between any two steps of it."""

    url: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = World(connect(self.url), None, "")
        self.tokens = (f"token{n}" for n in itertools.count())
        self.ids: list[str] = []
        self.held: list[Held] = []
        self.posts: Counter[str] = Counter()
        self.passed = 0.0
        self.do(self.world.store.do(lambda redis: redis.flushall()))
        self.do(self.world.set_time())

    def do(self, what):
        return self.runner.run(what)

    def one(self, of, n):
        return of[n % len(of)]

    @precondition(lambda self: len(self.ids) < 3)
    @rule(mondays=st.booleans())
    def create(self, mondays) -> None:
        asked = draft(f"usage {len(self.ids)}", schedule=MONDAYS if mondays else schedule())
        self.ids.append(self.do(self.world.digests.create(asked)).digest.id)

    @rule(seconds=st.sampled_from(STEPS))
    def tick(self, seconds) -> None:
        self.passed += seconds
        self.do(self.world.step(seconds=seconds))

    @precondition(lambda self: self.ids)
    @rule(n=which)
    def begin(self, n) -> None:
        digest = self.do(self.world.digests.get(self.one(self.ids, n)))
        if digest.next and not digest.paused:
            plan = decide.plan(digest.schedule, digest.next, self.world.now)
            self.hold(self.do(self.world.slots.begin(digest, plan, next(self.tokens))))

    @rule(n=which)
    def take(self, n) -> None:
        opened = self.do(self.world.slots.ripe(99)).open
        if opened:
            id_, slot = self.one(opened, n)
            self.hold(self.do(self.world.slots.take(id_, slot, next(self.tokens))))

    def hold(self, claim) -> None:
        if isinstance(claim, Claim):
            self.held.append(Held(claim, self.passed))

    @precondition(lambda self: self.held)
    @rule(n=which)
    def renew(self, n) -> None:
        held = self.one(self.held, n)
        if self.do(self.world.slots.renew(held.claim)):
            held.since = self.passed

    @precondition(lambda self: self.held)
    @rule(n=which)
    def mark(self, n) -> None:
        held = self.one(self.held, n)
        if self.do(self.world.slots.mark(held.claim)) is Answered.OK:
            held.since, held.marked = self.passed, True

    @precondition(lambda self: self.held)
    @rule(n=which, answered=st.booleans())
    def post(self, n, answered) -> None:
        held = self.one(self.held, n)
        if not held.marked or held.done or self.passed - held.since + NEEDED > 20:
            return
        if not (held.claim.maybe and self.posts[held.claim.key]):
            self.posts[held.claim.key] += 1
        if answered:
            held.done = "1.0"
            return
        self.held.remove(held)  # the answer was lost: to be looked for later
        self.do(self.world.slots.wait(held.claim, 3, "lost"))

    @precondition(lambda self: self.held)
    @rule(n=which, how=st.sampled_from(["end", "skip", "fail", "wait", "crash"]))
    def leave(self, n, how) -> None:
        held = self.one(self.held, n)
        self.held.remove(held)
        slots, claim = self.world.slots, held.claim
        if how == "crash":
            return
        if held.done:
            self.do(slots.end(claim, Closing(State.POSTED, ts=held.done)))
        elif claim.maybe:  # nobody ends, as not posted, what may be there without looking
            self.do(slots.wait(claim, 5, "later"))
        elif how == "wait":
            self.do(slots.wait(claim, 5, "later", sure=True))
        elif how in {"skip", "fail"}:
            state = State.SKIPPED if how == "skip" else State.FAILED
            self.do(slots.end(claim, Closing(state, how)))

    @precondition(lambda self: self.ids)
    @rule(n=which, how=st.sampled_from(["pause", "resume", "delete", "undo"]))
    def change(self, n, how) -> None:
        self.do(getattr(self.world.digests, how)(self.one(self.ids, n)))

    @precondition(lambda self: self.ids)
    @rule(n=which, mondays=st.booleans())
    def edit(self, n, mondays) -> None:
        digest = self.do(self.world.digests.get(self.one(self.ids, n)))
        asked = replace(digest.draft, schedule=MONDAYS if mondays else schedule())
        self.do(self.world.digests.edit(digest.id, digest.version, asked))

    @precondition(lambda self: self.ids)
    @rule(n=which)
    def adopt(self, n) -> None:
        id_ = self.one(self.ids, n)
        before = self.do(self.world.digests.get(id_))
        said = self.do(self.world.digests.adopted(id_, before.owner, f"U{self.passed:09.0f}"))
        assert said.done is not before.deleted

    @precondition(lambda self: self.held)
    @rule(n=which)
    def waits_for_an_owner(self, n) -> None:
        held = self.one(self.held, n)
        if not held.marked and not held.claim.maybe:
            self.held.remove(held)
            self.do(self.world.slots.wait(held.claim, 600, GONE, sure=True))

    @rule(team=st.sampled_from([TEAM, ""]))
    def release(self, team) -> None:
        self.do(self.world.slots.released(team))

    @rule()
    def failover(self) -> None:
        self.do(self.world.changes_server())

    @invariant()
    def no_slot_is_there_twice(self) -> None:
        assert max(self.posts.values(), default=0) <= 1

    def teardown(self) -> None:
        """What is left open is brought to an end by whoever comes next."""
        self.held.clear()
        try:
            self.do(self.finish())
        finally:
            self.do(self.world.store.close())
            self.runner.close()

    async def finish(self) -> None:
        world = self.world
        for _ in range(40):
            await world.step(seconds=25)
            for id_, slot in (await world.slots.ripe(99)).open:
                claim = await world.slots.take(id_, slot, next(self.tokens))
                if isinstance(claim, Claim):
                    await self.finished(claim)
            for id_ in self.ids:
                await self.due_is_recorded(id_)
        assert (await world.slots.ripe(99)).open == ()
        for id_ in self.ids:
            for run in await world.digests.log(id_):
                posted = self.posts[f"{id_}:{run.slot}"] == 1
                assert run.state not in OPEN
                assert (run.state is State.POSTED) == posted
        assert await leaks(world.store.fast) == []

    async def finished(self, claim) -> None:
        there = claim.maybe and self.posts[claim.key]
        if await self.world.slots.mark(claim) is not Answered.OK and not there:
            await self.world.slots.end(claim, Closing(State.SKIPPED, "stopped"))
            return
        self.posts[claim.key] += not there
        assert (await self.world.slots.end(claim, Closing(State.POSTED, ts="1.0"))).taken

    async def due_is_recorded(self, id_) -> None:
        digest = await self.world.digests.get(id_)
        if digest.next is None or digest.paused or digest.deleted:
            return
        plan = decide.plan(digest.schedule, digest.next, self.world.now)
        claim = await self.world.slots.begin(digest, plan, next(self.tokens))
        if isinstance(claim, Claim):
            await self.finished(claim)
        if claim is not Answered.SETTLING:
            ends = {run.slot for run in await self.world.digests.log(id_)}
            passed, _ = decide.due(digest.schedule, digest.next, self.world.now)
            assert {named(slot.local) for slot in passed[-100:]} <= ends
            assert (await self.world.read(id_)).next.at > self.world.now - timedelta(seconds=1)


@pytest.mark.timeout(180)
def test_no_sequence_of_events_loses_a_slot_or_posts_it_twice(valkey) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Anything.url = f"unix://{valkey}"
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    how = settings(
        max_examples=80, stateful_step_count=50, deadline=None, suppress_health_check=checks
    )
    run_state_machine_as_test(Anything, settings=how)
