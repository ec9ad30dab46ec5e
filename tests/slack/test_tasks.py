"""Work after an ack: bounded, fair, held on to, and ended exactly once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest
import structlog.testing
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.line import Limits, Line
from bot.slack.seam import Reply
from bot.slack.tasks import TELLING, Job, Outcome, Tasks
from bot.trouble import Reason, Trouble
from tests.slack.world import reply

Think = Callable[[], Awaitable[Reply | None]]
DONE = reply("done")


class Told:
    """What was told to whom, and a wait for it."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[str, Outcome]] = []
        self._changed = asyncio.Condition()

    def job(self, think: Think, owner: str = "ana") -> Job:
        async def tell(outcome: Outcome) -> None:
            async with self._changed:
                self.outcomes.append((owner, outcome))
                self._changed.notify_all()

        return Job(owner, think, tell)

    async def all(self, count: int) -> list[Outcome]:
        async with self._changed, asyncio.timeout(40):
            await self._changed.wait_for(lambda: len(self.outcomes) >= count)
        return [outcome for _, outcome in self.outcomes]

    def reasons(self) -> list[Reason | None]:
        return [o.reason if isinstance(o, Trouble) else None for _, o in self.outcomes]


async def _done() -> Reply:
    return DONE


async def _for_ever() -> Reply:
    await asyncio.Event().wait()
    return DONE


async def test_what_comes_of_it_is_told() -> None:
    told, tasks = Told(), Tasks()
    tasks.start(told.job(_done))

    assert await told.all(1) == [DONE]


async def test_trouble_is_told_as_it_is() -> None:
    async def thinks() -> Reply:
        raise Trouble(Reason.NO_PROJECT)

    told, tasks = Told(), Tasks()
    tasks.start(told.job(thinks))

    assert await told.all(1) == [Trouble(Reason.NO_PROJECT)]


async def test_a_fault_of_ours_is_told_with_a_reference_and_logged_without_its_words() -> None:
    async def thinks() -> Reply:
        raise KeyError("xoxb-secret")

    told, tasks = Told(), Tasks()
    with structlog.testing.capture_logs() as lines:
        tasks.start(told.job(thinks))
        (outcome,) = await told.all(1)

    assert isinstance(outcome, Trouble)
    assert outcome.reason is Reason.BROKEN
    assert lines[0]["ref"] == outcome.facts["ref"]
    assert "thinks" in lines[0]["where"]
    assert "xoxb-secret" not in str(lines)


async def test_what_takes_too_long_is_told_so() -> None:
    told, tasks = Told(), Tasks(Limits(deadline=0.01))
    tasks.start(told.job(_for_ever))
    await told.all(1)

    assert told.reasons() == [Reason.TOO_SLOW]


async def test_a_timeout_of_somebody_else_s_is_not_ours() -> None:
    async def thinks() -> Reply:
        raise TimeoutError

    told, tasks = Told(), Tasks()
    tasks.start(told.job(thinks))
    await told.all(1)

    assert told.reasons() == [Reason.BROKEN]


async def test_the_deadline_counts_from_the_ack_also_for_those_who_wait() -> None:
    told, tasks = Told(), Tasks(Limits(at_once=1, deadline=0.01))
    for _ in range(5):
        tasks.start(told.job(_for_ever))
    await told.all(5)

    assert told.reasons() == [Reason.TOO_SLOW] * 5


async def test_what_waited_too_long_is_not_begun_any_more() -> None:
    begun = []

    async def thinks() -> Reply:
        begun.append(1)
        return await _for_ever()

    told, tasks = Told(), Tasks(Limits(at_once=1, deadline=0.01))
    for _ in range(3):
        tasks.start(told.job(thinks))
    await told.all(3)

    assert len(begun) == 1


async def test_when_the_line_is_full_nothing_is_taken() -> None:
    told, tasks = Told(), Tasks(Limits(at_once=2, waiting=3, each=99))
    for _ in range(4):  # one at work, as one person never has more than an eighth of the places
        tasks.start(told.job(_for_ever))

    with pytest.raises(Trouble) as busy:
        tasks.start(told.job(_for_ever))
    assert busy.value.reason is Reason.BUSY
    assert tasks.load == (1, 3)
    await tasks.drain(0.01)


