"""10,000 digests of 200 questions, all due at the same time, on two replicas: how fast, how large.

Slack's limits are left out, to see what the bot itself takes; what they add is printed too.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from bot.clock import wall
from bot.digest.model import Digest, Draft
from bot.store.connection import connect
from bot.store.digests import Digests
from bot.store.embedded import Embedded
from bot.store.slots import Pace, Scripts
from tests.chaos import replica
from tests.chaos.pulse import CODEC, Pulse
from tests.chaos.stage import kept, slack

DIGESTS, QUESTIONS, REPLICAS, LIMIT = 10_000, 200, 2, 600
TIMES = {"lease": 20.0, "beat": 4.0, "call": 8.0, "commit": 4.0, "poll": 1.0, "at_once": 32}


async def prepared(redis: str, first: int) -> dict[str, float]:
    store = connect(redis)
    digests, due = Digests(Scripts(store), CODEC), {}
    pulse = Pulse(first)
    for n in range(DIGESTS):
        draft = Draft((f"usage {n % QUESTIONS}",), pulse, f"C{n:05d}", "T0BENCH01", "U1")
        made = await digests.create(draft)
        assert isinstance(made.digest, Digest)
        assert made.digest.next, "the machine is too slow: it was due before it was made"
        due[made.digest.id] = float(pulse.first)
    await store.close()
    return due


def resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.chaos.replica"])
    with tempfile.TemporaryDirectory() as place, slack({}) as url:
        store = Embedded(Path(place))
        redis = store.attach()
        due = asyncio.run(prepared(redis, int(wall().timestamp()) + 60))
        settings = {"redis": redis, "slack": url, "times": TIMES, "report": True}
        running = [context.Process(target=replica.main, args=(settings,)) for _ in range(REPLICAS)]
        for process in running:
            process.start()
        begin, largest = time.monotonic(), 0.0
        while len(rows := kept(url)) < DIGESTS and time.monotonic() - begin < LIMIT:
            largest = max([largest, *(resident(p.pid) for p in running if p.pid)])
            time.sleep(1)
        for process in running:
            os.kill(process.pid, signal.SIGTERM)
            process.join()
        store.leave()
    late = sorted(row[3] - due[row[2].partition(":")[0]] for row in rows)
    sys.stdout.write(
        f"{len(rows)} posts, {len({row[2] for row in rows})} different; "
        f"late p50 {late[len(late) // 2]:.1f} s, p99 {late[len(late) * 99 // 100]:.1f} s, "
        f"max {late[-1]:.1f} s; largest replica {largest:.0f} MiB\n"
        f"Slack's limit in one workspace adds up to {DIGESTS * Pace().workspace / 60:.0f} minutes\n"
    )


if __name__ == "__main__":
    main()
