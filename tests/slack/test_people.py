"""From where somebody asks, and what happens when Slack does not say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import people
from bot.slack.people import Album, Defaults, People, day_first, zone
from bot.slack.web import web_client, web_session
from tests.fakes.slack import TOKEN, FakeSlack
from tests.fakes.slack_faults import hang, html, not_ok, status

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BERLIN = Defaults(ZoneInfo("Europe/Berlin"), week_start=6, default_period="this month")


@asynccontextmanager
async def _people(slack: FakeSlack, now: list[float]) -> AsyncIterator[People]:
    async with web_session() as session:
        client = web_client(TOKEN, slack.api_url, session)
        yield People(client, BERLIN, Album(lambda: now[0]), lambda: NOW, lambda: now[0])


async def test_a_profile_s_zone_and_locale_make_the_standpoint(slack: FakeSlack) -> None:
    async with _people(slack, [0.0]) as known:
        standpoint = await known.standpoint("U0ANA0001")

    assert (standpoint.zone.key, standpoint.day_first) == ("Asia/Tokyo", True)
    assert (standpoint.week_start, standpoint.default_period) == (6, "this month")
    assert standpoint.now is NOW


async def test_a_profile_is_asked_for_once_an_hour(slack: FakeSlack) -> None:
    now = [0.0]
    async with _people(slack, now) as known:
        await asyncio.gather(*(known.standpoint("U0ANA0001") for _ in range(50)))
        assert len(slack.called("users.info")) == 1
        now[0] = 3_601.0
        await known.standpoint("U0ANA0001")

    assert len(slack.called("users.info")) == 2


@pytest.mark.parametrize("fault", [not_ok("missing_scope"), status(500), html(), status(429)])
async def test_without_a_profile_the_settings_zone_holds_and_slack_has_a_rest(
    slack: FakeSlack, fault: object
) -> None:
    now = [0.0]
    slack.fail("users.info", fault)
    async with _people(slack, now) as known:
        standpoints = [await known.standpoint("U0ANA0001") for _ in range(3)]
        assert {s.zone.key for s in standpoints} == {"Europe/Berlin"}
        assert len(slack.called("users.info")) == 1
        now[0] = 31.0
        assert (await known.standpoint("U0ANA0001")).zone.key == "Asia/Tokyo"


async def test_a_hanging_profile_holds_nobody_up(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PROFILE_WAIT", 0.05)
    slack.fail("users.info", hang())
    async with _people(slack, [0.0]) as known, asyncio.timeout(30):
        standpoint = await known.standpoint("U0ANA0001")
        slack.heal()

    assert standpoint.zone.key == "Europe/Berlin"


async def test_a_strange_profile_is_no_profile(slack: FakeSlack) -> None:
    slack.people["U0ODD0001"] = {"tz": "../../etc/passwd", "locale": 7}
    async with _people(slack, [0.0]) as known:
        standpoint = await known.standpoint("U0ODD0001")

    assert (standpoint.zone.key, standpoint.day_first) == ("Europe/Berlin", False)


@given(st.text())
def test_any_word_is_a_zone_or_none(name: str) -> None:
    found = zone(name)

    assert found is None or found.key == name


def test_every_zone_there_is_is_one() -> None:
    assert all(zone(name) for name in available_timezones())


@pytest.mark.parametrize(
    ("locale", "first"),
    [("en-US", False), ("en-GB", True), ("de-DE", True), ("ja-JP", False), ("", False)],
)
def test_who_writes_the_day_first(locale: str, first: bool) -> None:
    assert day_first(locale) is first


async def test_the_album_forgets_the_oldest() -> None:
    album = Album(lambda: 0.0)

    async def produce() -> dict[str, str]:
        return {}

    for number in range(people.MOST_PROFILES + 10):
        await album(str(number), 60, produce)

    assert len(album._kept) == people.MOST_PROFILES
