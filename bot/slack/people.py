"""From when and where somebody asks: their time zone and language, as their Slack profile says."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, wall
from bot.question.model import Standpoint
from bot.slack.web import Fate, verdict_of

PROFILE_LIFE = 3_600.0  # seconds that a profile is taken as it was
PROFILE_WAIT = 2.0  # seconds that a question waits for a profile
REST = 30.0  # seconds in which nobody's profile is asked for after one could not be had
MOST_PROFILES = 10_000

Profile = Mapping[str, str]  # "tz" (IANA) and "locale" (as en-GB), as far as they are known
Produce = Callable[[], Coroutine[Any, Any, Profile]]

# A cache: what is kept under a key, or else what is produced now, kept for so many seconds.
# What raises is not kept.
Remember = Callable[[str, float, Produce], Awaitable[Profile]]

# Locales that write 3/4 for the fourth of March, by CLDR's short dates; all others write the day
# first. https://cldr.unicode.org
MONTH_FIRST = frozenset({"en-US", "en-PH", "ja-JP", "ko-KR", "zh-CN", "zh-TW", "hu-HU"})

log = structlog.get_logger("bot.slack")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the settings say for those whose profile says nothing; weeks start as settings say."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    week_start: int = 0
    default_period: str = "last 7 days"


@dataclass(slots=True)
class Album:
    """Profiles kept in this process, the oldest forgotten first; it is a Remember."""

    now: Callable[[], float] = monotonic
    _kept: dict[str, tuple[float, Profile]] = field(default_factory=dict)
    _coming: dict[str, asyncio.Future[Profile]] = field(default_factory=dict)

    async def __call__(self, key: str, life: float, produce: Produce) -> Profile:
        """The profile under a key, produced once for all who wait where it is not kept any more."""
        until, profile = self._kept.get(key, (0.0, {}))
        if until > self.now():
            return profile
        if key not in self._coming:
            self._coming[key] = asyncio.ensure_future(produce())
            self._coming[key].add_done_callback(partial(self._came, key, life))
        return await asyncio.shield(self._coming[key])

    def _came(self, key: str, life: float, coming: asyncio.Future[Profile]) -> None:
        del self._coming[key]
        if coming.cancelled() or coming.exception() is not None:
            return
        self._kept.pop(key, None)
        self._kept[key] = (self.now() + life, coming.result())
        if len(self._kept) > MOST_PROFILES:
            del self._kept[next(iter(self._kept))]


@dataclass(slots=True)
class People:
    """Those who ask, as far as Slack tells us about them."""

    client: AsyncWebClient
    defaults: Defaults
    remember: Remember = field(default_factory=Album)
    clock: Clock = wall
    now: Callable[[], float] = monotonic
    _rest_until: float = 0.0

    async def standpoint(self, user_id: str) -> Standpoint:
        """From where somebody asks; never raises, and takes little time where Slack is slow."""
        profile = await self._profile(user_id)
        return Standpoint(
            now=self.clock(),
            zone=zone(profile.get("tz", "")) or self.defaults.zone,
            week_start=self.defaults.week_start,
            day_first=day_first(profile.get("locale", "")),
            default_period=self.defaults.default_period,
        )

    async def _profile(self, user_id: str) -> Profile:
        if self.now() < self._rest_until:
            return {}
        try:
            async with asyncio.timeout(PROFILE_WAIT):
                return await self.remember(
                    f"profile:{user_id}", PROFILE_LIFE, lambda: self._ask(user_id)
                )
        except (TimeoutError, ProfileUnknown) as fault:
            self._rest_until = self.now() + REST
            log.warning("profile_unknown", why=str(fault) or "too_slow")
            return {}

    async def _ask(self, user_id: str) -> Profile:
        found: dict[str, str] = {}

        async def ask() -> None:
            answer = await self.client.users_info(user=user_id, include_locale=True)
            found.update(_profile_of(answer.get("user")))

        verdict = await verdict_of(ask())
        if verdict.fate is not Fate.DONE:
            raise ProfileUnknown(verdict.error)
        return found


class ProfileUnknown(Exception):  # noqa: N818 (named as people say it)
    """Slack did not give a profile; the argument is its word for why."""


def zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, None where there is none of that name."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def day_first(locale: str) -> bool:
    """Whether a locale writes the day before the month; not so where no locale is known."""
    return bool(locale) and locale not in MONTH_FIRST


def _profile_of(user: object) -> dict[str, str]:
    if not isinstance(user, Mapping):
        return {}
    return {k: v for k in ("tz", "locale") if isinstance(v := user.get(k), str)}
