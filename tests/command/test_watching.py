"""What the metrics show while things go wrong, and when they are well again."""

import asyncio
import math
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.app import Bot, Wiring, opened
from bot.audit.chain import Entry
from bot.audit.trail import Trail
from bot.clock import wall
from bot.metrics import HAPPENINGS, OUTCOMES, Metrics
from bot.posting import Posting
from bot.settings import ProjectSetting
from bot.slack.composing import Composing
from bot.slack.gate import SlackGate
from bot.slack.people import Defaults
from bot.slack.server import Health
from bot.store.breaker import FAILURES
from bot.store.connection import absent
from bot.store.slots import Scripts
from bot.terminal.watching import noted, watched
from bot.trouble import Reason


def value(metrics: Metrics, name: str, **labels: str) -> float:
    [found] = [
        sample.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for sample in family.samples
        if sample.name == name and sample.labels == labels
    ]
    return float(found)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    projects = {"acme": ProjectSetting(key=SecretStr("0" * 40), project_id="p")}
    made_of = Wiring(projects, "http://127.0.0.1:9", wall, data_dir=tmp_path)
    async with opened(made_of) as found:
        yield found


@pytest.fixture
def metrics(bot: Bot) -> Metrics:
    found = Metrics()
    composing = Composing(bot.desk, wall, Defaults(), SlackGate())
    watched(bot, Posting(Scripts(bot.state), composing, found), found)
    return found


async def test_a_store_that_goes_away_shows_at_once_and_so_does_its_return(bot, metrics) -> None:
    assert value(metrics, "dgusage_store_degraded") == 0

    for _ in range(FAILURES):
        bot.state.breaker.failed()
    assert value(metrics, "dgusage_store_degraded") == 1

    bot.state.breaker.worked()
    assert value(metrics, "dgusage_store_degraded") == 0


async def test_a_loop_that_has_not_begun_has_no_age(metrics) -> None:
    assert math.isnan(value(metrics, "dgusage_digest_loop_age_seconds"))


async def test_a_check_that_fails_or_hangs_is_not_shown_as_well(metrics) -> None:
    async def fine() -> Health:
        return Health(ok=True)

    async def down() -> Health:
        return Health(ok=False, says="invalid_auth")

    async def broken() -> Health:
        raise OSError

    async def hung() -> Health:
        await asyncio.Event().wait()
        raise AssertionError

    checks = noted({"fine": fine, "down": down, "broken": broken, "hung": hung}, metrics)
    assert (await checks["fine"]()).ok
    assert (await checks["down"]()).says == "invalid_auth"
    with pytest.raises(OSError):  # noqa: PT011 (it has no text)
        await checks["broken"]()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await checks["hung"]()

    shown = {name: value(metrics, "dgusage_check_ok", check=name) for name in checks}
    assert shown == {"fine": 1, "down": 0, "broken": 0, "hung": 0}


async def test_only_what_was_posted_was_late(metrics) -> None:
    metrics.happened("posted", 3.0)
    metrics.happened("waits", 300.0)

    assert value(metrics, "dgusage_digest_late_seconds_count") == 1
    assert value(metrics, "dgusage_digest_late_seconds_bucket", le="5.0") == 1
    assert value(metrics, "dgusage_digests_total", what="waits") == 1


async def test_every_outcome_that_an_alert_goes_by_begins_at_zero(metrics) -> None:
    assert set(OUTCOMES) >= {reason.value for reason in Reason}
    for outcome in OUTCOMES:
        assert value(metrics, "dgusage_answers_total", outcome=outcome) == 0
    for what in HAPPENINGS:
        assert value(metrics, "dgusage_digests_total", what=what) == 0


async def test_records_that_could_not_be_written_are_counted(bot: Bot) -> None:
    found, trail = Metrics(), Trail(absent())
    composing = Composing(bot.desk, wall, Defaults(), SlackGate())
    watched(bot, Posting(Scripts(bot.state), composing, found), found, trail)
    before = value(found, "dgusage_audit_lost_total")

    trail.note(Entry(wall(), "asked"))
    await trail.close()

    assert (before, value(found, "dgusage_audit_lost_total")) == (0, 1)
