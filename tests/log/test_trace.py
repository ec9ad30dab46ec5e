"""Traces, where they are asked for: a span for each question and its parts, with no word of it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.clock import wall
from bot.course import Course, followed, part
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.trace import NOT_INSTALLED, Tracing, recording
from tests.command.process import environment
from tests.command.serving import ready, served
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_sender import Sender
from tests.log.lines import questions
from tests.slack.whole import ANA, Whole

PARTS = {"plan", "gather", "upstream", "store", "blocks"}


@pytest.fixture
def memory() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(memory: InMemorySpanExporter) -> Tracing:
    return recording(SimpleSpanProcessor(memory), "0")


async def test_a_question_is_a_trace_of_its_parts(
    whole: Whole, tracer: Tracing, memory: InMemorySpanExporter
) -> None:
    front = whole.edge._front
    assert front is not None
    front.onlookers = replace(front.onlookers, tracer=tracer)
    with structlog.testing.capture_logs() as lines:
        await whole.asked("hours by key tag:support last week")
        await whole.edge.tasks.drain(40)

    [line] = questions(lines)
    spans = memory.get_finished_spans()
    [top] = [span for span in spans if span.parent is None and span.name == "question"]
    assert {span.name for span in spans} == {"question", *PARTS}
    assert {f"{span.context.trace_id:032x}" for span in spans} == {line["trace"]}
    assert top.attributes is not None
    assert top.attributes["dgusage.outcome"] == "answered"
    assert top.attributes["dgusage.by"] == ("key",)
    told = "".join(span.to_json() for span in spans)
    assert [word for word in ("support", "hours by", ANA, "C0GENERAL") if word in told] == []


def test_two_questions_are_two_traces_though_one_begins_within_the_other(
    tracer: Tracing, memory: InMemorySpanExporter
) -> None:
    first = Course("command", tracer)
    with followed(first):
        Course("button", tracer).close()
    first.close()

    assert len({span.context.trace_id for span in memory.get_finished_spans()}) == 2


def test_what_an_exception_says_is_in_no_span(
    tracer: Tracing, memory: InMemorySpanExporter
) -> None:
    mine = Course("command", tracer)
    with pytest.raises(ValueError, match="zanzibar"), followed(mine), part("plan"):
        raise ValueError("zanzibar")
    mine.close()

    spans = memory.get_finished_spans()
    assert [span.name for span in spans] == ["plan", "question"]
    assert "zanzibar" not in "".join(span.to_json() for span in spans)


class Receiver:
    """An OTLP receiver: what was sent to it, as it was sent."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.came = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        sent = ExportTraceServiceRequest.FromString(await request.read())
        async with self.came:
            self.spans += [
                span for of in sent.resource_spans for by in of.scope_spans for span in by.spans
            ]
            self.came.notify_all()
        return web.Response(content_type="application/x-protobuf")


@asynccontextmanager
async def receiving() -> AsyncIterator[tuple[Receiver, str]]:
    receiver, app = Receiver(), web.Application()
    app.router.add_post("/v1/traces", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield receiver, site.name
    finally:
        await runner.cleanup()


async def test_a_serving_bot_sends_its_traces_to_a_receiver(tmp_path: Path) -> None:
    logs: list[str] = []
    async with (
        receiving() as (receiver, endpoint),
        running(simulate(wall)) as deepgram,
        FakeSlack() as slack,
        httpx.AsyncClient() as http,
    ):
        slack.people[ANA] = {"tz": "Europe/Berlin", "locale": "en-GB"}
        more = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "NO_PROXY": "127.0.0.1"}
        async with served(deepgram, slack, tmp_path, more, logs) as (url, _):
            await ready(http, url)
            done = await Sender(slack, url, http).command("by key last week")
            await slack.until(lambda: slack.answers(done.key), 30)
        # it has ended, and sent what was left

    lines = [json.loads(line) for line in logs[0].splitlines()]
    [line] = [line for line in lines if line["event"] == "question"]
    mine = [span for span in receiver.spans if span.trace_id.hex() == line["trace"]]
    assert {"question", *PARTS} == {span.name for span in mine}


async def test_a_receiver_that_is_away_holds_up_neither_answers_nor_the_end(tmp_path: Path) -> None:
    logs: list[str] = []
    async with (
        running(simulate(wall)) as deepgram,
        FakeSlack() as slack,
        httpx.AsyncClient() as http,
    ):
        slack.people[ANA] = {"tz": "Europe/Berlin", "locale": "en-GB"}
        more = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1"}
        async with served(deepgram, slack, tmp_path, more, logs) as (url, process):
            await ready(http, url)
            done = await Sender(slack, url, http).command("by key last week")
            await slack.until(lambda: slack.answers(done.key), 30)
        assert process.returncode == 0

    assert '"event":"question"' in logs[0]


def program(code: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env=environment(more), capture_output=True, text=True,
        timeout=50, check=False,
    )  # fmt: skip


def test_where_nobody_asks_for_traces_nothing_of_them_is_loaded() -> None:
    ran = program(
        "import sys, bot.terminal.serve, bot.terminal.ask, bot.trace\n"
        "assert not [name for name in sys.modules if name.startswith('opentelemetry')]"
    )

    assert (ran.returncode, ran.stderr) == (0, "")


def test_where_opentelemetry_is_not_installed_that_is_said_in_one_sentence_and_it_serves() -> None:
    ran = program(
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from bot.log import configure; configure('INFO', [])\n"
        "from bot.settings import Settings\n"
        "from bot.terminal.watching import tracing_of\n"
        "made = Settings(_env_file=None)\n"
        "assert made.otel_exporter_otlp_endpoint\n"
        "assert tracing_of(made) is None\n",
        OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9",
    )

    assert ran.returncode == 0, ran.stderr
    [line] = [json.loads(line) for line in ran.stderr.splitlines()]
    assert (line["event"], line["level"], line["why"]) == ("no_traces", "warning", NOT_INSTALLED)
    assert "pip install 'dgusage[otel]'" in line["why"]


def test_an_endpoint_that_is_none_stops_it_at_start() -> None:
    ran = program(
        "from bot.settings import Need, SettingsFault, load\n"
        "try: load(Need.NOTHING)\n"
        "except SettingsFault as fault: print(*fault.lines)",
        OTEL_EXPORTER_OTLP_ENDPOINT="localhost:4318",
    )

    assert ran.stdout.startswith("OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http")


def test_the_end_waits_two_seconds_at_most_for_a_receiver_that_hangs() -> None:
    ran = program(
        "import socket, time\n"
        "from bot.trace import tracing\n"
        "deaf = socket.create_server(('127.0.0.1', 0))\n"
        "made = tracing(f'http://127.0.0.1:{deaf.getsockname()[1]}', '0')\n"
        "made.whole('question').end({})\n"
        "made.close()\n"
        "print('closed')",
        NO_PROXY="127.0.0.1",
    )

    assert (ran.returncode, ran.stdout) == (0, "closed\n")