async def test_one_person_s_share_is_bounded_and_others_are_not_kept_out() -> None:
    told, tasks = Told(), Tasks(Limits(at_once=2, each=3))
    for _ in range(3):
        tasks.start(told.job(_for_ever, "hog"))
    with pytest.raises(Trouble):
        tasks.start(told.job(_for_ever, "hog"))
    tasks.start(told.job(_done, "ana"))

    assert await told.all(1) == [DONE]
    await tasks.drain(0.01)


async def test_a_drain_waits_for_what_is_under_way() -> None:
    told, tasks, may_end = Told(), Tasks(), asyncio.Event()

    async def thinks() -> Reply:
        await may_end.wait()
        return DONE

    tasks.start(told.job(thinks))
    draining = asyncio.create_task(tasks.drain(60))
    await asyncio.wait({draining}, timeout=0)
    assert not draining.done()
    may_end.set()

    assert await draining == 0
    assert await told.all(1) == [DONE]


async def test_at_the_end_of_a_drain_those_who_wait_are_told_that_we_stop() -> None:
    told, tasks = Told(), Tasks(Limits(at_once=2))
    for number in range(10):
        tasks.start(told.job(_for_ever, str(number)))

    assert await tasks.drain(TELLING) == 0
    assert told.reasons() == [Reason.STOPPING] * 10
    with pytest.raises(Trouble) as stopping:
        tasks.start(told.job(_done))
    assert stopping.value.reason is Reason.STOPPING


async def test_an_answer_being_sent_is_not_cut_off_by_a_deadline_or_a_drain() -> None:
    sending, sent, may_end = asyncio.Event(), [], asyncio.Event()

    async def tell(outcome: Outcome) -> None:
        sending.set()
        await may_end.wait()
        sent.append(outcome)

    tasks = Tasks(Limits(deadline=0.01))
    tasks.start(Job("ana", _done, tell))
    await sending.wait()
    draining = asyncio.create_task(tasks.drain(3.05))
    asyncio.get_running_loop().call_later(0.1, may_end.set)

    assert await draining == 0
    assert sent == [DONE]


async def test_what_cannot_be_told_in_time_is_counted() -> None:
    async def tell(outcome: Outcome) -> None:
        await asyncio.Event().wait()

    tasks = Tasks()
    tasks.start(Job("ana", _done, tell))
    tasks.refuse(tell, Trouble(Reason.BUSY))

    assert await tasks.drain(0.01) == 2


async def test_telling_that_fails_harms_nobody_else() -> None:
    async def tell(outcome: Outcome) -> None:
        raise OSError("hooks.slack.com/secret")

    told, tasks = Told(), Tasks()
    with structlog.testing.capture_logs() as lines:
        tasks.start(Job("bo", _done, tell))
        tasks.start(told.job(_done))
        await told.all(1)
        await tasks.drain(40)

    assert [line["event"] for line in lines] == ["untold"]
    assert "secret" not in str(lines)


async def test_every_job_of_a_thousand_ends_once_whatever_becomes_of_it() -> None:
    ends: tuple[Think, ...] = (_done, _for_ever, _raises)
    told, tasks = Told(), Tasks(Limits(at_once=8, waiting=1000, each=1000, deadline=0.2))
    for number in range(1000):
        tasks.start(told.job(ends[number % 3], str(number % 7)))
    await told.all(1000)
    await tasks.drain(40)

    assert len(told.outcomes) == 1000
    assert set(told.reasons()) <= {None, Reason.TOO_SLOW, Reason.BROKEN}


async def _raises() -> Reply:
    raise ZeroDivisionError


@given(st.lists(st.sampled_from("abc"), max_size=60), st.integers(1, 6))
def test_a_line_lets_everybody_go_in_turns(owners: list[str], at_once: int) -> None:
    async def tell(outcome: Outcome) -> None: ...

    line: Line[Job] = Line(Limits(at_once=at_once, waiting=99, each=99))
    for owner in owners:
        line.join(Job(owner, _done, tell))
    went = []
    while (job := line.next()) is not None:
        went.append(job.owner)
        line.leave(job)

    assert Counter(went) == Counter(owners)
    assert (line.waiting, line.working) == (0, 0)
    people = list(dict.fromkeys(owners))
    assert went[: len(people)] == people
