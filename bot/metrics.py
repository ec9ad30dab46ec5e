"""What those who run the bot can measure, by the conventions of Prometheus.

https://prometheus.io/docs/practices/naming/. No label holds a tag, a key, a person or a text.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.trouble import Reason

Values = Callable[[], Mapping[str, float]]

ACKS = ("command", "event", "interaction", "options", "view")  # what Slack sends
ACK_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)  # Slack waits 3 s
SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
# How questions end, and what happens to digests, as far as alerts go by it: shown as 0 from the
# start, for a counter that begins at 1 has not increased (https://prometheus.io/docs/practices/
# instrumentation/#avoid-missing-metrics).
OUTCOMES = ("answered", "unclear", *(reason.value for reason in Reason))
HAPPENINGS = ("posted", "failed", "missed", "held", "waits", "not_computed", "left_alone")
LATE = (1, 2, 5, 10, 30, 60, 300, 900, 3600, 21_600)  # seconds; the last is the grace of a digest


@dataclass(frozen=True, slots=True)
class Metrics:
    """The instruments, on a registry of their own."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    answers: Counter = field(init=False)
    answer_seconds: Histogram = field(init=False)
    ack_seconds: Histogram = field(init=False)
    upstream_seconds: Histogram = field(init=False)
    upstream_retries: Counter = field(init=False)
    degraded: Gauge = field(init=False)
    digests: Counter = field(init=False)
    digest_late: Histogram = field(init=False)
    digest_loop: Gauge = field(init=False)
    digests_due: Gauge = field(init=False)
    check: Gauge = field(init=False)
    build: Info = field(init=False)

    def __post_init__(self) -> None:
        """Makes the instruments; without the series of when each began, which nobody reads."""
        disable_created_metrics()  # type: ignore[no-untyped-call]
        for name, instrument in {**_of_questions(self.registry), **_of_work(self.registry)}.items():
            object.__setattr__(self, name, instrument)
        for outcome in OUTCOMES:
            self.answers.labels(outcome)
        for what in HAPPENINGS:
            self.digests.labels(what)
        for kind in ACKS:
            self.ack_seconds.labels(kind)
        ProcessCollector(registry=self.registry)

    def answered(self, outcome: str, seconds: float) -> None:
        """One question ended so, after so long."""
        self.answers.labels(outcome).inc()
        self.answer_seconds.observe(seconds)

    def acked(self, kind: str, seconds: float) -> None:
        """A request of Slack was acked, so long after it was here."""
        self.ack_seconds.labels(kind).observe(seconds)

    def happened(self, what: str, seconds: float) -> None:
        """Something happened to a digest; `seconds` is how late it was, where it was posted."""
        self.digests.labels(what).inc()
        if what == "posted":
            self.digest_late.observe(seconds)

    def checked(self, name: str, *, ok: bool) -> None:
        """A dependency was looked at for /readyz."""
        self.check.labels(name).set(ok)

    def count(self, prefix: str, counts: Callable[[], Mapping[str, int]]) -> None:
        """Shows a mapping of running counts as counters of their own."""
        self.registry.register(_Counts(prefix, counts))

    def gauge(self, name: str, says: str, label: str, values: Values) -> None:
        """Shows a mapping as one gauge, a value for each label, looked up when it is asked for."""
        self.registry.register(_Gauges(name, says, label, values))

    def text(self) -> bytes:
        """All of it as Prometheus' text."""
        return generate_latest(self.registry)


Instruments = dict[str, Counter | Gauge | Histogram | Info]


def _of_questions(registry: CollectorRegistry) -> Instruments:
    return {
        "answers": Counter(
            "dgusage_answers", "Questions, by how they ended", ["outcome"], registry=registry
        ),
        "answer_seconds": Histogram(
            "dgusage_answer_seconds",
            "From a question to its reply",
            buckets=SECONDS,
            registry=registry,
        ),
        "ack_seconds": Histogram(
            "dgusage_ack_seconds",
            "From a request of Slack to its ack, by what Slack sent",
            ["kind"],
            buckets=ACK_SECONDS,
            registry=registry,
        ),
        "upstream_seconds": Histogram(
            "dgusage_deepgram_request_seconds",
            "Requests to Deepgram, by kind and status",
            ["kind", "status"],
            buckets=SECONDS,
            registry=registry,
        ),
        "upstream_retries": Counter(
            "dgusage_deepgram_retries",
            "Requests to Deepgram that were a second or third attempt, by kind",
            ["kind"],
            registry=registry,
        ),
    }


def _of_work(registry: CollectorRegistry) -> Instruments:
    return {
        "digests": Counter(
            "dgusage_digests", "What happened to digests", ["what"], registry=registry
        ),
        "digest_late": Histogram(
            "dgusage_digest_late_seconds",
            "From when a digest was due to when it was posted",
            buckets=LATE,
            registry=registry,
        ),
        "digest_loop": Gauge(
            "dgusage_digest_loop_age_seconds",
            "Since this replica last looked for due digests; NaN before it begins",
            registry=registry,
        ),
        "digests_due": Gauge(
            "dgusage_digests_due",
            "Digests that were ripe to be posted, or tried again, when this replica last looked",
            registry=registry,
        ),
        "degraded": Gauge(
            "dgusage_store_degraded", "1 where the store cannot be had", registry=registry
        ),
        "check": Gauge(
            "dgusage_check_ok",
            "1 where /readyz found a dependency in order when it was last asked",
            ["check"],
            registry=registry,
        ),
        "build": Info("dgusage_build", "Which dgusage this is", registry=registry),
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Counts(Collector):
    prefix: str
    counts: Callable[[], Mapping[str, int]]

    def collect(self) -> Iterator[CounterMetricFamily]:
        for name, count in self.counts().items():
            yield CounterMetricFamily(f"{self.prefix}_{name}", name.replace("_", " "), value=count)


@dataclass(frozen=True, slots=True, eq=False)
class _Gauges(Collector):
    name: str
    says: str
    label: str
    values: Values

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(self.name, self.says, labels=[self.label])
        for label, value in self.values().items():
            family.add_metric([label], value)
        yield family
