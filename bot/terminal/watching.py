"""What the metrics of a serving bot show of its parts."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING

from bot.app import Bot
from bot.audit.trail import Trail
from bot.clock import Clock
from bot.deepgram.breaker import Condition
from bot.deepgram.line import Seen
from bot.digest.hold import steady
from bot.log import logger
from bot.metrics import Metrics, Values
from bot.posting import Posting
from bot.settings import Settings
from bot.slack.edge import Edge
from bot.slack.server import Check, Health

if TYPE_CHECKING:
    from bot.trace import Tracing

# What the ledger counts, shown as 0 before it happens for the first time.
NONE_YET = dict.fromkeys(
    ("calls", "days_at_hand", "days_read", "flights_shared", "readings", "readings_stale"), 0
)
RESTING = {Condition.PASSING: 0.0, Condition.LIMITED: 0.5, Condition.RESTING: 1.0}


def observer(metrics: Metrics) -> Callable[[Seen], None]:
    """Counts every request to Deepgram."""

    def observe(seen: Seen) -> None:
        status = str(seen.status) if seen.status else "none"
        metrics.upstream_seconds.labels(seen.kind, status).observe(seen.seconds)
        if seen.attempt > 1:
            metrics.upstream_retries.labels(seen.kind).inc()

    return observe


def tracing_of(settings: Settings) -> "Tracing | None":
    """Traces, where the settings ask for them and OpenTelemetry is there; says so where it is not."""
    endpoint = settings.otel_exporter_otlp_endpoint
    if not endpoint:
        return None
    from bot.trace import NotInstalled, tracing

    try:
        return tracing(endpoint, metadata.version("dgusage"))
    except NotInstalled as absent:
        logger(__name__).warning("no_traces", why=str(absent))
        return None


def watched(bot: Bot, posting: Posting, metrics: Metrics, trail: Trail | None = None) -> None:
    """Shows how the store, the ledger, the records, the digests' loop and the lines to Deepgram are."""
    if trail is not None:
        metrics.count("dgusage_audit", lambda: {"lost": trail.lost})
    metrics.build.info({"version": metadata.version("dgusage")})
    metrics.count("dgusage_ledger", lambda: _pages({**NONE_YET, **bot.ledger.flights.counts}))
    metrics.degraded.set_function(lambda: float(bool(bot.store_fault) or bot.state.breaker.open))
    metrics.digest_loop.set_function(lambda: _loop_age(posting))
    metrics.digests_due.set_function(lambda: posting.engine.status.due if posting.engine else 0)
    _watch_lines(bot, metrics)


def _pages(counts: Mapping[str, int]) -> dict[str, int]:
    """A day of a query is a page here: "days" in the name of a metric would be read as its unit."""
    return {name.replace("days_", "pages_"): count for name, count in counts.items()}


def watched_edge(edge: Edge, posting: Posting, clock: Clock, metrics: Metrics) -> None:
    """Shows how many questions are at work and in line, and how far our clock is off others'."""
    metrics.gauge(
        "dgusage_questions_open",
        "Questions that were taken on, by whether they are at work or in line",
        "state",
        lambda: dict(zip(("working", "waiting"), edge.tasks.load, strict=True)),
    )
    metrics.gauge(
        "dgusage_clock_skew_seconds",
        "By how much our clock is ahead of another's, as last seen; NaN before",
        "against",
        lambda: {"slack": _slack_skew(edge), "store": _store_skew(posting, clock)},
    )


def _slack_skew(edge: Edge) -> float:
    """A request's way to us counts as skew, so a second is none."""
    return math.nan if edge.guard is None else edge.guard.skew


def _store_skew(posting: Posting, clock: Clock) -> float:
    engine = posting.engine
    if engine is None or engine.status.looked is None:
        return math.nan
    return (clock() - engine.now()).total_seconds()


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
