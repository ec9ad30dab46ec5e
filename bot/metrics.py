"""What those who run the bot can measure, by the conventions of Prometheus.

https://prometheus.io/docs/practices/naming/. No label holds a tag, a key, a person or a text.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

Values = Callable[[], Mapping[str, float]]

SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The instruments, on a registry of their own."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    answers: Counter = field(init=False)
    answer_seconds: Histogram = field(init=False)
    upstream_seconds: Histogram = field(init=False)
    upstream_retries: Counter = field(init=False)
    degraded: Gauge = field(init=False)
    digests: Counter = field(init=False)

    def __post_init__(self) -> None:
        """Makes the instruments."""
        made = {
            "answers": Counter(
                "dgusage_answers",
                "Questions, by how they ended",
                ["outcome"],
                registry=self.registry,
            ),
            "answer_seconds": Histogram(
                "dgusage_answer_seconds",
                "From a question to its reply",
                buckets=SECONDS,
                registry=self.registry,
            ),
            "upstream_seconds": Histogram(
                "dgusage_deepgram_request_seconds",
                "Requests to Deepgram, by kind and status",
                ["kind", "status"],
                buckets=SECONDS,
                registry=self.registry,
            ),
            "upstream_retries": Counter(
                "dgusage_deepgram_retries",
                "Requests to Deepgram that were a second or third attempt, by kind",
                ["kind"],
                registry=self.registry,
            ),
            "digests": Counter(
                "dgusage_digests",
                "What happened to digests",
                ["what"],
                registry=self.registry,
            ),
            "degraded": Gauge(
                "dgusage_store_degraded",
                "1 where the store could not be had at start",
                registry=self.registry,
            ),
        }
        for name, instrument in made.items():
            object.__setattr__(self, name, instrument)

    def answered(self, outcome: str, seconds: float) -> None:
        """One question ended so, after so long."""
        self.answers.labels(outcome).inc()
        self.answer_seconds.observe(seconds)

    def count(self, prefix: str, counts: Callable[[], Mapping[str, int]]) -> None:
        """Shows a mapping of running counts as counters of their own."""
        self.registry.register(_Counts(prefix, counts))

    def gauge(self, name: str, says: str, label: str, values: Values) -> None:
        """Shows a mapping as one gauge, a value for each label, looked up when it is asked for."""
        self.registry.register(_Gauges(name, says, label, values))

    def text(self) -> bytes:
        """All of it as Prometheus' text."""
        return generate_latest(self.registry)


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
