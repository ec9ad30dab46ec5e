"""What the metrics of a serving bot show of its parts."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import metadata

from bot.app import Bot
from bot.deepgram.breaker import Condition
from bot.deepgram.line import Seen
from bot.digest.hold import steady
from bot.metrics import Metrics, Values
from bot.posting import Posting
from bot.slack.server import Check, Health

RESTING = {Condition.PASSING: 0.0, Condition.LIMITED: 0.5, Condition.RESTING: 1.0}


def observer(metrics: Metrics) -> Callable[[Seen], None]:
    """Counts every request to Deepgram."""

    def observe(seen: Seen) -> None:
        status = str(seen.status) if seen.status else "none"
        metrics.upstream_seconds.labels(seen.kind, status).observe(seen.seconds)
        if seen.attempt > 1:
            metrics.upstream_retries.labels(seen.kind).inc()

    return observe


def watched(bot: Bot, posting: Posting, metrics: Metrics) -> None:
    """Shows how the store, the ledger, the digests' loop and the lines to Deepgram are."""
    metrics.build.info({"version": metadata.version("dgusage")})
    metrics.count("dgusage_ledger", lambda: bot.ledger.flights.counts)
    metrics.degraded.set_function(lambda: float(bool(bot.store_fault) or bot.state.breaker.open))
    metrics.digest_loop.set_function(lambda: _loop_age(posting))
    _watch_lines(bot, metrics)


def _loop_age(posting: Posting) -> float:
    looked = posting.engine.status.looked if posting.engine else None
    return math.nan if looked is None else steady() - looked


def _watch_lines(bot: Bot, metrics: Metrics) -> None:
    names, deepgram = bot.desk.projects, bot.upstream
    for name, says, of in (
        ("open", "Requests to Deepgram under way", lambda n: deepgram.deepgram.load(n).open),
        (
            "waiting",
            "Requests that wait for their turn",
            lambda n: deepgram.deepgram.load(n).waiting,
        ),
    ):
        metrics.gauge(f"dgusage_deepgram_requests_{name}", says, "project", _each(names, of))
    metrics.gauge(
        "dgusage_deepgram_resting",
        "1 while Deepgram is left alone (0.5: because it asked for it)",
        "project",
        _each(names, lambda n: RESTING[deepgram.deepgram.breaker(n).condition]),
    )


def _each(names: Sequence[str], of: Callable[[str], float]) -> Values:
    return lambda: {name: of(name) for name in names}


def noted(checks: Mapping[str, Check], metrics: Metrics) -> Mapping[str, Check]:
    """The same checks, each of which leaves what it found in the metrics."""
    return {name: partial(_noted, name, check, metrics) for name, check in checks.items()}


async def _noted(name: str, check: Check, metrics: Metrics) -> Health:
    ok = False  # and stays so where the check fails or is given up
    try:
        found = await check()
        ok = found.ok
    finally:
        metrics.checked(name, ok=ok)
    return found
