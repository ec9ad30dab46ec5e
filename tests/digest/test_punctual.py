"""A request that was held up for too long before it was written is never written."""

import asyncio
import os
import signal
import subprocess
import sys

from bot.blocks.message import Message
from bot.digest.hold import Hold, steady
from bot.digest.ways import Answered, Fate, Times
from tests.digest.world import NINE


async def test_what_would_be_written_too_late_is_not(world) -> None:
    channels = world.engine().channels
    late = await channels.post("C1", Message("late"), "e", "k", steady() - 0.01)
    well = await channels.post("C1", Message("well"), "e", "k", steady() + 5)

    assert (late.fate, late.error) == (Fate.REFUSED, "unreachable")
    assert well.fate is Fate.DONE
    assert [kept.args["text"] for kept in world.slack.kept] == ["well"]


async def test_a_hold_allows_no_call_that_may_outlive_it() -> None:
    times = Times(lease=20.0, call=8.0, commit=4.0)
    hold = Hold(None, None, times, since=100.0, clock=lambda: 0.0)
    allowed = {}
    for now in (100.0, 107.9, 108.0, 108.1, 120.0):
        hold.clock = lambda now=now: now
        allowed[now] = hold.fits()

    assert allowed == {100.0: True, 107.9: True, 108.0: True, 108.1: False, 120.0: False}


async def test_a_process_that_was_stopped_before_marking_asks_again(world) -> None:
    """The mark was answered, but long ago by the time that it is looked at."""
    digest = await world.made()
    await world.set_time(NINE)
    from bot.digest import decide

    claim = await world.slots.begin(digest, decide.plan(digest.schedule, digest.next, NINE), "t")
    ticks = iter([0.0, 50.0, 50.0, 50.1])
    hold = Hold(world.slots, claim, Times(), since=0.0, clock=lambda: next(ticks))

    assert await hold.mark() is Answered.OK
    assert hold.since == 50.0


def test_the_steady_clock_goes_on_while_the_process_is_stopped() -> None:
    code = (
        "from bot.digest.hold import steady; import sys\n"
        "a = steady(); print('ready', flush=True); sys.stdin.readline(); print(steady() - a)"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        os.kill(process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        begin = steady()
        while steady() - begin < 0.2:
            pass
        os.kill(process.pid, signal.SIGCONT)
        process.stdin.write("\n")
        process.stdin.flush()

        assert float(process.stdout.readline()) >= 0.2


async def test_nothing_is_retried_by_the_client_itself(world) -> None:
    world.slack.faults.extend(["drop", 500, 429])
    channels = world.engine().channels
    for fate in (Fate.UNSURE, Fate.UNSURE, Fate.REFUSED):
        assert (await channels.post("C1", Message("m"), "e", "k")).fate is fate

    assert len(world.slack.calls) == 3
    await asyncio.sleep(0)


async def test_a_post_is_found_on_a_later_page_and_absence_is_told_from_ignorance(world) -> None:
    from datetime import timedelta

    from bot.clock import wall

    channels = world.engine().channels
    since = wall() - timedelta(minutes=1)
    await channels.post("C1", Message("wanted"), "e", "wanted")
    for n in range(450):
        await channels.post("C1", Message("other"), "e", f"other {n}")
    there = await channels.find("C1", "e", "wanted", since)
    absent = await channels.find("C1", "e", "missing", since)
    world.slack.history = False
    unknown = await channels.find("C1", "e", "wanted", since)

    assert (there.seen, there.ts) == ("there", world.slack.kept[0].ts)
    assert absent.seen == "absent"
    assert unknown.seen == "no_telling"
