"""Who asks, and from when and where: what somebody is, their zone and language, as Slack says."""

import asyncio
from collections.abc import (
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Mapping,
    MutableMapping,
    Sequence,
)
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.figures import ENGLISH, Notation
from bot.clock import Clock, wall
from bot.policy.model import Person, Standing
from bot.question.model import Standpoint
from bot.slack.standing import Home, chief, standing
from bot.slack.web import Fate, verdict_of

PROFILE_LIFE = 3_600.0  # seconds that a profile is taken as it was
PROFILE_WAIT = 2.0  # seconds that a question waits for a profile
KNOWN_LIFE = 86_400.0  # seconds that what was known of somebody holds where Slack cannot be asked
GROUP_LIFE = 600.0  # seconds that a user group is taken as it was
REST = 30.0  # seconds in which nobody's profile is asked for after one could not be had
MOST_PROFILES = 10_000

# "tz" (IANA), "locale" (as en-GB), "standing" and "admin", as far as they are known; or the people
# of a user group, each for themselves.
Profile = Mapping[str, str]
Produce = Callable[[], Coroutine[Any, Any, Profile]]

# A cache: what is kept under a key, or else what is produced now, kept for so many seconds.
# What raises is not kept.
Remember = Callable[[str, float, Produce], Awaitable[Profile]]

# Locales that write 3/4 for the fourth of March, by CLDR's short dates; all others write the day
# first. https://cldr.unicode.org
MONTH_FIRST = frozenset({"en-US", "en-PH", "ja-JP", "ko-KR", "zh-CN", "zh-TW", "hu-HU"})

# Slack's words for there being nobody, or nobody it may tell of: no reason to leave it alone.
# https://docs.slack.dev/reference/methods/users.info#errors
NOBODY = frozenset({"user_not_found", "user_not_visible", "no_such_subteam", "subteam_not_found"})

NO_METHOD = "unknown_method"

log = structlog.get_logger("bot.slack")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the settings say for those whose profile says nothing; weeks start as settings say.

    `projects` has, by channel, the project that is meant there where a question names none.
    `notation` is how numbers are written for everybody.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    week_start: int = 0
    default_period: str = "last 7 days"
    projects: MutableMapping[str, str] = field(default_factory=dict)
    notation: Notation = ENGLISH


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


class Known(NamedTuple):
    """Something that Slack is asked for: under which key, of which kind, and how long it holds."""

    key: str
    kind: str
    life: float


@dataclass(slots=True)
class People:
    """Those who ask, as far as Slack tells us about them."""

    client: AsyncWebClient
    defaults: Defaults
    remember: Remember = field(default_factory=Album)
    clock: Clock = wall
    now: Callable[[], float] = monotonic
    home: Home = field(default_factory=lambda: Home(""))
    _resting: dict[str, float] = field(default_factory=dict)  # until when, by what is asked for
    _lately: dict[str, tuple[float, Profile]] = field(default_factory=dict)  # by when, and what

    async def standpoint(self, user_id: str, channel: str = "") -> Standpoint:
        """From where somebody asks; never raises, and takes little time where Slack is slow."""
        profile = await self._profile(user_id)
        return Standpoint(
            now=self.clock(),
            zone=zone(profile.get("tz", "")) or self.defaults.zone,
            week_start=self.defaults.week_start,
            day_first=day_first(profile.get("locale", "")),
            default_period=self.defaults.default_period,
            project=self.defaults.projects.get(channel, ""),
        )

    async def person(self, user_id: str, groups: Iterable[str] = ()) -> Person:
        """What somebody is here, and in which of the groups; never raises.

        Where Slack cannot be asked, what it said within the last day holds.
        """
        profile = await self._profile(user_id, anyway=True)
        known = profile.get("standing", "") if user_id else ""
        return Person(
            user_id,
            self.home.team,
            Standing(known) if known else Standing.UNKNOWN,
            await self._groups(user_id, sorted(groups)),
            admin=profile.get("admin") == "yes",
        )

    async def _groups(self, user_id: str, groups: Sequence[str]) -> frozenset[str] | None:
        """Those of the groups that somebody is in; None where one of them could not be read."""
        found: set[str] = set()
        for group in groups:
            known = Known(f"group:{group}", f"group:{group}", GROUP_LIFE)
            people = await self._kept(known, partial(self._ask_group, group))
            if not people:
                return None
            if user_id in people:
                found.add(group)
        return frozenset(found)

    async def _profile(self, user_id: str, *, anyway: bool = False) -> Profile:
        known = Known(f"profile:{user_id}", "profile", PROFILE_LIFE)
        return await self._kept(known, partial(self._ask, user_id), anyway=anyway)

    async def _kept(self, known: Known, produce: Produce, *, anyway: bool = False) -> Profile:
        """What Slack says, or said within the last day; nothing where it never did.

        With `anyway`, Slack has no rest from being asked about what it never said.
        """
        key, kind, life = known
        if self.now() < self._resting.get(kind, 0.0) and not (anyway and not self._last(key)):
            return self._last(key)
        try:
            async with asyncio.timeout(PROFILE_WAIT):
                found = await self.remember(key, life, produce)
        except (TimeoutError, ProfileUnknown) as fault:
            if str(fault) not in NOBODY:
                self._resting[kind] = self.now() + REST
            log.warning("profile_unknown", why=str(fault) or "too_slow")
            return {} if str(fault) in NOBODY else self._last(key)
        self._lately.pop(key, None)
        self._lately[key] = (self.now() + KNOWN_LIFE, found)
        if len(self._lately) > MOST_PROFILES:
            del self._lately[next(iter(self._lately))]
        return found

    def _last(self, key: str) -> Profile:
        until, profile = self._lately.get(key, (0.0, {}))
        return profile if until > self.now() else {}

    async def _ask_group(self, group: str) -> Profile:
        """The people of a user group, and a word that it was read."""
        found: dict[str, str] = {}

        async def ask() -> None:
            answer = await self.client.usergroups_users_list(usergroup=group)
            found.update(dict.fromkeys((*(answer.get("users") or ()), "read"), "yes"))

        verdict = await verdict_of(ask())
        if verdict.fate is not Fate.DONE:
            raise ProfileUnknown(verdict.error)
        return found

    async def _ask(self, user_id: str) -> Profile:
        found: dict[str, str] = {}

        async def ask() -> None:
            answer = await self.client.users_info(user=user_id, include_locale=True)
            known = {"id": user_id, **(answer.get("user") or {})}
            found.update(_profile_of(known, self.home))

        verdict = await verdict_of(ask())
        if verdict.error == NO_METHOD:  # not Slack, but a server where everybody is at home
            return _profile_of({"id": user_id}, self.home)
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


def _profile_of(user: object, home: Home) -> dict[str, str]:
    if not isinstance(user, Mapping):
        return {}
    said = {k: v for k in ("tz", "locale") if isinstance(v := user.get(k), str)}
    admin = "yes" if chief(user) else "no"
    return {**said, "standing": standing(user, home).value, "admin": admin}
