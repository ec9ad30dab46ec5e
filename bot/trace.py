"""Traces by OpenTelemetry, where they are asked for; its only home, loaded only then.

https://opentelemetry.io/docs/specs/otlp/#otlphttp-request: spans are posted to `/v1/traces` under
the endpoint. What else OpenTelemetry can be told by OTEL_… variables (headers, the service's
name, sampling), its SDK reads itself.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from bot.course import Fact, Span

if TYPE_CHECKING:
    from opentelemetry import trace as api
    from opentelemetry.sdk.trace import TracerProvider

NOT_INSTALLED = (
    "OTEL_EXPORTER_OTLP_ENDPOINT asks for traces, and OpenTelemetry is not installed: "
    "none are sent. Type: pip install 'dgusage[otel]'"
)
LAST_SPANS = 2.0  # seconds that spans have at the end to be sent


class NotInstalled(Exception):  # noqa: N818 (named as people say it)
    """OpenTelemetry is asked for and not there; its text is what to say."""

    def __init__(self) -> None:
        super().__init__(NOT_INSTALLED)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A span of OpenTelemetry; a bot.course.Span."""

    span: "api.Span"

    @property
    def trace(self) -> str:
        """The id of its trace, 32 hexadecimal digits."""
        return f"{self.span.get_span_context().trace_id:032x}"

    def within(self) -> AbstractContextManager[object]:
        """What is begun inside is part of it; an exception's text, which may quote, is left out."""
        from opentelemetry import trace as api

        found: Any = api.use_span(self.span, record_exception=False, set_status_on_exception=False)
        return found  # type: ignore[no-any-return]

    def end(self, facts: Mapping[str, Fact]) -> None:
        """Ends it, with the facts as attributes."""
        for name, fact in facts.items():
            value = fact if isinstance(fact, str | bool | int) else list(fact)
            self.span.set_attribute(f"dgusage.{name}", value)
        self.span.end()


@dataclass(frozen=True, slots=True)
class Tracing:
    """Begins spans that are sent in the background; a bot.course.Tracer."""

    provider: "TracerProvider"
    tracer: "api.Tracer"

    def whole(self, name: str) -> Span:
        """A trace of its own, whatever is under way here."""
        from opentelemetry.context import Context

        return Recorded(self.tracer.start_span(name, context=Context()))

    def part(self, name: str) -> Span:
        """A span within the current one."""
        return Recorded(self.tracer.start_span(name))

    def close(self) -> None:
        """Sends what is left, for two seconds at most; waits meanwhile.

        The SDK's own way waits half a minute for a receiver that is away
        (https://github.com/open-telemetry/opentelemetry-python/issues/4568).
        """
        ending = Thread(target=self.provider.shutdown, name="last spans", daemon=True)
        ending.start()
        ending.join(LAST_SPANS)


def tracing(endpoint: str, version: str) -> Tracing:
    """Traces that go to an OTLP receiver over HTTP; raises NotInstalled."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise NotInstalled from None
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    return recording(BatchSpanProcessor(exporter), version)


def recording(processor: Any, version: str) -> Tracing:
    """Traces that a span processor of OpenTelemetry is given."""
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider

    ours = Resource.create({"service.name": "dgusage", "service.version": version})
    told = OTELResourceDetector().detect()
    provider = TracerProvider(resource=ours.merge(told), shutdown_on_exit=False)
    provider.add_span_processor(processor)
    return Tracing(provider, provider.get_tracer("dgusage", version))
